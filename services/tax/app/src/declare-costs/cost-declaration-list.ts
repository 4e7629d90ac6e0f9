import { Injectable } from '@nestjs/common';
import type { CostAccepted, CostDeclared, CostRejected } from '@esep/contracts';
import type { Instant, Quarter } from '@esep/kernel';
import { EventStore, type TypedFact } from '@esep/platform';
import { DataSource, type EntityManager } from 'typeorm';

import { SourceWatermarks } from '../tax-facts/source-watermarks.js';

export const COST_DECLARATIONS_TABLE = `
create table if not exists cost_declarations (
  position bigint primary key,
  event_id uuid not null,
  licensee_id text collate "C" not null,
  quarter text collate "C" not null,
  declaration integer not null,
  cost numeric(78, 0) not null,
  evidence text,
  declared_by text not null,
  declared_at text collate "C" not null,
  state text not null,
  answered_by text,
  answered_at text collate "C",
  -- The documents that were looked at, or why it was rejected.
  answer text,
  unique (licensee_id, quarter, declaration)
);
`;

/** `superseded`: declared again before anybody answered. */
export const DECLARATION_STATES = ['open', 'accepted', 'rejected', 'superseded'] as const;
export type DeclarationState = (typeof DECLARATION_STATES)[number];

export const keepCostDeclaration = async (
  { position, eventId, actor, event }: TypedFact<CostDeclared>,
  tx: EntityManager,
): Promise<void> => {
  const { licenseeId, quarter, cost, evidence, by, declaredAt } = event;
  await tx.query(
    `update cost_declarations set state = 'superseded'
      where licensee_id = $1 and quarter = $2 and state = 'open'`,
    [licenseeId, quarter],
  );
  await tx.query(
    `insert into cost_declarations (position, event_id, licensee_id, quarter, declaration, cost,
                                    evidence, declared_by, declared_at, state)
     select $1, $2, $3, $4, 1 + count(*), $5, $6, $7, $8, 'open'
       from cost_declarations where licensee_id = $3 and quarter = $4`,
    [
      position,
      eventId,
      licenseeId,
      quarter,
      cost.amount,
      evidence ?? null,
      by ?? actor,
      declaredAt,
    ],
  );
};

export const keepCostAnswer = async (
  event: CostAccepted | CostRejected,
  tx: EntityManager,
): Promise<void> => {
  const { licenseeId, quarter, declaration, by } = event;
  const [state, at, answer] =
    event.type === 'CostAccepted'
      ? ['accepted', event.acceptedAt, event.evidence]
      : ['rejected', event.rejectedAt, event.reason];
  await tx.query(
    `update cost_declarations set state = $4, answered_by = $5, answered_at = $6, answer = $7
      where licensee_id = $1 and quarter = $2 and declaration = $3`,
    [licenseeId, quarter, declaration, state, by, at, answer],
  );
};

export interface CostDeclarationRow {
  readonly position: string;
  readonly event_id: string;
  readonly licensee_id: string;
  readonly quarter: Quarter;
  readonly declaration: number;
  readonly cost: string;
  readonly evidence: string | null;
  readonly declared_by: string;
  readonly declared_at: Instant;
  readonly state: DeclarationState;
  readonly answered_by: string | null;
  readonly answered_at: Instant | null;
  readonly answer: string | null;
}

export interface CostDeclarationFilter {
  readonly licenseeId?: string | undefined;
  readonly quarter?: Quarter | undefined;
  readonly state?: DeclarationState | undefined;
}

@Injectable()
export class CostDeclarationList {
  constructor(
    private readonly database: DataSource,
    private readonly watermarks: SourceWatermarks,
    private readonly store: EventStore,
  ) {}

  /** Latest first. Waits for what is appended already (read your writes). */
  async find(
    { licenseeId, quarter, state }: CostDeclarationFilter,
    before: number | undefined,
    limit: number,
  ): Promise<CostDeclarationRow[]> {
    await this.watermarks.caughtUp(this.store.log);
    return this.database.query<CostDeclarationRow[]>(
      `select * from cost_declarations
        where ($1::text is null or licensee_id = $1) and ($2::text is null or quarter = $2)
          and ($3::text is null or state = $3) and ($4::bigint is null or position < $4)
        order by position desc limit $5`,
      [licenseeId ?? null, quarter ?? null, state ?? null, before ?? null, limit],
    );
  }
}

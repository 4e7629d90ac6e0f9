import { ApiProperty } from '@nestjs/swagger';
import type { JsonObject } from '@esep/ledger-format';
import { proposalExpiry, type Instant } from '@esep/kernel';
import type { DataSource, EntityManager } from 'typeorm';

import { IsChoice, IsText } from '../http/fields.js';
import { keyIn, ListQuery, pageOf, type Page } from '../http/listing.js';
import type { TypedFact } from '../subscriptions/consumer.js';

// What was proposed in a service and waits for a second person, or was answered: one table in the
// projection of the service, filled from the three events of every act (`<Act>Proposed`,
// `<Act>Confirmed`, `<Act>Declined`), and one form in which it is listed.

export const PROPOSALS_TABLE = `
create table if not exists proposals (
  position bigint primary key,
  proposal_id uuid not null unique,
  act text not null,
  stream text not null,
  terms text not null,
  proposed_by text not null,
  proposed_at text collate "C" not null,
  expires_at text collate "C" not null,
  answer text,
  answered_by text,
  answered_at text collate "C"
);
`;

/** Keeps what one of the three events of an act says of its proposal; of other facts nothing. */
export const keepProposal = async (
  { position, stream, event }: TypedFact<{ readonly type: string }>,
  tx: EntityManager,
): Promise<void> => {
  const [, act = '', step] = /^(\w+)(Proposed|Confirmed|Declined)$/.exec(event.type) ?? [];
  const { proposalId, by, proposedAt, expiresAt, confirmedAt, declinedAt, ...terms } =
    event as JsonObject;
  if (step === undefined || typeof proposalId !== 'string') return;
  if (step === 'Proposed') {
    const from = proposedAt as Instant;
    await tx.query(
      `insert into proposals (position, proposal_id, act, stream, terms, proposed_by, proposed_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        position,
        proposalId,
        act,
        stream,
        JSON.stringify(terms),
        by,
        from,
        expiresAt ?? proposalExpiry(from),
      ],
    );
    return;
  }
  await tx.query(
    'update proposals set answer = $2, answered_by = $3, answered_at = $4 where proposal_id = $1',
    [proposalId, step.toLowerCase(), by, confirmedAt ?? declinedAt],
  );
};

/** `expired`: nobody answered in time, and nobody can confirm it any more. */
export const PROPOSAL_STATES = ['open', 'confirmed', 'declined', 'expired'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

export class ProposalsQuery extends ListQuery {
  @IsChoice(PROPOSAL_STATES, { optional: true, description: 'Default: all.' })
  state?: ProposalState;
  @IsText({ max: 64, optional: true, description: 'As in the names of its events, e.g. `Price`.' })
  act?: string;
}

export class ProposalItem {
  @ApiProperty({ format: 'uuid' }) proposalId!: string;
  @ApiProperty({ example: 'Price' }) act!: string;
  @ApiProperty({ description: 'What it would change.' }) stream!: string;
  @ApiProperty({ type: Object, description: 'What is proposed.' }) terms!: object;
  @ApiProperty({ enum: PROPOSAL_STATES }) state!: string;
  @ApiProperty() proposedBy!: string;
  @ApiProperty({ format: 'date-time' }) proposedAt!: string;
  @ApiProperty({ format: 'date-time', description: 'It can be confirmed until then.' })
  expiresAt!: string;
  @ApiProperty({ required: false }) answeredBy?: string;
  @ApiProperty({ required: false, format: 'date-time' }) answeredAt?: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

interface ProposalRow {
  readonly position: string;
  readonly proposal_id: string;
  readonly act: string;
  readonly stream: string;
  readonly terms: string;
  readonly state: ProposalState;
  readonly proposed_by: string;
  readonly proposed_at: Instant;
  readonly expires_at: Instant;
  readonly answered_by: string | null;
  readonly answered_at: Instant | null;
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value);

/** A page of a service's proposals as they stand at an instant, latest first. */
export const proposalsPage = async (
  database: DataSource,
  service: string,
  { limit, cursor, state, act }: ProposalsQuery,
  now: Instant,
): Promise<Page<ProposalItem>> => {
  const rows = await database.query<ProposalRow[]>(
    `select * from (
       select *, coalesce(answer, case when expires_at <= $1 then 'expired' else 'open' end) as state
         from proposals) p
      where ($2::text is null or state = $2) and ($3::text is null or act = $3)
        and ($4::bigint is null or position < $4)
      order by position desc limit $5`,
    [now, state ?? null, act ?? null, keyIn(cursor, isPosition) ?? null, limit + 1],
  );
  const page = pageOf(rows, limit, ({ position }) => Number(position));
  return { ...page, items: page.items.map((row) => itemOf(service, row)) };
};

const itemOf = (service: string, row: ProposalRow): ProposalItem => ({
  proposalId: row.proposal_id,
  act: row.act,
  stream: row.stream,
  terms: JSON.parse(row.terms) as object,
  state: row.state,
  proposedBy: row.proposed_by,
  proposedAt: row.proposed_at,
  expiresAt: row.expires_at,
  ...(row.answered_by !== null && { answeredBy: row.answered_by }),
  ...(row.answered_at !== null && { answeredAt: row.answered_at }),
  // A proposal is named by the id of its event.
  receipt: `/${service}/v1/receipts/${row.proposal_id}`,
});

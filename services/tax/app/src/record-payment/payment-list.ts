import { Injectable } from '@nestjs/common';
import type { TaxPaid } from '@esep/contracts';
import type { Instant, Quarter } from '@esep/kernel';
import { EventStore, type TypedFact } from '@esep/platform';
import { samePaymentReference } from '@esep/tax-domain';
import { DataSource, type EntityManager } from 'typeorm';

import { SourceWatermarks } from '../tax-facts/source-watermarks.js';

export const PAYMENTS_TABLE = `
create table if not exists payments (
  position bigint primary key,
  event_id uuid not null,
  licensee_id text collate "C" not null,
  quarter text collate "C" not null,
  amount numeric(78, 0) not null,
  at text collate "C" not null,
  reference text not null,
  -- The same however it was typed.
  same_reference text collate "C" not null,
  recorded_at text collate "C" not null,
  recorded_by text not null
);
create index if not exists payments_of_licensee on payments (licensee_id, position);
create index if not exists payments_by_reference on payments (same_reference);
`;

export const keepPayment = async (
  { position, eventId, recordedAt, actor, event }: TypedFact<TaxPaid>,
  tx: EntityManager,
): Promise<void> => {
  const { licenseeId, quarter, money, at, reference } = event;
  await tx.query('insert into payments values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
    position,
    eventId,
    licenseeId,
    quarter,
    money.amount,
    at,
    reference,
    samePaymentReference(reference),
    recordedAt,
    actor,
  ]);
};

export interface PaymentRow {
  readonly position: string;
  readonly event_id: string;
  readonly licensee_id: string;
  readonly quarter: Quarter;
  readonly amount: string;
  readonly at: Instant;
  readonly reference: string;
  readonly recorded_at: Instant;
  readonly recorded_by: string;
}

export interface PaymentFilter {
  readonly licenseeId?: string | undefined;
  readonly quarter?: Quarter | undefined;
  readonly reference?: string | undefined;
}

@Injectable()
export class PaymentList {
  constructor(
    private readonly database: DataSource,
    private readonly watermarks: SourceWatermarks,
    private readonly store: EventStore,
  ) {}

  /** Latest first. Waits for what is appended already (read your writes). */
  async find(
    { licenseeId, quarter, reference }: PaymentFilter,
    before?: number,
    limit?: number,
  ): Promise<PaymentRow[]> {
    await this.watermarks.caughtUp(this.store.log);
    return this.database.query<PaymentRow[]>(
      `select * from payments
        where ($1::text is null or licensee_id = $1) and ($2::text is null or quarter = $2)
          and ($3::text is null or same_reference = $3) and ($4::bigint is null or position < $4)
        order by position desc limit $5`,
      [
        licenseeId ?? null,
        quarter ?? null,
        reference === undefined ? null : samePaymentReference(reference),
        before ?? null,
        limit ?? null,
      ],
    );
  }
}

import { Injectable } from '@nestjs/common';
import type { RetainedReleased } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { EventStore, type TypedFact } from '@esep/platform';
import { DataSource, type EntityManager } from 'typeorm';

import { SourceWatermarks } from '../tax-facts/source-watermarks.js';

export const RELEASES_TABLE = `
create table releases (
  position bigint primary key,
  event_id uuid not null,
  licensee_id text collate "C" not null,
  asset text not null,
  period text not null,
  quantity numeric(78, 0) not null,
  at text collate "C" not null
);
create index on releases (licensee_id, position);
`;

export const keepRelease = async (
  { position, eventId, event }: TypedFact<RetainedReleased>,
  tx: EntityManager,
): Promise<void> => {
  const { licenseeId, asset, period, quantity, at } = event;
  await tx.query('insert into releases values ($1, $2, $3, $4, $5, $6, $7)', [
    position,
    eventId,
    licenseeId,
    asset,
    period,
    quantity,
    at,
  ]);
};

export interface Release {
  readonly position: number;
  readonly eventId: string;
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: string;
  readonly quantity: string;
  readonly at: Instant;
}

interface ReleaseRow {
  readonly position: string;
  readonly event_id: string;
  readonly licensee_id: string;
  readonly asset: string;
  readonly period: string;
  readonly quantity: string;
  readonly at: Instant;
}

@Injectable()
export class ReleaseList {
  constructor(
    private readonly database: DataSource,
    private readonly watermarks: SourceWatermarks,
    private readonly store: EventStore,
  ) {}

  /** Latest first; of one licensee or of all. Waits for what is appended already (read your writes). */
  async find(
    licenseeId: string | undefined,
    before: number | undefined,
    limit: number,
  ): Promise<Release[]> {
    await this.watermarks.caughtUp(this.store.log);
    const rows = await this.database.query<ReleaseRow[]>(
      `select * from releases
        where ($1::text is null or licensee_id = $1) and ($2::bigint is null or position < $2)
        order by position desc limit $3`,
      [licenseeId ?? null, before ?? null, limit],
    );
    return rows.map(({ position, event_id: eventId, licensee_id: licenseeId, ...row }) => {
      return { ...row, position: Number(position), eventId, licenseeId };
    });
  }
}

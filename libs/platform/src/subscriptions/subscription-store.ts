import { readableNow } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { envelopeOf } from '@esep/ledger-format';
import type { DataSource, EntityManager } from 'typeorm';

import type { StoredEvent } from '../event-store/event-store.js';
import type { LaneMove, LaneState, Watermark } from './lane.js';
import type { Fact } from './consumer.js';

export interface ParkedFact {
  readonly subscription: string;
  readonly key: string;
  readonly log: string;
  readonly position: number;
  readonly attempts: number;
  readonly error: string | null;
  readonly parkedAt: Instant;
}

type Database = DataSource | EntityManager;

/** A lane, with the first deferred completeness fact of its log. */
type StoredLane = LaneState & { readonly firstDeferred?: Watermark };

/** What was deferred and may be handled now, and what still blocks facts. */
interface Released {
  readonly events: readonly StoredEvent[];
  readonly firstDeferred: Watermark | undefined;
  readonly parkedKeys: Set<string>;
}

interface CheckpointRow {
  readonly log: string;
  readonly lane: string;
  readonly next: string;
  readonly leaf: string | null;
  readonly recorded_at: Date;
  readonly position: string | null;
  readonly bytes: string | null;
}

/** The tables of one subscription in the database of its service (subscription-migration.ts). */
export class SubscriptionStore {
  constructor(private readonly name: string) {}

  // ── Checkpoints ───────────────────────────────────────────────────────────────────────────────

  async checkpoints(database: Database, log?: string): Promise<StoredLane[]> {
    const rows = (await database.query(
      `select c.log, c.lane, c.next, c.leaf, c.recorded_at, h.position, h.bytes
         from subscriptions.checkpoints c left join lateral (
           select position, bytes from subscriptions.held
            where subscription = c.subscription and log = c.log order by position limit 1
         ) h on true
        where c.subscription = $1 and c.log = coalesce($2, c.log)
        order by c.log, c.lane`,
      [this.name, log ?? null],
    )) as CheckpointRow[];
    return rows.map(({ log, lane, next, leaf, recorded_at, position, bytes }) => ({
      log,
      lane,
      next: Number(next),
      persistedNext: Number(next),
      leaf: leaf ?? undefined,
      recordedAt: recorded_at.toISOString(),
      ...(bytes === null
        ? {}
        : { firstDeferred: { next: Number(position), recordedAt: envelopeOf(bytes).recordedAt } }),
    }));
  }

  /**
   * Moves each checkpoint by compare-and-swap from where this process left it. Throws if another
   * instance moved one, because the effect of these records may already be committed there.
   *
   * Commits asynchronously: a crash of the database loses effect and checkpoint together, and the log
   * is read again. Holds a shared lock until the commit, so that no parked key is resumed meanwhile.
   */
  async move(tx: EntityManager, log: string, moves: readonly LaneMove[]): Promise<void> {
    if ((await this.moved(tx, log, moves, '')) !== moves.length)
      throw new Error(`Another instance moved ${this.name} on ${log}.`);
  }

  /**
   * Moves checkpoints without records, the usual case, in one statement. False if a deferred fact may
   * now be released, or if another instance moved a lane: both need a transaction with `move`.
   */
  async moveIdle(database: DataSource, log: string, moves: readonly LaneMove[]): Promise<boolean> {
    const nothingHeld = `where not exists (
      select from subscriptions.held where subscription = $1 and log = $2)`;
    return (await this.moved(database, log, moves, nothingHeld)) === moves.length;
  }

  private async moved(
    database: Database,
    log: string,
    moves: readonly LaneMove[],
    where: string,
  ): Promise<number | undefined> {
    const [result] = (await database.query(
      `with moved as (
         merge into subscriptions.checkpoints c
         using (select * from unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::timestamptz[])
                  as lanes (lane, expected, next, leaf, recorded_at) ${where}) m
            on c.subscription = $1 and c.log = $2 and c.lane = m.lane
          when matched and c.next = m.expected then
               update set next = m.next, leaf = m.leaf,
                          recorded_at = greatest(c.recorded_at, m.recorded_at)
          when not matched then
               insert values ($1, $2, m.lane, m.next, m.leaf, m.recorded_at)
         returning 1
       ) select count(*)::int as moved, set_config('synchronous_commit', 'off', true),
                pg_advisory_xact_lock_shared(hashtext('parked ' || $1)) from moved`,
      [
        this.name,
        log,
        moves.map(({ to }) => to.lane),
        moves.map(({ from }) => from.persistedNext),
        moves.map(({ to }) => to.next),
        moves.map(({ to }) => to.leaf ?? null),
        moves.map(({ to }) => to.recordedAt),
      ],
    )) as { moved: number }[];
    return result?.moved;
  }

  // ── Deferred: completeness facts that other lanes have not passed yet ─────────────────────────

  async defer(tx: EntityManager, facts: readonly Fact[]): Promise<void> {
    for (const { log, position, bytes } of facts)
      await tx.query(
        `insert into subscriptions.held values ($1, $2, $3, $4) on conflict do nothing`,
        [this.name, log, position, bytes],
      );
  }

  /**
   * Removes and returns the deferred facts below `passed`, the position that every lane has reached,
   * with the first one that stays deferred and the parked keys.
   */
  async releaseDeferred(tx: EntityManager, log: string, passed: number): Promise<Released> {
    const rows = (await tx.query(
      `with passed as (delete from subscriptions.held
         where subscription = $1 and log = $2 and position < $3 returning position, bytes)
       select 'freed' as what, position, bytes, null as key from passed
        union all
      (select 'held', position, bytes, null from subscriptions.held
        where subscription = $1 and log = $2 and position >= $3 order by position limit 1)
        union all
       select distinct 'parked', null::bigint, null, key from subscriptions.parked where subscription = $1`,
      [this.name, log, passed],
    )) as { what: string; position: string; bytes: string; key: string | null }[];
    const eventsOf = (what: string): StoredEvent[] =>
      rows.flatMap((row) =>
        row.what === what
          ? { position: Number(row.position), bytes: row.bytes, envelope: envelopeOf(row.bytes) }
          : [],
      );
    const [firstDeferred] = eventsOf('held').map(({ position, envelope }) => {
      return { next: position, recordedAt: envelope.recordedAt };
    });
    return {
      events: eventsOf('freed'),
      firstDeferred,
      parkedKeys: new Set(rows.flatMap(({ key }) => key ?? [])),
    };
  }

  // ── Parked: the fact that failed (attempts > 0) and the later ones of its keys ────────────────

  async park(
    tx: EntityManager,
    { log, position, bytes, keys }: Fact,
    why: { readonly attempts: number; readonly error: string | null; readonly at: Instant },
  ): Promise<void> {
    for (const key of keys)
      await tx.query(
        `insert into subscriptions.parked values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [this.name, log, position, key, bytes, why.attempts, why.error, why.at],
      );
  }

  async parkedKeys(database: Database): Promise<string[]> {
    const rows = (await database.query(
      'select distinct key from subscriptions.parked where subscription = $1',
      [this.name],
    )) as { key: string }[];
    return rows.map(({ key }) => key);
  }

  async parked(database: Database): Promise<ParkedFact[]> {
    const rows = (await database.query(
      `select key, log, position, attempts, error, parked_at from subscriptions.parked
        where subscription = $1 order by parked_at, log, position`,
      [this.name],
    )) as {
      key: string;
      log: string;
      position: string;
      attempts: number;
      error: string | null;
      parked_at: Date;
    }[];
    return rows.map(({ position, parked_at, ...row }) => ({
      ...row,
      subscription: this.name,
      position: Number(position),
      parkedAt: parked_at.toISOString(),
    }));
  }

  /** Removes and returns the parked facts of a key, in order. Blocks deliveries until the commit. */
  async unpark(tx: EntityManager, key: string): Promise<(Fact & { readonly attempts: number })[]> {
    await tx.query(`select pg_advisory_xact_lock(hashtext('parked ' || $1))`, [this.name]);
    const rows = (await tx.query(
      `with unparked as (delete from subscriptions.parked where subscription = $1 and key = $2 returning *)
       select log, position, bytes, attempts from unparked order by log, position`,
      [this.name, key],
    )) as { log: string; position: string; bytes: string; attempts: number }[];
    return rows.map(({ log, position, bytes, attempts }) => ({
      log,
      position: Number(position),
      bytes,
      envelope: readableNow(envelopeOf(bytes)),
      keys: [key],
      attempts,
    }));
  }
}

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

/** Where a lane stands, and the first completeness fact of its log that waits. */
type StoredLane = LaneState & { readonly held?: Watermark };

/** What stands in the way of facts. */
interface Waiting {
  /** Facts that were held until now. */
  readonly freed: readonly StoredEvent[];
  /** The first that is held still. */
  readonly held: Watermark | undefined;
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

/** What one subscription keeps in the database of its service (subscription-migration.ts). */
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
      stored: Number(next),
      leaf: leaf ?? undefined,
      recordedAt: recorded_at.toISOString(),
      ...(bytes === null
        ? {}
        : { held: { next: Number(position), recordedAt: envelopeOf(bytes).recordedAt } }),
    }));
  }

  /**
   * Moves each checkpoint from exactly where this process left it. Another instance that took
   * a lane over makes this miss, and then nothing here may take effect.
   *
   * The commit is not waited for on disk: should the database crash, effect and checkpoint are
   * missing together, and the log says it again. Until then no parked key is let go.
   */
  async move(tx: EntityManager, log: string, moves: readonly LaneMove[]): Promise<void> {
    if ((await this.moved(tx, log, moves, '')) !== moves.length)
      throw new Error(`Another instance moved ${this.name} on ${log}.`);
  }

  /**
   * Moves checkpoints past which no records came, as most of the time, by one statement that is its
   * own transaction. False when that is not enough: what is held may now pass, or another instance
   * moved a lane.
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
        moves.map(({ from }) => from.stored),
        moves.map(({ to }) => to.next),
        moves.map(({ to }) => to.leaf ?? null),
        moves.map(({ to }) => to.recordedAt),
      ],
    )) as { moved: number }[];
    return result?.moved;
  }

  // ── Held: completeness facts that came before everything they complete ────────────────────────

  async defer(tx: EntityManager, facts: readonly Fact[]): Promise<void> {
    for (const { log, position, bytes } of facts)
      await tx.query(
        `insert into subscriptions.held values ($1, $2, $3, $4) on conflict do nothing`,
        [this.name, log, position, bytes],
      );
  }

  /**
   * Takes out what was held and stands below a position that every lane has now passed, and says what
   * else stands in the way.
   */
  async releaseDeferred(tx: EntityManager, log: string, passed: number): Promise<Waiting> {
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
    const [held] = eventsOf('held').map(({ position, envelope }) => {
      return { next: position, recordedAt: envelope.recordedAt };
    });
    return {
      freed: eventsOf('freed'),
      held,
      parkedKeys: new Set(rows.flatMap(({ key }) => key ?? [])),
    };
  }

  // ── Parked: the fact that failed (attempts > 0) and what came behind it ───────────────────────

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

  /** Takes out everything parked under a key, in order. Nothing is delivered meanwhile, anywhere. */
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

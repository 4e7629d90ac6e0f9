import {
  ADDRESS_EVENTS,
  AddressRegister,
  ChainProgress,
  factOfEvent,
  PRICE_EVENTS,
  PublishedPrices,
  SPENDS_EVENTS,
  SURROUNDING_EVENTS,
  SubjectChain,
  SubjectFold,
  type AddressEvent,
  type ReconciledEvent,
  type SubjectFact,
} from '@esep/supervision-domain';
import { isLong, type Instant, type Work } from '@esep/kernel';
import { inTurns, mapInTurns } from '@esep/platform';
import type { DataSource } from 'typeorm';

import { subjectKey, type KeptFact, type Subject } from './subject.js';

/** Facts of folds that are held in memory; more than this and the least recently used is let go. */
const FACTS_IN_MEMORY = 400_000;

interface HeldFold {
  readonly subject: Subject;
  readonly reading: CoalescingRunner;
  readonly turns: Turns;
  fold: SubjectFold | undefined;
  /** A new one while it takes its first facts, in turns. */
  building?: SubjectFold | undefined;
  /** The snapshot of the database that it was last read in. */
  read: string;
  count: number;
}

/** The tables were built anew, and others stand in their place: what is remembered is not of them. */
export class ProjectionReplaced extends Error {
  override readonly name = 'ProjectionReplaced';
}

/**
 * The folds of those who are asked about, of one copy of the tables.
 *
 * A fold is a cache. Whoever asks for one gets it with everything that is committed by then, whichever
 * instance of the service kept it: beside each fact stands the transaction that kept it, and a fold
 * remembers the snapshot that it was last read in, so that exactly what is new is read.
 */
export class FactMemory {
  /** The number that PostgreSQL gave the copy's table. */
  private copy: string | undefined;
  /** The same for all folds: whose the addresses are, how far the chains were read, and prices. */
  private readonly addresses = new AddressRegister();
  private readonly progress = new ChainProgress();
  private readonly prices = new PublishedPrices();
  private readonly sharedFactsRefresh = new CoalescingRunner();
  private surroundingsRead = BEFORE_EVERYTHING;
  private readonly folds = new Map<string, HeldFold>();

  constructor(private readonly database: DataSource) {}

  /**
   * Puts a question to the fold of a subject, with all that is committed; a long one in turns, and
   * meanwhile nothing else happens to the fold. Undefined for an unknown licensee.
   */
  async ask<Answer>(
    subject: Subject,
    question: (fold: SubjectFold) => Work<Answer>,
  ): Promise<Answer | undefined> {
    const held = await this.upToDate(subject);
    // Its own, whose turn it is: by then another may be read in its place, and not be there yet.
    const { fold } = held;
    if (!fold) return undefined;
    return held.turns.run(async () => {
      try {
        return await inTurns(question(fold));
      } catch (error) {
        // Nobody knows what state it is in.
        this.forget(held);
        throw error;
      }
    });
  }

  /** False when coins of some of them may have left their wallets unseen, by what is committed. */
  async areWhole(subjects: readonly Subject[], knownAt: Instant, asOf: Instant): Promise<boolean> {
    await this.refreshSurroundings();
    return subjects.every((subject) => this.chainOf(subject).isWhole(knownAt, asOf));
  }

  private async upToDate(subject: Subject): Promise<HeldFold> {
    const key = subjectKey(subject);
    const held = this.folds.get(key) ?? {
      subject,
      reading: new CoalescingRunner(),
      turns: new Turns(),
      fold: undefined,
      read: BEFORE_EVERYTHING,
      count: 0,
    };
    // Most recently used last.
    this.folds.delete(key);
    this.folds.set(key, held);
    const surroundings = this.refreshSurroundings();
    // A new fold keeps what came to its wallets, and must know them; they change rarely.
    if (!held.fold) await surroundings;
    await Promise.all([surroundings, held.reading.run(() => this.read(held))]);
    if (!held.fold) this.forget(held);
    return held;
  }

  private forget(held: HeldFold): void {
    const key = subjectKey(held.subject);
    if (this.folds.get(key) === held) this.folds.delete(key);
  }

  private refreshSurroundings(): Promise<void> {
    return this.sharedFactsRefresh.run(async () => {
      const { read, rows } = await this.keptSince(
        this.surroundingsRead,
        `select ${FACT} from facts where licensee_id is null and type = any($2) and ${KEPT_SINCE}
         union all
         select ${FACT} from facts
          where type in ('WalletBound', 'WalletReleased') and ${KEPT_SINCE}
         union all
         select asset, 0, null, recorded_at, '${CHAIN_DAY}', block_time::text
           from chain_days where ${KEPT_SINCE}`,
        [[...ADDRESS_EVENTS, ...SPENDS_EVENTS, ...PRICE_EVENTS]],
      );
      this.surroundingsRead = read;
      for (const row of rows) this.takeSurroundings(row);
    });
  }

  private takeSurroundings(row: FactRow): void {
    if (row.type === CHAIN_DAY)
      return this.progress.record(
        row.log,
        new Date(row.body).toISOString(),
        row.recorded_at.toISOString(),
      );
    const { event, recordedAt, ...source } = keptFactOf(row);
    if (event.type === 'ChainSpendsUnresolved' || event.type === 'ChainSpendsResolved')
      return this.progress.recordSpends(event, { recordedAt, source });
    if (event.type === 'PricePublished' || event.type === 'ExchangeRatePublished')
      return this.prices.record(event, { recordedAt, source });
    const changed = this.addresses.record(event as AddressEvent, { recordedAt, source });
    for (const { fold, building } of this.folds.values())
      (fold ?? building)?.ownersChanged(changed);
  }

  private async read(held: HeldFold): Promise<void> {
    const { licenseeId, asset } = held.subject;
    const fold = held.fold ?? (await this.emptyFold(held.subject));
    if (!fold) return;
    const { read, rows } = await this.keptSince(
      held.read,
      `select ${FACT} from facts
        where licensee_id is null and type <> all($4) and ${KEPT_SINCE}
       union all
       select ${FACT} from facts
        where licensee_id = $2 and (asset = $3 or asset is null) and ${KEPT_SINCE}
       union all
       select ${FACT} from movements
        where licensee_ids @> array[$2::uuid] and asset = $3 and ${KEPT_SINCE}`,
      [licenseeId, asset, SURROUNDING_EVENTS],
    );
    const said = await mapInTurns(rows, (row) => subjectFactOf(keptFactOf(row)));
    if (said.some(({ list }) => list === 'wallets')) {
      // What comes to a wallet is told by the register, which may have been read before it.
      await this.refreshSurroundings();
      // A fold keeps of others' payments only what came to its own wallets; now there are others.
      if (held.fold) return this.readAfresh(held);
    }
    // Whoever has the fold must not see half of what is new: much of it makes a new one.
    if (held.fold && isLong(said)) return this.readAfresh(held);
    if (held.fold) {
      // Nothing to take needs no turn: who comes behind a long question is not kept from the next read.
      if (said.length > 0)
        await held.turns.run(async () => {
          for (const one of said) fold.take(one);
        });
    } else {
      held.building = fold;
      await mapInTurns(said, (one) => fold.take(one));
    }
    Object.assign(held, {
      fold,
      building: undefined,
      read,
      count: held.count + said.length,
    });
    if (said.length > 0) this.letGo();
  }

  private readAfresh(held: HeldFold): Promise<void> {
    Object.assign(held, { fold: undefined, read: BEFORE_EVERYTHING, count: 0 });
    return this.read(held);
  }

  /** What was kept since a snapshot, and the snapshot in which that was read. */
  private async keptSince(
    snapshot: string,
    facts: string,
    parameters: readonly unknown[],
  ): Promise<{ readonly read: string; readonly rows: readonly FactRow[] }> {
    const rows = (await this.database.query(
      `select now.read, 'facts'::regclass::oid::text as copy, kept.*
         from (select pg_current_snapshot()::text as read) now left join (${facts}) kept on true`,
      [snapshot, ...parameters],
    )) as (FactRow & { readonly read: string; readonly copy: string })[];
    this.copy ??= rows[0]?.copy;
    if (rows[0]?.copy !== this.copy) throw new ProjectionReplaced('The facts were built anew.');
    const read = rows[0]?.read ?? snapshot;
    return { read, rows: rows.filter(({ type }) => type !== null) };
  }

  private async emptyFold(subject: Subject): Promise<SubjectFold | undefined> {
    const { licenseeId, asset } = subject;
    const partyId = await this.partyOf(licenseeId);
    if (partyId === undefined) return undefined;
    return new SubjectFold(partyId, this.chainOf(subject), { asset, prices: this.prices });
  }

  private chainOf({ licenseeId, asset }: Subject): SubjectChain {
    const { addresses, progress } = this;
    return new SubjectChain(licenseeId, asset, { addresses, progress });
  }

  private letGo(): void {
    let held = 0;
    for (const { count } of this.folds.values()) held += count;
    for (const [key, { count }] of this.folds) {
      if (held <= FACTS_IN_MEMORY || this.folds.size === 1) return;
      this.folds.delete(key);
      held -= count;
    }
  }

  private async partyOf(licenseeId: string): Promise<string | undefined> {
    const [row] = (await this.database.query(
      'select party_id from licensees where licensee_id = $1',
      [licenseeId],
    )) as { party_id: string }[];
    return row?.party_id;
  }
}

/** Before the first transaction. */
const BEFORE_EVERYTHING = '1:1:';

const FACT = 'log, position, event_id, recorded_at, type, body';
const CHAIN_DAY = 'day';
const KEPT_SINCE = 'kept_in >= pg_snapshot_xmin($1) and not pg_visible_in_snapshot(kept_in, $1)';

/** Runs work one at a time. A call waits for a run that begins after it; all who wait share one. */
class CoalescingRunner {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  run(work: () => Promise<void>): Promise<void> {
    if (this.next) return this.next;
    if (!this.running) return this.start(work);
    this.next = this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.start(work);
      });
    return this.next;
  }

  private start(work: () => Promise<void>): Promise<void> {
    this.running = work().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }
}

/** Runs one after the other what may not run at the same time. */
class Turns {
  private last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}

interface FactRow {
  readonly log: string;
  readonly position: string;
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly type: string;
  readonly body: string;
}

const keptFactOf = (row: FactRow): KeptFact => ({
  log: row.log,
  position: Number(row.position),
  eventId: row.event_id,
  recordedAt: row.recorded_at.toISOString(),
  event: { type: row.type, ...(JSON.parse(row.body) as object) } as ReconciledEvent,
});

const subjectFactOf = ({ event, recordedAt, log, position, eventId }: KeptFact): SubjectFact =>
  factOfEvent(event, recordedAt, { log, position, eventId });

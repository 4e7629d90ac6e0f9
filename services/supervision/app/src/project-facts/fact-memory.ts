import {
  AddressRegister,
  ChainProgress,
  factOfEvent,
  isAddressEvent,
  PublishedPrices,
  SubjectChain,
  SubjectFold,
  type ReconciledEvent,
  type SubjectFact,
} from '@esep/supervision-domain';
import type { Instant, Work } from '@esep/kernel';
import { inTurns, mapInTurns } from '@esep/platform';
import type { DataSource } from 'typeorm';

import { subjectKey, type KeptFact, type Subject } from './subject.js';

/**
 * Facts in all folds but the largest. Above it the least recently used folds are dropped; the largest
 * stays, because one that has more facts than this would else be read anew for each of its facts.
 */
const FACTS_IN_MEMORY_MAX = 150_000;

interface HeldFold {
  readonly subject: Subject;
  readonly reading: CoalescingRunner;
  readonly turns: Turns;
  fold: SubjectFold | undefined;
  /** A new fold that has not taken all of its first facts yet: changes of owners must reach it too. */
  building?: SubjectFold | undefined;
  /** The snapshot of the database in which its own facts were last read. */
  read: string;
  /** Facts of its own in the fold. */
  count: number;
  /** How many of the facts about everybody it has. */
  shared: number;
}

/** The projection was switched to another copy: folds of the old copy's rows may not answer. */
export class ProjectionReplaced extends Error {
  override readonly name = 'ProjectionReplaced';
}

/**
 * A cache of folds, one per subject, over one copy of the projection.
 *
 * An answer has every fact that was committed when the question came, also those that another instance
 * of the service wrote: a row has the id of the transaction that wrote it, and a fold the snapshot in
 * which it was last read, so the next read takes exactly the rows that this snapshot did not show.
 */
export class FactMemory {
  /** The oid of the copy's table `facts`. */
  private copy: string | undefined;
  // Shared by all folds: owners of addresses, how far each chain was read, prices, and what is about
  // everybody, in the order in which it was read. Senders say daily that all is reported: read for
  // each fold anew, that would soon be more than what the licensee has of its own.
  private readonly addresses = new AddressRegister();
  private readonly progress = new ChainProgress();
  private readonly prices = new PublishedPrices();
  private readonly everybody: SubjectFact[] = [];
  private readonly sharedFactsRefresh = new CoalescingRunner();
  private surroundingsRead = BEFORE_EVERYTHING;
  private readonly folds = new Map<string, HeldFold>();

  constructor(
    private readonly database: DataSource,
    private readonly factsMax = FACTS_IN_MEMORY_MAX,
  ) {}

  /**
   * Answers a question from the fold of a subject, with all facts that are committed. Long work is cut
   * into turns; questions and new facts of the same subject wait until it is done. Undefined for an
   * unknown licensee. Throws `ProjectionReplaced`.
   */
  async ask<Answer>(
    subject: Subject,
    question: (fold: SubjectFold, facts: number) => Work<Answer>,
  ): Promise<Answer | undefined> {
    const held = await this.upToDate(subject);
    // Taken before waiting for the turn: a re-read may set `held.fold` to undefined by then.
    const { fold } = held;
    if (!fold) return undefined;
    return held.turns.run(async () => {
      try {
        return await inTurns(question(fold, held.count));
      } catch (error) {
        // A question that broke off may leave the fold half changed.
        this.forget(held);
        throw error;
      }
    });
  }

  /** False if the chain source could not show all that left the wallets of one of the subjects. */
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
      ...UNREAD,
    };
    // The least recently used fold comes first, and is dropped first.
    this.folds.delete(key);
    this.folds.set(key, held);
    await held.reading.run(() => this.read(held));
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
        `select ${FACT} from facts where licensee_id is null and ${KEPT_SINCE}
         union all
         select ${FACT} from facts
          where type in ('WalletBound', 'WalletReleased') and ${KEPT_SINCE}
         union all
         select asset, 0, null, recorded_at, '${CHAIN_DAY}', block_time::text
           from chain_days where ${KEPT_SINCE}`,
        [],
      );
      const takers = await mapInTurns(rows, (row) => this.takerOf(row));
      for (const take of takers) take();
      this.surroundingsRead = read;
    });
  }

  /** Reads a row that all folds share; what is returned takes it, all of it or nothing. */
  private takerOf(row: FactRow): () => void {
    const { addresses, everybody, progress, prices } = this;
    if (row.type === CHAIN_DAY) {
      const blockTime = new Date(row.body).toISOString();
      return () => progress.record(row.log, blockTime, row.recorded_at.toISOString());
    }
    const { event, recordedAt, ...source } = keptFactOf(row);
    if (event.type === 'ChainSpendsUnresolved' || event.type === 'ChainSpendsResolved')
      return () => progress.recordSpends(event, { recordedAt, source });
    if (event.type === 'PricePublished' || event.type === 'ExchangeRatePublished')
      return () => prices.record(event, { recordedAt, source });
    const fact = factOfEvent(event, recordedAt, source);
    const isForAll = fact.list !== 'surroundings' && fact.list !== 'wallets';
    return () => {
      // Pools and venues have addresses, and are facts for every licensee.
      if (isForAll) everybody.push(fact);
      if (!isAddressEvent(event)) return;
      const changed = addresses.record(event, { recordedAt, source });
      for (const { fold, building } of this.folds.values())
        (fold ?? building)?.ownersChanged(changed);
    };
  }

  private async read(held: HeldFold): Promise<void> {
    const { licenseeId, asset } = held.subject;
    const fold = held.fold ?? (await this.emptyFold(held.subject));
    if (!fold) return;
    const [{ read, rows }] = await Promise.all([
      this.keptSince(
        held.read,
        `select ${FACT} from facts
          where licensee_id = $2 and (asset = $3 or asset is null) and ${KEPT_SINCE}
         union all
         select ${FACT} from movements
          where licensee_ids @> array[$2::uuid] and asset = $3 and ${KEPT_SINCE}`,
        [licenseeId, asset],
      ),
      this.refreshSurroundings(),
    ]);
    const own = await mapInTurns(rows, (row) => subjectFactOf(keptFactOf(row)));
    if (own.some(({ list }) => list === 'wallets')) {
      // The register may have been read before this wallet was bound.
      await this.refreshSurroundings();
      // The fold dropped payments of others to what is now its wallet; only a full read has them.
      if (held.fold) return this.readAfresh(held);
    }
    if (!held.fold) held.building = fold;
    const facts = [...this.everybody.slice(held.shared), ...own];
    const shared = this.everybody.length;
    const take = () => mapInTurns(facts, (fact) => fold.take(fact));
    try {
      // Without new facts it takes no turn: the next read would wait for a long question that runs.
      if (!held.fold) await take();
      else if (facts.length > 0) await held.turns.run(take);
    } catch (error) {
      // It may have taken some of them.
      Object.assign(held, UNREAD);
      throw error;
    }
    const count = held.count + own.length;
    Object.assign(held, { fold, building: undefined, read, count, shared });
    if (own.length > 0) this.dropLeastUsed();
  }

  private readAfresh(held: HeldFold): Promise<void> {
    Object.assign(held, UNREAD);
    return this.read(held);
  }

  /** The rows of a query that a snapshot did not show yet, and the snapshot in which they were read. */
  private async keptSince(
    snapshot: string,
    query: string,
    parameters: readonly unknown[],
  ): Promise<{ readonly read: string; readonly rows: readonly FactRow[] }> {
    const rows = (await this.database.query(
      `select now.read, 'facts'::regclass::oid::text as copy, kept.*
         from (select pg_current_snapshot()::text as read) now left join (${query}) kept on true`,
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

  private dropLeastUsed(): void {
    const counts = [...this.folds.values()].map(({ count }) => count);
    const largest = Math.max(...counts);
    let others = counts.reduce((sum, count) => sum + count, 0) - largest;
    for (const [key, { count }] of this.folds) {
      if (others <= this.factsMax) return;
      if (count === largest) continue;
      this.folds.delete(key);
      others -= count;
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

/** A snapshot that shows no transaction. */
const BEFORE_EVERYTHING = '1:1:';
const UNREAD = {
  ...{ fold: undefined, building: undefined, read: BEFORE_EVERYTHING },
  ...{ count: 0, shared: 0 },
};

const FACT = 'log, position, event_id, recorded_at, type, body';
const CHAIN_DAY = 'day';
const KEPT_SINCE = 'kept_in >= pg_snapshot_xmin($1) and not pg_visible_in_snapshot(kept_in, $1)';

/** Runs work one at a time. A call gets a run that begins after the call; waiting calls share it. */
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

/** Runs work one after the other, in the order of the calls. */
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
  log: oneOf(row.log),
  position: Number(row.position),
  eventId: row.event_id,
  recordedAt: oneOf(row.recorded_at.toISOString()),
  event: { type: row.type, ...(JSON.parse(row.body) as object) } as ReconciledEvent,
});

/** Facts of one report were recorded at one time: kept once, it takes less memory than in each. */
const TEXTS_MAX = 10_000;
const texts = new Map<string, string>();

const oneOf = (text: string): string => {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= TEXTS_MAX) texts.clear();
  texts.set(text, text);
  return text;
};

const subjectFactOf = ({ event, recordedAt, log, position, eventId }: KeptFact): SubjectFact =>
  factOfEvent(event, recordedAt, { log, position, eventId });

import {
  eachWork,
  mapWork,
  periodOf,
  plusMillis,
  plusPeriods,
  sortWork,
  sum,
  type Instant,
  type Period,
  type Work,
} from '@esep/kernel';
import { dueUnder, type ReconciliationRules } from '@esep/rulebook';

import { entryOf } from '../facts/entry-of.js';
import { FactsInForce } from '../facts/facts-in-force.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import type { FactList, FactLists, FactOf, Recorded } from '../facts/reconciliation-facts.js';
import type { StockEvent } from '../facts/stock-event.js';
import { isRecordedAfter } from '../facts/supersession.js';
import { compareText } from '../facts/text-order.js';
import { wasFinal } from '../reconciliation/verdict.js';

// What a sender said after it had promised that all was said of that time (RECONCILIATION §1,
// completeness). It counts like everything else until two persons decide otherwise (SUP-8), but it is
// shown: else "complete" is worth nothing, and a breach is mended by a sale that nobody knew of.
//
// A row or a trade is late where it stands otherwise now than it stood when its sender promised. So
// it does not matter by what it came: reported late, corrected, busted, withdrawn or reversed. One
// that stands again as it was promised is late no more.

/** Something of which the figures hold another thing than was promised. */
interface LateFact {
  readonly id: string;
  readonly sender: string;
  /** When it happened: by what it is now, or by what it was where it was taken away from there. */
  readonly at: Instant;
  readonly quantity: bigint;
  /** When the last of it was said. */
  readonly saidAt: Instant;
}

/**
 * One finding per sender and period; the quantity is that of the facts, each as a whole. It is high
 * where a verdict was final that one of them could change, else low. `recorded` is everything that
 * `facts` holds by what was known at `knownAt`, and may hold more.
 */
export function* lateReportsWork(
  facts: FactsInForce,
  recorded: FactLists,
  rules: ReconciliationRules,
  knownAt: Instant,
  asOf: Instant,
): Work<readonly CrossCheckFinding[]> {
  const ids = yield* facts.saidLateWork();
  if (ids.size === 0) return [];
  const said = yield* wordsWork(recorded, ids, knownAt);
  const late = (yield* lateFactsWork(facts, said)).filter(({ at }) => at <= asOf);
  const groups = Map.groupBy(late, ({ sender, at }) => `${periodOf(at)} ${sender}`);
  const touched = yield* touchedWork(late, rules);
  const overturned = yield* finalBeforeWork(touched, facts, recorded, rules, knownAt);
  return [...groups]
    .sort(([left], [right]) => compareText(left, right))
    .map(([, group]) =>
      findingOf(
        group,
        group.some((one) => overturned.has(one)),
      ),
    );
}

const findingOf = (group: readonly LateFact[], isHigh: boolean): CrossCheckFinding => {
  const [{ sender, at }] = group as [LateFact];
  // What was moved within the period is late at both times, and is one fact.
  const byId = new Map<string, bigint>();
  for (const { id, quantity } of group)
    if (quantity >= (byId.get(id) ?? 0n)) byId.set(id, quantity);
  const quantity = sum([...byId.values()]);
  const ids = [...byId.keys()].sort(compareText);
  const found = crossCheckFinding('late-report', periodOf(at), quantity, ids);
  return { ...found, sender, ...(isHigh ? { severity: 'high' } : {}) };
};

// ── What was said of a row or a trade ───────────────────────────────────────────────────────────

interface Word {
  readonly fact: Recorded;
  readonly sayTo: (facts: FactsInForce) => void;
}

/** Everything said of one row or trade. */
interface Said {
  sender: string | undefined;
  readonly times: Set<Instant>;
  readonly words: Word[];
}

function* wordsWork(
  recorded: FactLists,
  ids: ReadonlySet<string>,
  knownAt: Instant,
): Work<ReadonlyMap<string, Said>> {
  const said = new Map<string, Said>();
  const hear = function* <List extends FactList>(
    list: List,
    idOf: (fact: FactOf<List>) => string,
    senderOf: (fact: FactOf<List>) => string | undefined,
    atOf: (fact: FactOf<List>) => Instant | undefined,
  ): Work<void> {
    yield* eachWork(recorded[list] as readonly FactOf<List>[], (fact) => {
      if (fact.recordedAt > knownAt || !ids.has(idOf(fact))) return;
      const one = entryOf(said, idOf(fact), () => ({
        sender: undefined,
        times: new Set<Instant>(),
        words: [],
      }));
      one.sender ??= senderOf(fact);
      const at = atOf(fact);
      if (at !== undefined) one.times.add(at);
      one.words.push({ fact, sayTo: (into) => into.record(list, fact) });
    });
  };
  yield* hear('distributions', idOfRow, ({ pool }) => pool, atIn);
  yield* hear('withdrawals', idOfRow, nothing, nothing);
  yield* hear('reversals', idOfRow, nothing, nothing);
  yield* hear('fills', idOfTrade, ({ venue }) => venue, atIn);
  yield* hear('corrections', idOfTrade, ({ venue }) => venue, atIn);
  yield* hear('busts', idOfTrade, ({ venue }) => venue, nothing);
  return said;
}

const idOfRow = ({ id }: { readonly id: string }): string => id;
const idOfTrade = ({ venue, tradeId }: { readonly venue: string; readonly tradeId: string }) =>
  `${venue}:${tradeId}`;
const atIn = ({ at }: { readonly at?: Instant }): Instant | undefined => at;
const nothing = (): undefined => undefined;

// ── What stands otherwise than was promised ─────────────────────────────────────────────────────

function* lateFactsWork(facts: FactsInForce, said: ReadonlyMap<string, Said>): Work<LateFact[]> {
  const asked = yield* mapWork([...said], ([id, { sender = '', times, words }]) =>
    [...times].flatMap((at) => {
      const promise = facts.promises.firstBeyond(sender, at);
      return promise !== undefined && words.some(({ fact }) => isRecordedAfter(fact, promise))
        ? [{ id, sender, at, words, saidAt: lastOf(words), promise }]
        : [];
    }),
  );
  const questions = asked.flat();
  const late: LateFact[] = [];
  for (const [promise, asked] of Map.groupBy(questions, (question) => question.promise)) {
    const promised = new FactsInForce('');
    for (const { words } of new Map(asked.map((question) => [question.id, question])).values())
      for (const { fact, sayTo } of words) if (!isRecordedAfter(fact, promise)) sayTo(promised);
    yield* eachWork(asked, ({ id, sender, at, saidAt }) => {
      for (const event of otherAt(at, promised.standing(id), facts.standing(id)))
        late.push({ id: event.id, sender, at, quantity: event.quantity, saidAt });
    });
  }
  return late;
}

/** What happened at an instant by what stood before or stands now, and is not the same in both. */
const otherAt = (
  at: Instant,
  before: readonly StockEvent[],
  now: readonly StockEvent[],
): readonly StockEvent[] => {
  const was = new Map(before.map((event) => [event.id, event]));
  const is = new Map(now.map((event) => [event.id, event]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [past, present] = [was.get(id), is.get(id)];
    if (past !== undefined && present !== undefined && isSameFact(past.fact, present.fact))
      return [];
    return [present, past].find((event) => event?.at === at) ?? [];
  });
};

/** The same for the figures, whenever and in which version it was said. */
const isSameFact = (left: Recorded, right: Recorded): boolean =>
  contentOf(left) === contentOf(right);

const contentOf = (fact: Recorded): string =>
  Object.entries(fact)
    .filter(([field]) => !ABOUT_THE_SAYING.has(field))
    .map(([field, value]) => `${field}=${String(value)}`)
    .sort(compareText)
    .join();

const ABOUT_THE_SAYING: ReadonlySet<string> = new Set(['recordedAt', 'source', 'version']);

const lastOf = (words: readonly Word[]): Instant =>
  words.reduce((last, { fact }) => (fact.recordedAt > last ? fact.recordedAt : last), '');

// ── Which verdicts were final ───────────────────────────────────────────────────────────────────

interface TouchedVerdict {
  readonly by: LateFact;
  readonly period: Period;
  /** The last instant before it was said. */
  readonly before: Instant;
}

/** The verdicts that a fact can change: of all periods that it is in time for. */
function* touchedWork(
  late: readonly LateFact[],
  rules: ReconciliationRules,
): Work<readonly TouchedVerdict[]> {
  const dues = new Map<Period, Instant>();
  const dueOf = (period: Period) => entryOf(dues, period, () => dueUnder(rules, period));
  const touched = yield* mapWork(late, (by) => {
    const { at, saidAt } = by;
    const before = plusMillis(saidAt, -1);
    const touched: TouchedVerdict[] = [];
    for (let period = periodOf(at); dueOf(period) > at; period = plusPeriods(period, -1))
      if (dueOf(period) <= before) touched.push({ by, period, before });
    return touched;
  });
  return touched.flat();
}

/** The facts that came when a verdict they touch was final, by what was known then. */
function* finalBeforeWork(
  touched: readonly TouchedVerdict[],
  facts: FactsInForce,
  recorded: FactLists,
  rules: ReconciliationRules,
  knownAt: Instant,
): Work<ReadonlySet<LateFact>> {
  const overturned = new Set<LateFact>();
  if (touched.length === 0) return overturned;
  const periods = new Set(touched.map(({ period }) => period));
  const words = <List extends FactList>(list: List, all: Iterable<FactOf<List>>): Word[] =>
    [...all]
      .filter(({ recordedAt }) => recordedAt <= knownAt)
      .map((fact) => ({ fact, sayTo: (into: FactsInForce) => into.record(list, fact) }));
  const mined = yield* mapWork(recorded.distributions, (fact) =>
    periods.has(periodOf(fact.at)) ? [fact] : [],
  );
  const said = [
    ...words('venues', recorded.venues),
    ...words('affiliations', recorded.affiliations),
    ...words('waivers', recorded.waivers),
    ...words('completeness', facts.promises.all()),
    ...words('distributions', mined.flat()),
  ];
  const waiting = yield* sortWork(said, (left, right) =>
    compareText(left.fact.recordedAt, right.fact.recordedAt),
  );
  const known = new FactsInForce('');
  let next = 0;
  const groups = [...Map.groupBy(touched, (one) => one.before)].sort(byTime);
  const lookAt = ([before, asked]: (typeof groups)[number]): void => {
    for (; (waiting[next]?.fact.recordedAt ?? AFTER_ALL) <= before; next += 1)
      (waiting[next] as Word).sayTo(known);
    const isFinal = new Map<Period, boolean>();
    for (const { by, period } of asked)
      if (entryOf(isFinal, period, () => wasFinal(known, rules, period, before)))
        overturned.add(by);
  };
  yield* eachWork(groups, lookAt, GROUPS_PER_TURN);
  return overturned;
}

/** In each it is asked of several months whether all had reported. */
const GROUPS_PER_TURN = 100;

const AFTER_ALL: Instant = '~';

const byTime = ([left]: readonly [Instant, unknown], [right]: readonly [Instant, unknown]) =>
  compareText(left, right);

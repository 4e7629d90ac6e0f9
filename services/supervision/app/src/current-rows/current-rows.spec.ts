import { periodsBetween, type Instant } from '@esep/kernel';
import {
  Copies1769990400005,
  openDatabase,
  ServiceConfig,
  Subscriptions1769990400001,
  type Database,
  type Fact,
  type ServiceLog,
  type Subscriptions,
} from '@esep/platform';
import { testDatabase } from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash, type RulePack } from '@esep/rulebook';
import { Chance } from '@esep/supervision-domain/random-cases';
import type { DataSource } from 'typeorm';

import { JudgementBook, judgementBookProjection } from '../judge-periods/judgement-book.js';
import { FactBook } from '../project-facts/fact-book.js';
import { reconciliationConsumer } from '../project-facts/reconciliation-consumer.js';
import { reconciliationProjection } from '../project-facts/reconciliation-projection.js';
import { subjectKey, type Subject } from '../project-facts/subject.js';
import {
  Figures,
  type FoundRows,
  type AnswerMoment,
  type MatrixRange,
  type RowFilter,
  type TotalsRange,
  type RowList,
  type WireRow,
} from '../reconciliations/figures.js';
import {
  keyOf,
  placeOf,
  ROW_SORTS,
  type RowKey,
  type RowSort,
} from '../reconciliations/row-key.js';
import { factOf, licenseeOf, randomFacts } from '../testing/random-facts.js';
import { CurrentRows } from './current-rows.js';
import { RowRefresh } from './row-refresh.js';

// What lists read from tables is what a computation gives, at the moment that the answer names.

const PATIENCE_MS = 300_000;
/** More than an answer works out itself. */
const LICENSEES = 12;
const LONG_AGO = '2022-12-31T00:00:00.000Z';

let database: Database;
let instance: Instance;
beforeEach(async () => {
  const config = new ServiceConfig();
  config.ESEP_DATABASE_URL = await testDatabase('rows');
  database = await openDatabase(config, {
    service: 'supervision',
    migrations: [Subscriptions1769990400001, Copies1769990400005],
    projections: [reconciliationProjection, judgementBookProjection],
  });
  instance = instanceOn(database.dataSource);
  await take([adopted(aifc2026, LONG_AGO, 0)]);
});
afterEach(() => database.close());

describe('Rows for now', () => {
  it.each([1, 2])(
    'are those that a computation gives, whatever arrives, and as time goes by (seed %i)',
    async (seed) => {
      const chance = new Chance(seed, 7);
      const other = instanceOn(database.dataSource);
      const facts = randomFacts(seed, LICENSEES);
      const met = { now: 0, before: 0, byTimeAlone: 0, rows: 0, cells: 0 };
      for (let taken = 0, beyond = 0, at = LONG_AGO; beyond < 4;) {
        // At times nothing arrives, and months end or fall due all the same.
        const more = chance.pick([0, 3, 15, 50]);
        const last = taken === facts.length;
        if (last) beyond += 1;
        const next = facts[Math.min(taken + more, facts.length - 1)]?.envelope.recordedAt ?? at;
        const ahead = last ? 20 * DAY : more === 0 ? -1 : chance.pick([0, 1, DAY, 9 * DAY]);
        at = instantAfter(next > at && !last ? next : at, Math.max(ahead, next > at ? ahead : 0));
        // All that was recorded by then has arrived, and some of what was recorded later.
        const known = facts.findIndex(({ envelope }) => envelope.recordedAt > at);
        const arrived = Math.max(
          taken,
          known < 0 ? facts.length : Math.min(facts.length, known + (more && chance.below(4))),
        );
        await take(facts.slice(taken, arrived));
        if (arrived === taken) met.byTimeAlone += 1;
        taken = arrived;
        instance.at = at;
        // The other instance is behind at times, and both may refresh at once.
        if (chance.happens(70)) other.at = at;
        const refreshing = [instance, other].filter(() => chance.happens(40));
        await Promise.all(refreshing.map((one) => one.refresh.sweep(NEVER)));
        for (const one of [instance, other]) {
          const found = await isComputed(one, someFilter(chance, seed));
          if (!found) continue;
          met.rows += found.rows.length;
          met[found.moment.knownAt === one.at ? 'now' : 'before'] += 1;
          await sumsAreComputed(one, someRange(chance, seed));
          await countsAreComputed(one, someFilter(chance, seed));
          met.cells += await matrixIsComputed(one, someRange(chance, seed));
        }
      }
      expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('are of the moment before while many are behind, and say so, and are never mixed', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    instance.at = '2026-03-06T00:00:00.000Z';
    expect(await instance.rows.list(ALL)).toBeUndefined();
    await instance.refresh.sweep(NEVER);
    await take(manyMined(12, '2026-03-07T07:00:00.000Z', 7));
    instance.at = '2026-03-08T00:00:00.000Z';
    const before = await isComputed(instance, ALL);
    expect(before?.moment).toMatchObject({
      knownAt: '2026-03-06T00:00:00.000Z',
      ledger: { knownThrough: '2026-03-06T00:00:00.000Z', sources: {}, complete: true },
    });
    expect(mined(before)).toEqual(Array(20).fill('100'));
    // A few rows are written of the next moment, and the run dies.
    await expect(
      instanceOn(dying(database.dataSource), instance.at).refresh.sweep(NEVER),
    ).rejects.toThrow('died');
    await take(manyMined(12, '2026-03-09T07:00:00.000Z', 1));
    instance.at = '2026-03-10T00:00:00.000Z';
    expect(mined(await isComputed(instance, ALL))).toEqual(Array(20).fill('100'));
    await instance.refresh.sweep(NEVER);
    const after = await isComputed(instance, ALL);
    expect(after?.moment.knownAt).toBe(instance.at);
    expect(mined(after).sort()).toEqual([...Array(8).fill('100'), ...Array(12).fill('108')]);
    expect(await count(`select from current_rows where until < 'infinity'`)).toBe(0);
  });

  it('of a few that are behind are worked out as they are asked for', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    await take(manyMined(3, '2026-03-07T07:00:00.000Z', 7));
    instance.at = '2026-03-08T00:00:00.000Z';
    const found = await isComputed(instance, ALL);
    expect(found?.moment.knownAt).toBe(instance.at);
    expect(mined(found).sort()).toEqual([...Array(3).fill('107'), ...Array(17).fill('100')].sort());
  });

  it('are of the moment before while one with many facts is behind, and of now for others', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    const [large, small] = [licenseeOf(0, 3), licenseeOf(0, 4)];
    await take(minedOften(large, '2026-03-05T07:00:00.000Z', 6_000));
    const before = '2026-03-06T00:00:00.000Z';
    instance.at = before;
    await instance.refresh.sweep(NEVER);
    await take(minedOften(small, '2026-03-07T07:00:00.000Z', 1));
    instance.at = '2026-03-08T00:00:00.000Z';
    const momentOf = async (list: RowList) => (await isComputed(instance, list))?.moment.knownAt;
    expect(await momentOf(ALL)).toBe(instance.at);
    await take(minedOften(large, '2026-03-07T07:00:00.000Z', 1));
    expect(await momentOf(ALL)).toBe(before);
    expect((await instance.rows.counts({}))?.moment.knownAt).toBe(before);
    expect(await momentOf({ ...ALL, licenseeId: large })).toBe(before);
    expect(await momentOf({ ...ALL, licenseeId: small })).toBe(instance.at);
    await instance.refresh.sweep(NEVER);
    expect(await momentOf(ALL)).toBe(instance.at);
  });

  it('are shown page by page, each once, while they change', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    const keys: string[] = [];
    for (let after: RowKey | undefined, day = 6; ; day += 1) {
      const found = await isComputed(instance, { ...ALL, limit: 3, after });
      const page = found?.rows.slice(0, 3) ?? [];
      keys.push(...page.map((row) => keyOf(row).join(' ')));
      const last = page.at(-1);
      if (!last || (found?.rows.length ?? 0) <= 3) break;
      after = keyOf(last);
      await take(manyMined(day % 2 === 0 ? 2 : 20, `2026-03-${pad(day)}T07:00:00.000Z`, 1));
      instance.at = `2026-03-${pad(day + 1)}T00:00:00.000Z`;
      if (day % 3 === 0) await instance.refresh.sweep(NEVER);
    }
    expect(keys).toHaveLength(20);
    expect(keys).toEqual([...new Set(keys)].sort());
  });

  it.each<[string, RowSort | undefined]>([
    ['their licensees', undefined],
    ...ROW_SORTS.map((sort): [string, RowSort] => [`what is ${sort}`, sort]),
  ])('are sorted by %s, page by page, each once', async (_, sort) => {
    for (const [index, net] of [7, 100, 1_000, 100, 20].entries())
      await take(manyMined(4 * (index + 1), '2026-03-05T07:00:00.000Z', net));
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    const shown: WireRow[] = [];
    for (let after: RowList['after']; ;) {
      const found = await isComputed(instance, { sort, after, limit: 7 });
      shown.push(...(found?.rows.slice(0, 7) ?? []));
      if ((found?.rows.length ?? 0) <= 7) break;
      after = placeOf(shown.at(-1) as WireRow, sort);
    }
    expect(new Set(shown.map((row) => keyOf(row).join(' '))).size).toBe(20);
    if (sort === undefined) return;
    const amounts = shown.map((row) => Number(row[sort]));
    expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
    expect(new Set(amounts).size).toBeGreaterThan(sort === 'mined' ? 4 : 0);
  });

  it('are others under a rule pack from the instant on at which it comes into force', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    const law = { ...aifc2026, packId: 'half', rules: { ...aifc2026.rules, saleShareBps: HALF } };
    await take([adopted(law, '2026-03-10T00:00:00.000Z', 900)]);
    const required = (found: FoundRows | undefined) =>
      new Set(found?.rows.map((row) => row.required));
    for (const [at, share] of [
      ['2026-03-09T23:59:59.999Z', '75'],
      ['2026-03-10T00:00:00.000Z', '50'],
    ] as const) {
      instance.at = at;
      await instance.refresh.sweep(NEVER);
      const found = await isComputed(instance, ALL);
      expect([found?.moment.knownAt, required(found)]).toEqual([at, new Set([share])]);
    }
  });

  it('show the name that a licensee has now', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    const renamed = { recordedAt: instance.at, licenseeId: licenseeOf(0, 3), name: 'Shygys' };
    await take([factOf('LicenseeRenamed', renamed, 901)]);
    const found = await isComputed(instance, ALL);
    expect(found?.rows.filter(({ name }) => name === 'Shygys')).toHaveLength(1);
  });

  it('go with the copy that they were worked out from, and what was begun in it is not ended', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    await query('create schema reconciliation_next');
    await query(`set search_path to reconciliation_next; ${reconciliationProjection.tables};
                 set search_path to default`);
    await take(
      [adopted(aifc2026, LONG_AGO, 0), ...manyMined(20, '2026-03-05T07:00:00.000Z', 90)],
      'reconciliation_next',
    );
    const switched = instanceOn(
      before(database.dataSource, 'for share', () =>
        query(`alter schema reconciliation rename to reconciliation_old;
               alter schema reconciliation_next rename to reconciliation`),
      ),
      instance.at,
    );
    await switched.refresh.sweep(NEVER);
    expect(await count('select from current_rows')).toBe(0);
    expect(await instance.rows.list(ALL)).toBeUndefined();
    await instance.refresh.sweep(NEVER);
    expect(mined(await isComputed(instance, ALL))).toEqual(Array(20).fill('90'));
  });

  it('of a subject that is there no more are shown no more', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    await query(`delete from subjects where licensee_id = '${licenseeOf(0, 7)}'`);
    expect(mined(await isComputed(instance, ALL))).toEqual(Array(19).fill('100'));
    await sumsAreComputed(instance, { from: '2026-03', until: '2026-03' });
  });

  it('of one whose facts cannot be read hold up nobody else’s', async () => {
    await take(manyMined(20, '2026-03-05T07:00:00.000Z', 100));
    await query(`
      insert into facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
           values ('damaged', 1, '${licenseeOf(0, 5)}', 'BTC', gen_random_uuid(), '${LONG_AGO}', 'DistributionRecorded', '{')`);
    instance.at = '2026-03-06T00:00:00.000Z';
    await instance.refresh.sweep(NEVER);
    expect(await count('select distinct licensee_id from current_rows')).toBe(19);
    // Nothing says that all are there.
    expect(await count('select from current_moment where at is not null')).toBe(0);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const DAY = 86_400_000;
const NEVER = new AbortController().signal;
const ALL: RowList = { limit: 500 };
const PERIODS = ['2023-12', '2024-01', '2024-06', '2025-01', '2025-12', '2026-01', '2026-03'];
const HALF: RulePack['rules']['saleShareBps'] = {
  rule: 'SALE-1',
  values: [{ ...aifc2026.rules.saleShareBps.values[0], value: 5_000 }] as never,
};

/** An instance of the service, and through when it knows all sources. */
interface Instance {
  at: Instant;
  readonly figures: Figures;
  readonly rows: CurrentRows;
  readonly refresh: RowRefresh;
}

function instanceOn(dataSource: DataSource, at: Instant = LONG_AGO): Instance {
  const moment = (): AnswerMoment => ({
    knownAt: one.at,
    asOf: one.at,
    ledger: { sources: {}, knownThrough: one.at, complete: true },
  });
  const clock = { now: () => one.at } as unknown as Subscriptions;
  const facts = new FactBook(dataSource);
  const book = new JudgementBook(dataSource, undefined as never, clock);
  const figures = Object.assign(new Figures(facts, book, undefined as never, clock), { moment });
  const refresh = new RowRefresh(dataSource, facts, figures, clock);
  const log = { error: () => undefined } as unknown as ServiceLog;
  const one: Instance = {
    at,
    figures,
    rows: new CurrentRows(dataSource, facts, figures),
    refresh: Object.assign(refresh, { log }),
  };
  return one;
}

/** The rows of a list for now, which are those of a computation; nothing where there is no list yet. */
async function isComputed(
  { rows, figures }: Instance,
  filter: RowList,
): Promise<FoundRows | undefined> {
  const found = await rows.list(filter);
  if (!found) return undefined;
  const computed = await figures.list(filter, found.moment);
  expect(found.rows).toEqual(computed.rows.slice(0, filter.limit + 1));
  return found;
}

async function sumsAreComputed(
  { rows, figures }: Instance,
  { asset, from, until }: TotalsRange,
): Promise<void> {
  const found = await rows.totals({ asset, from, until });
  if (!found) return;
  const { totals } = await figures.totals({ asset, from, until }, found.moment);
  for (const period of periodsBetween(from, until)) {
    expect(found.totals.of(period).byAsset()).toEqual(totals.of(period).byAsset());
    expect(found.totals.of(period).conversions()).toEqual(totals.of(period).conversions());
  }
}

async function countsAreComputed({ rows, figures }: Instance, filter: RowFilter): Promise<void> {
  const found = await rows.counts(filter);
  if (!found) return;
  const computed = await figures.counts(filter, found.moment);
  const subjects = (of: readonly Subject[]) => new Set(of.map(subjectKey));
  expect(found.verdicts).toEqual(computed.verdicts);
  expect(subjects(found.counted)).toEqual(subjects(computed.counted));
}

/** The board from tables is the board that is computed, and its cells are the rows of the list. */
async function matrixIsComputed({ rows, figures }: Instance, range: MatrixRange): Promise<number> {
  const found = await rows.matrix(range);
  if (!found) return 0;
  const { asset, licenseeId, from, until } = range;
  const listed = await figures.list({ asset, licenseeId, limit: 100_000 }, found.moment);
  const expected = listed.rows.filter(({ period }) => from <= period && period <= until);
  const cells = found.licensees.flatMap(({ cells: own, ...licensee }) =>
    own
      .toSorted((a, b) => (a.period < b.period ? -1 : 1))
      .map((cell) => ({ ...licensee, ...cell })),
  );
  expect(cells.length).toBe(expected.length);
  for (const [index, { sold, ...cell }] of cells.entries()) {
    const row = expected[index] as WireRow;
    expect(row).toMatchObject(cell);
    expect(BigInt(sold)).toBe(BigInt(row.soldInTime) + BigInt(row.soldLate));
  }
  return cells.length;
}

function someRange(chance: Chance, seed: number): MatrixRange {
  const [from, until] = [chance.pick(PERIODS), chance.pick(PERIODS)].toSorted();
  return {
    asset: chance.pick(['BTC', 'BTC', 'BTC', 'LTC']),
    ...{ from: from ?? '', until: until ?? '' },
    licenseeId: chance.happens(20) ? licenseeOf(seed, chance.below(LICENSEES)) : undefined,
  };
}

function someFilter(chance: Chance, seed: number): RowList {
  const some = <Value>(values: readonly Value[]) =>
    chance.happens(30) ? chance.pick(values) : undefined;
  const licensee = () => licenseeOf(seed, chance.below(LICENSEES));
  const sort = some(ROW_SORTS);
  const key = (): RowKey => [licensee(), 'BTC', chance.pick(PERIODS)];
  const amount = () => String(chance.pick([0, 1, 100, 1_000]));
  return {
    asset: some(['BTC', 'BTC', 'LTC']),
    period: some(PERIODS),
    periods: some([[], PERIODS.slice(3)]),
    isShort: chance.happens(20),
    verdict: some(['pending', 'inconclusive', 'compliant', 'breach', 'breach-cured-late']),
    licenseeId: chance.happens(20) ? licensee() : undefined,
    after: chance.happens(30) ? (sort ? [...key(), amount()] : key()) : undefined,
    sort,
    limit: chance.pick([1, 3, 10, 500]),
  };
}

/** As a subscription brings them, into the copy that is read or another. */
async function take(facts: readonly Fact[], schema = 'reconciliation'): Promise<void> {
  if (facts.length === 0) return;
  await database.dataSource.transaction(async (tx) => {
    await tx.query(`set local search_path to ${schema}, public`);
    await reconciliationConsumer([], () => undefined).handle(facts, tx);
  });
}

let position = 1_000;
function manyMined(count: number, at: Instant, net: number): readonly Fact[] {
  return Array.from({ length: count }, (_, index) => {
    const licenseeId = licenseeOf(0, index);
    const about = { licenseeId, kind: 'legal-entity', partyId: 'p', name: `Miner ${index}` };
    position += 1;
    return [
      factOf('LicenseeRegistered', { recordedAt: at, ...about }, position),
      minedBy(licenseeId, at, net),
    ];
  }).flat();
}

function minedOften(licenseeId: string, at: Instant, count: number): readonly Fact[] {
  return Array.from({ length: count }, () => minedBy(licenseeId, at, 1));
}

function minedBy(licenseeId: string, at: Instant, net: number): Fact {
  position += 1;
  const about = { licenseeId, asset: 'BTC', licenceId: 'L-1', poolId: 'dmp-1' };
  const amounts = { gross: String(net), fee: '0', net: String(net) };
  const row = { rowId: `r-${position}`, version: 1, distributedAt: at, ...amounts };
  return factOf('DistributionRecorded', { recordedAt: at, ...about, ...row }, position);
}

function adopted(pack: RulePack, effectiveFrom: Instant, position: number): Fact {
  const named = { packId: pack.packId, hash: packHash(pack), bytes: canonicalPackBytes(pack) };
  return factOf('RulePackAdopted', { recordedAt: LONG_AGO, ...named, effectiveFrom }, position);
}

function mined(found: FoundRows | undefined): string[] {
  return found?.rows.map((row) => row.mined) ?? [];
}

/** A database whose next statement with these words comes only after something else was done. */
function before(dataSource: DataSource, words: string, first: () => Promise<unknown>): DataSource {
  const watched = <Target extends object>(target: Target): Target =>
    new Proxy(target, {
      get: (_, name) => {
        if (name === 'query')
          return async (...asked: [string, unknown[]]) => {
            if (asked[0].includes(words)) await first();
            return (target as unknown as DataSource).query(...asked);
          };
        if (name === 'transaction')
          return async (work: (tx: object) => unknown) => {
            // Outside of it, where it would wait for itself.
            if (words === 'for share') await first();
            return (target as unknown as DataSource).transaction(work as never);
          };
        return Reflect.get(target, name) as unknown;
      },
    });
  return watched(dataSource);
}

function dying(dataSource: DataSource): DataSource {
  return before(dataSource, 'set at = run_at', () => Promise.reject(new Error('died')));
}

function query(text: string): Promise<unknown> {
  return database.dataSource.query(text);
}

async function count(text: string): Promise<number> {
  return ((await query(text)) as unknown[]).length;
}

function instantAfter(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}

function pad(day: number): string {
  return String(day).padStart(2, '0');
}

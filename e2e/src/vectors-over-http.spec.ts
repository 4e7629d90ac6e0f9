import {
  aifc2026,
  packFromReconciliationRules,
  rulesOfWire,
  type WireReconciliationRules,
} from '@esep/rulebook';

import {
  describeOnBothHosts,
  openTestHosts,
  type Caller,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';
import {
  actsOf,
  exchangeActsOf,
  importOf,
  licenceOf,
  licenseeOf,
  OFFICER,
  poolActsOf,
  poolOfCase,
  SECOND,
  turnsOf,
  type Act,
  type Licensee,
} from './vector-acts.js';
import {
  casesOf,
  isAskedLast,
  lawOf,
  list,
  sectors,
  vectors,
  type Vector,
  type VectorCase,
} from './vector-cases.js';

// Every rule case of the published vectors, told to the services over their public API in the order
// in which it became known, and read back over the API. A case is a licensee with pools of its own;
// cases with the same exchanges are told to one ledger, where their exchanges have promised the same
// whenever they are asked. Those with another law are asked when that was adopted, after all was told.

const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
/** A ledger of sixty cases is told within a minute or two, on five processes and a busy machine within more. */
const MINUTES = 10 * 60_000;

describeOnBothHosts(
  'The published rule cases, over HTTP',
  (kind) => {
    let hosts: TestHosts;
    beforeAll(async () => {
      hosts = await openTestHosts(kind);
    });
    afterAll(() => hosts.close());

    const told = new Map<readonly Vector[], Promise<readonly Json[]>>();
    const answersOf = (sector: readonly Vector[]): Promise<readonly Json[]> => {
      const answers = told.get(sector) ?? live(casesOf(sector));
      told.set(sector, answers);
      return answers;
    };
    const live = async (cases: readonly VectorCase[]): Promise<readonly Json[]> => {
      const turns = turnsOf(
        exchangeActsOf(cases).concat(
          cases.flatMap((facts, n) => [...poolActsOf(facts, n), ...actsOf(facts, licenseeOf(n))]),
        ),
      );
      const first = new Date(instantOf(turns[0] as Turn) - 60_000).toISOString();
      const host = await hosts.start(first);
      try {
        return await tell(host, cases, turns);
      } finally {
        await host.close();
      }
    };

    it.each(
      sectors.flatMap((sector) =>
        sector.map((vector, n) => [vector.case.name, vector, sector, n] as const),
      ),
    )(
      '%s',
      async (_name, vector, sector, n) => {
        const answers = await answersOf(sector);
        expect(normal(answers[n] as Json, n)).toEqual(normal(expectedOf(vector, n), n));
      },
      MINUTES,
    );
  },
  vectors.length === 0 ? 'the vectors are in ../shared' : undefined,
);

// ── Telling ─────────────────────────────────────────────────────────────────────────────────────

/** Tells the cases in order, asks each at its two instants, and gives the answers. */
const tell = async (
  host: TestHost,
  cases: readonly VectorCase[],
  turns: readonly Turn[],
): Promise<readonly Json[]> => {
  await adopt(host, (cases[0] as VectorCase).rulePack);
  const licensees = await inCalls(cases, (facts, n) => register(host, facts, licenseeOf(n)));
  const [last, inTime] = partition(cases, (facts) => isAskedLast(facts, cases));
  const moments = [...new Set(inTime.map(({ knownAt }) => Date.parse(knownAt)))];
  const knownAts = new Map<VectorCase, string>();
  /**
   * Calls take a moment, so the clock stands a little after the case's own known-at by now; and the
   * clocks of five processes are set one after another, so what is told later is told a minute later.
   */
  const ask = async (asked: readonly VectorCase[]): Promise<void> => {
    const knownAt = host.host.clock.now();
    for (const facts of asked) knownAts.set(facts, knownAt);
    await host.moveClock(iso(Date.parse(knownAt) + 60_000));
  };
  let told = -Infinity;
  for (const moment of moments.sort((a, b) => a - b)) {
    for (const turn of turns)
      if (instantOf(turn) > told && instantOf(turn) <= moment)
        await performTurn(host, turn, licensees);
    told = moment;
    if (moment > Date.parse(host.host.clock.now())) await host.moveClock(iso(moment));
    await ask(inTime.filter(({ knownAt }) => Date.parse(knownAt) === moment));
  }
  for (const turn of turns) if (instantOf(turn) > told) await performTurn(host, turn, licensees);
  for (const [, asked] of Map.groupBy(last, lawOf)) {
    await adopt(host, (asked[0] as VectorCase).rulePack);
    await ask(asked);
  }

  const deadline = Date.now() + 60_000;
  const answer = async (facts: VectorCase, n: number): Promise<Json> => {
    const query = `knownAt=${knownAts.get(facts)}&asOf=${encodeURIComponent(facts.asOf)}`;
    const path = `/supervision/v1/reconciliations/${licensees[n]}/${String(facts['asset'])}?${query}`;
    for (;;) {
      const { body } = await host.call(path, ANALYST);
      if ((body['ledger'] as Json | undefined)?.['complete'] === true) return body;
      if (Date.now() > deadline) throw new Error(`Not complete: ${JSON.stringify(body)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return Promise.all(cases.map(answer));
};

const partition = <Item>(items: readonly Item[], isFirst: (item: Item) => boolean) =>
  [items.filter(isFirst), items.filter((item) => !isFirst(item))] as const;

const iso = (ms: number): string => new Date(ms).toISOString();

/** A rule with one value, for all time. */
const dated = <Rule extends { readonly values: readonly [object, ...object[]] }>(
  rule: Rule,
  value: unknown,
) => ({ ...rule, values: [{ ...rule.values[0], value }] });

const adopt = async (host: TestHost, law: WireReconciliationRules): Promise<void> => {
  const given = packFromReconciliationRules(aifc2026, rulesOfWire(law));
  // Some cases tell what was mined in 2023.
  const values = [{ ...given.rules.regimeFrom.values[0], value: '2023-01-01' }] as const;
  const rules = {
    ...given.rules,
    regimeFrom: { rule: 'SALE-5', values },
    // Some cases tell of a suspension of days, or of one without end.
    suspensionMonths: dated(given.rules.suspensionMonths, { min: 0, max: 1_200 }),
    sanctionNoticeDays: dated(given.rules.sanctionNoticeDays, 0),
    // Each case has pools of its own.
    poolCap: dated(given.rules.poolCap, 1_000),
  };
  const pack = { ...given, rules };
  const effectiveFrom = '2020-01-01T00:00:00+06:00';
  const { body: proposed } = await host.call('/licensing/v1/rule-packs', OFFICER, {
    pack,
    effectiveFrom,
    retroactive: 'The case is judged by its own rules',
  });
  await good(host, `/licensing/v1/proposals/${String(proposed['proposalId'])}/confirm`, SECOND, {});
};

/** A licensee, before any of its licences. */
const register = async (host: TestHost, facts: VectorCase, licensee: Licensee): Promise<string> => {
  const nobodysLicence = importOf(
    { ...licensee, licenceId: `${licensee.licenceId}-before` },
    '2010-01-01T00:00:00+06:00',
    '2010-01-02T00:00:00+06:00',
  );
  const imported = await good(host, '/licensing/v1/licences/import', OFFICER, nobodysLicence);
  // A row names a licence that exists, also where the case has none in force.
  const held = new Set(list(facts, 'licence').map((fact) => licenceOf(licensee, fact)));
  const named = ['distributions', 'affiliations'].flatMap((name) => list(facts, name));
  for (const licenceId of new Set(named.map((fact) => licenceOf(licensee, fact))))
    if (!held.has(licenceId))
      await good(host, '/licensing/v1/licences/import', OFFICER, { ...nobodysLicence, licenceId });
  return String(imported['licenseeId']);
};

type Turn = readonly Act[];

const instantOf = (turn: Turn): number => (turn[0] as Act).at;

/** How many calls are under way at one time. */
const CALLS = 8;

/** In the order of the items. */
const inCalls = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += CALLS)
    results.push(
      ...(await Promise.all(
        items.slice(from, from + CALLS).map((item, i) => work(item, from + i)),
      )),
    );
  return results;
};

const performTurn = async (
  host: TestHost,
  turn: Turn,
  licensees: readonly string[],
): Promise<void> => {
  const at = instantOf(turn);
  if (at > Date.parse(host.host.clock.now())) await host.moveClock(iso(at));
  const byCase = [...Map.groupBy(turn, ({ of }) => of).values()];
  await inCalls(byCase, async (acts) => {
    for (const act of acts) await perform(host, act, licensees);
  });
};

const perform = async (
  host: TestHost,
  { path, as, body, of = 0, confirmedBy }: Act,
  licensees: readonly string[],
): Promise<void> => {
  const answer = await good(host, path.replace(':licenseeId', licensees[of] as string), as, body);
  if (confirmedBy && answer['proposalId'] !== undefined)
    await good(
      host,
      `/licensing/v1/proposals/${String(answer['proposalId'])}/confirm`,
      confirmedBy,
      {},
    );
};

const good = async (host: TestHost, path: string, as: Caller, body: object): Promise<Json> => {
  const answer = await host.call(path, as, body);
  const rejected = answer.body['rejected'] as unknown[] | undefined;
  if (answer.status > 299 || (rejected && rejected.length > 0))
    throw new Error(
      `${path} ${JSON.stringify(body)} was answered ${answer.status} ${JSON.stringify(answer.body)}`,
    );
  return answer.body;
};

// ── Comparing ───────────────────────────────────────────────────────────────────────────────────

/** Rows of pools are named with their pool in the ledger, because two pools may use the same id. */
const expectedOf = ({ case: facts, expected }: Vector, n: number): Json => {
  const names = new Map(
    list(facts, 'distributions').map(({ id, pool: poolId }) => [
      id,
      `${poolOfCase(poolId, n)}:${String(id)}`,
    ]),
  );
  const findings = expected.findings.map((finding) => ({
    ...finding,
    facts: finding.facts.map((fact) => names.get(fact) ?? fact),
  }));
  return { ...expected, findings };
};

/** Rows named as in the case, where they are the `n`th licensee's. */
const normal = (
  { rows, findings, used, early, unexplained, stockAtEnd, boughtAtEnd }: Json,
  n: number,
) => ({
  rows: (rows as Json[]).map(({ restatement: _, ...row }) => row),
  findings: (findings as (Json & { facts: string[] })[])
    .map((finding) => ({
      ...finding,
      facts: finding.facts.map((fact) => fact.replace(`~${n}`, '')).sort(),
    }))
    .sort((a, b) => (JSON.stringify(keyOf(a)) < JSON.stringify(keyOf(b)) ? -1 : 1)),
  used,
  early,
  unexplained,
  stockAtEnd,
  boughtAtEnd,
});

const keyOf = ({ period, type, facts }: Json) => [period, type, facts];

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { aifc2026, packFromReconciliationRules, type ReconciliationRules } from '@esep/rulebook';

import {
  describeOnBothHosts,
  openTestHosts,
  type Caller,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';

// Every rule case of the published vectors, told to the services over their public API in the order
// in which it became known, and read back over the API. What the API cannot say by itself (outflows,
// which the chain tells, and releases, which tax grants) is left to other tests.

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/reconciliation/rules.json');

interface Fact extends Json {
  readonly recordedAt: string;
}
interface VectorCase extends Record<string, unknown> {
  readonly name: string;
  readonly licenseeBin: string;
  readonly knownAt: string;
  readonly asOf: string;
  readonly rulePack: ReconciliationRules;
}
interface Vector {
  readonly case: VectorCase;
  readonly expected: { rows: Json[]; findings: (Json & { facts: string[] })[] } & Json;
}

const vectors: Vector[] = existsSync(VECTORS)
  ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[]).filter(
      ({ case: facts }) =>
        (facts['outflows'] as unknown[]).length === 0 &&
        (facts['releases'] as unknown[]).length === 0,
    )
  : [];

const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const SECOND: Caller = { role: 'enforcement-officer', organisation: 'aifc-second' };
const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
const LICENCE = 'L-1';
/** Each case has a ledger of its own, on the cluster with five processes. */
const MINUTES = 5 * 60_000;

describeOnBothHosts(
  'The published rule cases, over HTTP',
  (kind) => {
    let hosts: TestHosts;
    beforeAll(async () => {
      hosts = await openTestHosts(kind);
    });
    afterAll(() => hosts.close());

    it.each(vectors.map((vector) => [vector.case.name, vector] as const))(
      '%s',
      async (_name, vector) => {
        const told = actsOf(vector.case);
        const first = told.map(({ at }) => at).reduce((a, b) => (a < b ? a : b));
        const host = await hosts.start(new Date(first - 60_000).toISOString());
        try {
          const found = await tell(host, vector.case, told);
          expect(normal(found)).toEqual(normal(expectedOf(vector)));
        } finally {
          await host.close();
        }
      },
      MINUTES,
    );
  },
  vectors.length === 0 ? 'the vectors are in ../shared' : undefined,
);

// ── Telling ─────────────────────────────────────────────────────────────────────────────────────

interface Act {
  readonly at: number;
  readonly order: number;
  readonly path: string;
  readonly as: Caller;
  readonly body: (licenseeId: string) => object;
  /** The act is proposed, and this second person confirms it. */
  readonly confirmedBy?: Caller;
}

const list = (facts: VectorCase, name: string) => facts[name] as Fact[];
const pool = (organisation: unknown): Caller => ({
  role: 'pool',
  organisation: String(organisation),
});
const venue = (organisation: unknown): Caller => ({
  role: 'exchange',
  organisation: String(organisation),
});

/** Everything that the case says, as calls of the API, in the order in which it is recorded. */
const actsOf = (facts: VectorCase): Act[] => {
  const acts: Act[] = [];
  const act = (
    fact: Fact,
    order: number,
    path: string,
    as: Caller,
    body: Act['body'],
    confirmedBy?: Caller,
  ) =>
    acts.push({
      at: Date.parse(fact.recordedAt),
      order: order + acts.length / 1e6,
      path,
      as,
      body,
      ...(confirmedBy ? { confirmedBy } : {}),
    });

  for (const [kind, from, to, plural] of [
    ['pools', 'approvedFrom', 'approvedTo', 'pools'],
    ['venues', 'licensedFrom', 'licensedTo', 'exchanges'],
  ] as const)
    for (const fact of list(facts, kind)) {
      const id = String(fact['id']);
      act(fact, 1, `/licensing/v1/${plural}`, OFFICER, () => ({
        id,
        name: id,
        approvedFrom: fact[from],
      }));
      if (fact[to] !== null)
        act(fact, 1, `/licensing/v1/${plural}/${id}/withdraw-approval`, OFFICER, () => ({
          from: fact[from],
          at: fact[to],
          reason: 'as told',
        }));
    }
  for (const fact of list(facts, 'licence')) {
    const { from, to } = fact;
    if (fact['status'] === 'active')
      act(fact, 2, '/licensing/v1/licences/import', OFFICER, () =>
        importOf(facts, from, suspendedAt(facts, to) ? null : to),
      );
    else
      act(
        fact,
        3,
        `/licensing/v1/licences/${LICENCE}/suspend`,
        OFFICER,
        () => ({ from, ...(to === null ? {} : { until: to }), ground: 'as told' }),
        SECOND,
      );
  }
  const ofLicensee = (name: string, path: string, body: (fact: Fact) => object) => {
    for (const fact of list(facts, name))
      act(fact, 4, `/licensing/v1/licensees/:licenseeId/${path}`, OFFICER, () => body(fact));
  };
  ofLicensee('affiliations', 'affiliations', ({ pool: poolId, from, to }) => {
    return { poolId, asset: facts['asset'], from, ...(to === null ? {} : { until: to }) };
  });
  ofLicensee('relatedBins', 'related-parties', ({ bin, from, to }) => {
    return { bin, relation: 'as told', from, ...(to === null ? {} : { until: to }) };
  });
  ofLicensee('openingStock', 'opening-stock', ({ quantity, at }) => {
    return { asset: facts['asset'], quantity, at };
  });
  for (const fact of list(facts, 'distributions')) {
    const { id, version, pool: poolId, at, gross, fee, net } = fact;
    const row = {
      rowId: id,
      licenceId: LICENCE,
      asset: facts['asset'],
      scheme: 'FPPS',
      gross,
      fee,
      net,
      distributedAt: at,
    };
    act(fact, 5 + Number(version) / 100, '/pool-reporting/v1/distributions', pool(poolId), () => {
      return { reportId: `report-${String(id)}`, version, poolId, rows: [row] };
    });
  }
  const poolOf = (id: unknown) =>
    list(facts, 'distributions').find((row) => row['id'] === id)?.['pool'];
  for (const fact of list(facts, 'reversals')) {
    const { id } = fact;
    act(fact, 6, '/pool-reporting/v1/reversals', pool(poolOf(id)), () => {
      const rows = [{ rowId: id, cause: 'orphaned block' }];
      return { reportId: `reversal-${String(id)}`, version: 1, poolId: poolOf(id), rows };
    });
  }
  for (const fact of list(facts, 'fills')) {
    const { venue: exchangeId, tradeId, side, at, quantity, quote, counterpartyBin } = fact;
    const row = {
      tradeId,
      side,
      licenseeBin: facts.licenseeBin,
      asset: facts['asset'],
      quantity,
      quote: { amount: '1', currency: quote },
      ...(counterpartyBin === undefined ? {} : { counterpartyBin }),
      executedAt: at,
    };
    act(fact, 5, '/exchange-settlement/v1/fills', venue(exchangeId), () => {
      return {
        reportId: `fill-${String(tradeId)}-${String(side)}`,
        version: 1,
        exchangeId,
        rows: [row],
      };
    });
  }
  for (const [i, fact] of list(facts, 'busts').entries()) {
    const { venue: exchangeId, tradeId } = fact;
    act(fact, 7, '/exchange-settlement/v1/busts', venue(exchangeId), () => {
      return {
        reportId: `bust-${i}`,
        version: 1,
        exchangeId,
        rows: [{ tradeId, reason: 'as told' }],
      };
    });
  }
  for (const [i, fact] of list(facts, 'corrections').entries()) {
    const { venue: exchangeId, tradeId, at, quantity, quote, counterpartyBin } = fact;
    const row = {
      tradeId,
      reason: 'as told',
      ...(at === undefined ? {} : { executedAt: at }),
      ...(quantity === undefined ? {} : { quantity }),
      ...(quote === undefined ? {} : { quote: { amount: '1', currency: quote } }),
      ...(counterpartyBin === undefined ? {} : { counterpartyBin }),
    };
    act(fact, 6, '/exchange-settlement/v1/corrections', venue(exchangeId), () => {
      return { reportId: `correction-${i}`, version: 1, exchangeId, rows: [row] };
    });
  }
  const pools = new Set(list(facts, 'pools').map(({ id }) => id));
  const isVenue = (sender: unknown) =>
    !pools.has(sender) && list(facts, 'venues').some(({ id }) => id === sender);
  for (const fact of list(facts, 'completeness')) {
    const { sender, through } = fact;
    if (isVenue(sender))
      act(fact, 8, '/exchange-settlement/v1/completeness', venue(sender), () => ({
        exchangeId: sender,
        through,
      }));
    else
      act(fact, 8, '/pool-reporting/v1/completeness', pool(sender), () => ({
        poolId: sender,
        through,
      }));
  }
  return acts.sort((a, b) => a.at - b.at || a.order - b.order);
};

/** In law a suspended licence is still held: a suspension lies within its time, not between two. */
const suspendedAt = (facts: VectorCase, at: unknown): boolean =>
  list(facts, 'licence').some(({ status, from }) => status === 'suspended' && from === at);

const importOf = (facts: VectorCase, from: unknown, to: unknown) => ({
  licenceId: LICENCE,
  licenseeBin: facts.licenseeBin,
  name: 'A licensee LLP',
  kind: 'legal-entity',
  authority: 'AIFC',
  issuedAt: from,
  ...(to === null ? {} : { validUntil: to }),
});

/** Tells the case in order, asks at its two instants, and gives the answer. */
const tell = async (host: TestHost, facts: VectorCase, acts: readonly Act[]): Promise<Json> => {
  const licenseeId = await found(host, facts);
  const known = acts.filter(({ at }) => at <= Date.parse(facts.knownAt));
  const later = acts.filter(({ at }) => at > Date.parse(facts.knownAt));
  for (const act of known) await perform(host, act, licenseeId);
  if (Date.parse(facts.knownAt) > Date.parse(host.host.clock.now()))
    await host.moveClock(facts.knownAt);
  // Calls take a moment, so the clock stands a little after the case's own known-at by now; and the
  // clocks of five processes are set one after another, so what is told later is told a minute later.
  const knownAt = host.host.clock.now();
  if (later.length > 0) await host.moveClock(new Date(Date.parse(knownAt) + 60_000).toISOString());
  for (const act of later) await perform(host, act, licenseeId);
  const asOf = encodeURIComponent(facts.asOf);
  const path = `/supervision/v1/reconciliations/${licenseeId}/${String(facts['asset'])}?knownAt=${knownAt}&asOf=${asOf}`;
  const deadline = Date.now() + 20_000;
  for (;;) {
    const { body } = await host.call(path, ANALYST);
    if ((body['ledger'] as Json | undefined)?.['complete'] === true) return body;
    if (Date.now() > deadline) throw new Error(`Not complete: ${JSON.stringify(body)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

/** The law of the case, and its licensee before any of its licences. */
const found = async (host: TestHost, facts: VectorCase): Promise<string> => {
  const pack = packFromReconciliationRules(aifc2026, facts.rulePack);
  const effectiveFrom = '2020-01-01T00:00:00+06:00';
  const { body: proposed } = await host.call('/licensing/v1/rule-packs', OFFICER, {
    pack,
    effectiveFrom,
  });
  await good(host, `/licensing/v1/proposals/${String(proposed['proposalId'])}/confirm`, SECOND, {});
  const nobodysLicence = {
    ...importOf(facts, '2000-01-01T00:00:00+06:00', '2000-01-02T00:00:00+06:00'),
    licenceId: 'L-0',
  };
  const imported = await good(host, '/licensing/v1/licences/import', OFFICER, nobodysLicence);
  // A row names a licence that exists, also where the case has none in force.
  if (list(facts, 'licence').length === 0)
    await good(host, '/licensing/v1/licences/import', OFFICER, {
      ...nobodysLicence,
      licenceId: LICENCE,
    });
  return String(imported['licenseeId']);
};

const perform = async (host: TestHost, act: Act, licenseeId: string): Promise<void> => {
  if (act.at > Date.parse(host.host.clock.now()))
    await host.moveClock(new Date(act.at).toISOString());
  const path = act.path.replace(':licenseeId', licenseeId);
  const body = path.endsWith('affiliations')
    ? { ...act.body(licenseeId), licenceId: LICENCE }
    : act.body(licenseeId);
  const answer = await good(host, path, act.as, body);
  if (act.confirmedBy)
    await good(
      host,
      `/licensing/v1/proposals/${String(answer['proposalId'])}/confirm`,
      act.confirmedBy,
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
const expectedOf = ({ case: facts, expected }: Vector): Json => {
  const names = new Map(
    list(facts, 'distributions').map(({ id, pool: poolId }) => [
      id,
      `${String(poolId)}:${String(id)}`,
    ]),
  );
  const findings = expected.findings.map((finding) => ({
    ...finding,
    facts: finding.facts.map((fact) => names.get(fact) ?? fact),
  }));
  return { ...expected, findings };
};

const normal = ({ rows, findings, used, early, unexplained, stockAtEnd, boughtAtEnd }: Json) => ({
  rows: (rows as Json[]).map(({ restatement: _, ...row }) => row),
  findings: (findings as (Json & { facts: string[] })[])
    .map((finding) => ({ ...finding, facts: [...finding.facts].sort() }))
    .sort((a, b) => (JSON.stringify(keyOf(a)) < JSON.stringify(keyOf(b)) ? -1 : 1)),
  used,
  early,
  unexplained,
  stockAtEnd,
  boughtAtEnd,
});

const keyOf = ({ period, type, facts }: Json) => [period, type, facts];

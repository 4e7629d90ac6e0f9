import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assetOf } from '@esep/kernel';
import {
  aifc2026,
  packFromReconciliationRules,
  rulesOfWire,
  type WireReconciliationRules,
} from '@esep/rulebook';
import { inventedNumber } from '@esep/simulator';

import {
  describeOnBothHosts,
  openTestHosts,
  type Caller,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';

// Every rule case of the published vectors, told to the services over their public API in the order
// in which it became known, and read back over the API. A case is a licensee with pools of its own;
// cases with the same exchanges are told to one ledger, where their exchanges have promised the same
// whenever they are asked. Those with another law are asked when that was adopted, after all was told.
// What the API cannot say by itself is left to other tests:
// outflows, which the chain tells; releases, which tax grants; decisions about a sale, which need a
// finding; rows without a licence beside licences that have a name; more coins than there are; a
// suspension that never was; an affiliation to a pool that nobody registered.

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/reconciliation/rules.json');

interface Fact extends Json {
  readonly recordedAt: string;
}
interface VectorCase extends Record<string, unknown> {
  readonly name: string;
  readonly licenseeBin: string;
  readonly knownAt: string;
  readonly asOf: string;
  readonly rulePack: WireReconciliationRules;
}
interface Vector {
  readonly case: VectorCase;
  readonly expected: { rows: Json[]; findings: (Json & { facts: string[] })[] } & Json;
}

const list = (facts: VectorCase, name: string) => facts[name] as Fact[];

/** All facts of licences name theirs, or none does: then the licensee has only one. */
const namesLicences = (facts: VectorCase): boolean | undefined => {
  const named = ['licence', 'affiliations', 'distributions']
    .flatMap((name) => list(facts, name))
    .map(({ licenceId }) => licenceId !== undefined);
  return named.every(Boolean) ? true : named.some(Boolean) ? undefined : false;
};

const supply = assetOf('BTC')?.maxSupply ?? 0n;
const areThere = ({ quantity = '0', gross = '0' }: Fact): boolean =>
  BigInt(String(quantity)) <= supply && BigInt(String(gross)) <= supply;

const isAnnulled = ({ status, from, to }: Fact): boolean => status === 'suspended' && from === to;

const isRegistered = (facts: VectorCase, affiliation: Fact): boolean =>
  list(facts, 'pools').some(({ id }) => id === affiliation['pool']);

const canBeTold = (facts: VectorCase): boolean =>
  list(facts, 'affiliations').every((affiliation) => isRegistered(facts, affiliation)) &&
  !list(facts, 'licence').some(isAnnulled) &&
  ['distributions', 'fills', 'corrections'].every((name) => list(facts, name).every(areThere)) &&
  ['outflows', 'releases', 'disqualifications'].every((name) => list(facts, name).length === 0) &&
  (namesLicences(facts) !== undefined || list(facts, 'distributions').length === 0);

const vectors: Vector[] = existsSync(VECTORS)
  ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[]).filter(({ case: facts }) =>
      canBeTold(facts),
    )
  : [];

const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const SECOND: Caller = { role: 'enforcement-officer', organisation: 'aifc' };
const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
/** A ledger of sixty cases is told within a minute or two, on five processes and a busy machine within more. */
const MINUTES = 10 * 60_000;

const isVenue = (facts: VectorCase, sender: unknown): boolean =>
  list(facts, 'venues').some(({ id }) => id === sender) && !isPool(facts, sender);
const isPool = (facts: VectorCase, sender: unknown): boolean =>
  list(facts, 'pools').some(({ id }) => id === sender);

/** The last promise of each exchange that somebody who asks at `knownAt` is told of. */
const promisesOf = (cases: readonly VectorCase[], knownAt: string): string => {
  const promises = new Map<unknown, number>();
  for (const facts of cases)
    for (const { sender, through, recordedAt } of list(facts, 'completeness'))
      if (isVenue(facts, sender) && Date.parse(recordedAt) <= Date.parse(knownAt))
        promises.set(
          sender,
          Math.max(promises.get(sender) ?? -Infinity, Date.parse(String(through))),
        );
  return JSON.stringify([...promises].sort());
};

const lawOf = ({ rulePack }: VectorCase): string => JSON.stringify(rulePack);

/** A ledger begins with the law of its first case; who has another one is asked last of all. */
const isAskedLast = (facts: VectorCase, cases: readonly VectorCase[]): boolean =>
  lawOf(facts) !== lawOf(cases[0] as VectorCase);

const END_OF_TELLING = '9000-01-01T00:00:00Z';

/** Nobody in a ledger may hear of what is not of its own case: promises, or its own later facts. */
const mayShare = (cases: readonly VectorCase[]): boolean =>
  cases.every((facts) => {
    const { knownAt } = facts;
    const askedAt = isAskedLast(facts, cases) ? END_OF_TELLING : knownAt;
    const isUnheard = promisesOf(cases, askedAt) === promisesOf([facts], knownAt);
    return isUnheard && (askedAt === knownAt || saysNothingAfter(facts, knownAt));
  });

const saysNothingAfter = (facts: VectorCase, knownAt: string): boolean =>
  Object.values(facts)
    .filter((value): value is Fact[] => Array.isArray(value))
    .flat()
    .every(({ recordedAt }) => Date.parse(recordedAt) <= Date.parse(knownAt));

const casesOf = (sector: readonly Vector[]) => sector.map(({ case: facts }) => facts);

const sectors: Vector[][] = [];
for (const alike of Map.groupBy(vectors, ({ case: { venues } }) =>
  JSON.stringify(venues),
).values()) {
  const ledgers: Vector[][] = [];
  for (const vector of alike) {
    const ledger = ledgers.find((told) => mayShare(casesOf([...told, vector])));
    if (ledger) ledger.push(vector);
    else ledgers.push([vector]);
  }
  sectors.push(...ledgers);
}

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
      const acts = exchangeActsOf(cases)
        .concat(
          cases.flatMap((facts, n) => [...poolActsOf(facts, n), ...actsOf(facts, licenseeOf(n))]),
        )
        .sort((a, b) => a.at - b.at || a.order - b.order);
      const first = new Date((acts[0] as Act).at - 60_000).toISOString();
      const host = await hosts.start(first);
      try {
        return await tell(host, cases, acts);
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

interface Act {
  readonly at: number;
  readonly order: number;
  /** `:licenseeId` stands for the licensee whose act it is. */
  readonly path: string;
  readonly of?: number;
  readonly as: Caller;
  readonly body: object;
  /** Where the act is only proposed, this second person confirms it. */
  readonly confirmedBy?: Caller;
}

/** The licensee of a case among those of its ledger. */
interface Licensee {
  readonly n: number;
  readonly bin: string;
  readonly licenceId: string;
}

const licenseeOf = (n: number): Licensee => {
  return { n, bin: inventedNumber('bin', n), licenceId: `L-${n}` };
};

/** The parties of the cases were registered in a month 00, which the API takes for no number. */
const wellFormed = (bin: unknown): string =>
  inventedNumber('bin', 20_000 + Number(String(bin).slice(6, 11)));

/** Rows of one sender have ids of their own, whoever they are about. */
const own = (id: unknown, n: number): string => `${String(id)}~${n}`;

const pool = (organisation: unknown): Caller => ({
  role: 'pool',
  organisation: String(organisation),
});
const venue = (organisation: unknown): Caller => ({
  role: 'exchange',
  organisation: String(organisation),
});

/** Acts of one kind, in the order in which they are told when they were recorded at the same time. */
const acting = (acts: Act[], of?: number) => {
  return (
    fact: Fact,
    order: number,
    path: string,
    as: Caller,
    body: object,
    confirmedBy?: Caller,
  ): number =>
    acts.push({
      at: Date.parse(fact.recordedAt),
      order: order + acts.length / 1e6,
      path,
      as,
      body,
      ...(of === undefined ? {} : { of }),
      ...(confirmedBy ? { confirmedBy } : {}),
    });
};

const YEAR = 365 * 86_400_000;

/** The register takes nothing that begins or ends more than a year ahead: it is told later. */
const toldInTime = (fact: Fact, date: unknown): Fact => {
  const at = Math.max(Date.parse(fact.recordedAt), Date.parse(String(date)) - YEAR);
  return { ...fact, recordedAt: new Date(at).toISOString() };
};

/** Pools and exchanges: their approvals, as a case has them. */
const approvalActsOf = (
  facts: VectorCase,
  {
    kind,
    from,
    to,
    idOf,
  }: {
    kind: 'pools' | 'venues';
    from: string;
    to: string;
    idOf: (id: unknown) => string;
  },
): Act[] => {
  const acts: Act[] = [];
  const act = acting(acts);
  const path = `/licensing/v1/${kind === 'pools' ? 'pools' : 'exchanges'}`;
  for (const fact of list(facts, kind)) {
    const id = idOf(fact['id']);
    const approval = { name: id, approvedFrom: fact[from] };
    const first = list(facts, kind).find((one) => one['id'] === fact['id']);
    const told = toldInTime(fact, fact[from]);
    if (first?.[from] === fact[from]) act(told, 1, path, OFFICER, { id, ...approval }, SECOND);
    else act(told, 1, `${path}/${id}/approvals`, OFFICER, approval, SECOND);
    if (fact[to] !== null) {
      const end = { from: fact[from], at: fact[to], reason: 'as told', correction: true };
      const ended = toldInTime(fact, fact[to]);
      act(ended, 1, `${path}/${id}/withdraw-approval`, OFFICER, end, SECOND);
    }
  }
  return acts;
};

/** The exchanges of a ledger, which all its cases have alike, and whatever they promise in any. */
const exchangeActsOf = (cases: readonly VectorCase[]): Act[] => {
  const acts = approvalActsOf(cases[0] as VectorCase, {
    kind: 'venues',
    from: 'licensedFrom',
    to: 'licensedTo',
    idOf: String,
  });
  const act = acting(acts);
  const promised = new Set<string>();
  for (const facts of cases)
    for (const fact of list(facts, 'completeness')) {
      const promise = { exchangeId: fact['sender'], through: fact['through'] };
      const words = JSON.stringify([promise, fact.recordedAt]);
      if (!isVenue(facts, fact['sender']) || promised.has(words)) continue;
      promised.add(words);
      act(fact, 8, '/exchange-settlement/v1/completeness', venue(promise.exchangeId), promise);
    }
  return acts;
};

/** The name in the ledger of a pool of the `n`th case. */
const poolOfCase = (id: unknown, n: number): string => `${String(id)}-of-${n}`;

/** The pools of a case that it says something of. */
const poolActsOf = (facts: VectorCase, n: number): Act[] => {
  const named = new Set([
    ...list(facts, 'affiliations').map((fact) => fact['pool']),
    ...list(facts, 'distributions').map((fact) => fact['pool']),
    ...list(facts, 'completeness').map((fact) => fact['sender']),
  ]);
  const pools = list(facts, 'pools').filter(({ id }) => named.has(id));
  const acts = approvalActsOf(
    { ...facts, pools },
    {
      kind: 'pools',
      from: 'approvedFrom',
      to: 'approvedTo',
      idOf: (id) => poolOfCase(id, n),
    },
  );
  const act = acting(acts);
  for (const fact of list(facts, 'completeness')) {
    if (isVenue(facts, fact['sender'])) continue;
    const promise = { poolId: poolOfCase(fact['sender'], n), through: fact['through'] };
    act(fact, 8, '/pool-reporting/v1/completeness', pool(promise.poolId), promise);
  }
  return acts;
};

/** The number in the ledger of the licence that a fact is of. */
const licenceOf = ({ licenceId }: Licensee, fact: Fact): string =>
  fact['licenceId'] === undefined ? licenceId : `${licenceId}.${String(fact['licenceId'])}`;

/** A fee in the coins themselves, and what was paid: something, where the case does not say. */
const paid = ({ quoteAmount, quote, baseFee }: Fact, asset: unknown) => ({
  ...(quote === undefined && quoteAmount === undefined
    ? {}
    : { quote: { amount: quoteAmount ?? '1', currency: quote } }),
  ...(baseFee === undefined ? {} : { feeAsset: asset, fee: baseFee }),
});

/** What a case says of its licensee, as calls of the API. */
const actsOf = (facts: VectorCase, licensee: Licensee): Act[] => {
  const { n } = licensee;
  const acts: Act[] = [];
  const act = acting(acts, n);
  /** A licensee may have traded with itself. */
  const other = (bin: unknown) => (bin === facts.licenseeBin ? licensee.bin : wellFormed(bin));
  for (const fact of list(facts, 'licence')) {
    const { from, to } = fact;
    if (fact['status'] === 'suspended') {
      const held = `/licensing/v1/licences/${licenceOf(licensee, fact)}`;
      const path = `${held}/${from === to ? 'reinstate' : 'suspend'}`;
      const until = String(to ?? WITHOUT_END);
      const terms = from === to ? { correction: true } : { until };
      // Nothing is suspended before it was published.
      act(earlier(fact), 3, path, OFFICER, { from, ...terms, ground: 'as told' }, SECOND);
    } else if (!wasSuspended(facts, from))
      act(
        fact,
        2,
        '/licensing/v1/licences/import',
        OFFICER,
        importOf(
          { ...licensee, licenceId: licenceOf(licensee, fact) },
          from,
          suspendedAt(facts, to) ? null : to,
        ),
      );
  }
  /** What begins or ends before it is recorded is a correction, which takes two persons. */
  const ofLicensee = (name: string, path: string, body: (fact: Fact) => object) => {
    for (const fact of list(facts, name)) {
      const said = { ...body(fact), reason: 'as told' };
      const isPast = [fact['from'], fact['to']].some(
        (at) => typeof at === 'string' && Date.parse(at) < Date.parse(fact.recordedAt),
      );
      const url = `/licensing/v1/licensees/:licenseeId/${path}`;
      if (isPast) act(fact, 4, `${url}/corrections`, OFFICER, said, SECOND);
      else act(fact, 4, url, OFFICER, body(fact));
    }
  };
  ofLicensee('affiliations', 'affiliations', (fact) => {
    const { from, to } = fact;
    const poolId = poolOfCase(fact['pool'], n);
    const until = to === null ? {} : { until: to };
    return { poolId, licenceId: licenceOf(licensee, fact), asset: facts['asset'], from, ...until };
  });
  ofLicensee('relatedBins', 'related-parties', ({ bin, from, to }) => {
    return {
      bin: wellFormed(bin),
      relation: 'as told',
      from,
      ...(to === null ? {} : { until: to }),
    };
  });
  for (const fact of list(facts, 'openingStock')) {
    const { quantity, at } = fact;
    const stock = { asset: facts['asset'], quantity, at, reason: 'as told' };
    act(fact, 4, '/licensing/v1/licensees/:licenseeId/opening-stock', OFFICER, stock, SECOND);
  }
  for (const fact of list(facts, 'distributions')) {
    const { id, version, at, gross, fee, net } = fact;
    const poolId = poolOfCase(fact['pool'], n);
    const row = {
      rowId: own(id, n),
      licenceId: licenceOf(licensee, fact),
      asset: facts['asset'],
      // Only a credit for a block can be reversed.
      ...(list(facts, 'reversals').some((reversal) => reversal['id'] === id)
        ? { scheme: 'PPLNS', block: 'orphaned block' }
        : { scheme: 'FPPS' }),
      gross,
      fee,
      net,
      distributedAt: at,
    };
    const reportId = own(`report-${String(id)}`, n);
    act(fact, 5 + Number(version) / 100, '/pool-reporting/v1/distributions', pool(poolId), {
      reportId,
      version,
      poolId,
      rows: [row],
    });
  }
  const poolOf = (id: unknown): string =>
    poolOfCase(list(facts, 'distributions').find((row) => row['id'] === id)?.['pool'], n);
  for (const fact of list(facts, 'reversals')) {
    const { id } = fact;
    act(fact, 6, '/pool-reporting/v1/reversals', pool(poolOf(id)), {
      reportId: own(`reversal-${String(id)}`, n),
      version: 1,
      poolId: poolOf(id),
      rows: [{ rowId: own(id, n), cause: 'orphaned block' }],
    });
  }
  for (const fact of list(facts, 'fills')) {
    const { venue: exchangeId, tradeId, side, at, quantity, counterpartyBin } = fact;
    const row = {
      tradeId: own(tradeId, n),
      side,
      licenseeBin: licensee.bin,
      asset: facts['asset'],
      quantity,
      ...paid(fact, facts['asset']),
      ...(counterpartyBin === undefined ? {} : { counterpartyBin: other(counterpartyBin) }),
      executedAt: at,
    };
    act(fact, 5, '/exchange-settlement/v1/fills', venue(exchangeId), {
      reportId: own(`fill-${String(tradeId)}-${String(side)}`, n),
      version: 1,
      exchangeId,
      rows: [row],
    });
  }
  for (const [i, fact] of list(facts, 'busts').entries()) {
    const { venue: exchangeId, tradeId } = fact;
    act(fact, 7, '/exchange-settlement/v1/busts', venue(exchangeId), {
      reportId: own(`bust-${i}`, n),
      version: 1,
      exchangeId,
      rows: [{ tradeId: own(tradeId, n), reason: 'as told' }],
    });
  }
  for (const [i, fact] of list(facts, 'corrections').entries()) {
    const { venue: exchangeId, tradeId, at, quantity, counterpartyBin } = fact;
    const row = {
      tradeId: own(tradeId, n),
      reason: 'as told',
      ...(at === undefined ? {} : { executedAt: at }),
      ...(quantity === undefined ? {} : { quantity }),
      ...paid(correctedQuote(facts, fact), facts['asset']),
      ...(counterpartyBin === undefined ? {} : { counterpartyBin: other(counterpartyBin) }),
    };
    act(fact, 6, '/exchange-settlement/v1/corrections', venue(exchangeId), {
      reportId: own(`correction-${i}`, n),
      version: 1,
      exchangeId,
      rows: [row],
    });
  }
  return acts;
};

/** A correction of the API carries a whole amount of money: what it leaves is that of the fill. */
const correctedQuote = (facts: VectorCase, correction: Fact): Fact => {
  const { venue: exchangeId, tradeId, quote, quoteAmount } = correction;
  if (quote === undefined && quoteAmount === undefined) return correction;
  const fill = list(facts, 'fills').find(
    (one) => one['venue'] === exchangeId && one['tradeId'] === tradeId,
  );
  return {
    ...correction,
    quote: quote ?? fill?.['quote'],
    quoteAmount: quoteAmount ?? fill?.['quoteAmount'],
  };
};

/** Later than all that is asked. */
const WITHOUT_END = '2050-01-01T00:00:00+05:00';

const earlier = (fact: Fact): Fact => ({
  ...fact,
  recordedAt: new Date(Date.parse(fact.recordedAt) - 60_000).toISOString(),
});

/** A licence that is active again after a suspension was held all the time. */
const wasSuspended = (facts: VectorCase, at: unknown): boolean =>
  list(facts, 'licence').some(({ status, to }) => status === 'suspended' && to === at);

/** In law a suspended licence is still held: a suspension lies within its time, not between two. */
const suspendedAt = (facts: VectorCase, at: unknown): boolean =>
  list(facts, 'licence').some(({ status, from }) => status === 'suspended' && from === at);

const importOf = ({ licenceId, bin, n }: Licensee, from: unknown, to: unknown) => ({
  licenceId,
  licenseeBin: bin,
  name: `Licensee ${n} LLP`,
  kind: 'legal-entity',
  authority: 'AIFC',
  issuedAt: from,
  ...(to === null ? {} : { validUntil: to }),
});

/** Tells the cases in order, asks each at its two instants, and gives the answers. */
const tell = async (
  host: TestHost,
  cases: readonly VectorCase[],
  acts: readonly Act[],
): Promise<readonly Json[]> => {
  await adopt(host, (cases[0] as VectorCase).rulePack);
  const licensees: string[] = [];
  for (const [n, facts] of cases.entries())
    licensees.push(await register(host, facts, licenseeOf(n)));
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
    for (const act of acts)
      if (act.at > told && act.at <= moment) await perform(host, act, licensees);
    told = moment;
    if (moment > Date.parse(host.host.clock.now())) await host.moveClock(iso(moment));
    await ask(inTime.filter(({ knownAt }) => Date.parse(knownAt) === moment));
  }
  for (const act of acts) if (act.at > told) await perform(host, act, licensees);
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

const perform = async (
  host: TestHost,
  { at, path, as, body, of = 0, confirmedBy }: Act,
  licensees: readonly string[],
): Promise<void> => {
  if (at > Date.parse(host.host.clock.now())) await host.moveClock(new Date(at).toISOString());
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

import { inventedNumber } from '@esep/simulator';

import { isVenue, list, type Fact, type VectorCase } from './vector-cases.js';
import type { Caller } from './test-hosts.js';

// What a published rule case says, as calls of the API in the order in which it became known.

export const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
export const SECOND: Caller = { role: 'enforcement-officer', organisation: 'aifc' };

export interface Act {
  readonly at: number;
  readonly order: number;
  /** `:licenseeId` stands for the licensee of the case whose act it is. */
  readonly path: string;
  /** The case among those of its ledger; exchanges are of all of them. */
  readonly of?: number;
  readonly as: Caller;
  readonly body: object;
  /** Where the act is only proposed, this second person confirms it. */
  readonly confirmedBy?: Caller;
}

/** The licensee of a case among those of its ledger. */
export interface Licensee {
  readonly n: number;
  readonly bin: string;
  readonly licenceId: string;
}

export const licenseeOf = (n: number): Licensee => {
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

/** What the acts of one instant follow each other by; those of one case with the same also by its number. */
const IN_ONE_CASE = 1e-6;

/** Acts in turns: those of a turn may be told at the same time, but for those of one case. */
export const turnsOf = (acts: readonly Act[]): readonly (readonly Act[])[] =>
  Map.groupBy(
    acts.toSorted((a, b) => a.at - b.at || a.order - b.order),
    ({ at, order }) => `${at} ${order.toFixed(2)}`,
  )
    .values()
    .toArray();

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
      order: order + acts.length * IN_ONE_CASE,
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
  of?: number,
): Act[] => {
  const acts: Act[] = [];
  const act = acting(acts, of);
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
export const exchangeActsOf = (cases: readonly VectorCase[]): Act[] => {
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
export const poolOfCase = (id: unknown, n: number): string => `${String(id)}-of-${n}`;

/** The pools of a case that it says something of. */
export const poolActsOf = (facts: VectorCase, n: number): Act[] => {
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
    n,
  );
  const act = acting(acts, n);
  for (const fact of list(facts, 'completeness')) {
    if (isVenue(facts, fact['sender'])) continue;
    const promise = { poolId: poolOfCase(fact['sender'], n), through: fact['through'] };
    act(fact, 8, '/pool-reporting/v1/completeness', pool(promise.poolId), promise);
  }
  return acts;
};

/** The number in the ledger of the licence that a fact is of. */
export const licenceOf = ({ licenceId }: Licensee, fact: Fact): string =>
  fact['licenceId'] === undefined ? licenceId : `${licenceId}.${String(fact['licenceId'])}`;

/** A fee in the coins themselves, and what was paid: something, where the case does not say. */
const paid = ({ quoteAmount, quote, baseFee }: Fact, asset: unknown) => ({
  ...(quote === undefined && quoteAmount === undefined
    ? {}
    : { quote: { amount: quoteAmount ?? '1', currency: quote } }),
  ...(baseFee === undefined ? {} : { feeAsset: asset, fee: baseFee }),
});

/** What a case says of its licensee, as calls of the API. */
export const actsOf = (facts: VectorCase, licensee: Licensee): Act[] => {
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

export const importOf = ({ licenceId, bin, n }: Licensee, from: unknown, to: unknown) => ({
  licenceId,
  licenseeBin: bin,
  name: `Licensee ${n} LLP`,
  kind: 'legal-entity',
  authority: 'AIFC',
  issuedAt: from,
  ...(to === null ? {} : { validUntil: to }),
});

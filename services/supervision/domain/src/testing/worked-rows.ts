import { parseInstant, type Instant, type Period } from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import {
  noFacts,
  type AffiliationFact,
  type DisqualificationFact,
  type DistributionFact,
  type FactLists,
  type FillFact,
  type LicenceFact,
  type OpeningStockFact,
  type OutflowFact,
  type ReconciliationFacts,
  type ReleaseFact,
} from '../facts/reconciliation-facts.js';
import type { Reconciliation } from '../reconciliation/reconciliation.js';

// The worked rows of RECONCILIATION §9 and their nearest neighbours: what happened, and what every
// implementation has to answer. Kept beside the code rather than in one specification, because what
// is said to catch a bug is held against them too.

const BTC = 100_000_000n;
const LICENSEE = '990040000003';
const LONG_AGO = '2023-05-31T18:00:00.000Z';
export const WORKED_AS_OF = at('2026-05-20T00:00');
export const WORKED_RULES: ReconciliationRules = {
  shareBps: [
    { from: '2024-01-01', bps: 5_000 },
    { from: '2025-01-01', bps: 7_500 },
  ],
  graceDays: [{ from: '0001-01-01', days: 10 }],
  holidays: [],
  quoteCurrencies: [{ from: '0001-01-01', currencies: ['KZT', 'USD'] }],
};

export interface WorkedRow {
  readonly name: string;
  /** Other rules than `WORKED_RULES`. */
  readonly rules?: Partial<ReconciliationRules>;
  readonly given: Partial<FactLists>;
  /** Months with the verdict and the shortfall that they get. */
  readonly then: Readonly<Record<Period, string>>;
  readonly findings?: readonly string[];
}

const inMarch = mined('2026-03-05T12:00', 100n * BTC);

export const WORKED_ROWS: readonly WorkedRow[] = [
  {
    name: 'A licensee that sells exactly its share complies',
    given: { distributions: [inMarch], fills: [sold('2026-03-20T12:00', 75n * BTC)] },
    then: { '2026-03': 'compliant 0' },
  },
  {
    name: 'One sat short is a breach',
    given: { distributions: [inMarch], fills: [sold('2026-03-20T12:00', 75n * BTC - 1n)] },
    then: { '2026-03': 'breach 1' },
    findings: ['under-sold 1'],
  },
  {
    name: 'The share of one sat is one sat',
    given: { distributions: [mined('2026-03-05T12:00', 1n)] },
    then: { '2026-03': 'breach 1' },
    findings: ['under-sold 1'],
  },
  {
    name: 'The share is rounded once a month: four times one sat need three',
    given: {
      distributions: [5, 6, 7, 8].map((day) => mined(`2026-03-0${day}T12:00`, 1n)),
      fills: [sold('2026-03-20T12:00', 3n)],
    },
    then: { '2026-03': 'compliant 0' },
  },
  {
    name: 'A sale in the last millisecond of the due day is in time',
    given: { distributions: [inMarch], fills: [sold('2026-04-10T23:59:59.999', 75n * BTC)] },
    then: { '2026-03': 'compliant 0' },
  },
  {
    name: 'A sale at the midnight after it is late',
    given: { distributions: [inMarch], fills: [sold('2026-04-11T00:00', 75n * BTC)] },
    then: { '2026-03': 'breach-cured-late 7500000000' },
    findings: ['under-sold 7500000000 cured 2026-04-10T19:00:00.000Z'],
  },
  {
    name: 'A due day on a Saturday moves to Monday',
    given: {
      affiliations: [declared('2025-12-01T00:00')],
      distributions: [mined('2025-12-05T12:00', 4n)],
      fills: [sold('2026-01-12T23:59', 3n)],
    },
    then: { '2025-12': 'compliant 0' },
  },
  {
    name: 'Coins of 2024 carry half',
    given: {
      affiliations: [declared('2024-12-01T00:00')],
      distributions: [mined('2024-12-31T23:59', 100n * BTC)],
      fills: [sold('2025-01-03T12:00', 50n * BTC)],
    },
    then: { '2024-12': 'compliant 0' },
  },
  {
    name: 'Coins of the first instant of 2025 carry three quarters',
    given: {
      affiliations: [declared('2025-01-01T00:00')],
      distributions: [mined('2025-01-01T00:00', 100n * BTC)],
      fills: [sold('2025-01-03T12:00', 50n * BTC)],
    },
    then: { '2025-01': 'breach 2500000000' },
    findings: ['under-sold 2500000000'],
  },
  {
    name: 'Arrears do not make a later month late',
    given: {
      distributions: [inMarch, mined('2026-04-05T12:00', 100n * BTC)],
      fills: [sold('2026-03-20T12:00', 50n * BTC), sold('2026-04-20T12:00', 75n * BTC)],
    },
    then: { '2026-03': 'breach 2500000000', '2026-04': 'compliant 0' },
    findings: ['under-sold 2500000000'],
  },
  {
    name: 'A sale at an unlicensed venue takes its coins and counts for nothing',
    given: {
      distributions: [inMarch],
      fills: [
        sold('2026-03-20T12:00', 75n * BTC, { venue: 'ex-0' }),
        sold('2026-03-21T12:00', 75n * BTC),
      ],
    },
    then: { '2026-03': 'breach 5000000000' },
    findings: ['under-sold 5000000000', 'unlicensed-venue 7500000000', 'unsourced-sale 5000000000'],
  },
  {
    name: 'A sale before the coins were mined is unsourced',
    given: {
      distributions: [mined('2026-03-20T12:00', 100n * BTC)],
      fills: [sold('2026-03-10T12:00', 75n * BTC)],
    },
    then: { '2026-03': 'breach 7500000000' },
    findings: ['under-sold 7500000000', 'unsourced-sale 7500000000'],
  },
  {
    name: 'Mined coins are sold before bought ones',
    given: {
      distributions: [inMarch],
      fills: [
        sold('2026-03-06T12:00', 50n * BTC, { side: 'buy' }),
        sold('2026-03-20T12:00', 75n * BTC),
      ],
    },
    then: { '2026-03': 'compliant 0' },
  },
  {
    name: 'A busted sale never was',
    given: {
      distributions: [inMarch],
      fills: [sold('2026-03-20T12:00', 75n * BTC, { tradeId: 't-9' })],
      busts: [{ venue: 'ex-1', tradeId: 't-9', recordedAt: WORKED_AS_OF }],
    },
    then: { '2026-03': 'breach 7500000000' },
    findings: ['under-sold 7500000000'],
  },
  {
    name: 'What left early is not released a second time',
    given: {
      distributions: [inMarch],
      fills: [sold('2026-03-20T12:00', 75n * BTC)],
      outflows: [movedOut('2026-04-01T12:00', 25n * BTC), movedOut('2026-05-01T12:00', 25n * BTC)],
      releases: [released('2026-03', '2026-04-20T12:00', 25n * BTC)],
    },
    then: { '2026-03': 'compliant 0' },
    findings: ['early-release 2500000000', 'unexplained-outflow 2500000000'],
  },
  {
    name: 'What left early takes up the room of what is released later',
    given: {
      distributions: [inMarch],
      fills: [sold('2026-03-20T12:00', 50n * BTC)],
      outflows: [movedOut('2026-04-01T12:00', 20n * BTC), movedOut('2026-05-01T12:00', 10n * BTC)],
      releases: [released('2026-03', '2026-04-20T12:00', 25n * BTC)],
    },
    then: { '2026-03': 'breach 2500000000' },
    findings: [
      'under-sold 2500000000',
      'early-release 2000000000',
      'unexplained-outflow 500000000',
    ],
  },
  {
    name: 'FIGURES-21: grace days that become fewer leave an earlier month its own, and it is paid first',
    rules: {
      graceDays: [
        { from: '2024-01-01', days: 40 },
        { from: '2026-03-01', days: 2 },
      ],
    },
    given: {
      affiliations: [declared('2026-02-01T00:00')],
      distributions: [mined('2026-02-05T12:00', 4n), mined('2026-03-05T12:00', 4n)],
      // March was due on 2 April, February is due on 9 April.
      fills: [sold('2026-04-05T12:00', 5n)],
    },
    then: { '2026-02': 'compliant 0', '2026-03': 'breach 3' },
    findings: ['under-sold 3'],
  },
  {
    name: 'FIGURES-13: a sale for nothing takes its coins and counts for nothing',
    given: {
      distributions: [inMarch],
      fills: [sold('2026-03-20T12:00', 75n * BTC, { quoteAmount: 0n })],
    },
    then: { '2026-03': 'breach 7500000000' },
    findings: ['not-a-conversion 7500000000', 'under-sold 7500000000'],
  },
  {
    name: 'A sale that two persons disqualified counts for nothing',
    given: {
      distributions: [inMarch],
      fills: [sold('2026-03-20T12:00', 75n * BTC, { tradeId: 't-9' })],
      disqualifications: [decided('t-9', true)],
    },
    then: { '2026-03': 'breach 7500000000' },
    findings: ['under-sold 7500000000'],
  },
  {
    name: 'FIGURES-20: a fee in coins leaves after the sale and is none',
    given: {
      distributions: [inMarch],
      fills: [
        sold('2026-03-20T12:00', 75n * BTC, { baseFee: 10n * BTC }),
        sold('2026-03-21T12:00', 20n * BTC),
      ],
    },
    then: { '2026-03': 'compliant 0' },
    findings: ['unsourced-sale 500000000'],
  },
  {
    name: 'A fee larger than what is left takes nothing from the sale',
    given: {
      distributions: [inMarch],
      fills: [sold('2026-03-20T12:00', 75n * BTC, { baseFee: 40n * BTC })],
    },
    then: { '2026-03': 'compliant 0' },
  },
  {
    name: 'FIGURES-18: a pool that was declared for another licence is undeclared',
    given: {
      affiliations: [declared('2026-03-01T00:00', 'lic-2')],
      licence: ['lic-1', 'lic-2'].map(licensed),
      distributions: [{ ...inMarch, licence: 'lic-1' }],
      fills: [sold('2026-03-20T12:00', 75n * BTC)],
    },
    then: { '2026-03': 'compliant 0' },
    findings: ['undeclared-pool 10000000000'],
  },
  {
    name: 'FIGURES-9: opening stock that is recorded again replaces what it repeats',
    given: {
      openingStock: [40n * BTC, 60n * BTC].map(held),
      fills: [sold('2026-03-20T12:00', 100n * BTC)],
    },
    then: { '2026-03': 'compliant 0' },
    findings: ['unsourced-sale 4000000000'],
  },
  {
    name: 'A silent pool leaves the month inconclusive',
    given: { completeness: [] },
    then: { '2026-03': 'inconclusive 0' },
  },
];

/** Everything that a worked row does not say: one pool, one venue, one licence, all reported. */
export const worldOf = (given: Partial<FactLists>): ReconciliationFacts => ({
  licenseeParty: LICENSEE,
  ...noFacts(),
  venues: [{ id: 'ex-1', licensedFrom: LONG_AGO, licensedTo: null, recordedAt: LONG_AGO }],
  pools: [{ id: 'dmp-1', approvedFrom: LONG_AGO, approvedTo: null, recordedAt: LONG_AGO }],
  licence: [{ status: 'active', from: LONG_AGO, to: null, recordedAt: LONG_AGO }],
  affiliations: [{ pool: 'dmp-1', from: at('2026-03-01T00:00'), to: null, recordedAt: LONG_AGO }],
  completeness: ['dmp-1', 'ex-1'].map((sender) => ({
    sender,
    through: WORKED_AS_OF,
    recordedAt: WORKED_AS_OF,
  })),
  ...given,
});

/** An answer in the words of the rows, for the months that the row speaks of. */
export const inWords = (
  { rows, findings }: Reconciliation,
  months: readonly Period[],
): Pick<WorkedRow, 'then'> & { readonly findings: readonly string[] } => ({
  then: Object.fromEntries(
    rows
      .filter(({ period }) => months.includes(period))
      .map(({ period, verdict, shortfall }) => [period, `${verdict} ${shortfall}`]),
  ),
  findings: findings.map(({ type, quantity, curedAt }) =>
    curedAt === undefined ? `${type} ${quantity}` : `${type} ${quantity} cured ${curedAt}`,
  ),
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────
// Function declarations, so that the rows come first. Local times are those of Almaty.

export function at(local: string): Instant {
  const read = parseInstant(`${local.length === 16 ? `${local}:00` : local}+05:00`);
  if (!read.ok) throw new Error(`${read.reason}: ${local}`);
  return read.value;
}

export function mined(
  local: string,
  net: bigint,
  but: Partial<DistributionFact> = {},
): DistributionFact {
  const id = `d-${local}`;
  const facts = { id, version: 1, pool: 'dmp-1', gross: net, fee: 0n, net };
  return { ...facts, at: at(local), recordedAt: at(local), ...but };
}

export function sold(local: string, quantity: bigint, but: Partial<FillFact> = {}): FillFact {
  const facts = { venue: 'ex-1', tradeId: `t-${local}`, quantity, quote: 'KZT' };
  return { ...facts, side: 'sell', at: at(local), recordedAt: at(local), ...but };
}

function decided(tradeId: string, disqualified: boolean): DisqualificationFact {
  return { venue: 'ex-1', tradeId, side: 'sell', disqualified, recordedAt: WORKED_AS_OF };
}

function declared(local: string, licence?: string): AffiliationFact {
  const affiliation = { pool: 'dmp-1', from: at(local), to: null, recordedAt: LONG_AGO };
  return licence === undefined ? affiliation : { ...affiliation, licence };
}

function licensed(licence: string): LicenceFact {
  return { licence, status: 'active', from: LONG_AGO, to: null, recordedAt: LONG_AGO };
}

/** Recorded one after the other, and all of the same instant. */
function held(quantity: bigint, index: number): OpeningStockFact {
  const recordedAt = at(`2026-03-0${index + 1}T12:00`);
  return { quantity, at: at('2026-03-01T00:00'), recordedAt };
}

export function movedOut(local: string, amount: bigint): OutflowFact {
  return { ref: `${local}:0`, at: at(local), amount, recordedAt: at(local) };
}

export function released(period: Period, local: string, quantity: bigint): ReleaseFact {
  return { period, quantity, at: at(local), recordedAt: at(local) };
}

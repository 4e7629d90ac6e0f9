import type { Schemas } from '@esep/client';
import type { Verdict } from '@esep/contracts';
import { assetOf, parseQuantity, type Asset, type LocalDate, type Period } from '@esep/kernel';

// A sector as data: who does what when, and what must come of it. The expectations are written
// down or follow by plain sums from what is planned; nothing here asks the rules of the ledger.

export interface Sector {
  /** The first day with reports; the register is filled as it begins. */
  readonly opensOn: LocalDate;
  /** The last day of the run. */
  readonly closesOn: LocalDate;
  /**
   * Days on whose evening the months before have to be as expected, before anything of that day is
   * reported. Each lies behind the due day of the month before it; the last day is one.
   */
  readonly checkedOn: readonly LocalDate[];
  readonly pools: readonly PoolPlan[];
  readonly exchanges: readonly ExchangePlan[];
  readonly licensees: readonly LicenseePlan[];
  /** Two enforcement officers suspend a licence. */
  readonly suspensions?: readonly SuspensionPlan[];
}

export interface SuspensionPlan {
  readonly on: LocalDate;
  readonly licenceId: string;
  readonly from: LocalDate;
  readonly until: LocalDate;
  readonly ground: string;
}

export interface PoolPlan {
  readonly id: string;
  readonly name: string;
  readonly scheme: 'FPPS' | 'PPS' | 'PPS+' | 'PPLNS';
  readonly feeBps: number;
  readonly approvedFrom: LocalDate;
  /** From this day on nothing is heard of it. */
  readonly silentFrom?: LocalDate;
}

/** Stands in the coinbase of the blocks that the pool finds. */
export const coinbaseTagOf = ({ name }: PoolPlan): string => `/${name.replaceAll(' ', '')}/`;

export interface ExchangePlan {
  readonly id: string;
  readonly name: string;
  readonly licensedFrom: LocalDate;
  readonly withdrawn?: { readonly from: LocalDate; readonly reason: string };
}

export interface LicenseePlan {
  readonly licenceId: string;
  readonly bin: string;
  readonly name: string;
  readonly kind: 'legal-entity' | 'individual-entrepreneur';
  readonly licensedFrom: LocalDate;
  /** What it does, for people. */
  readonly story: string;
  readonly relatedParties?: readonly { readonly bin: string; readonly relation: string }[];
  readonly holdings: readonly HoldingPlan[];
  /** Where its machines stand. */
  readonly dataCentre?: DataCentrePlan;
}

export interface DataCentrePlan {
  readonly id: string;
  readonly name: string;
  /** ISO 3166-2. */
  readonly region: Schemas['licensing']['RegisterDataCentreBody']['region'];
  readonly tenure: 'owned' | 'leased';
  readonly powerKw: number;
  readonly machines: readonly MachinePlan[];
}

/** Machines of one model, in service since the licence. */
export interface MachinePlan {
  readonly model: string;
  readonly count: number;
  /** Nominal, of SHA-256, in TH/s. */
  readonly hashrate: number;
  /** Nominal. */
  readonly powerW: number;
}

/** One licensee's coins of one asset. */
export interface HoldingPlan {
  readonly asset: Asset['code'];
  /** They credit by turns, a day each. */
  readonly pools: readonly string[];
  /** How often a pool credits on its day; once without it. */
  readonly creditsPerDay?: number;
  /** Coins at hand when the sector opens. */
  readonly openingStock?: bigint;
  readonly months: readonly MonthPlan[];
}

export interface MonthPlan {
  readonly period: Period;
  /** Credited net of the pool's fee, over the days of the month. */
  readonly mined: bigint;
  readonly minedThrough?: LocalDate;
  /** Credited on a day of the month, and reported much later. */
  readonly lateCredit?: {
    readonly creditedOn: LocalDate;
    readonly reportedOn: LocalDate;
    readonly net: bigint;
  };
  readonly sales: readonly SalePlan[];
  /** Brought to an exchange and taken back from it on one day. */
  readonly roundTrips?: readonly {
    readonly on: LocalDate;
    readonly venue: string;
    readonly amount: bigint;
  }[];
  /** Sent from the own wallet to a stranger. Only the chain shows it. */
  readonly sentAway?: readonly { readonly on: LocalDate; readonly amount: bigint }[];
  readonly expected: Expectation;
  /** What was right until something became known on a later day. */
  readonly expectedBefore?: Expectation & { readonly knownOn: LocalDate };
}

export interface SalePlan {
  readonly on: LocalDate;
  readonly venue: string;
  readonly quantity: bigint;
  readonly currency: 'KZT' | 'USD';
  readonly counterpartyBin?: string;
  readonly busted?: { readonly on: LocalDate; readonly reason: string };
}

/** The figures of RECONCILIATION §5 that a month must come to. */
export interface Expectation {
  readonly mined: bigint;
  readonly required: bigint;
  readonly soldInTime: bigint;
  readonly soldLate: bigint;
  readonly surplus: bigint;
  readonly verdict: Verdict;
  readonly findings: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  readonly type: string;
  readonly quantity: bigint;
  /** Found only when the movements of coins are on a chain that the ledger observes. */
  readonly needsChain?: true;
}

// ── Words for plans ─────────────────────────────────────────────────────────────────────────────

/** Reads whole coins of an asset, e.g. `coins('BTC')('12.4')`. */
export const coins = (code: string): ((text: string) => bigint) => {
  const asset = assetOf(code);
  if (asset === undefined) throw new Error(`The regime knows no asset ${code}.`);
  return (text) => {
    const [whole = '', fraction = ''] = text.split('.');
    const digits = (whole + fraction.padEnd(asset.exponent, '0')).replace(/^0+(?=\d)/, '');
    const read = parseQuantity(digits);
    if (!read.ok || fraction.length > asset.exponent)
      throw new Error(`${text} is no amount of ${code}.`);
    return read.value;
  };
};

/** Days on which most licensees sell. All lie behind the due day of the month before. */
const SALE_DAYS = ['13', '21', '28'] as const;

export interface Market {
  readonly venue: string;
  readonly currency: 'KZT' | 'USD';
}

/** A quantity sold in three parts, the last one with what the division leaves. */
export const inThreeSales = (period: Period, quantity: bigint, market: Market): SalePlan[] => {
  const part = quantity / 3n;
  return SALE_DAYS.map((day, i) => {
    const last = i === SALE_DAYS.length - 1;
    return { on: `${period}-${day}`, ...market, quantity: last ? quantity - 2n * part : part };
  });
};

/** What a month comes to when at least the required coins are sold, all of them in the month. */
export const met = (mined: bigint, required: bigint, sold: bigint): Expectation => ({
  mined,
  required,
  soldInTime: required,
  soldLate: 0n,
  surplus: sold - required,
  verdict: 'compliant',
  findings: [],
});

/** What a month comes to when less than the required coins are sold, and never made up for. */
export const missed = (mined: bigint, required: bigint, sold: bigint): Expectation => ({
  mined,
  required,
  soldInTime: sold,
  soldLate: 0n,
  surplus: 0n,
  verdict: 'breach',
  findings: [{ type: 'under-sold', quantity: required - sold }],
});

import type { LocalDate, ZoneTransition } from '@esep/kernel';

// Every question that a pack answers, and the shape of the answer. A key is the name that code uses;
// `RULE_OF` says which fact of the regime it belongs to. Shares and rates are basis points, money is
// minor units as a decimal string.
//
// A key is here when something is done by it: code asks for its value, or `FIXED_RULES` says that the
// software does it in one way only. `tools/rule-keys.spec.ts` names the place for each. What the law
// says and nothing does yet is in `regime-facts.ts`.

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface IssuingAuthority {
  readonly code: string;
  readonly name: string;
}

/** What a licence costs (LIC-12). An end that nobody stated is absent. */
export interface LicenceCost {
  readonly currency: string;
  readonly totalMin: string;
  readonly totalMax: string;
  readonly items: readonly {
    readonly code: string;
    readonly per: 'once' | 'year';
    readonly min?: string;
    readonly max?: string;
  }[];
}

export interface Zone {
  readonly name: 'Asia/Almaty';
  readonly transitions: readonly ZoneTransition[];
}

/** The days off beside Saturdays and Sundays. Outside the covered days nothing is known of them. */
export interface HolidayCalendar {
  readonly coveredFrom: LocalDate;
  readonly coveredUntil: LocalDate;
  readonly days: readonly Holiday[];
}

export interface Holiday {
  readonly date: LocalDate;
  readonly name: string;
  /** `religious` days off are not carried over from a weekend, `holiday`s are. */
  readonly kind: 'holiday' | 'religious' | 'transferred';
  readonly assumption?: true;
}

/** Which price turns coins into money for tax, and what happens when there is none (TAX-3). */
export interface PriceRule {
  readonly list: 'state-published';
  readonly setOn: 'working-days';
  readonly otherDays: 'previous-working-day';
  readonly exchangeRate: 'national-bank-of-the-date';
  readonly missingPrice: 'blocks-assessment';
}

/** What a data centre is shown by (LIC-9). */
export const SITE_EVIDENCE = [
  'deed',
  'lease',
  'power-contract',
  'access-logs',
  'cooling',
  'power-redundancy',
  'security',
] as const;

/** The type of the answer to each question. */
export interface RuleValues {
  issuingAuthority: IssuingAuthority;
  applicantKinds: readonly ('legal-entity' | 'individual-entrepreneur')[];
  licenceTermMonths: number;
  suspensionMonths: Range;
  sanctionNoticeDays: number;
  barMonths: number;
  licenceCost: LicenceCost;
  /** Whether paid-in capital is a cost to who pays it in. */
  shareCapital: 'stays-the-applicants';
  /** What is taken for the items of which no price is stated, together. */
  unstatedCosts: 'rest-of-the-total';
  poolCap: number;
  /** How a licensee may have its data centre. */
  siteTenures: readonly string[];
  /** What each data centre needs a document of; `deed` only where it is owned, `lease` where it is leased. */
  siteEvidence: readonly string[];

  silentSenderWaiverDays: number;
  /** Of gross; a pool that keeps more of a credit is found. */
  poolFeeLimitBps: number;
  /** Share of refused rows beyond which a batch of telemetry is refused as a whole. */
  telemetryRefusedBpsMax: number;
  /** The greatest hash rate that a reading may have, of the nominal one. */
  telemetryNominalBpsMax: number;
  /** Days after its interval within which a reading may come. */
  telemetryLateDaysMax: number;

  saleShareBps: number;
  quoteCurrencies: readonly string[];
  /** A sale that is priced further than this from the published price of its day is found. */
  salePriceToleranceBps: number;
  saleCountsAt: 'trade';
  /** What a breach is whose coins were sold after the due time. */
  curedLate: 'breach';
  retainedReleaseConditions: readonly string[];
  /** The local day on which the regime began: no reported fact is older (opening stock is what was before). */
  regimeFrom: LocalDate;
  carryForward: boolean;
  /** Hours within which trades of two venues with the same id are taken for one trade. */
  duplicateWindowHours: number;
  /** Hours after which a payout that is in no block is missing. */
  payoutConfirmationHours: number;
  /** Hours after a sale in which buying back is suspicious, and from which share of it on. */
  rebuyWindowHours: number;
  rebuyShareBps: number;
  saleBasis: 'coins-per-asset' | 'value-pooled';
  period: 'calendar-month';
  zone: Zone;
  graceDays: number;
  deadlineRoll: 'next-working-day';
  holidays: HolidayCalendar;

  taxRateBps: number;
  taxBase: 'profit' | 'value-at-receipt';
  taxRateConditions: readonly string[];
  harsherTaxRateBps: number;
  taxPeriod: 'quarter';
  /** Whose law holds for a quarter in which it changed. */
  lawOfQuarter: 'law-of-its-last-day';
  /** How far a condition reaches that one month of one asset broke. */
  brokenMonth: 'breaks-its-quarter';
  /** What is taxed where `taxBase` is profit. */
  miningProfit: 'value-at-receipt-less-costs';
  taxRounding: 'down-to-minor-units-once';
  priceRule: PriceRule;
  priceToleranceBps: number;

  proposalDays: number;
}

export type RuleKey = keyof RuleValues;

/** The fact of `REGIME.md` that each question belongs to. */
export const RULE_OF = {
  issuingAuthority: 'LIC-1',
  applicantKinds: 'LIC-2',
  licenceTermMonths: 'LIC-11',
  suspensionMonths: 'LIC-11',
  sanctionNoticeDays: 'SUP-7',
  barMonths: 'LIC-11',
  licenceCost: 'LIC-12',
  shareCapital: 'LIC-12',
  unstatedCosts: 'LIC-12',
  poolCap: 'LIC-13',
  siteTenures: 'LIC-9',
  siteEvidence: 'LIC-9',
  silentSenderWaiverDays: 'POOL-1',
  poolFeeLimitBps: 'POOL-3',
  telemetryRefusedBpsMax: 'POOL-1',
  telemetryNominalBpsMax: 'POOL-4',
  telemetryLateDaysMax: 'POOL-1',
  saleShareBps: 'SALE-1',
  quoteCurrencies: 'SALE-2',
  salePriceToleranceBps: 'SALE-2',
  saleCountsAt: 'SALE-2',
  curedLate: 'SUP-2',
  retainedReleaseConditions: 'SALE-3',
  regimeFrom: 'SALE-5',
  carryForward: 'SALE-5',
  duplicateWindowHours: 'SALE-4',
  payoutConfirmationHours: 'SUP-3',
  rebuyWindowHours: 'SALE-7',
  rebuyShareBps: 'SALE-7',
  saleBasis: 'SALE-9',
  period: 'SALE-9',
  zone: 'SALE-9',
  graceDays: 'SALE-9',
  deadlineRoll: 'SALE-9',
  holidays: 'SALE-9',
  taxRateBps: 'TAX-1',
  taxBase: 'TAX-1',
  taxRateConditions: 'TAX-1',
  harsherTaxRateBps: 'TAX-1',
  taxPeriod: 'TAX-1',
  lawOfQuarter: 'TAX-1',
  brokenMonth: 'TAX-1',
  miningProfit: 'TAX-1',
  taxRounding: 'TAX-1',
  priceRule: 'TAX-3',
  priceToleranceBps: 'TAX-3',
  proposalDays: 'SUP-4',
} as const satisfies Record<RuleKey, string>;

export type RuleId = (typeof RULE_OF)[RuleKey];

export const RULE_KEYS = Object.keys(RULE_OF) as readonly RuleKey[];

import type { LocalDate, ZoneTransition } from '@esep/kernel';

// Every question that a pack answers, and the shape of the answer. A key is the name that code uses;
// `RULE_OF` says which fact of the regime it belongs to. Shares and rates are basis points, money is
// minor units as a decimal string, electricity prices are tiyn per kWh.

/** Minor units of an ISO 4217 currency, as they stand in JSON. */
export interface MoneyText {
  readonly amount: string;
  readonly currency: string;
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface IssuingAuthority {
  readonly code: string;
  readonly name: string;
}

/** The three phases in their order, and the window of the whole (LIC-5). */
export interface ApplicationWindows {
  readonly totalMonths: Range;
  readonly phases: readonly {
    readonly phase: 'preparation' | 'incorporation' | 'approval';
    readonly months: Range;
  }[];
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

/**
 * How far a pool's report may lie from what the work should have earned (POOL-7). Fixed-price
 * schemes are held to a band; PPLNS to `pplnsSigmas` standard deviations of a Poisson count over a
 * window. Below the least number of shares nothing is concluded.
 */
export interface EarningsTolerance {
  readonly underReportBps: number;
  readonly overReportBps: number;
  readonly pplnsWindowDaysMin: number;
  readonly pplnsSigmas: number;
  readonly acceptedSharesMin: number;
}

/** Which price turns coins into money for tax, and what happens when there is none (TAX-3). */
export interface PriceRule {
  readonly list: 'state-published';
  readonly setOn: 'working-days';
  readonly otherDays: 'previous-working-day';
  readonly exchangeRate: 'national-bank-of-the-date';
  readonly missingPrice: 'blocks-assessment';
}

/** The digital mining fee (TAX-4). The band with the greatest `fromPriceTiyn` ≤ the price applies. */
export type MiningFee =
  | { readonly applies: false }
  | {
      readonly applies: true;
      readonly period: 'quarter';
      readonly payableByDayOfNextMonth: number;
      readonly withoutMeterTiyn: number;
      readonly ownPowerTiyn: number;
      readonly ownRenewablePowerTiyn: number;
      readonly bands: readonly { readonly fromPriceTiyn: number; readonly feeTiyn: number }[];
    };

/** The type of the answer to each question. */
export interface RuleValues {
  issuingAuthority: IssuingAuthority;
  applicantKinds: readonly ('legal-entity' | 'individual-entrepreneur')[];
  foreignOwnershipBpsMax: number;
  refusedStructures: readonly string[];
  beneficialOwnerBpsMin: number;
  personParticulars: readonly string[];
  applicationWindows: ApplicationWindows;
  preparationEvidence: readonly string[];
  incorporationEvidence: readonly string[];
  localEmployeesMin: number;
  boardMembersInKazakhstanMin: number;
  shareCapitalMin: MoneyText;
  approvalTests: readonly string[];
  dataCentreTenures: readonly ('owned' | 'leased-long-term')[];
  dataCentreEvidence: readonly string[];
  machineParticulars: readonly string[];
  hashrateOverRegisteredBps: number;
  licenceTermMonths: number;
  suspensionMonths: Range;
  sanctionNoticeDays: number;
  barMonths: number;
  licenceCost: LicenceCost;
  poolCap: number;
  fineMax: MoneyText;
  unlicensedMiningConsequences: readonly string[];
  powerOverExpectedBps: number;

  poolReports: readonly string[];
  silentSenderWaiverDays: number;
  telemetryCoverageBpsMin: number;
  maturityConfirmations: Readonly<Record<string, number>>;
  earningsTolerance: EarningsTolerance;
  /** Of gross; a pool that keeps more of a credit is found. */
  poolFeeLimitBps: number;

  saleShareBps: number;
  quoteCurrencies: readonly string[];
  /** A sale that is priced further than this from the published price of its day is found. */
  salePriceToleranceBps: number;
  saleCountsAt: 'trade';
  fiatArrivalWorkingDays: number;
  retainedReleaseConditions: readonly string[];
  depositWithoutSaleDays: number;
  /** The local day on which the regime began: no reported fact is older (opening stock is what was before). */
  regimeFrom: LocalDate;
  carryForward: boolean;
  rebuyWindowHours: number;
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
  priceRule: PriceRule;
  priceToleranceBps: number;
  miningFee: MiningFee;

  breachConsequences: readonly string[];
  proposalDays: number;
  auditPeriod: 'quarter';
}

export type RuleKey = keyof RuleValues;

/** The fact of `REGIME.md` that each question belongs to. */
export const RULE_OF = {
  issuingAuthority: 'LIC-1',
  applicantKinds: 'LIC-2',
  foreignOwnershipBpsMax: 'LIC-3',
  refusedStructures: 'LIC-3',
  beneficialOwnerBpsMin: 'LIC-4',
  personParticulars: 'LIC-4',
  applicationWindows: 'LIC-5',
  preparationEvidence: 'LIC-6',
  incorporationEvidence: 'LIC-7',
  localEmployeesMin: 'LIC-7',
  boardMembersInKazakhstanMin: 'LIC-7',
  shareCapitalMin: 'LIC-7',
  approvalTests: 'LIC-8',
  dataCentreTenures: 'LIC-9',
  dataCentreEvidence: 'LIC-9',
  machineParticulars: 'LIC-10',
  hashrateOverRegisteredBps: 'LIC-10',
  licenceTermMonths: 'LIC-11',
  suspensionMonths: 'LIC-11',
  sanctionNoticeDays: 'SUP-7',
  barMonths: 'LIC-11',
  licenceCost: 'LIC-12',
  poolCap: 'LIC-13',
  fineMax: 'LIC-15',
  unlicensedMiningConsequences: 'LIC-15',
  powerOverExpectedBps: 'LIC-15',
  poolReports: 'POOL-1',
  silentSenderWaiverDays: 'POOL-1',
  telemetryCoverageBpsMin: 'POOL-4',
  maturityConfirmations: 'POOL-5',
  earningsTolerance: 'POOL-7',
  poolFeeLimitBps: 'POOL-3',
  saleShareBps: 'SALE-1',
  quoteCurrencies: 'SALE-2',
  salePriceToleranceBps: 'SALE-2',
  saleCountsAt: 'SALE-2',
  fiatArrivalWorkingDays: 'SALE-2',
  retainedReleaseConditions: 'SALE-3',
  depositWithoutSaleDays: 'SALE-4',
  regimeFrom: 'SALE-5',
  carryForward: 'SALE-5',
  rebuyWindowHours: 'SALE-7',
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
  priceRule: 'TAX-3',
  priceToleranceBps: 'TAX-3',
  miningFee: 'TAX-4',
  breachConsequences: 'SUP-2',
  proposalDays: 'SUP-4',
  auditPeriod: 'SUP-5',
} as const satisfies Record<RuleKey, string>;

export type RuleId = (typeof RULE_OF)[RuleKey];

export const RULE_KEYS = Object.keys(RULE_OF) as readonly RuleKey[];

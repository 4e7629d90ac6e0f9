import type {
  AssetCode,
  At,
  BaseUnits,
  BasisPoints,
  CalendarMonth,
  Count,
  Event,
  KnownPosition,
  LicenseeId,
  Ordinal,
  ReportedId,
  SenderId,
  Sha256,
  SignedUnits,
  TwoPersonEvents,
  Uuid,
} from './shared.js';

export type PeriodState = 'open' | 'provisional' | 'final';
export type Verdict = 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';

/** A row of RECONCILIATION §5–6 as it goes over the wire. */
export type WireFigures = {
  readonly mined: BaseUnits;
  readonly required: BaseUnits;
  readonly soldInTime: BaseUnits;
  readonly soldLate: BaseUnits;
  readonly shortfall: BaseUnits;
  readonly outstanding: BaseUnits;
  readonly surplus: BaseUnits;
  readonly dischargedBps: BasisPoints | null;
  readonly soldBps: BasisPoints | null;
  readonly retained: BaseUnits;
  readonly due: At;
};

/** What was known of each source log when something was computed. */
export type WireSources = {
  readonly [log: string]: { readonly position: KnownPosition; readonly recordedAt: At };
};

/**
 * What was mined and sold in a period, and what follows. Said again whenever anything in it
 * changes.
 */
export type PeriodJudged = Event<
  'PeriodJudged',
  {
    licenseeId: LicenseeId;
    asset: AssetCode;
    period: CalendarMonth;
    /** 1, 2, … in this stream. */
    revision: Ordinal;
    /** How often a final row has changed since it first was final. */
    restatement: Count;
    state: PeriodState;
    verdict: Verdict;
    figures: WireFigures;
    /** New minus old of each figure that changed; absent on the first. */
    difference?: { readonly [figure: string]: SignedUnits };
    sources: WireSources;
    rulePackHash: Sha256;
    asOf: At;
    knownAt: At;
  }
>;

/** What a sender has not reported of a period is no longer waited for. */
export type CompletenessWaived = Event<
  'CompletenessWaived',
  { period: CalendarMonth; sender: SenderId; reason: string; waivedAt: At }
>;
export type CompletenessWaiver = TwoPersonEvents<
  'CompletenessWaiver',
  { period: CalendarMonth; sender: SenderId; reason: string }
>;
/** What the sender has not reported of the period is waited for again, from the moment that is known. */
export type CompletenessWaiverRevoked = Event<
  'CompletenessWaiverRevoked',
  { period: CalendarMonth; sender: SenderId; reason: string; revokedAt: At }
>;
export type CompletenessWaiverRevocation = TwoPersonEvents<
  'CompletenessWaiverRevocation',
  { period: CalendarMonth; sender: SenderId; reason: string }
>;

/** Which sale of which licensee two persons decide about, and the finding that they rest on. */
type SaleTerms = {
  readonly exchangeId: SenderId;
  readonly tradeId: ReportedId;
  readonly side: 'sell' | 'buy';
  readonly licenseeId: LicenseeId;
  readonly asset: AssetCode;
  readonly findingId: Uuid;
  /** The revision of the finding that was looked at. */
  readonly revision: Ordinal;
  readonly reason: string;
};

/** A sale counts for nothing from the moment this is known, whatever its fill says (SUP-8). */
export type SaleDisqualified = Event<'SaleDisqualified', SaleTerms & { readonly at: At }>;
/** A sale that was disqualified counts again as its fill says. */
export type SaleRequalified = Event<'SaleRequalified', SaleTerms & { readonly at: At }>;
export type SaleDisqualification = TwoPersonEvents<'SaleDisqualification', SaleTerms>;
export type SaleRequalification = TwoPersonEvents<'SaleRequalification', SaleTerms>;

export type SaleDecisionEvent =
  SaleDisqualified | SaleRequalified | SaleDisqualification | SaleRequalification;

export type FindingSeverity = 'low' | 'medium' | 'high' | 'critical';

/** Every kind of thing that does not add up: RECONCILIATION §8, then what other sources show (SUP-3). */
export type FindingType =
  | 'under-sold'
  | 'unlicensed-venue'
  | 'not-a-conversion'
  | 'self-trade'
  | 'unsourced-sale'
  | 'unapproved-pool'
  | 'undeclared-pool'
  | 'mined-while-suspended'
  | 'mined-without-licence'
  | 'early-release'
  | 'unexplained-outflow'
  | 'pool-under-report'
  | 'pool-over-report'
  | 'payout-not-on-chain'
  | 'chain-payout-not-reported'
  | 'block-of-unapproved-pool'
  | 'hash-rate-above-machines'
  | 'telemetry-gap'
  | 'duplicate-settlement'
  | 'suspected-wash'
  | 'fiat-not-credited'
  | 'deposit-without-sale'
  | 'wallet-conflict'
  | 'late-report'
  | 'off-market-price'
  | 'excessive-pool-fee'
  | 'correction-removes-obstacle'
  | 'release-not-justified'
  | 'power-without-hash-rate';

/** Which finding. Recomputing the same thing gives the same finding. */
export type FindingIdentity = {
  readonly findingId: Uuid;
  readonly findingType: FindingType;
  readonly licenseeId: LicenseeId;
  readonly asset: AssetCode;
  readonly period: CalendarMonth;
};

/** What is found. */
export type FindingContent = {
  readonly severity: FindingSeverity;
  /** The quantity in question, or its lower bound. */
  readonly quantity: BaseUnits;
  /** Its upper bound, where the two differ. */
  readonly quantityMax?: BaseUnits;
  /** The facts it rests on, sorted; of many, the first ones only. */
  readonly facts: readonly string[];
  readonly factCount: Count;
  /** Identifies the whole list, however long. */
  readonly factsId: Uuid;
  readonly rules: readonly string[];
  readonly curedAt?: At;
  /** Whose reports it is about, where it is about those of one pool or venue in the period. */
  readonly sender?: SenderId;
};

export type FindingOutcome = 'explained' | 'confirmed' | 'dismissed';

/** What a person made of one revision of a finding. */
export type FindingDecision = {
  readonly outcome: FindingOutcome;
  readonly revision: Ordinal;
  readonly by: string;
  readonly reason: string;
  readonly at: At;
};

type FindingRevision = { readonly revision: Ordinal; readonly at: At };
type DecidedFinding = FindingIdentity &
  FindingRevision & { readonly by: string; readonly reason: string };

/** Something does not add up, for the first time. */
export type FindingRaised = Event<
  'FindingRaised',
  FindingIdentity & FindingContent & FindingRevision
>;
/** Found again with other content, before anyone decided. */
export type FindingRevised = Event<
  'FindingRevised',
  FindingIdentity & FindingContent & FindingRevision
>;
/** Found again after it was withdrawn, or with other content after a person decided. */
export type FindingReopened = Event<
  'FindingReopened',
  FindingIdentity & FindingContent & FindingRevision & { readonly decision?: FindingDecision }
>;
/** No longer found, and nobody had confirmed it. */
export type FindingWithdrawn = Event<'FindingWithdrawn', FindingIdentity & FindingRevision>;
/** No longer found, although a person confirmed it: that person's decision stands beside it. */
export type FindingContradicted = Event<
  'FindingContradicted',
  FindingIdentity & FindingRevision & { readonly decision: FindingDecision }
>;
/** A person holds that there is a good reason for what was found. */
export type FindingExplained = Event<'FindingExplained', DecidedFinding>;
/** A person holds that what was found is so. Only a person confirms (SUP-4). */
export type FindingConfirmed = Event<'FindingConfirmed', DecidedFinding>;
/** A person holds that nothing was found in truth. */
export type FindingDismissed = Event<'FindingDismissed', DecidedFinding>;

/**
 * To dismiss a finding that a tax rate depends on takes two persons: one alone must not move a rate
 * (SUP-8). What follows from the second is `FindingDismissed`.
 */
export type FindingDismissal = TwoPersonEvents<
  'FindingDismissal',
  FindingIdentity & { readonly revision: Ordinal; readonly reason: string }
>;

export type FindingEvent =
  | FindingRaised
  | FindingRevised
  | FindingReopened
  | FindingWithdrawn
  | FindingContradicted
  | FindingExplained
  | FindingConfirmed
  | FindingDismissed;

export type SupervisionEvent =
  | PeriodJudged
  | FindingEvent
  | FindingDismissal
  | CompletenessWaived
  | CompletenessWaiver
  | CompletenessWaiverRevoked
  | CompletenessWaiverRevocation
  | SaleDecisionEvent;

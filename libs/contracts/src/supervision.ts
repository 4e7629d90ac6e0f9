import type { At, BaseUnits, Event, TwoPersonEvents } from './shared.js';

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
  readonly dischargedBps: number | null;
  readonly soldBps: number | null;
  readonly retained: BaseUnits;
  readonly due: At;
};

/** What was known of each source log when something was computed. */
export type WireSources = {
  readonly [log: string]: { readonly position: number; readonly recordedAt: At };
};

export type PeriodJudged = Event<
  'PeriodJudged',
  {
    licenseeId: string;
    asset: string;
    period: string;
    /** 1, 2, … in this stream. */
    revision: number;
    /** How often a final row has changed since it first was final. */
    restatement: number;
    state: PeriodState;
    verdict: Verdict;
    figures: WireFigures;
    /** New minus old of each figure that changed; absent on the first. */
    difference?: { readonly [figure: string]: string };
    sources: WireSources;
    rulePackHash: string;
    asOf: At;
    knownAt: At;
  }
>;

export type CompletenessWaived = Event<
  'CompletenessWaived',
  { period: string; sender: string; reason: string; waivedAt: At }
>;
export type CompletenessWaiver = TwoPersonEvents<
  'CompletenessWaiver',
  { period: string; sender: string; reason: string }
>;

export type FindingSeverity = 'low' | 'medium' | 'high' | 'critical';

/** Every kind of thing that does not add up: RECONCILIATION §8, then what other sources show (SUP-3). */
export type FindingType =
  | 'under-sold'
  | 'unlicensed-venue'
  | 'not-a-conversion'
  | 'self-trade'
  | 'unsourced-sale'
  | 'unapproved-pool'
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
  | 'power-without-hash-rate';

/** Which finding. Recomputing the same thing gives the same finding. */
export type FindingIdentity = {
  readonly findingId: string;
  readonly findingType: FindingType;
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: string;
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
  readonly factCount: number;
  /** Identifies the whole list, however long. */
  readonly factsId: string;
  readonly rules: readonly string[];
  readonly curedAt?: At;
};

export type FindingOutcome = 'explained' | 'confirmed' | 'dismissed';

/** What a person made of one revision of a finding. */
export type FindingDecision = {
  readonly outcome: FindingOutcome;
  readonly revision: number;
  readonly by: string;
  readonly reason: string;
  readonly at: At;
};

type FindingRevision = { readonly revision: number; readonly at: At };
type DecidedFinding = FindingIdentity &
  FindingRevision & { readonly by: string; readonly reason: string };

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
export type FindingWithdrawn = Event<'FindingWithdrawn', FindingIdentity & FindingRevision>;
/** No longer found, although a person confirmed it: that person's decision stands beside it. */
export type FindingContradicted = Event<
  'FindingContradicted',
  FindingIdentity & FindingRevision & { readonly decision: FindingDecision }
>;
export type FindingExplained = Event<'FindingExplained', DecidedFinding>;
export type FindingConfirmed = Event<'FindingConfirmed', DecidedFinding>;
export type FindingDismissed = Event<'FindingDismissed', DecidedFinding>;

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
  PeriodJudged | FindingEvent | CompletenessWaived | CompletenessWaiver;

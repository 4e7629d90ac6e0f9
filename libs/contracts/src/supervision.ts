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

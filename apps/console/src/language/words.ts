import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';

// Words of the regime that the API has as codes. One that is not here is shown as the API has it.

type Words = Readonly<Record<string, MessageDescriptor>>;

export const VERDICTS = {
  breach: msg`Breach`,
  'breach-cured-late': msg`Breach, cured late`,
  inconclusive: msg`Inconclusive`,
  pending: msg`Not due yet`,
  compliant: msg`Compliant`,
} as const satisfies Words;
export type VerdictName = keyof typeof VERDICTS;

export const PERIOD_STATES: Words = {
  open: msg`The month goes on`,
  provisional: msg`Provisional`,
  final: msg`Final`,
};

export const FIGURES: Words = {
  mined: msg`Mined`,
  required: msg`To be sold`,
  soldInTime: msg`Sold in time`,
  soldLate: msg`Sold late`,
  shortfall: msg`Short when it was due`,
  outstanding: msg`Still owed`,
  surplus: msg`Sold beyond what was owed`,
  dischargedBps: msg`Share discharged in time`,
  soldBps: msg`Share sold`,
  retained: msg`May be kept`,
  state: msg`State`,
  verdict: msg`Verdict`,
};

/** How a sender's day stands. */
export const DAY_STATES = {
  complete: msg`Complete`,
  late: msg`Completed late`,
  silent: msg`Silent`,
  reported: msg`Reported, not complete yet`,
  open: msg`Nothing yet`,
} as const satisfies Words;

export const REPORT_KINDS: Words = {
  distributions: msg`Distributions`,
  payouts: msg`Payouts`,
  reversals: msg`Reversals`,
  fills: msg`Fills`,
  busts: msg`Busts`,
  corrections: msg`Corrections`,
  deposits: msg`Deposits`,
  withdrawals: msg`Withdrawals`,
};

/** How a quarter's tax stands. */
export const ASSESSMENT_STATES = {
  open: msg`The quarter goes on`,
  waiting: msg`Waits for its months`,
  blocked: msg`Blocked`,
  assessed: msg`Assessed`,
} as const satisfies Words;

/** How a declaration of costs stands. */
export const DECLARATION_STATES = {
  open: msg`Waits for an answer`,
  accepted: msg`Accepted`,
  rejected: msg`Rejected`,
  superseded: msg`Declared again`,
} as const satisfies Words;

/** What stands in the way of an assessment. */
export const BLOCKS: Words = {
  'period-not-final': msg`A month is not judged for good yet.`,
  'period-inconclusive': msg`Nothing can be concluded about a month: a sender is silent.`,
  'receipts-differ-from-judgement': msg`What was received and what was judged are not known up to the same time yet.`,
  'price-missing': msg`A price is missing.`,
  'exchange-rate-missing': msg`An exchange rate is missing.`,
  'rate-condition-unknown': msg`The law asks for something that this software does not know.`,
  'figures-out-of-range': msg`A figure is larger than any real one: a price or a row is wrong.`,
};

/** What the lower rate of the tax asks for. */
export const CONDITIONS: Words = {
  'licence-in-force': msg`Licence in force`,
  'approved-pool': msg`Mined in an approved pool`,
  'declared-pool': msg`Mined in a declared pool`,
  'sold-share-met': msg`Sold the share that the law asks`,
  'retained-moved-after-release': msg`Moved the rest only after its release`,
  'continuing-duties': msg`Continuing duties of the licence`,
};
export const CONDITION_STATES = {
  kept: msg`Kept`,
  broken: msg`Not kept`,
  'not-known': msg`Not known`,
} as const satisfies Words;

export const ROLES: Words = {
  'licensing-officer': msg`Licensing officer`,
  'supervision-analyst': msg`Supervision analyst`,
  'enforcement-officer': msg`Enforcement officer`,
  'tax-officer': msg`Tax officer`,
  auditor: msg`Auditor`,
  operator: msg`Operator`,
  pool: msg`Mining pool`,
  exchange: msg`Exchange`,
  licensee: msg`Licensee`,
};

export const FINDINGS: Words = {
  'under-sold': msg`Sold too little`,
  'unlicensed-venue': msg`Sold where no licence is`,
  'not-a-conversion': msg`Not sold for money`,
  'self-trade': msg`Sold to itself`,
  'unsourced-sale': msg`Sold coins of unknown origin`,
  'unapproved-pool': msg`Mined in a pool that is not approved`,
  'undeclared-pool': msg`Mined in a pool that it did not declare`,
  'mined-while-suspended': msg`Mined while its licence was suspended`,
  'mined-without-licence': msg`Mined without a licence`,
  'early-release': msg`Coins left before they were released`,
  'unexplained-outflow': msg`Coins left for nowhere known`,
  'pool-under-report': msg`Pool reported less than was mined`,
  'pool-over-report': msg`Pool reported more than was mined`,
  'payout-not-on-chain': msg`Payout is not on the chain`,
  'chain-payout-not-reported': msg`Payout on the chain was not reported`,
  'block-of-unapproved-pool': msg`Block of a pool that is not approved`,
  'hash-rate-above-machines': msg`More hash rate than its machines have`,
  'telemetry-gap': msg`Telemetry is missing`,
  'duplicate-settlement': msg`Settled twice`,
  'suspected-wash': msg`Suspected wash trade`,
  'fiat-not-credited': msg`Money did not arrive`,
  'deposit-without-sale': msg`Deposited and not sold`,
  'wallet-conflict': msg`Wallet is claimed by two`,
  'late-report': msg`Reported late`,
  'off-market-price': msg`Price is off the market`,
  'excessive-pool-fee': msg`Fee of the pool is too high`,
  'correction-removes-obstacle': msg`A correction removed an obstacle`,
  'release-not-justified': msg`Release is not justified`,
  'power-without-hash-rate': msg`Power is used without hash rate`,
};

export const SERVICE_NAMES = {
  licensing: msg`Licensing`,
  'pool-reporting': msg`Pool reports`,
  'exchange-settlement': msg`Exchange reports`,
  tax: msg`Taxes`,
  supervision: msg`Supervision`,
} as const satisfies Words;

export const SEVERITIES: Words = {
  critical: msg`Critical`,
  high: msg`High`,
  medium: msg`Medium`,
  low: msg`Low`,
};

export const FINDING_STATES = {
  open: msg`Open`,
  explained: msg`Explained`,
  confirmed: msg`Confirmed`,
  dismissed: msg`Dismissed`,
  contradicted: msg`Contradicted by later facts`,
  withdrawn: msg`Withdrawn`,
} as const satisfies Words;

export const OUTCOMES = {
  confirmed: msg`Confirm`,
  explained: msg`Explained`,
  dismissed: msg`Dismiss`,
} as const satisfies Words;

export const FINDING_EVENTS: Words = {
  FindingRaised: msg`Raised`,
  FindingRevised: msg`Revised`,
  FindingReopened: msg`Opened again`,
  FindingWithdrawn: msg`Withdrawn`,
  FindingContradicted: msg`Contradicted by later facts`,
  FindingExplained: msg`Explained`,
  FindingConfirmed: msg`Confirmed`,
  FindingDismissed: msg`Dismissed`,
  FindingDismissalProposed: msg`Dismissal proposed`,
  FindingDismissalConfirmed: msg`Dismissal confirmed`,
  FindingDismissalDeclined: msg`Dismissal declined`,
};

interface Named {
  readonly name: string | null;
  readonly displayName: string;
}

/** Persons are not named: of an individual entrepreneur, the API says what it is and its licence. */
export const nameOf = ({ name, displayName }: Named): string => {
  if (name !== null) return name;
  const licence = /licence (.+)$/.exec(displayName)?.[1];
  return licence === undefined
    ? t`Individual entrepreneur`
    : t`Individual entrepreneur · ${licence}`;
};

export const LICENCE_STATUSES = {
  active: msg`Active`,
  suspended: msg`Suspended`,
  revoked: msg`Revoked`,
  expired: msg`Expired`,
  'not-yet-in-force': msg`Not yet in force`,
} as const satisfies Words;

/** Why coins that need not be sold may not be moved yet. */
export const RELEASE_OBSTACLES = {
  'not-final': msg`The month is not final yet.`,
  inconclusive: msg`The month was judged without all reports.`,
  outstanding: msg`First what is owed has to be sold.`,
  'not-assessed': msg`The tax of its quarter is not assessed yet.`,
  blocked: msg`The assessment of its quarter is blocked.`,
  'not-paid': msg`The tax of its quarter is not paid yet.`,
  'not-approved': msg`The assessment of its quarter is not approved yet.`,
} as const satisfies Words;

/** What others report about a licensee. */
export const REPORT_EVENTS: Words = {
  DistributionRecorded: msg`Credited`,
  DistributionReplaced: msg`Credit replaced`,
  DistributionWithdrawn: msg`Credit withdrawn`,
  DistributionReversed: msg`Credit reversed`,
  PayoutReported: msg`Paid out`,
  PayoutWithdrawn: msg`Payout withdrawn`,
  ChainMovementObserved: msg`Seen on the chain`,
  ChainMovementReversed: msg`No longer on the chain`,
  FillRecorded: msg`Trade`,
  FillCorrected: msg`Trade corrected`,
  FillBusted: msg`Trade undone`,
  DepositCredited: msg`Deposit`,
  WithdrawalSent: msg`Withdrawal`,
};

export const OBSTACLES: Words = { ...FINDINGS, disqualified: msg`Disqualified by two persons` };

export const SET_ASIDE: Words = {
  reversed: msg`Reversed`,
  withdrawn: msg`Withdrawn by a later report`,
  busted: msg`Busted`,
};

export const MARKS: Words = {
  S: msg`Stated by the regime`,
  L: msg`Found in the law`,
  A: msg`Assumption: nobody could confirm it`,
};

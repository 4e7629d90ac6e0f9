import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

// Why a command was refused, and what to do, by the codes of the services.

type Refusals = Readonly<Record<string, MessageDescriptor>>;

/** Of acts of two persons, in every service. */
export const ACT_REFUSALS: Refusals = {
  'already-confirmed': msg`It is confirmed already. Nothing is left to do.`,
  'proposal-closed': msg`The proposal was answered already. Make a new one.`,
  'proposal-expired': msg`Nobody answered the proposal in time. Make a new one.`,
  'proposal-unknown': msg`There is no such proposal.`,
  'second-person-required': msg`Another person has to do this than the one who proposed it.`,
};

export const WAIVER_REFUSALS: Refusals = {
  ...ACT_REFUSALS,
  'already-waived': msg`The month is judged without this sender already.`,
  'sender-has-reported': msg`The sender has said that it is complete for this month. There is nothing to waive.`,
  'sender-not-asked': msg`This month waits for no such sender: no licensee mined there or sold there.`,
  'sender-not-overdue': msg`The sender still has time to report. Only one that is overdue can be waived.`,
  'waiver-already-proposed': msg`This waiver waits for its second person already.`,
};

export const TAX_REFUSALS: Refusals = {
  ...ACT_REFUSALS,
  'amount-out-of-range': msg`No amount is that large. Check the digits.`,
  'assessment-blocked': msg`Something stands in the way of the assessment.`,
  'assessment-not-approved': msg`A tax officer has to approve the assessment first.`,
  'assessment-not-paid': msg`The tax of the quarter is not paid in full.`,
  'coins-outstanding': msg`Coins of this month are still to be sold.`,
  'day-in-future': msg`That day has not come. A price is published for a day that has begun.`,
  'exceeds-retained': msg`Less is left to release.`,
  'not-assessed': msg`The quarter is not assessed yet.`,
  'nothing-to-release': msg`Nothing is left to release.`,
  'outlier-without-reason': msg`The value is far from the one before. Check it; if it is right, say why.`,
  'period-inconclusive': msg`Nothing can be concluded about the month until its senders have reported.`,
  'period-not-final': msg`The month is not judged for good yet.`,
  'price-not-positive': msg`A price and a rate are above zero.`,
  'version-superseded': msg`The quarter was assessed anew meanwhile. Look at the version in force.`,
};

import type { CommandOutcome } from '@esep/platform';

/** What to do about a refusal, beside its name; for those whose name alone does not say it. */
const DETAILS: Readonly<Record<string, string>> = {
  'declaration-superseded':
    'The costs were declared again meanwhile. Look at the last declaration.',
  'declarer-unknown':
    'Nobody knows for certain who made this declaration. The costs have to be declared again.',
  'second-person-required': 'Another person has to do this than the one who began it.',
  'version-superseded': 'The quarter was assessed anew meanwhile. Look at the version in force.',
  'assessment-blocked': 'Something stands in the way of the assessment; its answer says what.',
  'assessment-not-paid': 'The tax of the quarter is not paid in full.',
  'assessment-not-approved': 'A tax officer has to approve the assessment in force first.',
  'period-not-final': 'The period is not judged for good yet.',
  'period-inconclusive':
    'Nothing can be concluded about the period until its senders have reported.',
  'coins-outstanding': 'Coins of this period are still to be sold.',
  'amount-out-of-range':
    'Nobody owes, pays or is worth more than 10^36 minor units. Check the digits.',
  'exceeds-retained': 'Less is left to release.',
  'nothing-to-release': 'Nothing is left to release.',
  'payment-before-quarter': 'The quarter had not begun then. Check the day, or the quarter.',
  'payment-reference-used':
    'This reference of the bank is recorded for another payment. One transfer pays one quarter once.',
  'outlier-without-reason':
    'The value is far from the one before. Check it; if it is right, send it with a `reason`.',
};

/** The outcome as it goes out: a refusal with its sentence, or with `detail` where that knows more. */
export const explained = (
  outcome: CommandOutcome,
  detail?: string,
): CommandOutcome & { readonly detail?: string } => {
  if (outcome.accepted) return outcome;
  const sentence = detail ?? DETAILS[outcome.reason];
  return sentence === undefined ? outcome : { ...outcome, detail: sentence };
};

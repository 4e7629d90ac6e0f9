import { ACT_REFUSALS, notFound, type ActRefusal, type Refusals } from '@esep/kernel';

import type { CompletenessWaiverRefusal } from './completeness-waiver.js';
import type { FindingRefusal } from '../finding/finding.js';
import type { JudgementRefusal } from './judgement.js';
import type { SaleDecisionRefusal } from './sale-disqualification.js';

export type SupervisionRefusal =
  ActRefusal | CompletenessWaiverRefusal | FindingRefusal | JudgementRefusal | SaleDecisionRefusal;

/** What is wrong and what to do about it, for each refusal of supervision. */
export const SUPERVISION_REFUSALS: Refusals<SupervisionRefusal> = {
  ...ACT_REFUSALS,
  'already-waived': 'The sender is waived for this period already.',
  'dismissal-already-proposed': 'A dismissal of this finding waits for its second person.',
  'dismissal-takes-two-persons':
    'A tax rate depends on this finding. Propose the dismissal at `…/dismissals`; a second person confirms it.',
  'finding-already-decided':
    'The finding was decided about. Read it; a new revision can be decided about again.',
  'finding-revised-since':
    'The finding was revised since you looked at it. Read it, and decide on the revision that stands now.',
  'finding-unknown': notFound('There is no finding with this id.'),
  'finding-withdrawn': 'The finding was withdrawn; there is nothing to decide.',
  'judged-at-an-earlier-time': 'The period was judged at a later time already.',
  'judged-from-older-sources': 'The period was judged from later facts already.',
  'not-waived': 'The sender is not waived for this period.',
  'reason-required': 'Say why, in `reason`.',
  'sale-already-disqualified': 'The sale is disqualified already.',
  'sale-decision-already-proposed': 'A decision about this sale waits for its second person.',
  'sale-not-disqualified': 'The sale is not disqualified.',
  'sender-has-reported':
    'The sender has said that it is complete for this period. There is nothing to waive.',
  'sender-not-asked':
    'This period waits for no such sender. Check its id; the figures say whom they wait for.',
  'sender-not-overdue': 'The sender still has time to report. A waiver is of one that is late.',
  'waiver-already-proposed': 'A decision about this waiver waits for its second person.',
};

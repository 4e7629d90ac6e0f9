import type { PaymentReferenceUsed } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  paymentReferenceDecider,
  samePaymentReference,
  type UsePaymentReference,
} from './payment-reference.js';

const { given } = specify(paymentReferenceDecider);

describe('A reference of the bank', () => {
  it('pays a quarter of a licensee', () => given().when(use()).then(used()));

  it('that pays the same quarter again changes nothing here', () =>
    given(used()).when(use()).thenNothing());

  it('FIGURES-11: pays no other licensee', () =>
    given(used())
      .when(use({ licenseeId: '0197-b' }))
      .thenRefused('payment-reference-used'));

  it('FIGURES-11: pays no other quarter', () =>
    given(used())
      .when(use({ quarter: '2026-Q2' }))
      .thenRefused('payment-reference-used'));

  it.each(['KZ-1', 'kz-1', ' KZ - 1\u00a0', 'ＫＺ-１'])(
    'is the same as KZ-1 when written "%s"',
    (one) => expect(samePaymentReference(one)).toBe('KZ-1'),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const AT = '2026-04-20T06:00:00.000Z';
function use(but: Partial<UsePaymentReference> = {}): UsePaymentReference {
  const what = { licenseeId: '0197-a', quarter: '2026-Q1', reference: 'KZ-1', at: AT };
  return { type: 'UsePaymentReference', ...what, ...but };
}
function used(): PaymentReferenceUsed {
  const what = { licenseeId: '0197-a', quarter: '2026-Q1', reference: 'KZ-1', usedAt: AT };
  return { type: 'PaymentReferenceUsed', ...what };
}

import type { PaymentReferenceUsed } from '@esep/contracts';
import { accept, refuse, type Decider, type Instant, type Quarter } from '@esep/kernel';

// One transfer at the bank pays one quarter of one licensee. One stream per reference, so that of two
// who use it at the same time one is refused.

export interface UsePaymentReference {
  readonly type: 'UsePaymentReference';
  readonly reference: string;
  readonly licenseeId: string;
  readonly quarter: Quarter;
  readonly at: Instant;
}

export type PaymentReferenceRefusal = 'payment-reference-used';

export interface PaymentReference {
  readonly usedBy?: { readonly licenseeId: string; readonly quarter: Quarter };
}

/** The same reference however it is typed: without blanks, in capitals, wide forms made narrow. */
export const samePaymentReference = (reference: string): string =>
  reference.normalize('NFKC').replaceAll(/\s+/gu, '').toUpperCase();

export const paymentReferenceDecider: Decider<
  PaymentReference,
  UsePaymentReference,
  PaymentReferenceUsed,
  PaymentReferenceRefusal
> = {
  initial: {},
  decide: ({ licenseeId, quarter, reference, at: usedAt }, { usedBy }) => {
    if (usedBy === undefined)
      return accept({ type: 'PaymentReferenceUsed', licenseeId, quarter, reference, usedAt });
    // Whether it is the same payment again is for the quarter to say.
    return usedBy.licenseeId === licenseeId && usedBy.quarter === quarter
      ? accept()
      : refuse('payment-reference-used');
  },
  evolve: (_, { licenseeId, quarter }) => ({ usedBy: { licenseeId, quarter } }),
};

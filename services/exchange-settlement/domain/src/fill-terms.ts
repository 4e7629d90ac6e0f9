import type { FillRecorded, PartyId, TradeCorrected } from '@esep/contracts';
import {
  factTimeRefusal,
  isAboveSupply,
  ROW_QUANTITY_MAX,
  type FactTimeRefusal,
  type Instant,
  type Money,
  type ReportTime,
} from '@esep/kernel';

// The terms of a trade: the part of a fill that a correction may change. Licensee, asset and side are
// the fill's identity and never change.

/** Quantities in base units, money in minor units. */
export interface FillTerms {
  readonly quantity: bigint;
  readonly quote: Money;
  readonly feeAsset?: string;
  readonly fee?: bigint;
  readonly counterpartyId?: PartyId;
  readonly executedAt: Instant;
  readonly settledAt?: Instant;
}

export type TermsRefusal =
  | 'quantity-zero'
  | 'quantity-negative'
  | 'quote-malformed'
  | 'fee-incomplete'
  | 'fee-malformed'
  | 'quantity-above-supply'
  | FactTimeRefusal
  | 'settled-before-executed';

/** What is wrong, and what to do. */
export const TERMS_MESSAGES = {
  'quantity-zero':
    'The quantity is zero, so nothing was traded. Leave the row out; a trade that was undone is reported as a bust.',
  'quote-malformed':
    'quote is not an amount of zero or more in a currency code of 3 to 10 capitals and digits. Send the amount in minor units and the code, such as KZT or USD.',
  'fee-incomplete':
    'Only one of fee and feeAsset is there. Send both, or neither when there was no fee.',
  'fee-malformed':
    'The fee is below zero, or feeAsset is not a code of 3 to 10 capitals and digits. Send the fee in base units and the code of what it was taken in.',
  'settled-before-executed':
    'settledAt is before executedAt. Check both instants and their offsets.',
} as const;

const CODE = /^[A-Z][A-Z0-9]{2,9}$/;

/**
 * Why terms are invalid; undefined if they are valid. A correction is checked by its own fields alone,
 * not by the fill that it will act on: which of the two arrived first must not decide whether it stands.
 *
 * Which currencies make a sale is in the rule pack (SALE-8); here it only has to be a currency code.
 */
export const termsRefusal = (
  terms: Partial<FillTerms> & { readonly asset?: string },
  time: ReportTime,
): TermsRefusal | undefined => {
  const { quantity, quote, fee, feeAsset, executedAt, settledAt } = terms;
  if (quantity === 0n) return 'quantity-zero';
  if (quantity !== undefined && quantity < 0n) return 'quantity-negative';
  if (quote !== undefined && (quote.amount < 0n || !CODE.test(quote.currency)))
    return 'quote-malformed';
  if ((fee === undefined) !== (feeAsset === undefined)) return 'fee-incomplete';
  if (fee !== undefined && feeAsset !== undefined && (fee < 0n || !CODE.test(feeAsset)))
    return 'fee-malformed';
  if (isBeyondAll(terms)) return 'quantity-above-supply';
  const timeProblem = factTimeRefusal(time, executedAt, settledAt);
  if (timeProblem) return timeProblem;
  // Instants are fixed-width UTC text, so text order is time order.
  if (executedAt !== undefined && settledAt !== undefined && settledAt < executedAt)
    return 'settled-before-executed';
  return undefined;
};

/** A correction names no asset, so only the bound of all assets is checked. */
const isBeyondAll = ({
  asset = '',
  quantity = 0n,
  quote,
  fee = 0n,
  feeAsset = '',
}: Partial<FillTerms> & { readonly asset?: string }): boolean =>
  isAboveSupply(asset, quantity) ||
  isAboveSupply(feeAsset, fee) ||
  (quote !== undefined && quote.amount > ROW_QUANTITY_MAX);

type TermField = keyof FillTerms;
type WireTerms = Pick<FillRecorded, TermField>;
type WireChanges = Pick<TradeCorrected, TermField>;

/** In the form of an event. Field by field, so that no extra field of a sender is hashed. */
export const wireTermsOf = (terms: FillTerms): WireTerms => ({
  ...wireChangesOf(terms),
  quantity: terms.quantity.toString(),
  quote: wireMoneyOf(terms.quote),
  executedAt: terms.executedAt,
});

/** The terms of a correction in the form of an event. */
export const wireChangesOf = (terms: Partial<FillTerms>): WireChanges => {
  const { quantity, quote, feeAsset, fee, counterpartyId, executedAt, settledAt } = terms;
  return {
    ...(quantity !== undefined && { quantity: quantity.toString() }),
    ...(quote !== undefined && { quote: wireMoneyOf(quote) }),
    ...(feeAsset !== undefined && { feeAsset }),
    ...(fee !== undefined && { fee: fee.toString() }),
    ...(counterpartyId !== undefined && { counterpartyId }),
    ...(executedAt !== undefined && { executedAt }),
    ...(settledAt !== undefined && { settledAt }),
  };
};

const wireMoneyOf = ({ amount, currency }: Money) => ({ amount: amount.toString(), currency });

export const isSameTerms = (left: WireChanges, right: WireChanges): boolean =>
  left.quantity === right.quantity &&
  left.quote?.amount === right.quote?.amount &&
  left.quote?.currency === right.quote?.currency &&
  left.feeAsset === right.feeAsset &&
  left.fee === right.fee &&
  left.counterpartyId === right.counterpartyId &&
  left.executedAt === right.executedAt &&
  left.settledAt === right.settledAt;

import { parsed, unparsable, type Parsed } from './parsed.js';

// Coins in the asset's base units and money in minor units: integers, always (REGIME §6). `bigint`
// inside, decimal strings in JSON, `numeric(78,0)` in PostgreSQL.

/** The greatest quantity that is taken: 78 digits, which holds 2²⁵⁶ − 1. */
export const QUANTITY_MAX = 10n ** 78n - 1n;

export type QuantityProblem =
  'quantity-malformed' | 'quantity-negative' | 'quantity-fractional' | 'quantity-too-large';

/**
 * Reads a count of base units. Exactly one way to write each number: no sign, fraction, exponent,
 * leading zero or white space, so that equal content has equal bytes.
 */
export const parseQuantity = (text: string): Parsed<bigint, QuantityProblem> => {
  if (/^(0|[1-9]\d*)$/.test(text)) {
    return text.length > 78 ? unparsable('quantity-too-large') : parsed(BigInt(text));
  }
  if (/^-(0|[1-9]\d*)$/.test(text)) return unparsable('quantity-negative');
  if (/^-?\d+\.\d+$/.test(text)) return unparsable('quantity-fractional');
  return unparsable('quantity-malformed');
};

/** An amount of money in minor units (tiyn, cents) of an ISO 4217 currency. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

export const sum = (quantities: readonly bigint[]): bigint =>
  quantities.reduce((total, quantity) => total + quantity, 0n);

export const least = (first: bigint, ...others: readonly bigint[]): bigint =>
  others.reduce((left, right) => (right < left ? right : left), first);

export const atLeastZero = (quantity: bigint): bigint => (quantity > 0n ? quantity : 0n);

/** ⌈ numerator ÷ denominator ⌉ for a numerator ≥ 0 and a denominator > 0. */
export const ceilDiv = (numerator: bigint, denominator: bigint): bigint =>
  (numerator + denominator - 1n) / denominator;

export const BPS_PER_WHOLE = 10_000n;

/** For people: base units as a decimal number of the asset, e.g. 7500000000 at 8 is `75`. */
export const inWholeUnits = (quantity: bigint, exponent: number): string => {
  const sign = quantity < 0n ? '-' : '';
  const digits = (quantity < 0n ? -quantity : quantity).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : digits.slice(-exponent).replace(/0+$/, '');
  return fraction === '' ? `${sign}${whole}` : `${sign}${whole}.${fraction}`;
};

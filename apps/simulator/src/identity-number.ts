import { isIinOrBin } from '@esep/kernel';

// Year 25, month 13, a resident legal entity's head office; year 99, month 13, day 1.
const HEADS = { bin: '251340', iin: '991301' } as const;

/**
 * The `n`th invented BIN or IIN, up to 49,999. Its check digit is right and its month is the
 * thirteenth: it passes everywhere and belongs to nobody.
 */
export const inventedNumber = (kind: keyof typeof HEADS, n: number): string => {
  // One number in eleven has no check digit, but never two in a row.
  for (const serial of [2 * n, 2 * n + 1]) {
    const body = HEADS[kind] + String(serial).padStart(5, '0');
    const digit = Array.from('0123456789').find((check) => isIinOrBin(body + check));
    if (digit !== undefined) return body + digit;
  }
  throw new Error(`There is no invented ${kind} number ${n}.`);
};

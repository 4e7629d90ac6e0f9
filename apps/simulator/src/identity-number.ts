import { isIinOrBin } from '@esep/kernel';

// Registered in January 2025 as a resident legal entity of a kind (9) that is given to nobody; born on
// 31 December 2099.
const HEADS = { bin: '250149', iin: '9912316' } as const;

/**
 * The `n`th invented BIN up to 49,999, or IIN up to 4,999. It is well-formed, so that it passes
 * everywhere, and belongs to nobody.
 */
export const inventedNumber = (kind: keyof typeof HEADS, n: number): string => {
  const head = HEADS[kind];
  // One number in eleven has no check digit, but never two in a row.
  for (const serial of [2 * n, 2 * n + 1]) {
    const body = head + String(serial).padStart(11 - head.length, '0');
    const digit = Array.from('0123456789').find((check) => isIinOrBin(body + check));
    if (digit !== undefined) return body + digit;
  }
  throw new Error(`There is no invented ${kind} number ${n}.`);
};

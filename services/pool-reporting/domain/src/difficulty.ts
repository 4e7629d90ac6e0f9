// Proof of work as exact integers: the compact form of a target, and the work it stands for.

/** 2²⁵⁶, the count of all hashes. */
export const HASHES_ALL = 1n << 256n;

/**
 * The target that a header's compact `bits` stand for, or undefined when they stand for none
 * (negative, zero, or above 2²⁵⁶ − 1). A hash is good when, read as a number, it is not above it.
 */
export const targetOf = (bits: number): bigint | undefined => {
  const size = bits >>> 24;
  const mantissa = BigInt(bits & 0x007f_ffff);
  const isNegative = (bits & 0x0080_0000) !== 0;
  const target =
    size <= 3 ? mantissa >> BigInt(8 * (3 - size)) : mantissa << BigInt(8 * (size - 3));
  return isNegative || target === 0n || target >= HASHES_ALL ? undefined : target;
};

/** Hashes that a block with these bits takes on average; zero for bits that are no target. */
export const workOf = (bits: number): bigint => {
  const target = targetOf(bits);
  return target === undefined ? 0n : HASHES_ALL / (target + 1n);
};

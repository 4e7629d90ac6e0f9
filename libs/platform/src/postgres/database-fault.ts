import { isNativeError } from 'node:util/types';

// What an error of the database means for its caller.

/**
 * May the same statement succeed later? SQLSTATE class 08 and 57P0x are lost connections and shutdowns,
 * 40001 and 40P01 serialization failures and deadlocks, class 53 insufficient resources, 25006 a
 * standby that is not promoted yet. Errors without a SQLSTATE come from the socket or the resolver.
 */
export const isTransientError = (error: unknown): boolean => {
  if (!isNativeError(error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return /connection|timeout|terminated/i.test(error.message);
  return /^(08...|53...|57P0.|25006|40001|40P01|E(?!RR_)[A-Z_]+)$/.test(code);
};

/** The disk is full: a retry does not help before an operator frees space. */
export const isDiskFull = (error: unknown): boolean =>
  isNativeError(error) && (error as { code?: unknown }).code === '53100';

/** May an append be sent again? Beside transient errors, after a statement or lock timeout. */
export const isRetryable = (error: unknown): boolean =>
  (isTransientError(error) && !isDiskFull(error)) ||
  /^(57014|55P03)$/.test((error as { code?: string }).code ?? '');

export const isUniqueViolation = (error: unknown): boolean =>
  (error as { code?: unknown }).code === '23505';

import { isNativeError } from 'node:util/types';

// What an error of the database means for who asked.

/**
 * Did the database go away, so that asking again may help? SQLSTATE class 08 and 57P0x are lost
 * connections and shutdowns, 40001/40P01 lost races, class 53 a want of resources, 25006 a standby
 * that is not promoted yet; errors without a SQLSTATE are the socket's or the resolver's.
 */
export const isTransientError = (error: unknown): boolean => {
  if (!isNativeError(error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return /connection|timeout|terminated/i.test(error.message);
  return /^(08...|53...|57P0.|25006|40001|40P01|E(?!RR_)[A-Z_]+)$/.test(code);
};

/** Is there no room for more? Waiting does not help; somebody must make room. */
export const isFull = (error: unknown): boolean =>
  isNativeError(error) && (error as { code?: unknown }).code === '53100';

/** An append also outlasts a statement that was cancelled because it waited too long for a lock. */
export const isRetryable = (error: unknown): boolean =>
  (isTransientError(error) && !isFull(error)) ||
  /^(57014|55P03)$/.test((error as { code?: string }).code ?? '');

/** Is there already what had to be new? */
export const isTaken = (error: unknown): boolean => (error as { code?: unknown }).code === '23505';

/**
 * For statements of one transaction that are pipelined. Throws the first failure only after all have
 * settled: a statement that arrives after the rollback would take effect outside the transaction.
 */
export const settleAllThenThrow = async <const Work extends readonly Promise<unknown>[]>(
  ...work: Work
): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> => {
  const ended = await Promise.allSettled(work);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return Promise.all(work);
};

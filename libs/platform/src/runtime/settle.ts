/**
 * For statements of one transaction that are sent behind each other, without waiting for each answer.
 * When one fails, that is told once all have ended: what is sent after a rollback would take effect.
 */
export const settleAllThenThrow = async <const Work extends readonly Promise<unknown>[]>(
  ...work: Work
): Promise<{ -readonly [Each in keyof Work]: Awaited<Work[Each]> }> => {
  const ended = await Promise.allSettled(work);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
  return Promise.all(work);
};

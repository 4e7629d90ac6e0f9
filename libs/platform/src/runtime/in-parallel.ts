const CONCURRENT_READS_MAX = 32;

/** Results in the order of the items. Bounded, so that a large append does not flood the server. */
export const inParallel = async <T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += CONCURRENT_READS_MAX)
    results.push(...(await Promise.all(items.slice(from, from + CONCURRENT_READS_MAX).map(read))));
  return results;
};

import type { Recorded } from './reconciliation-facts.js';
import { compareText } from './text-order.js';

// Which of two records of the same thing holds. Facts arrive in any order, so the answer may rest on
// the records alone, never on which one was seen first.

/**
 * Order of two records of one thing: by the instant of recording, then by the place in the log.
 * Two that differ in neither were refused at intake; their content still gives an order.
 */
export const compareRecorded = (left: Recorded, right: Recorded): number => {
  if (left.recordedAt !== right.recordedAt) return left.recordedAt < right.recordedAt ? -1 : 1;
  const byPosition = (left.source?.position ?? 0) - (right.source?.position ?? 0);
  return byPosition !== 0 ? byPosition : compareText(contentOf(left), contentOf(right));
};

/** True when `next` takes the place of `known`. */
export const replaces = (next: Recorded, known: Recorded): boolean =>
  compareRecorded(next, known) > 0;

/** Of two records of one thing of which the first holds. */
export const firstRecorded = <Fact extends Recorded>(next: Fact, known: Fact | undefined): Fact =>
  known === undefined || replaces(known, next) ? next : known;

/** Was it recorded later, or at the same instant further on in the same log? */
export const isRecordedAfter = (left: Recorded, right: Recorded): boolean =>
  left.recordedAt === right.recordedAt
    ? left.source?.log === right.source?.log &&
      (left.source?.position ?? 0) > (right.source?.position ?? 0)
    : left.recordedAt > right.recordedAt;

const contentOf = (record: Recorded): string =>
  Object.entries(record)
    .map(([field, value]) => `${field}=${String(value)}`)
    .sort(compareText)
    .join();

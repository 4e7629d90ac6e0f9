import type { Instant } from './instant.js';

/** Half-open. Without `to` it has no end; with `to` at or before `from` it is empty: it never held. */
export interface Interval {
  readonly from: Instant;
  readonly to?: Instant;
}

// Instants are fixed-width UTC strings, so text order is time order.
export const holdsAt = ({ from, to }: Interval, at: Instant): boolean =>
  from <= at && (to === undefined || at < to);

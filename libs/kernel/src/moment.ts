import type { Instant } from './instant.js';

/** The two instants of a bitemporal question. */
export interface Moment {
  /** Only what was recorded until then counts. */
  readonly knownAt: Instant;
  /** Of that, only what had happened until then, judged then. Not after `knownAt`. */
  readonly asOf: Instant;
}

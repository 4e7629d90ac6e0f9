import type { Instant } from '@esep/kernel';

/** A fact as its table takes it. */
export interface Kept<Event> {
  readonly position: number;
  readonly eventId: string;
  readonly recordedAt: Instant;
  /** Who recorded it. */
  readonly actor: string;
  readonly event: Event;
}

import type { Instant } from '@esep/kernel';

import type { LaneState, Watermark } from './lane.js';

const BEGINNING: Instant = '1970-01-01T00:00:00.000Z';

/** Where the lanes of a subscription stand, as far as this process knows. */
export class LaneStates {
  private readonly lanes = new Map<string, LaneState>();
  /** The first completeness fact of a log that still waits, although other instances passed it. */
  private readonly held = new Map<string, Watermark>();

  /** A lane never seen starts at 0. */
  get(log: string, lane: string): LaneState {
    const key = `${log} ${lane}`;
    const known = this.lanes.get(key);
    if (known) return known;
    const fresh = { log, lane, next: 0, leaf: undefined, recordedAt: BEGINNING, stored: 0 };
    this.lanes.set(key, fresh);
    return fresh;
  }

  get latest(): Instant {
    return [...this.lanes.values()].reduce(
      (latest, { recordedAt }) => (recordedAt > latest ? recordedAt : latest),
      BEGINNING,
    );
  }

  of(log: string): readonly LaneState[] {
    return [...this.lanes.values()].filter((lane) => lane.log === log);
  }

  /** Does a completeness fact of the log wait? */
  holds(log: string): boolean {
    return this.held.has(log);
  }

  /** Lanes past which nothing came. */
  pass(log: string, states: readonly LaneState[]): void {
    for (const state of states) Object.assign(this.get(log, state.lane), state);
  }

  /** Says where lanes of a log stand, and what of it waits, all by one look at the database. */
  adopt(log: string, states: readonly LaneState[], held?: Watermark): void {
    for (const state of states) {
      const known = this.get(log, state.lane);
      // Where nobody else was, what is known beyond still holds.
      const isBeyond = known.next >= state.next && known.recordedAt >= state.recordedAt;
      if (known.stored !== state.stored || !isBeyond) Object.assign(known, state);
    }
    if (held) this.held.set(log, held);
    else this.held.delete(log);
  }

  /** The least over the log's lanes, and not past what waits. */
  knownThrough(log: string): Watermark {
    const marks = this.of(log);
    if (marks.length === 0) return { next: 0, recordedAt: BEGINNING };
    const least = (a: Watermark, b: Watermark): Watermark => ({
      next: Math.min(a.next, b.next),
      recordedAt: a.recordedAt < b.recordedAt ? a.recordedAt : b.recordedAt,
    });
    const passed = marks.reduce<Watermark>(least, marks[0] as LaneState);
    const held = this.held.get(log);
    return held && held.next < passed.next ? least(passed, held) : passed;
  }
}

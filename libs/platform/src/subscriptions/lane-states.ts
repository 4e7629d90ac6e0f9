import type { Instant } from '@esep/kernel';

import type { LaneState, Watermark } from './lane.js';

const BEGINNING: Instant = '1970-01-01T00:00:00.000Z';

/** The lanes of a subscription, as this process last read or moved them. */
export class LaneStates {
  private readonly lanes = new Map<string, LaneState>();
  /** By log, its first deferred completeness fact. */
  private readonly firstDeferred = new Map<string, Watermark>();

  /** A new lane starts at 0. */
  get(log: string, lane: string): LaneState {
    const key = `${log} ${lane}`;
    const known = this.lanes.get(key);
    if (known) return known;
    const fresh = { log, lane, next: 0, leaf: undefined, recordedAt: BEGINNING, persistedNext: 0 };
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

  hasDeferred(log: string): boolean {
    return this.firstDeferred.has(log);
  }

  /** Moves lanes by watermarks that came without records. */
  advance(log: string, states: readonly LaneState[]): void {
    for (const state of states) Object.assign(this.get(log, state.lane), state);
  }

  /** Takes over lanes and first deferred fact of a log, which were read in one transaction. */
  adopt(log: string, states: readonly LaneState[], deferred?: Watermark): void {
    for (const state of states) {
      const known = this.get(log, state.lane);
      // No other instance moved this lane, so the watermarks that were not persisted still hold.
      const isBeyond = known.next >= state.next && known.recordedAt >= state.recordedAt;
      if (known.persistedNext !== state.persistedNext || !isBeyond) Object.assign(known, state);
    }
    if (deferred) this.firstDeferred.set(log, deferred);
    else this.firstDeferred.delete(log);
  }

  /** The minimum over the log's lanes, and not beyond a deferred fact. */
  knownThrough(log: string): Watermark {
    const marks = this.of(log);
    if (marks.length === 0) return { next: 0, recordedAt: BEGINNING };
    const least = (a: Watermark, b: Watermark): Watermark => ({
      next: Math.min(a.next, b.next),
      recordedAt: a.recordedAt < b.recordedAt ? a.recordedAt : b.recordedAt,
    });
    const passed = marks.reduce<Watermark>(least, marks[0] as LaneState);
    const deferred = this.firstDeferred.get(log);
    return deferred && deferred.next < passed.next ? least(passed, deferred) : passed;
  }
}

import { instantOf, millisOf, type Instant } from '@esep/kernel';

import { refuseInProduction } from './config.js';

/** An abstract class, so that it is its own injection token. */
export abstract class Clock {
  abstract now(): Instant;
}

export class SystemClock extends Clock {
  override now(): Instant {
    return instantOf(Date.now());
  }
}

/** A clock that never moves, for tests. */
export const fixedClock = (at: Instant): Clock => ({ now: () => at });

/** Persists a development clock's offset from real time over restarts. */
export interface ClockOffset {
  load(): Promise<number | undefined>;
  save(offsetMs: number): Promise<void>;
}

export type ClockMove =
  | { readonly accepted: true; readonly now: Instant }
  | { readonly accepted: false; readonly reason: 'clock-moves-forward-only' };

export interface DevelopmentClockOptions {
  /** The time if no offset was saved; real time by default. */
  readonly startAt?: Instant;
  readonly offset?: ClockOffset;
  /** Real time in milliseconds. */
  readonly real?: () => number;
  /** An error of the clock, for tests with clocks that differ. */
  readonly aheadMs?: number;
}

/**
 * A clock that a demonstration may move forward. Between moves it runs as fast as real time. It never
 * goes back, because `recordedAt` would then decrease along the log.
 */
export class DevelopmentClock extends Clock {
  private readonly listeners = new Set<(now: Instant) => void>();
  private latest = -Infinity;
  private moving: Promise<unknown> = Promise.resolve();

  private constructor(
    private offsetMs: number,
    private readonly offset: ClockOffset | undefined,
    private readonly real: () => number,
    private readonly aheadMs: number,
  ) {
    super();
  }

  static async start(options: DevelopmentClockOptions = {}): Promise<DevelopmentClock> {
    refuseInProduction('The development clock');
    const { startAt, offset, real = Date.now, aheadMs = 0 } = options;
    const fresh = startAt === undefined ? 0 : millisOf(startAt) - real();
    const saved = await offset?.load();
    if (saved === undefined) await offset?.save(fresh);
    return new DevelopmentClock(saved ?? fresh, offset, real, aheadMs);
  }

  override now(): Instant {
    return instantOf(this.millis() + this.aheadMs);
  }

  /** Sets the time. Saves the offset before `now` returns it; calls wait for each other. */
  moveTo(instant: Instant): Promise<ClockMove> {
    const move = this.moving.then(() => this.move(instant));
    this.moving = move.catch(() => undefined);
    return move;
  }

  private async move(instant: Instant): Promise<ClockMove> {
    const target = millisOf(instant);
    if (target < this.millis()) return { accepted: false, reason: 'clock-moves-forward-only' };
    const offsetMs = target - this.real();
    await this.offset?.save(offsetMs);
    this.offsetMs = offsetMs;
    const now = this.now();
    this.listeners.forEach((listener) => listener(now));
    return { accepted: true, now };
  }

  /** Calls back after each move, so that timers can check deadlines. Returns the unsubscribe function. */
  onMoved(listener: (now: Instant) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private millis(): number {
    // The machine's clock may be set back; this clock then stands until that one has caught up.
    this.latest = Math.max(this.latest, this.real() + this.offsetMs);
    return this.latest;
  }
}

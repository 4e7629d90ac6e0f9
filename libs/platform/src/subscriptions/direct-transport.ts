import { setTimeout as sleep } from 'node:timers/promises';

import type { Instant } from '@esep/kernel';
import { leafHashOf } from '@esep/ledger-format';

import type { LogReader } from '../event-store/event-store.js';
import type { Subscription } from './subscription.js';

// The transport of the embedded host: a subscription reads its sources' logs itself, in one lane
// each, woken by their appends. Also how a Kafka consumer heals a hole.

export interface DirectTransportOptions {
  readonly subscription: Subscription;
  readonly readers: readonly LogReader[];
  readonly batch?: number;
  /** How long more is gathered after a delivery, so that it comes at once. */
  readonly gatherMs?: number;
  /** How often an idle source's time is asked for. */
  readonly idleMs?: number;
  /** An instant that a source is asked to promise to have passed. */
  readonly past?: () => Instant;
  readonly onTrouble?: (log: string, error: unknown) => void;
  /** Called when the log was looked at and is the one that was read so far. */
  readonly onSame?: (log: string) => void;
}

/** The log is not the one that this subscription has read so far. The message says what to do. */
export class LogForked extends Error {
  override readonly name = 'LogForked';

  constructor(log: string, fault: string) {
    super(
      `${log} ${fault}. It was probably restored from an older copy. Nothing more is taken from it: stop its service, and give its log back what is missing (docs/operations.md, A log that was set back).`,
    );
  }
}

/** However fast facts come, sources are asked for their time no more often. */
const ASK_EVERY_MS = 50;

/** The one lane by which a log comes that is read itself. */
export const DIRECT_LANE = 'log';

export class DirectTransport {
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[];
  private readonly wakers = new Set<() => void>();
  private awakenedAt = -Infinity;
  private awakening: NodeJS.Timeout | undefined;

  private readonly unsubscribe: () => void;

  constructor(private readonly options: DirectTransportOptions) {
    // Others' clocks are asked at once, so that what is known through a moment soon includes this.
    this.unsubscribe = options.subscription.onTaken(() => this.awaken());
    this.loops = options.readers.map((reader) => this.follow(reader));
  }

  private async follow(reader: LogReader): Promise<void> {
    const { signal } = this.stopping;
    let woken = true;
    let wake: () => void = () => undefined;
    const awaken = () => {
      woken = true;
      wake();
    };
    this.wakers.add(awaken);
    const unsubscribe = reader.onAppended(awaken);
    let failures = 0;
    let checked = false;
    while (!signal.aborted) {
      try {
        if (!checked) await this.check(reader);
        checked = true;
        woken = false;
        const taken = await this.step(reader);
        failures = 0;
        if (taken === this.batch) continue;
        // Also when nothing more comes: soon the source can say so.
        if (taken > 0) await sleep(this.options.gatherMs ?? 50);
        else if (!woken)
          await new Promise<void>((resolve) => {
            wake = resolve;
            const timer = setTimeout(resolve, this.options.idleMs ?? 250);
            timer.unref();
          });
      } catch (error) {
        failures += 1;
        checked = false;
        this.options.onTrouble?.(reader.log, error);
        await sleep(Math.min(50 * 2 ** failures, 5_000), undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
    unsubscribe();
    this.wakers.delete(awaken);
  }

  private get batch(): number {
    return this.options.batch ?? 1_000;
  }

  /** A batch, or where there is none the source's promise about time. How many events were taken. */
  private async step(reader: LogReader): Promise<number> {
    const { subscription } = this.options;
    const state = subscription.lane(reader.log, DIRECT_LANE);
    const before = state.next;
    // Asked for before reading: what is read afterwards reaches at least this far.
    const mark = await reader.watermark(this.options.past?.());
    const count = Math.min(this.batch, mark.next - before);
    const events = count > 0 ? await reader.read(before, count) : [];
    const records = events.map((event) => ({ ...event, previous: event.position - 1 }));
    const caughtUp = before + events.length >= mark.next;
    const newer = caughtUp && mark.recordedAt > state.recordedAt;
    if (records.length === 0 && !newer) return 0;
    await subscription.deliver(reader.log, [
      { lane: DIRECT_LANE, records, ...(caughtUp ? { mark } : {}) },
    ]);
    return records.length;
  }

  /** Is this still the log that was read so far? A restored one is shorter, a forked one differs. */
  private async check(reader: LogReader): Promise<void> {
    const { subscription } = this.options;
    subscription.registerLanes(reader.log, [DIRECT_LANE]);
    const { next, leaf } = subscription.lane(reader.log, DIRECT_LANE);
    if (next > 0 && leaf !== undefined) {
      const [last] = await reader.read(next - 1, 1);
      if (!last)
        throw new LogForked(reader.log, `ends before position ${next - 1}, which was read from it`);
      if (leafHashOf(last.bytes).toString('hex') !== leaf)
        throw new LogForked(reader.log, `has another event at position ${next - 1} than was read`);
    }
    this.options.onSame?.(reader.log);
  }

  private awaken(): void {
    const early = this.awakenedAt + ASK_EVERY_MS - performance.now();
    if (early > 0) {
      this.awakening ??= setTimeout(() => {
        this.awakening = undefined;
        this.awaken();
      }, early);
      return;
    }
    this.awakenedAt = performance.now();
    for (const awaken of this.wakers) awaken();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    clearTimeout(this.awakening);
    for (const awaken of this.wakers) awaken();
    await Promise.all(this.loops);
  }
}

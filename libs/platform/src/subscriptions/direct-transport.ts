import type { Instant } from '@esep/kernel';
import { leafHashOf } from '@esep/ledger-format';

import type { LogReader } from '../event-store/event-store.js';
import { keepRunning } from '../runtime/retry.js';
import { sleep } from '../runtime/sleep.js';
import type { Subscription } from './subscription.js';

// The transport of the embedded host, and of a service's own log beside Kafka: reads logs directly, in
// one lane each, woken by appends.

export interface DirectTransportOptions {
  readonly subscription: Subscription;
  readonly readers: readonly LogReader[];
  readonly batch?: number;
  /** Pause after a delivery, so that the next one is larger. */
  readonly gatherMs?: number;
  /** How often the watermark of an idle log is requested. */
  readonly idleMs?: number;
  /** An instant that the requested watermark should be past. */
  readonly past?: () => Instant;
  readonly onTrouble?: (log: string, error: unknown) => void;
  /** Called when the log was found to be the one that was read before. */
  readonly onSame?: (log: string) => void;
}

/** The log is not the one that this subscription has read before. The message says what to do. */
export class LogForked extends Error {
  override readonly name = 'LogForked';

  constructor(log: string, fault: string) {
    super(
      `${log} ${fault}. It was probably restored from an older copy. Nothing more is taken from it: stop its service, and give its log back what is missing (docs/operations.md, A log that was set back).`,
    );
  }
}

/** The most frequent request for watermarks of other logs, however fast facts arrive. */
const WATERMARK_REQUEST_INTERVAL_MS = 50;

/** The only lane of a log that is read directly. */
export const DIRECT_LANE = 'log';

export class DirectTransport {
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[];
  private readonly wakers = new Set<() => void>();
  private wokenAt = -Infinity;
  private pendingWake: NodeJS.Timeout | undefined;

  private readonly unsubscribe: () => void;

  constructor(private readonly options: DirectTransportOptions) {
    // `knownThrough` includes this fact only when all other logs are known past it, so they are read now.
    this.unsubscribe = options.subscription.onApplied(() => this.wakeAll());
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
    const loop = async (succeeded: () => void): Promise<void> => {
      await this.verifySameLog(reader);
      while (!signal.aborted) {
        woken = false;
        const taken = await this.step(reader);
        succeeded();
        if (taken === this.batch) continue;
        // Also when nothing follows: by then the watermark of the log is past these events.
        if (taken > 0) await sleep(this.options.gatherMs ?? 50);
        else if (!woken)
          await new Promise<void>((resolve) => {
            wake = resolve;
            const timer = setTimeout(resolve, this.options.idleMs ?? 250);
            timer.unref();
          });
      }
    };
    await keepRunning(loop, {
      ...{ firstMs: 100, maxMs: 5_000, signal },
      onTrouble: (error) => this.options.onTrouble?.(reader.log, error),
    });
    unsubscribe();
    this.wakers.delete(awaken);
  }

  private get batch(): number {
    return this.options.batch ?? 1_000;
  }

  /** Delivers a batch, or only a watermark if there is none. Returns the number of events. */
  private async step(reader: LogReader): Promise<number> {
    const { subscription } = this.options;
    const state = subscription.lane(reader.log, DIRECT_LANE);
    const before = state.next;
    // Before reading, so that what is read reaches at least as far as the watermark.
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

  /** Throws `LogForked` if the log was restored (shorter) or forked (another event at the checkpoint). */
  private async verifySameLog(reader: LogReader): Promise<void> {
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

  private wakeAll(): void {
    const early = this.wokenAt + WATERMARK_REQUEST_INTERVAL_MS - performance.now();
    if (early > 0) {
      this.pendingWake ??= setTimeout(() => {
        this.pendingWake = undefined;
        this.wakeAll();
      }, early);
      return;
    }
    this.wokenAt = performance.now();
    for (const awaken of this.wakers) awaken();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    clearTimeout(this.pendingWake);
    for (const awaken of this.wakers) awaken();
    await Promise.all(this.loops);
  }
}

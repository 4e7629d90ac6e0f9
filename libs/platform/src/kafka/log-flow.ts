import { catalogueEntry } from '@esep/contracts';
import { millisOf, type Instant } from '@esep/kernel';
import { leafHashOf } from '@esep/ledger-format';

import { LogForked } from '../subscriptions/direct-transport.js';
import type { LogReader, StoredEvent } from '../event-store/event-store.js';
import type { IncomingMessage } from './kafka-client.js';
import { readMessage } from './kafka-message.js';
import { LANES, partsOf } from './kafka-topics.js';
import type { Delivery, LaneRecord } from '../subscriptions/lane.js';
import { LaneMerge, type Merged, type Missing } from './lane-merge.js';
import { keepRunning } from '../runtime/retry.js';
import { pause, sleep, type Sleep } from '../runtime/sleep.js';
import type { Subscription } from '../subscriptions/subscription.js';

export interface LogFlowOptions {
  readonly subscription: Subscription;
  /** The log itself, from which holes are filled. */
  readonly reader: LogReader;
  /** Called after a delivery, when there is room for more records. */
  readonly onTaken: () => void;
  readonly onTrouble: (error: unknown) => void;
  /** Called when the log was found to be the one that was read before. */
  readonly onSame?: () => void;
  readonly sleep?: Sleep;
}

/** Events read from the log at once: to fill a hole, and to verify that it is the same log. */
const PAGE = 1_000;
const RECENT = 200;
/** Pause after a delivery of less than `SMALL_DELIVERY` records, because each is a transaction. */
const GATHER_MS = 20;
const SMALL_DELIVERY = 50;
/** The event store does not move an idle log's watermark more often. */
const WATERMARK_REQUEST_INTERVAL_MS = 50;
/** Records at shorter intervals are watermarks themselves, so none is requested. */
const BUSY_MS = 100;

/** Delivers one log from its lanes to a subscription. */
export class LogFlow {
  readonly log: string;
  private readonly merge = new LaneMerge();
  private isVerified = false;
  private isRequesting = false;
  private requestedPast: Instant = '';
  /** The latest time in the lanes' records and watermarks: the log is at least as far. */
  private latestReceivedAt: Instant = '';
  private isBusy = false;
  private wakeUp = Promise.withResolvers<void>();

  private readonly sleep: Sleep;

  constructor(private readonly options: LogFlowOptions) {
    this.log = options.reader.log;
    this.sleep = options.sleep ?? sleep;
  }

  /** Sets the lanes of this process. */
  assign(lanes: readonly string[]): void {
    this.merge.assign(lanes);
    this.isVerified = false;
    this.wakeUp.resolve();
  }

  /** Adds messages of a lane, which `run` delivers. Returns the time of the last record in them. */
  enqueue(lane: string, messages: readonly IncomingMessage[]): Instant | undefined {
    let recordedAt: Instant | undefined;
    const before = this.latestReceivedAt;
    const { next } = this.options.subscription.lane(this.log, lane);
    for (const message of messages) {
      const read = readMessage(this.log, message);
      if (!read) continue;
      if (read.what === 'record') ({ recordedAt } = read.record.envelope);
      if (read.what === 'record') this.merge.add(lane, read.record, message.offset);
      else this.merge.mark(lane, read.mark, message.offset);
      const at = read.what === 'record' ? read.record.envelope.recordedAt : read.mark.recordedAt;
      if (at > this.latestReceivedAt) this.latestReceivedAt = at;
      // Positions below the checkpoint: the log may have been restored from an older copy.
      const reaches = read.what === 'record' ? read.record.position + 1 : read.mark.next;
      if (reaches < next) this.isVerified = false;
    }
    if (recordedAt !== undefined && before !== '')
      this.isBusy = millisOf(recordedAt) - millisOf(before) < BUSY_MS;
    this.wakeUp.resolve();
    return recordedAt;
  }

  waitingOf(lane: string): number {
    return this.merge.waitingOf(lane);
  }

  takenOffsets(): Map<string, string> {
    return this.merge.takenOffsets();
  }

  /**
   * Requests a watermark past an instant from the log itself, because a fact of that instant is known
   * only when all logs are known past it. Concurrent calls share one request. If it fails, the next
   * published watermark does the same later. A busy log is asked only after a pause: its own records
   * may have passed the instant by then.
   */
  async requestWatermark(past: Instant): Promise<void> {
    if (past > this.requestedPast) this.requestedPast = past;
    if (this.isRequesting || this.merge.lanes.length === 0) return;
    const { subscription, reader } = this.options;
    this.isRequesting = true;
    if (this.isBusy) await this.requestInterval();
    for (let answered = ''; answered < this.requestedPast; await this.requestInterval()) {
      answered = this.requestedPast;
      if (this.latestReceivedAt > answered) continue;
      const head = await reader.watermark(answered).catch(() => undefined);
      if (!head) break;
      this.merge.setSourceHead(head);
      if (head.next < subscription.knownThrough(this.log).next) this.isVerified = false;
      this.wakeUp.resolve();
    }
    this.isRequesting = false;
  }

  private requestInterval(): Promise<void> {
    return this.sleep(WATERMARK_REQUEST_INTERVAL_MS);
  }

  /** Call when other instances may have moved lanes. */
  wake(): void {
    this.wakeUp.resolve();
  }

  /** Does this process have every lane of the log? */
  get hasAllLanes(): boolean {
    return this.merge.lanes.length === LANES.length;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.wakeUp.resolve(), { once: true });
    const loop = async (succeeded: () => void): Promise<void> => {
      while (!signal.aborted) {
        this.wakeUp = Promise.withResolvers();
        const taken = await this.step();
        succeeded();
        if (taken === undefined) await this.wakeUp.promise;
        else if (taken > 0 && taken < SMALL_DELIVERY) await pause(GATHER_MS, signal, this.sleep);
      }
    };
    const onTrouble = (error: unknown): void => {
      this.isVerified = false;
      this.options.onTrouble(error);
    };
    const { sleep } = this;
    await keepRunning(loop, { firstMs: 100, maxMs: 5_000, sleep, signal, onTrouble });
  }

  /** Makes one delivery. Returns the number of records; undefined if there was nothing to deliver. */
  private async step(): Promise<number | undefined> {
    const { subscription, onTaken } = this.options;
    if (!this.isVerified) await this.verifySameLog();
    const found =
      this.merge.next((lane) => subscription.lane(this.log, lane)) ?? this.releasingDelivery();
    if (!found) return undefined;
    const deliveries = 'upTo' in found ? await this.readMissing(found) : found.deliveries;
    await subscription.deliver(this.log, deliveries);
    onTaken();
    return deliveries.reduce((sum, { records }) => sum + records.length, 0);
  }

  /**
   * An empty delivery that releases a deferred completeness fact. Two instances may each have deferred
   * it because of the other's lanes, and if the clock of its log was set back no watermark follows.
   */
  private releasingDelivery(): Merged | undefined {
    const { subscription } = this.options;
    const passed = Math.min(...LANES.map((lane) => subscription.lane(this.log, lane).next));
    const { lanes } = this.merge;
    if (lanes.length === 0 || subscription.knownThrough(this.log).next >= passed) return undefined;
    const deliveries = lanes.map((lane) => {
      const { next, recordedAt } = subscription.lane(this.log, lane);
      return { lane, records: [], mark: { next, recordedAt } };
    });
    return { deliveries };
  }

  /** Fills a hole from the log, for all lanes at once. Records that they have are dropped as repeated. */
  private async readMissing({ from, upTo, lanes }: Missing): Promise<readonly Delivery[]> {
    const { reader } = this.options;
    const events = await reader.read(from, PAGE);
    const last = events.at(-1);
    if (!last || events[0]?.position !== from)
      throw new LogForked(this.log, `ends before position ${upTo}, which was published`);
    const mark = { next: last.position + 1, recordedAt: last.envelope.recordedAt };
    const byLane = lanesOf(events, from - 1);
    return lanes.map((lane) => ({ lane, records: byLane.get(lane) ?? [], mark }));
  }

  /**
   * Reads the checkpoints back, then throws `LogForked` if the log was restored (shorter) or forked
   * (another event at a checkpoint).
   */
  private async verifySameLog(): Promise<void> {
    const { subscription, reader } = this.options;
    await subscription.refresh();
    this.isVerified = true;
    const states = this.merge.lanes.map((lane) => subscription.lane(this.log, lane));
    const end = Math.max(0, ...states.map(({ next }) => next));
    const from = Math.max(0, end - RECENT);
    const events = end > 0 ? await reader.read(from, end - from) : [];
    if (events.length < end - from)
      throw new LogForked(this.log, `ends before position ${end - 1}, which was read from it`);
    const unknown = events.filter((event) => !isDeclared(event));
    const byLane = lanesOf(events.filter(isDeclared), from - 1);
    for (const { lane, next, leaf } of states) {
      const last = byLane.get(lane)?.findLast(({ position }) => position < next);
      // An event of a type that only a newer release knows may be the last of this lane.
      if (!last || unknown.some(({ position }) => position > last.position)) continue;
      if (leafHashOf(last.bytes).toString('hex') !== leaf)
        throw new LogForked(
          this.log,
          `has another event at position ${last.position} than was read`,
        );
    }
    this.options.onSame?.();
  }
}

const isDeclared = ({ envelope }: StoredEvent): boolean =>
  catalogueEntry(envelope.type) !== undefined;

/** Events of a log by lane, each with the position of the one before it. */
export const lanesOf = (
  events: readonly StoredEvent[],
  before: number,
): ReadonlyMap<string, readonly LaneRecord[]> => {
  const lanes = new Map<string, LaneRecord[]>();
  for (const event of events)
    for (const { lane, keys } of partsOf(event.envelope)) {
      const records = lanes.get(lane) ?? [];
      records.push({ ...event, keys, previous: records.at(-1)?.position ?? before });
      lanes.set(lane, records);
    }
  return lanes;
};

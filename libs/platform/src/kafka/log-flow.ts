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
import { sleep, type Sleep } from '../runtime/sleep.js';
import type { Subscription } from '../subscriptions/subscription.js';

export interface LogFlowOptions {
  readonly subscription: Subscription;
  /** The log itself: what Kafka lost is read from it. */
  readonly reader: LogReader;
  /** Called when records were taken, so that there is room for more. */
  readonly onTaken: () => void;
  readonly onTrouble: (error: unknown) => void;
  /** Called when the log was looked at and is the one that was read so far. */
  readonly onSame?: () => void;
  readonly sleep?: Sleep;
}

/** How much of the log is read at once: to heal a hole, and to see that it is still the same log. */
const PAGE = 1_000;
const RECENT = 200;
/** A delivery costs as much for one record as for fifty: after a small one, more is waited for. */
const GATHER_MS = 20;
const GATHERED = 50;
/** An idle log moves its promise on no more often. */
const ASK_EVERY_MS = 50;
/** A log whose facts follow each other so soon says by each that the ones before are passed. */
const BUSY_MS = 100;

/** The way of one log from its lanes to a subscription. */
export class LogFlow {
  readonly log: string;
  private readonly merge = new LaneMerge();
  private checked = false;
  private asking = false;
  /** The latest instant that the log was asked to go past. */
  private askedPast: Instant = '';
  /** The latest instant that stands in what its lanes brought: the log itself has come so far. */
  private broughtAt: Instant = '';
  private isBusy = false;
  private news = Promise.withResolvers<void>();

  constructor(private readonly options: LogFlowOptions) {
    this.log = options.reader.log;
  }

  /** Which lanes come to this process from now on. */
  hold(lanes: readonly string[]): void {
    this.merge.hold(lanes);
    this.checked = false;
    this.news.resolve();
  }

  /** Takes what a lane brought; it is delivered by `run`. Gives the time of the last record in it. */
  bring(lane: string, messages: readonly IncomingMessage[]): Instant | undefined {
    let recordedAt: Instant | undefined;
    const before = this.broughtAt;
    const { next } = this.options.subscription.lane(this.log, lane);
    for (const message of messages) {
      const read = readMessage(this.log, message);
      if (!read) continue;
      if (read.what === 'record') ({ recordedAt } = read.record.envelope);
      if (read.what === 'record') this.merge.add(lane, read.record, message.offset);
      else this.merge.mark(lane, read.mark, message.offset);
      const at = read.what === 'record' ? read.record.envelope.recordedAt : read.mark.recordedAt;
      if (at > this.broughtAt) this.broughtAt = at;
      // A source that goes back was perhaps restored from an older copy.
      const reaches = read.what === 'record' ? read.record.position + 1 : read.mark.next;
      if (reaches < next) this.checked = false;
    }
    if (recordedAt !== undefined && before !== '')
      this.isBusy = millisOf(recordedAt) - millisOf(before) < BUSY_MS;
    this.news.resolve();
    return recordedAt;
  }

  waitingOf(lane: string): number {
    return this.merge.waitingOf(lane);
  }

  /** Offset up to which each lane was taken since this was last asked. */
  taken(): Map<string, string> {
    return this.merge.taken();
  }

  /**
   * Asks the source itself to promise that nothing is to come from before an instant, instead of
   * waiting until it says so: what was recorded then is known only when all sources have passed it. No
   * answer costs nothing but that time. Who asks meanwhile is answered by the next answer. What the log
   * said by itself meanwhile need not be asked, so one that is busy gets a little time to.
   */
  async ask(past: Instant): Promise<void> {
    if (past > this.askedPast) this.askedPast = past;
    if (this.asking || this.merge.lanes.length === 0) return;
    const { subscription, reader } = this.options;
    this.asking = true;
    if (this.isBusy) await this.untilAsked();
    for (let answered = ''; answered < this.askedPast; await this.untilAsked()) {
      answered = this.askedPast;
      if (this.broughtAt > answered) continue;
      const head = await reader.watermark(answered).catch(() => undefined);
      if (!head) break;
      this.merge.promise(head);
      if (head.next < subscription.knownThrough(this.log).next) this.checked = false;
      this.news.resolve();
    }
    this.asking = false;
  }

  private untilAsked(): Promise<void> {
    return (this.options.sleep ?? sleep)(ASK_EVERY_MS);
  }

  /** Other instances may have moved what this one waits for. */
  lookAgain(): void {
    this.news.resolve();
  }

  /** Does every lane of the log come to this process? */
  get whole(): boolean {
    return this.merge.lanes.length === LANES.length;
  }

  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.news.resolve(), { once: true });
    for (let failures = 0; !signal.aborted;) {
      this.news = Promise.withResolvers();
      try {
        const taken = await this.step();
        failures = 0;
        if (taken === undefined) await this.news.promise;
        else if (taken > 0 && taken < GATHERED) await this.pause(GATHER_MS, signal);
      } catch (error) {
        failures += 1;
        this.checked = false;
        this.options.onTrouble(error);
        const pause = Math.min(50 * 2 ** failures, 5_000);
        await this.pause(pause, signal);
      }
    }
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
    return (this.options.sleep ?? sleep)(ms, signal).catch(() => undefined);
  }

  /** One delivery. How many records it brought; undefined when there is nothing to do. */
  private async step(): Promise<number | undefined> {
    const { subscription, onTaken } = this.options;
    if (!this.checked) await this.check();
    const found = this.merge.next((lane) => subscription.lane(this.log, lane)) ?? this.heldBack();
    if (!found) return undefined;
    const deliveries = 'upTo' in found ? await this.heal(found) : found.deliveries;
    await subscription.deliver(this.log, deliveries);
    onTaken();
    return deliveries.reduce((sum, { records }) => sum + records.length, 0);
  }

  /**
   * Two instances may have held a completeness fact back for each other, and nothing may come any more
   * by which it would pass: the clock of its source was perhaps set back.
   */
  private heldBack(): Merged | undefined {
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

  /** What did not come, from the log itself, for all lanes at once; they drop what they have. */
  private async heal({ from, upTo, lanes }: Missing): Promise<readonly Delivery[]> {
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
   * Looks where the lanes stand after anything that may have moved them, and whether the log is still
   * the one that was read so far: a restored one is shorter, a forked one differs.
   */
  private async check(): Promise<void> {
    const { subscription, reader } = this.options;
    await subscription.refresh();
    this.checked = true;
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
      // What a newer release of the source wrote after it may stand in this lane, or in another.
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

/** Spreads events of a log over its lanes, each linked to the one before it. */
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

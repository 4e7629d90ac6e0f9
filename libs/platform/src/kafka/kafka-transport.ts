import { Server, type CustomTransportStrategy } from '@nestjs/microservices';

import type { LogReader } from '../event-store/event-store.js';
import { failpoint } from '../runtime/failpoint.js';
import type { IncomingMessage, KafkaClient, KafkaConsumer } from './kafka-client.js';
import { LANES, laneAt, partitionOf, topicsOf, type TopicPartition } from './kafka-topics.js';
import { LogFlow } from './log-flow.js';
import { keepRunning } from '../runtime/retry.js';
import { pause, sleep, type Sleep } from '../runtime/sleep.js';
import type { Subscription } from '../subscriptions/subscription.js';

export interface KafkaTransportOptions {
  readonly kafka: KafkaClient;
  readonly subscription: Subscription;
  /** The logs themselves, from which holes are filled. */
  readonly readers: readonly LogReader[];
  /** The consumer group, the same in every instance of the service. */
  readonly group: string;
  readonly onTrouble?: (source: string, error: unknown) => void;
  /** Called when a log was found to be the one that was read before. */
  readonly onSame?: (log: string) => void;
  readonly sleep?: Sleep;
}

/** A lane with more waiting records is paused until it has half of this. */
const WAITING_MAX = 2_000;
/** Long, because committed offsets only shorten what is read again after a restart. */
const COMMIT_INTERVAL_MS = 5_000;
const REFRESH_INTERVAL_MS = 100;

/**
 * Delivers the logs of a subscription from Kafka, as a transport strategy of Nest. One consumer reads
 * all topics and fills the lanes; the `LogFlow` of each log delivers from them in transactions of its
 * own. The subscription's checkpoints decide; offsets committed to Kafka are only where to start.
 */
export class KafkaTransport extends Server implements CustomTransportStrategy {
  private readonly stopping = new AbortController();
  private readonly flows: readonly LogFlow[];
  private readonly flowOfTopic: ReadonlyMap<string, LogFlow>;
  private readonly paused = new Set<string>();
  private consumer: KafkaConsumer | undefined;
  private running: Promise<unknown> | undefined;
  private readonly sleep: Sleep;

  constructor(private readonly options: KafkaTransportOptions) {
    super();
    const { subscription, readers } = options;
    this.sleep = options.sleep ?? sleep;
    this.flows = readers.map((reader): LogFlow => {
      const onTaken = () => this.resumeDrained(flow);
      const onTrouble = (error: unknown) => options.onTrouble?.(reader.log, error);
      const onSame = () => options.onSame?.(reader.log);
      const flow = new LogFlow({
        subscription,
        reader,
        onTaken,
        onTrouble,
        onSame,
        sleep: this.sleep,
      });
      return flow;
    });
    this.flowOfTopic = new Map(
      this.flows.flatMap((flow) => topicsOf(flow.log).map(({ topic }) => [topic, flow] as const)),
    );
  }

  /** The broker may still be away. Throws if the subscription has read by another transport. */
  override listen(started: () => void): void {
    const { signal } = this.stopping;
    for (const { log } of this.flows) this.options.subscription.registerLanes(log, LANES);
    this.running = Promise.all([
      this.keepConsuming(signal),
      this.keepCommitting(signal),
      this.keepRefreshing(signal),
      ...this.flows.map((flow) => flow.run(signal)),
    ]);
    started();
  }

  override async close(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  override on(): never {
    throw new Error('This transport has no events to listen to.');
  }

  override unwrap<T>(): T {
    return this.options.kafka as T;
  }

  /** Replaces a consumer that failed, until the transport stops. */
  private async keepConsuming(signal: AbortSignal): Promise<void> {
    const { kafka, group, onTrouble } = this.options;
    const topics = this.flows.flatMap(({ log }) => topicsOf(log));
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const consume = async (succeeded: () => void): Promise<void> => {
      try {
        await kafka.ensureTopics(topics);
        this.consumer = await kafka.consume({
          group,
          topics,
          onAssigned: (places) => this.assign(places),
          onBatch: (place, messages) => this.enqueue(place, messages),
        });
        succeeded();
        await Promise.race([this.consumer.failed, stopped]);
      } finally {
        await this.commit();
        const { consumer } = this;
        this.consumer = undefined;
        this.paused.clear();
        await consumer?.close().catch(() => undefined);
      }
    };
    await keepRunning(consume, {
      ...{ firstMs: 500, maxMs: 2_000, sleep: this.sleep, signal },
      onTrouble: (error) => onTrouble?.(group, error),
    });
  }

  private async keepCommitting(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(COMMIT_INTERVAL_MS, signal, this.sleep);
      await this.commit();
    }
  }

  /** Reads back the lanes that other instances have. */
  private async keepRefreshing(signal: AbortSignal): Promise<void> {
    const { subscription, onTrouble, group } = this.options;
    while (!signal.aborted) {
      await pause(REFRESH_INTERVAL_MS, signal, this.sleep);
      if (this.flows.every(({ hasAllLanes }) => hasAllLanes)) continue;
      await subscription.refresh().catch((error: unknown) => onTrouble?.(group, error));
      for (const flow of this.flows) flow.wake();
    }
  }

  private async commit(): Promise<void> {
    const offsets = this.flows.flatMap((flow) =>
      [...flow.takenOffsets()].map(([lane, offset]) => ({
        ...partitionOf(flow.log, lane),
        offset,
      })),
    );
    // A failed commit only costs repeated records after a restart.
    if (offsets.length > 0) await this.consumer?.commit(offsets).catch(() => undefined);
  }

  private assign(places: readonly TopicPartition[]): void {
    failpoint('in-rebalance');
    for (const flow of this.flows) {
      const own = places.filter(({ topic }) => this.flowOfTopic.get(topic) === flow);
      flow.assign(own.map((place) => laneAt(flow.log, place)));
    }
  }

  private enqueue(place: TopicPartition, messages: readonly IncomingMessage[]): void {
    const flow = this.flowOfTopic.get(place.topic);
    if (!flow) return;
    const lane = laneAt(flow.log, place);
    const latest = flow.enqueue(lane, messages);
    if (latest !== undefined) for (const each of this.flows) void each.requestWatermark(latest);
    if (flow.waitingOf(lane) <= WAITING_MAX) return;
    this.consumer?.pause(place);
    this.paused.add(`${flow.log} ${lane}`);
  }

  private resumeDrained(flow: LogFlow): void {
    for (const lane of LANES) {
      const paused = `${flow.log} ${lane}`;
      if (!this.paused.has(paused) || flow.waitingOf(lane) > WAITING_MAX / 2) continue;
      this.consumer?.resume(partitionOf(flow.log, lane));
      this.paused.delete(paused);
    }
  }
}

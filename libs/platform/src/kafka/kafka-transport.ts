import { Server, type CustomTransportStrategy } from '@nestjs/microservices';

import type { LogReader } from '../event-store/event-store.js';
import { failpoint } from '../runtime/failpoint.js';
import type { IncomingMessage, KafkaClient, KafkaConsumer } from './kafka-client.js';
import { LANES, laneAt, partitionOf, topicsOf, type TopicPartition } from './kafka-topics.js';
import { LogFlow } from './log-flow.js';
import { sleep, type Sleep } from '../runtime/sleep.js';
import type { Subscription } from '../subscriptions/subscription.js';

export interface KafkaTransportOptions {
  readonly kafka: KafkaClient;
  readonly subscription: Subscription;
  /** The logs themselves: what Kafka lost is read from them. */
  readonly readers: readonly LogReader[];
  /** The consumer group, the same in every instance of the service. */
  readonly group: string;
  readonly onTrouble?: (source: string, error: unknown) => void;
  /** Called when a log was looked at and is the one that was read so far. */
  readonly onSame?: (log: string) => void;
  readonly sleep?: Sleep;
}

/** A lane with more records waiting than this is not fetched until it has half of them. */
const WAITING_MAX = 2_000;
/** Each is a record per partition at the broker; what comes twice after a restart is dropped. */
const COMMIT_EVERY_MS = 5_000;
const REFRESH_EVERY_MS = 100;

/**
 * Brings a subscription its sources' facts from Kafka, as a transport strategy of Nest. One consumer
 * for all topics; its batches only fill the lanes, and each log's flow delivers from them in
 * transactions of its own. The subscription's checkpoints are the truth; what is committed to Kafka
 * is a hint where to go on.
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
      const onTaken = () => this.relieve(flow);
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

  /** Starts; the broker need not be there yet. Throws when the subscription may not read this way. */
  override listen(started: () => void): void {
    const { signal } = this.stopping;
    for (const { log } of this.flows) this.options.subscription.registerLanes(log, LANES);
    this.running = Promise.all([
      this.keepConsuming(signal),
      this.keepCommitting(signal),
      this.keepKnowing(signal),
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

  /** A consumer that failed is replaced: connections, brokers and groups come and go. */
  private async keepConsuming(signal: AbortSignal): Promise<void> {
    const { kafka, group, onTrouble } = this.options;
    const topics = this.flows.flatMap(({ log }) => topicsOf(log));
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      try {
        await kafka.ensureTopics(topics);
        this.consumer = await kafka.consume({
          group,
          topics,
          onAssigned: (places) => this.hold(places),
          onBatch: (place, messages) => this.bring(place, messages),
        });
        await Promise.race([this.consumer.failed, stopped]);
      } catch (error) {
        onTrouble?.(group, error);
        await this.sleep(500, signal).catch(() => undefined);
      }
      await this.commit();
      const { consumer } = this;
      this.consumer = undefined;
      this.paused.clear();
      await consumer?.close().catch(() => undefined);
    }
  }

  private async keepCommitting(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.sleep(COMMIT_EVERY_MS, signal).catch(() => undefined);
      await this.commit();
    }
  }

  /** What others' lanes brought to other instances is known here soon after. */
  private async keepKnowing(signal: AbortSignal): Promise<void> {
    const { subscription, onTrouble, group } = this.options;
    while (!signal.aborted) {
      await this.sleep(REFRESH_EVERY_MS, signal).catch(() => undefined);
      if (this.flows.every(({ whole }) => whole)) continue;
      await subscription.refresh().catch((error: unknown) => onTrouble?.(group, error));
      for (const flow of this.flows) flow.lookAgain();
    }
  }

  private async commit(): Promise<void> {
    const offsets = this.flows.flatMap((flow) =>
      [...flow.taken()].map(([lane, offset]) => ({ ...partitionOf(flow.log, lane), offset })),
    );
    // A commit that fails costs some duplicates after a restart, and nothing else.
    if (offsets.length > 0) await this.consumer?.commit(offsets).catch(() => undefined);
  }

  private hold(places: readonly TopicPartition[]): void {
    failpoint('in-rebalance');
    for (const flow of this.flows) {
      const own = places.filter(({ topic }) => this.flowOfTopic.get(topic) === flow);
      flow.hold(own.map((place) => laneAt(flow.log, place)));
    }
  }

  private bring(place: TopicPartition, messages: readonly IncomingMessage[]): void {
    const flow = this.flowOfTopic.get(place.topic);
    if (!flow) return;
    const lane = laneAt(flow.log, place);
    const latest = flow.bring(lane, messages);
    if (latest !== undefined) for (const each of this.flows) void each.ask(latest);
    if (flow.waitingOf(lane) <= WAITING_MAX) return;
    this.consumer?.pause(place);
    this.paused.add(`${flow.log} ${lane}`);
  }

  private relieve(flow: LogFlow): void {
    for (const lane of LANES) {
      const paused = `${flow.log} ${lane}`;
      if (!this.paused.has(paused) || flow.waitingOf(lane) > WAITING_MAX / 2) continue;
      this.consumer?.resume(partitionOf(flow.log, lane));
      this.paused.delete(paused);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';

import type { Instant } from '@esep/kernel';
import type { DataSource } from 'typeorm';

import type { Clock } from '../runtime/clock.js';
import { DirectTransport, LogForked } from '../subscriptions/direct-transport.js';
import { StoreUnavailable, type LogReader } from '../event-store/event-store.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { KafkaTransport } from '../kafka/kafka-transport.js';
import type { LogDirectory } from '../event-store/log-directory.js';
import type { Consumer } from '../subscriptions/consumer.js';
import { Subscription } from '../subscriptions/subscription.js';

/** How far every source was known when an answer was worked out (DESIGN §6). */
export interface LedgerKnown {
  readonly sources: {
    readonly [log: string]: { readonly position: number; readonly recordedAt: Instant };
  };
  /** Everything recorded up to and including this instant, anywhere, is known here. */
  readonly knownThrough: Instant;
}

export interface SubscriptionsOptions {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly logs: LogDirectory;
  /** Whose subscriptions these are; its own log is always read directly. */
  readonly service: string;
  readonly ownLog: string;
  /** Where other services' facts come from; read directly without it. */
  readonly kafka?: KafkaClient;
  readonly onTrouble: (message: string, error: unknown) => void;
}

/**
 * The own log beside Kafka: others' facts take longer than this to come, and others' time is told once
 * a second.
 */
const BESIDE_KAFKA = { gatherMs: 100, idleMs: 1_000 };

/** Clocks of machines that are set by NTP differ by far less. */
const AHEAD_SECONDS_MAX = 10;

/** The durable consumers of one service, from start to stop. */
export class Subscriptions {
  private readonly running = new Map<string, Subscription>();
  private readonly transports: { stop(): Promise<void> }[] = [];
  /** By consumer and log: sources that are not the logs that were read so far, and why. */
  private readonly forks = new Map<string, Map<string, string>>();
  private stopped = false;

  constructor(private readonly options: SubscriptionsOptions) {}

  /** Starts a consumer. Its sources are followed as soon as they can be found. */
  async start(consumer: Consumer): Promise<Subscription> {
    const { database, clock, logs, ownLog, kafka } = this.options;
    const subscription = await Subscription.open(consumer, database, () => clock.now());
    this.running.set(consumer.name, subscription);
    const byKafka = kafka ? consumer.logs.filter((log) => log !== ownLog) : [];
    // What others said is known through a moment as soon as the own log says so too.
    const past = byKafka.length > 0 ? () => subscription.latest : undefined;
    for (const log of consumer.logs)
      if (!byKafka.includes(log))
        void logs.find(log).then((reader) => this.follow(subscription, reader, past));
    if (kafka && byKafka.length > 0)
      void Promise.all(byKafka.map((log) => logs.find(log)))
        .then((readers) => this.consume(subscription, readers, kafka))
        .catch((error: unknown) => this.tellingOf(subscription).onTrouble('Kafka', error));
    return subscription;
  }

  private follow(
    subscription: Subscription,
    reader: LogReader,
    past: (() => Instant) | undefined,
  ): void {
    if (this.stopped) return;
    const pace = this.options.kafka ? BESIDE_KAFKA : {};
    const told = { ...this.tellingOf(subscription), ...pace, ...(past ? { past } : {}) };
    this.transports.push(new DirectTransport({ subscription, readers: [reader], ...told }));
  }

  private consume(
    subscription: Subscription,
    readers: readonly LogReader[],
    kafka: KafkaClient,
  ): void {
    if (this.stopped) return;
    const group = `esep.${this.options.service}.${subscription.consumer.name}`;
    const told = this.tellingOf(subscription);
    const transport = new KafkaTransport({ kafka, subscription, readers, group, ...told });
    transport.listen(() => undefined);
    this.transports.push({ stop: () => transport.close() });
  }

  private tellingOf({ consumer: { name } }: Subscription) {
    const forks = this.forks.get(name) ?? new Map<string, string>();
    this.forks.set(name, forks);
    return {
      onTrouble: (source: string, error: unknown): void => {
        if (error instanceof LogForked) forks.set(source, error.message);
        this.options.onTrouble(`${name} cannot go on with ${source}`, error);
      },
      onSame: (log: string): void => void forks.delete(log),
    };
  }

  /** Sources of a consumer that are not the logs it read so far, with what to do; none when all is well. */
  forksOf(name: string): readonly string[] {
    return [...(this.forks.get(name)?.values() ?? [])];
  }

  /**
   * Sources whose clock is ahead of this one, with what that means. One that is behind shows by how far
   * everything is known.
   */
  ahead(): readonly string[] {
    const now = Date.parse(this.now());
    const logs = new Map(
      this.all().flatMap((one) =>
        one.consumer.logs.map((log) => [log, one.knownThrough(log).recordedAt] as const),
      ),
    );
    return [...logs].flatMap(([log, recordedAt]) => {
      const seconds = Math.round((Date.parse(recordedAt) - now) / 1_000);
      return seconds > AHEAD_SECONDS_MAX
        ? [
            `The clock of ${log} is ${seconds} s ahead. What it records is in no figure until the others come as far; set the clocks of all machines by NTP.`,
          ]
        : [];
    });
  }

  get(name: string): Subscription {
    const found = this.running.get(name);
    if (!found) throw new Error(`No subscription is called ${name}.`);
    return found;
  }

  /**
   * Resolves when a consumer has taken everything that its source holds at the moment of asking; so
   * what was just said is also read. Rejects after `patienceMs`.
   */
  async caughtUp(name: string, log: string, patienceMs = 5_000): Promise<void> {
    const { next } = await (await this.options.logs.find(log)).watermark();
    const deadline = Date.now() + patienceMs;
    while (this.get(name).knownThrough(log).next < next) {
      // Who asks while the service stops is not kept waiting for what does not come any more.
      if (Date.now() > deadline || this.stopped)
        throw new StoreUnavailable(`${name} is behind ${log}.`);
      await sleep(5);
    }
  }

  all(): readonly Subscription[] {
    return [...this.running.values()];
  }

  /** What time it is for the ledger. */
  now(): Instant {
    return this.options.clock.now();
  }

  /** What is known through a subscription of all its sources. */
  known(name: string): LedgerKnown {
    const subscription = this.get(name);
    const marks = subscription.consumer.logs.map(
      (log) => [log, subscription.knownThrough(log)] as const,
    );
    const sources = Object.fromEntries(
      marks.map(([log, { next, recordedAt }]) => [log, { position: next - 1, recordedAt }]),
    );
    const least = marks.map(([, { recordedAt }]) => recordedAt).reduce((a, b) => (a < b ? a : b));
    return { sources, knownThrough: justBefore(least) };
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.transports.map((transport) => transport.stop()));
  }
}

/** A watermark excludes its own instant: another event may still be recorded in that millisecond. */
const justBefore = (instant: Instant): Instant => {
  const millis = Date.parse(instant);
  return new Date(Math.max(millis - 1, 0)).toISOString();
};

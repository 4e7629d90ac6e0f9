import { earliest, type Instant } from '@esep/kernel';
import type { DataSource } from 'typeorm';

import type { Clock } from '../runtime/clock.js';
import { pause, sleep } from '../runtime/sleep.js';
import { DirectTransport, LogForked } from '../subscriptions/direct-transport.js';
import { StoreUnavailable, type LogReader } from '../event-store/event-store.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { KafkaTransport } from '../kafka/kafka-transport.js';
import type { LogDirectory } from '../event-store/log-directory.js';
import type { Consumer } from '../subscriptions/consumer.js';
import { Subscription } from '../subscriptions/subscription.js';

/** How far every log is known. */
interface LedgerKnown {
  readonly sources: {
    readonly [log: string]: { readonly position: number; readonly recordedAt: Instant };
  };
  /** Everything recorded up to and including this instant, in any of the logs, is known here. */
  readonly knownThrough: Instant;
}

/** What an answer rests on. */
export interface Ledger extends LedgerKnown {
  /** False when facts may be missing: late sources, a parked fact, a forked log. */
  readonly complete: boolean;
}

/** How far a consumer is in one log that it reads. */
export interface SourceState {
  readonly subscription: string;
  readonly log: string;
  readonly position: number;
  /** Null while the service of the log does not answer. */
  readonly head: number | null;
  readonly behind: number | null;
  readonly knownThrough: Instant;
  readonly behindSeconds: number;
  readonly parked: number;
  readonly parkedSince: Instant | null;
  readonly state: 'reading' | 'stopped' | 'forked';
}

export interface SubscriptionsOptions {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly logs: LogDirectory;
  /** The service of these subscriptions; its own log is always read directly. */
  readonly service: string;
  readonly ownLog: string;
  /** Other logs are read from Kafka; without it, directly. */
  readonly kafka?: KafkaClient;
  readonly onTrouble: (message: string, error: unknown) => void;
}

/**
 * Pace of the own log beside Kafka: there, other logs' facts take longer, and their idle watermarks come
 * once a second.
 */
const BESIDE_KAFKA = { gatherMs: 100, idleMs: 1_000 };

/** How long a log of another service is waited for to tell how long it is. */
const HEAD_PATIENCE_MS = 2_000;

/** Clocks set by NTP differ by far less. */
const AHEAD_SECONDS_MAX = 10;

/** The running consumers of one service with their transports. */
export class Subscriptions {
  private readonly running = new Map<string, Subscription>();
  private readonly transports: { stop(): Promise<void> }[] = [];
  /** By consumer and log: the messages of forked logs. */
  private readonly forks = new Map<string, Map<string, string>>();
  private stopped = false;

  constructor(private readonly options: SubscriptionsOptions) {}

  /** Starts a consumer. A log that is not in the directory yet is read once it is added. */
  async start(consumer: Consumer): Promise<Subscription> {
    const { database, clock, logs, ownLog, kafka } = this.options;
    const subscription = await Subscription.open(consumer, database, () => clock.now());
    this.running.set(consumer.name, subscription);
    const byKafka = kafka ? consumer.logs.filter((log) => log !== ownLog) : [];
    // `knownThrough` is the minimum over all logs: the own log's watermark must pass the others' facts.
    const past = byKafka.length > 0 ? () => subscription.latest : undefined;
    for (const log of consumer.logs)
      if (!byKafka.includes(log))
        void logs.find(log).then((reader) => this.follow(subscription, reader, past));
    if (kafka && byKafka.length > 0)
      void Promise.all(byKafka.map((log) => logs.find(log)))
        .then((readers) => this.consume(subscription, readers, kafka))
        .catch((error: unknown) => this.callbacksOf(subscription).onTrouble('Kafka', error));
    return subscription;
  }

  private follow(
    subscription: Subscription,
    reader: LogReader,
    past: (() => Instant) | undefined,
  ): void {
    if (this.stopped) return;
    const pace = this.options.kafka ? BESIDE_KAFKA : {};
    const told = { ...this.callbacksOf(subscription), ...pace, ...(past ? { past } : {}) };
    this.transports.push(new DirectTransport({ subscription, readers: [reader], ...told }));
  }

  private consume(
    subscription: Subscription,
    readers: readonly LogReader[],
    kafka: KafkaClient,
  ): void {
    if (this.stopped) return;
    const group = `esep.${this.options.service}.${subscription.consumer.name}`;
    const told = this.callbacksOf(subscription);
    const transport = new KafkaTransport({ kafka, subscription, readers, group, ...told });
    transport.listen(() => undefined);
    this.transports.push({ stop: () => transport.close() });
  }

  private callbacksOf({ consumer: { name } }: Subscription) {
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

  /** Messages about the forked logs of a consumer, with what to do. */
  forksOf(name: string): readonly string[] {
    return [...(this.forks.get(name)?.values() ?? [])];
  }

  /**
   * Messages about logs whose clock is ahead of this one. A clock that is behind shows in
   * `knownThrough`.
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
   * Resolves when a consumer has handled everything that the log holds now, so that a caller reads its
   * own writes. Rejects after `patienceMs`.
   */
  async caughtUp(name: string, log: string, patienceMs = 5_000): Promise<void> {
    const { next } = await (await this.options.logs.find(log)).watermark();
    const deadline = Date.now() + patienceMs;
    while (this.get(name).knownThrough(log).next < next) {
      // A stopped transport delivers nothing more, so waiting on would only delay the shutdown.
      if (Date.now() > deadline || this.stopped)
        throw new StoreUnavailable(`${name} is behind ${log}.`);
      await sleep(5);
    }
  }

  all(): readonly Subscription[] {
    return [...this.running.values()];
  }

  /** The time of the service's clock. */
  now(): Instant {
    return this.options.clock.now();
  }

  /** How far a subscription knows each of its logs, and all of them. */
  known(name: string): LedgerKnown {
    const subscription = this.get(name);
    const marks = subscription.consumer.logs.map(
      (log) => [log, subscription.knownThrough(log)] as const,
    );
    const sources = Object.fromEntries(
      marks.map(([log, { next, recordedAt }]) => [log, { position: next - 1, recordedAt }]),
    );
    const promised = earliest(marks.map(([, { recordedAt }]) => recordedAt));
    return { sources, knownThrough: justBefore(promised) };
  }

  /** What an answer of a subscription rests on: about one key, or all; as known at an instant, or now. */
  ledger(
    name: string,
    about: { readonly key?: string | undefined; readonly knownAt?: Instant | undefined },
  ): Ledger {
    const { key, knownAt } = about;
    const known = this.known(name);
    const subscription = this.get(name);
    const isParked = key === undefined ? subscription.parkedCount > 0 : subscription.isParked(key);
    const isAhead = knownAt !== undefined && knownAt > known.knownThrough;
    const isSound = subscription.trouble === undefined && this.forksOf(name).length === 0;
    return { ...known, complete: !isAhead && !isParked && isSound };
  }

  /** All consumers with each of their logs, in the order of their names. */
  async sources(): Promise<readonly SourceState[]> {
    const logs = new Set(this.all().flatMap(({ consumer }) => consumer.logs));
    const heads = new Map(
      await Promise.all([...logs].map(async (log) => [log, await this.headOf(log)] as const)),
    );
    const states = await Promise.all(this.all().map((one) => this.sourcesOf(one, heads)));
    return states
      .flat()
      .toSorted((a, b) => compare(a.subscription, b.subscription) || compare(a.log, b.log));
  }

  private async sourcesOf(
    subscription: Subscription,
    heads: ReadonlyMap<string, number | null>,
  ): Promise<SourceState[]> {
    const { name, logs } = subscription.consumer;
    const parked = Map.groupBy(await subscription.parked(), ({ log }) => log);
    return logs.map((log) => {
      const { next, recordedAt: knownThrough } = subscription.knownThrough(log);
      const head = heads.get(log) ?? null;
      const waiting = parked.get(log) ?? [];
      return {
        ...{ subscription: name, log, position: next, head, knownThrough },
        behind: head === null ? null : Math.max(0, head - next),
        behindSeconds: Math.max(
          0,
          Math.round((Date.parse(this.now()) - Date.parse(knownThrough)) / 1_000),
        ),
        parked: waiting.length,
        parkedSince: waiting[0]?.parkedAt ?? null,
        state: this.stateOf(subscription, log),
      };
    });
  }

  private stateOf(subscription: Subscription, log: string): SourceState['state'] {
    if (this.forks.get(subscription.consumer.name)?.has(log)) return 'forked';
    return subscription.stoppedAt.includes(log) ? 'stopped' : 'reading';
  }

  private async headOf(log: string): Promise<number | null> {
    const answered = new AbortController();
    const late = pause(HEAD_PATIENCE_MS, answered.signal).then(() => null);
    const head = this.options.logs
      .find(log)
      .then((reader) => reader.watermark())
      .then(({ next }) => next)
      .catch(() => null);
    const found = await Promise.race([head, late]);
    answered.abort();
    return found;
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

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

import type { Pool } from 'pg';

import type { LogReader, StoredEvent } from '../event-store/event-store.js';
import { failpoint, failpointNextTurn } from '../runtime/failpoint.js';
import type { KafkaClient, KafkaProducer, Offset, OutgoingMessage } from './kafka-client.js';
import { factMessage, markMessage } from './kafka-message.js';
import { GLOBAL, laneAt, LANES, partsOf, topicsOf, type TopicPartition } from './kafka-topics.js';
import { sleep, type Sleep } from '../runtime/sleep.js';

// Tails a log into its two topics. What is sent depends on the log alone: sent again after a crash it
// is the same again, and consumers drop it by its position.
//
// Offsets of a partition only grow. Where one is smaller than before, the topic was deleted and made
// anew, or its brokers lost the end of it: then everything is published again from the log.

export interface KafkaPublisherOptions {
  readonly reader: LogReader;
  readonly kafka: KafkaClient;
  /** The service's database, which remembers what was sent (publishing-migration.ts). */
  readonly pool: Pool;
  readonly onTrouble: (error: unknown) => void;
  readonly sleep?: Sleep;
}

interface Progress {
  readonly next: number;
  /** Position of the last record of each lane. */
  readonly last: Readonly<Record<string, number>>;
}

/** At least so far each lane's partition was filled. */
type Offsets = Readonly<Record<string, string>>;

interface Batch {
  readonly messages: readonly OutgoingMessage[];
  readonly to: Progress;
  /** The log held nothing more when it was asked. */
  readonly isLast: boolean;
}

const BATCH = 1_000;
/** What a broker takes for one partition at once is 1 MiB by default, with headers. */
const BATCH_BYTES = 800_000;
const HEADER_BYTES = 800;
/** A batch costs as much for one event as for fifty, also whoever reads it: after a small one, more is waited for. */
const GATHER_MS = 25;
const GATHERED = 50;
/** All lanes are told how far the log goes: so soon after events, */
const TOLD_AFTER_MS = 200;
/** and when there are none, one lane is told so often. Who needs it earlier asks. */
const TOLD_EVERY_MS = 1_000;
/** All are told again after one was so many times. */
const TOLD_TO_ONE = 5;

export class KafkaPublisher {
  private readonly sleep: Sleep;
  /** There were events since all lanes were told. */
  private hasNews = true;
  /** All lanes were told some time ago. */
  private isRested = true;
  /** How many times only some lanes were told since. */
  private toldToSome = 0;

  constructor(private readonly options: KafkaPublisherOptions) {
    this.sleep = options.sleep ?? sleep;
  }

  /** Publishes until the lease is lost or the service stops. */
  async run(held: AbortSignal): Promise<void> {
    for (let failures = 0; !held.aborted; failures += 1) {
      try {
        await this.publish(held, () => {
          failures = 0;
        });
      } catch (error) {
        if (held.aborted) return;
        this.options.onTrouble(error);
        const pause = Math.min(100 * 2 ** failures, 2_000);
        await this.pause(pause, held);
      }
    }
  }

  private async publish(held: AbortSignal, onStep: () => void): Promise<void> {
    const { reader, kafka } = this.options;
    await kafka.ensureTopics(topicsOf(reader.log));
    const producer = await kafka.producer();
    let wake = (): void => undefined;
    const unsubscribe = reader.onAppended(() => wake());
    try {
      let { offsets, ...progress } = await this.load();
      let ahead: Promise<Batch> | undefined;
      while (!held.aborted) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const batch = await (ahead ?? this.batchAfter(progress, held));
        // While one is being sent, the next is read.
        ahead = batch.isLast ? undefined : this.batchAfter(batch.to, held);
        ahead?.catch(() => undefined);
        const events = batch.to.next - progress.next;
        const sent = await this.send(producer, batch.messages, events);
        offsets = await this.grown(offsets, sent, progress);
        if (events > 0) await this.save(progress, batch.to, offsets);
        progress = batch.to;
        onStep();
        if (events > 0 && events < GATHERED && !ahead) await this.pause(GATHER_MS, held);
        if (!ahead) await this.waitFor(woken, this.hasNews ? TOLD_AFTER_MS : TOLD_EVERY_MS, held);
      }
    } finally {
      unsubscribe();
      await producer.close().catch(() => undefined);
    }
  }

  private async send(
    producer: KafkaProducer,
    messages: readonly OutgoingMessage[],
    events: number,
  ): Promise<readonly (TopicPartition & Offset)[]> {
    if (events === 0) return (await producer.send(messages)) ?? [];
    failpoint('before-publish', events);
    const sending = producer.send(messages);
    failpointNextTurn('during-publish', events);
    const sent = await sending;
    failpoint('after-publish', events);
    return sent ?? [];
  }

  /** How far the partitions are filled now. Throws when they no longer have what they had. */
  private async grown(
    offsets: Offsets,
    sent: readonly (TopicPartition & Offset)[],
    progress: Progress,
  ): Promise<Offsets> {
    const { log } = this.options.reader;
    const placed = sent.map(({ offset, ...place }) => [laneAt(log, place), offset] as const);
    const fell = placed.filter(([lane, offset]) => BigInt(offset) <= BigInt(offsets[lane] ?? -1));
    if (fell.length === 0) return { ...offsets, ...Object.fromEntries(placed) };
    await this.save(progress, { next: 0, last: {} }, {});
    const lanes = fell.map(([lane]) => lane).join(', ');
    throw new Error(`What ${log} published in ${lanes} is gone: all of it is published again.`);
  }

  private pause(ms: number, held: AbortSignal): Promise<void> {
    return this.sleep(ms, held).catch(() => undefined);
  }

  private async waitFor(woken: Promise<void>, ms: number, held: AbortSignal): Promise<void> {
    const idle = new AbortController();
    const timer = this.sleep(ms, AbortSignal.any([held, idle.signal])).catch(() => undefined);
    await Promise.race([woken, timer]);
    idle.abort();
  }

  /** The next events, with what says in every lane how far the log is thereby told. */
  private async batchAfter(progress: Progress, held: AbortSignal): Promise<Batch> {
    const { reader } = this.options;
    // Asked for before reading: what is read afterwards reaches at least this far.
    const head = await reader.watermark();
    // No more than there is: what was appended last is in memory.
    const count = Math.min(BATCH, head.next - progress.next);
    const events = count > 0 ? sendable(await reader.read(progress.next, count)) : [];
    const last: Record<string, number> = { ...progress.last };
    const messages: OutgoingMessage[] = [];
    for (const event of events)
      for (const part of partsOf(event.envelope)) {
        messages.push(factMessage(event, part, last[part.lane] ?? -1));
        last[part.lane] = event.position;
      }
    const next = progress.next + events.length;
    const isLast = next >= head.next;
    const { recordedAt } = isLast ? head : (events.at(-1)?.envelope ?? head);
    const lanes = new Set(messages.map((message) => laneAt(reader.log, message)));
    const mark = { next, recordedAt, last };
    for (const lane of this.toldNow(lanes, held))
      messages.push(markMessage(reader.log, lane, mark));
    return { messages, to: { next, last }, isLast };
  }

  /**
   * In which lanes a watermark comes. One speaks for all lanes, to whoever has its own: so a service
   * that runs once hears of everything. For its instances, and so that a lost last record is noticed,
   * all lanes are told soon after events, and now and then when there are none.
   */
  private toldNow(withEvents: ReadonlySet<string>, held: AbortSignal): Iterable<string> {
    const isQuiet = withEvents.size === 0;
    const isKnown = isQuiet && !this.hasNews && this.toldToSome < TOLD_TO_ONE;
    if (!this.isRested || isKnown) {
      this.hasNews ||= !isQuiet;
      this.toldToSome += 1;
      return isQuiet ? [GLOBAL] : withEvents;
    }
    this.hasNews = false;
    this.isRested = false;
    this.toldToSome = 0;
    void this.sleep(TOLD_AFTER_MS, held)
      .catch(() => undefined)
      .then(() => (this.isRested = true));
    return LANES;
  }

  private async load(): Promise<Progress & { offsets: Offsets }> {
    const { pool, reader } = this.options;
    await pool.query(
      `insert into publishing.progress (log, next, last) values ($1, 0, '{}') on conflict do nothing`,
      [reader.log],
    );
    const { rows } = await pool.query<{
      next: string;
      last: Progress['last'];
      offsets: Offsets;
    }>('select next, last, offsets from publishing.progress where log = $1', [reader.log]);
    const { next, last, offsets } = rows[0] as (typeof rows)[number];
    return { next: Number(next), last, offsets };
  }

  /** Not waited for on disk: should the database crash, the same is sent again. */
  private async save(from: Progress, to: Progress, offsets: Offsets): Promise<void> {
    const { pool, reader } = this.options;
    const { rowCount } = await pool.query(
      `update publishing.progress set next = $3, last = $4, offsets = $5
        where log = $1 and next = $2
       returning set_config('synchronous_commit', 'off', true)`,
      [reader.log, from.next, to.next, JSON.stringify(to.last), JSON.stringify(offsets)],
    );
    if (rowCount !== 1) throw new Error(`Another process publishes ${reader.log}.`);
  }
}

/** The first of these, as many as surely fit into one partition at once. */
const sendable = (events: readonly StoredEvent[]): readonly StoredEvent[] => {
  let bytes = 0;
  const end = events.findIndex((event) => {
    bytes += Buffer.byteLength(event.bytes) + HEADER_BYTES;
    return bytes > BATCH_BYTES;
  });
  // One that is too large by itself is tried, so that the broker says so.
  return end < 0 ? events : events.slice(0, Math.max(1, end));
};

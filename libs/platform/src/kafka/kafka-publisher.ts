import type { Pool } from 'pg';

import type { LogReader, StoredEvent } from '../event-store/event-store.js';
import { failpoint, failpointNextTurn } from '../runtime/failpoint.js';
import type { KafkaClient, KafkaProducer, Offset, OutgoingMessage } from './kafka-client.js';
import { factMessage, markMessage } from './kafka-message.js';
import { GLOBAL, laneAt, LANES, partsOf, topicsOf, type TopicPartition } from './kafka-topics.js';
import { keepRunning } from '../runtime/retry.js';
import { pause, sleep, type Sleep } from '../runtime/sleep.js';

// Tails a log into its two topics. Messages depend on the log alone, so a crash only sends the same ones
// again, and consumers drop them by their positions.
//
// Offsets of a partition only grow. A smaller one than before shows that the topic was created anew or
// that its brokers lost its end: then everything is published again from the log.

export interface KafkaPublisherOptions {
  readonly reader: LogReader;
  readonly kafka: KafkaClient;
  /** The service's database, where progress is saved (publishing-migration.ts). */
  readonly pool: Pool;
  readonly onTrouble: (error: unknown) => void;
  readonly sleep?: Sleep;
}

interface Progress {
  readonly next: number;
  /** Position of each lane's last record. */
  readonly last: Readonly<Record<string, number>>;
}

/** By lane, the offset of the first message of the last batch: a lower bound of the partition's end. */
type Offsets = Readonly<Record<string, string>>;

interface Batch {
  readonly messages: readonly OutgoingMessage[];
  readonly to: Progress;
  /** The log had no more events when the batch was read. */
  readonly isLast: boolean;
}

const BATCH = 1_000;
/** Below 1 MiB with headers, the default of `max.message.bytes` for one batch of a partition. */
const BATCH_BYTES = 800_000;
const HEADER_BYTES = 800;
/** Pause after a batch of less than `SMALL_BATCH` events, because each batch costs its readers a transaction. */
const GATHER_MS = 25;
const SMALL_BATCH = 50;
/** All lanes get a watermark so soon after events; */
const WATERMARK_AFTER_APPEND_MS = 200;
/** without events, one lane gets one at this interval. A consumer that needs it earlier requests it. */
const WATERMARK_IDLE_INTERVAL_MS = 1_000;
/** After so many watermarks of some lanes, all lanes get one. */
const PARTIAL_WATERMARKS_MAX = 5;

export class KafkaPublisher {
  private readonly sleep: Sleep;
  /** There were events since all lanes got a watermark. */
  private eventsSinceFullWatermark = true;
  /** The last watermark of all lanes is `WATERMARK_AFTER_APPEND_MS` ago. */
  private isFullWatermarkAllowed = true;
  private partialWatermarks = 0;

  constructor(private readonly options: KafkaPublisherOptions) {
    this.sleep = options.sleep ?? sleep;
  }

  /** Publishes until the lease is lost or the service stops. */
  run(held: AbortSignal): Promise<void> {
    const { onTrouble } = this.options;
    return keepRunning((succeeded) => this.publish(held, succeeded), {
      ...{ firstMs: 100, maxMs: 2_000, sleep: this.sleep, signal: held, onTrouble },
    });
  }

  private async publish(held: AbortSignal, succeeded: () => void): Promise<void> {
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
        // Reads the next batch while this one is being sent.
        ahead = batch.isLast ? undefined : this.batchAfter(batch.to, held);
        ahead?.catch(() => undefined);
        const events = batch.to.next - progress.next;
        const sent = await this.send(producer, batch.messages, events);
        offsets = await this.advanceOffsets(offsets, sent, progress);
        if (events > 0) await this.save(progress, batch.to, offsets);
        progress = batch.to;
        succeeded();
        if (events > 0 && events < SMALL_BATCH && !ahead) await pause(GATHER_MS, held, this.sleep);
        if (!ahead)
          await this.waitFor(
            woken,
            this.eventsSinceFullWatermark ? WATERMARK_AFTER_APPEND_MS : WATERMARK_IDLE_INTERVAL_MS,
            held,
          );
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

  /** The offsets after a batch. Resets the progress and throws if a partition lost messages. */
  private async advanceOffsets(
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

  private async waitFor(woken: Promise<void>, ms: number, held: AbortSignal): Promise<void> {
    const idle = new AbortController();
    await Promise.race([woken, pause(ms, AbortSignal.any([held, idle.signal]), this.sleep)]);
    idle.abort();
  }

  /** The next events, with the watermarks of this batch. */
  private async batchAfter(progress: Progress, held: AbortSignal): Promise<Batch> {
    const { reader } = this.options;
    // Before reading, so that what is read reaches at least as far as the watermark.
    const head = await reader.watermark();
    // Not beyond the end: then the store answers from memory.
    const count = Math.min(BATCH, head.next - progress.next);
    const events = count > 0 ? fittingOneRequest(await reader.read(progress.next, count)) : [];
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
    for (const lane of this.lanesToMark(lanes, held))
      messages.push(markMessage(reader.log, lane, mark));
    return { messages, to: { next, last }, isLast };
  }

  /**
   * The lanes that get a watermark with this batch. One holds for all lanes, so it is enough for a
   * consumer that has all of them. Consumers with some of the lanes, and the detection of a lost last
   * record, need one in every lane: soon after events, and now and then without.
   */
  private lanesToMark(withEvents: ReadonlySet<string>, held: AbortSignal): Iterable<string> {
    const isQuiet = withEvents.size === 0;
    const isKnown =
      isQuiet && !this.eventsSinceFullWatermark && this.partialWatermarks < PARTIAL_WATERMARKS_MAX;
    if (!this.isFullWatermarkAllowed || isKnown) {
      this.eventsSinceFullWatermark ||= !isQuiet;
      this.partialWatermarks += 1;
      return isQuiet ? [GLOBAL] : withEvents;
    }
    this.eventsSinceFullWatermark = false;
    this.isFullWatermarkAllowed = false;
    this.partialWatermarks = 0;
    void pause(WATERMARK_AFTER_APPEND_MS, held, this.sleep).then(
      () => (this.isFullWatermarkAllowed = true),
    );
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

  /** Commits asynchronously: after a crash of the database the same messages are sent again. */
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

/** The first events that together surely fit into one batch of a partition. */
const fittingOneRequest = (events: readonly StoredEvent[]): readonly StoredEvent[] => {
  let bytes = 0;
  const end = events.findIndex((event) => {
    bytes += Buffer.byteLength(event.bytes) + HEADER_BYTES;
    return bytes > BATCH_BYTES;
  });
  // A single event that is too large is sent, so that the broker's error is seen.
  return end < 0 ? events : events.slice(0, Math.max(1, end));
};

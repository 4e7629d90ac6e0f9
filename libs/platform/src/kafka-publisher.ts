import type { Pool } from 'pg';

import type { LogReader, StoredEvent } from './event-store.js';
import type { KafkaClient, KafkaProducer, OutgoingMessage } from './kafka-client.js';
import { factMessage, markMessage } from './kafka-message.js';
import { LANES, partsOf, topicsOf } from './kafka-topics.js';
import type { Watermark } from './lane.js';
import { sleep, type Sleep } from './sleep.js';

// Tails a log into its two topics. What is sent depends on the log alone: sent again after a crash it
// is the same again, and consumers drop it by its position.

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
  readonly last: Readonly<Record<string, number>>;
}

const BATCH = 1_000;
/** What a broker takes for one partition at once is 1 MiB by default, with headers. */
const BATCH_BYTES = 800_000;
const HEADER_BYTES = 800;
const MARK_EVERY_MS = 200;

export class KafkaPublisher {
  private readonly sleep: Sleep;

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
        await this.sleep(pause, held).catch(() => undefined);
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
      let progress = await this.load();
      while (!held.aborted) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const before = progress.next;
        progress = await this.step(producer, progress);
        onStep();
        if (progress.next > before) continue;
        const idle = new AbortController();
        const stopped = AbortSignal.any([held, idle.signal]);
        const timer = this.sleep(MARK_EVERY_MS, stopped).catch(() => undefined);
        await Promise.race([woken, timer]);
        idle.abort();
      }
    } finally {
      unsubscribe();
      await producer.close().catch(() => undefined);
    }
  }

  /** Sends the next batch, and says in every lane how far the log is thereby told. */
  private async step(producer: KafkaProducer, progress: Progress): Promise<Progress> {
    const { reader } = this.options;
    // Asked for before reading: what is read afterwards reaches at least this far.
    const head = await reader.watermark();
    const events =
      head.next > progress.next ? sendable(await reader.read(progress.next, BATCH)) : [];
    const last: Record<string, number> = { ...progress.last };
    const messages: OutgoingMessage[] = [];
    for (const event of events)
      for (const part of partsOf(event.envelope)) {
        messages.push(factMessage(event, part, last[part.lane] ?? -1));
        last[part.lane] = event.position;
      }
    const next = progress.next + events.length;
    const { recordedAt } = next >= head.next ? head : (events.at(-1)?.envelope ?? head);
    messages.push(...this.marks({ next, recordedAt }, last));
    await producer.send(messages);
    if (events.length > 0) await this.save(progress, { next, last });
    return { next, last };
  }

  private marks(mark: Watermark, last: Progress['last']): OutgoingMessage[] {
    const { log } = this.options.reader;
    return LANES.map((lane) => markMessage(log, lane, { ...mark, last: last[lane] ?? -1 }));
  }

  private async load(): Promise<Progress> {
    const { pool, reader } = this.options;
    await pool.query(
      `insert into publishing.progress (log, next, last) values ($1, 0, '{}') on conflict do nothing`,
      [reader.log],
    );
    const { rows } = await pool.query<{ next: string; last: Record<string, number> }>(
      'select next, last from publishing.progress where log = $1',
      [reader.log],
    );
    return { next: Number(rows[0]?.next), last: rows[0]?.last ?? {} };
  }

  private async save(from: Progress, to: Progress): Promise<void> {
    const { pool, reader } = this.options;
    const { rowCount } = await pool.query(
      'update publishing.progress set next = $3, last = $4 where log = $1 and next = $2',
      [reader.log, from.next, to.next, JSON.stringify(to.last)],
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
  return end < 0 ? events : events.slice(0, end);
};

import { Injectable } from '@nestjs/common';
import type { Instant } from '@esep/kernel';
import { DataSource } from 'typeorm';

import { ABOUT, AMONG, HAS_AMONG, TYPE } from './event-index-migration.js';
import { EventStore, type StoredEvent } from './event-store.js';
import { storedEvent, type StoredRow } from './recent-events.js';

/** Which events, in which order. Those that are given must all hold. */
export interface EventsAsked {
  readonly type?: string | undefined;
  readonly stream?: string | undefined;
  readonly licenseeId?: string | undefined;
  /** Recorded then or later. */
  readonly since?: Instant | undefined;
  /** Recorded earlier. */
  readonly until?: Instant | undefined;
  readonly order: 'oldest' | 'newest';
  /** The first position to look at, in the order asked for. */
  readonly from?: number | undefined;
  readonly limit: number;
  /** May it be shown? Default: yes. */
  readonly shows?: (event: StoredEvent) => boolean | Promise<boolean>;
}

export interface EventsFound {
  readonly events: readonly StoredEvent[];
  /** Where to go on (`from`), or null at the end. There may be more although nothing was found. */
  readonly next: number | null;
}

/** The most events that one search looks at; the next one goes on. */
const LOOKED_AT_MAX = 5_000;
const BATCH = 500;

/**
 * Finds events in the log by its indexes. A search goes along one index, by the condition that leaves
 * least, and looks at what it finds there for the others, so that its work is bounded whatever is asked.
 */
@Injectable()
export class EventSearch {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
  ) {}

  async find(asked: EventsAsked): Promise<EventsFound> {
    const { order, limit } = asked;
    const range = await this.positions(asked);
    const step = order === 'oldest' ? 1 : -1;
    const events: StoredEvent[] = [];
    let from = asked.from ?? (order === 'oldest' ? range.first : range.last);
    for (let looked = 0; looked < LOOKED_AT_MAX;) {
      // Where all that an index gives is asked for, one batch of the page's size is enough.
      const count = looked === 0 ? Math.min(limit + 1, BATCH) : BATCH;
      const batch = await this.batch(asked, range, from, count);
      looked += batch.length;
      for (const event of batch) {
        if (!isAsked(event, asked) || (await asked.shows?.(event)) === false) continue;
        if (events.length === limit) return { events, next: event.position };
        events.push(event);
      }
      const last = batch.at(-1);
      if (last === undefined || batch.length < count) return { events, next: null };
      from = last.position + step;
    }
    return { events, next: from };
  }

  private async batch(
    asked: EventsAsked,
    range: Positions,
    from: number,
    count: number,
  ): Promise<StoredEvent[]> {
    const [first, last] =
      asked.order === 'oldest'
        ? [Math.max(from, range.first), range.last]
        : [range.first, Math.min(from, range.last)];
    if (first > last) return [];
    const way = asked.order === 'oldest' ? 'asc' : 'desc';
    if (asked.stream !== undefined) return this.ofStream(asked.stream, first, last, way, count);
    if (asked.licenseeId !== undefined)
      return this.about(asked.licenseeId, first, last, way, count);
    if (asked.type !== undefined) return this.ofType(asked.type, first, last, way, count);
    const start = way === 'asc' ? 'position >= $1' : 'position <= $1';
    const events = await this.rows(
      `${start} order by position ${way}`,
      [way === 'asc' ? first : last],
      count,
    );
    return events.filter(({ position }) => position >= first && position <= last);
  }

  // Bounds and order by both columns of an index have the database go along it, whatever it takes for
  // likely: it would else fetch and sort all of a stream or a type where it believes them to be few.

  /** By its versions: they go up as the positions do, and they have the index. */
  private async ofStream(stream: string, first: number, last: number, way: Way, count: number) {
    const versions = await this.versionOf(stream);
    const positionOf = async (version: number): Promise<number> => {
      const [row] = await this.database.query<{ position: string }[]>(
        'select position from ledger.events where stream = $1 and version = $2',
        [stream, version],
      );
      return Number(row?.position);
    };
    const from = await firstWhere(1, versions + 1, async (n) => (await positionOf(n)) >= first);
    const end = await firstWhere(from, versions + 1, async (n) => (await positionOf(n)) > last);
    return this.rows(
      `(stream, version) >= ($1, $2) and (stream, version) < ($1, $3)
       order by stream ${way}, version ${way}`,
      [stream, from, end],
      count,
    );
  }

  private async versionOf(stream: string): Promise<number> {
    const [row] = await this.database.query<{ version: number }[]>(
      'select version from ledger.events where stream = $1 order by version desc limit 1',
      [stream],
    );
    return row?.version ?? 0;
  }

  private ofType(type: string, first: number, last: number, way: Way, count: number) {
    const column = `(${TYPE}) collate "C"`;
    return this.rows(
      `(${column}, position) >= ($1, $2) and (${column}, position) <= ($1, $3)
       order by ${column} ${way}, position ${way}`,
      [type, first, last],
      count,
    );
  }

  private async about(licenseeId: string, first: number, last: number, way: Way, count: number) {
    const column = `(${ABOUT}) collate "C"`;
    const [own, among] = await Promise.all([
      this.rows(
        `(${column}, position) >= ($1, $2) and (${column}, position) <= ($1, $3)
         order by ${column} ${way}, position ${way}`,
        [licenseeId, first, last],
        count,
      ),
      this.rows(
        `${HAS_AMONG} and ${AMONG} @> array[$1::text] and position between $2 and $3
         order by position ${way}`,
        [`"${licenseeId}"`, first, last],
        count,
      ),
    ]);
    if (among.length === 0) return own;
    const sign = way === 'asc' ? 1 : -1;
    return [...own, ...among].sort((a, b) => sign * (a.position - b.position)).slice(0, count);
  }

  private async rows(
    where: string,
    parameters: readonly unknown[],
    count: number,
  ): Promise<StoredEvent[]> {
    const rows = await this.database.query<StoredRow[]>(
      `select position, bytes from ledger.events where ${where} limit ${count}`,
      [...parameters],
    );
    return rows.map(storedEvent);
  }

  /** Between which positions something was recorded; `last` is before `first` where nothing was. */
  async positions({ since, until }: Pick<EventsAsked, 'since' | 'until'>): Promise<Positions> {
    const { next: size } = await this.store.head();
    const first = since === undefined ? 0 : await this.firstAt(since, 0, size);
    const end = until === undefined ? size : await this.firstAt(until, first, size);
    return { first, last: end - 1 };
  }

  /** The first position that was recorded at an instant or later: times never go back in a log. */
  private firstAt(instant: Instant, low: number, high: number): Promise<number> {
    return firstWhere(low, high, async (position) => {
      const [event] = await this.store.read(position, 1);
      return event === undefined || event.envelope.recordedAt >= instant;
    });
  }
}

type Way = 'asc' | 'desc';

interface Positions {
  readonly first: number;
  readonly last: number;
}

const isAsked = ({ envelope }: StoredEvent, { type, stream, licenseeId }: EventsAsked): boolean =>
  (type === undefined || envelope.type === type) &&
  (stream === undefined || envelope.stream === stream) &&
  (licenseeId === undefined || licenseesIn(envelope.body).includes(licenseeId));

/** Whom an event is about, also where it is for its own log only. */
const licenseesIn = ({ licenseeId, holders }: StoredEvent['envelope']['body']): unknown[] => [
  licenseeId,
  ...(Array.isArray(holders) ? (holders as readonly unknown[]) : []),
];

/** The least number of a range for which something holds that holds for all after it, else its end. */
const firstWhere = async (
  low: number,
  high: number,
  holds: (n: number) => Promise<boolean>,
): Promise<number> => {
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
};

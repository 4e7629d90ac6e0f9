import { envelopeOf } from '@esep/ledger-format';

import type { Row } from './append-group.js';
import type { StoredEvent } from './event-store.js';

/** The last events that this process appended, contiguous. Envelopes are parsed when first read. */
export class RecentEvents {
  private events: (Row | StoredEvent)[] = [];

  constructor(private readonly size: number) {}

  add(rows: readonly Row[]): void {
    const follows = (this.events.at(-1)?.position ?? -1) + 1 === rows[0]?.position;
    this.events = follows ? this.events.concat(rows) : [...rows];
    if (this.events.length > 2 * this.size) this.events = this.events.slice(-this.size);
  }

  /** Undefined unless the whole range is in memory. */
  read(from: number, limit: number): readonly StoredEvent[] | undefined {
    const start = from - (this.events[0]?.position ?? Infinity);
    if (start < 0 || start + limit > this.events.length) return undefined;
    for (let i = start; i < start + limit; i += 1) {
      const event = this.events[i] as Row | StoredEvent;
      if (!('envelope' in event)) this.events[i] = storedEvent(event);
    }
    return this.events.slice(start, start + limit) as StoredEvent[];
  }
}

export interface StoredRow {
  readonly position: string;
  readonly bytes: string;
}

export const storedEvent = ({ position, bytes }: StoredRow | Row): StoredEvent => ({
  position: Number(position),
  bytes,
  envelope: envelopeOf(bytes),
});

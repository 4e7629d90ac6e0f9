import type { Instant } from '@esep/kernel';
import { leafHashOf } from '@esep/ledger-format';

import type { StoredEvent } from '../event-store/event-store.js';

// A lane is an ordered channel from a log to a subscription: the whole log, or one partition of a topic.

export interface LaneRecord extends StoredEvent {
  /** Position of the record before this one in the same lane, −1 for the first. */
  readonly previous: number;
  /** The licensees whose partition this lane is. Other lanes deliver the same event for the others. */
  readonly keys?: readonly string[];
}

/** All records below `next` were delivered, and no later one is recorded before `recordedAt`. */
export interface Watermark {
  readonly next: number;
  readonly recordedAt: Instant;
}

/** A watermark sent in one lane that holds for all lanes of the log. */
export interface LaneMark extends Watermark {
  /**
   * Position of each lane's last record below `next`; lanes without records are absent. Without it, a
   * record lost at the end of a lane would go unnoticed, because no later `previous` points at it.
   */
  readonly last: Readonly<Record<string, number>>;
}

/** The next records of a lane, with a watermark where the transport has one. */
export interface Delivery {
  readonly lane: string;
  readonly records: readonly LaneRecord[];
  readonly mark?: Watermark;
}

export interface LaneState {
  readonly log: string;
  readonly lane: string;
  next: number;
  /** Leaf hash (hex) of the last record below `next`. It differs if the log was restored or forked. */
  leaf: string | undefined;
  recordedAt: Instant;
  /** `next` in the database; may trail `next` after empty watermarks. */
  persistedNext: number;
}

/** How a delivery moves a lane. */
export interface LaneMove {
  readonly from: LaneState;
  readonly to: LaneState;
  readonly records: readonly LaneRecord[];
}

/** A record between the checkpoint and the delivery is missing. The transport must read it from the log. */
export class LaneHole extends Error {
  override readonly name = 'LaneHole';
  constructor(
    readonly state: LaneState,
    readonly upTo: number,
  ) {
    super(`Records of ${state.log} after position ${state.next - 1} are missing up to ${upTo}.`);
  }
}

/**
 * The move of a lane by a delivery, without repeated records; undefined if nothing is new. Throws
 * `LaneHole` if a record is missing.
 */
export const moveBy = (from: LaneState, { records, mark }: Delivery): LaneMove | undefined => {
  const fresh: LaneRecord[] = [];
  let { next } = from;
  for (const record of records) {
    if (record.position < next) continue;
    if (record.previous >= next) throw new LaneHole(from, record.previous);
    fresh.push(record);
    next = record.position + 1;
  }
  if (fresh.length === 0 && !mark) return undefined;
  const last = fresh.at(-1);
  const to: LaneState = {
    ...from,
    next: Math.max(next, mark?.next ?? 0),
    leaf: last ? leafHashOf(last.bytes).toString('hex') : from.leaf,
    // Not a millisecond later: another event may still be recorded in the same one.
    recordedAt: later(from.recordedAt, mark?.recordedAt ?? last?.envelope.recordedAt),
  };
  return { from, to, records: fresh };
};

const later = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b > a ? b : a);

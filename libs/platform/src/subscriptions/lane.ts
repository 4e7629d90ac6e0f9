import type { Instant } from '@esep/kernel';
import { leafHashOf } from '@esep/ledger-format';

import type { StoredEvent } from '../event-store/event-store.js';

// A lane is an ordered way from a log to a subscription: the whole log, or one partition of a topic.

export interface LaneRecord extends StoredEvent {
  /** Position of the record before this one in the same lane, −1 for the first. */
  readonly previous: number;
  /** The licensees for whom the lane brings it, where others' lanes bring it to the others. */
  readonly keys?: readonly string[];
}

/** Everything of this lane below `next` was delivered, and nothing recorded before `recordedAt` is to come. */
export interface Watermark {
  readonly next: number;
  readonly recordedAt: Instant;
}

/** A watermark that came in a lane, and speaks for all lanes of its log. */
export interface LaneMark extends Watermark {
  /**
   * Position of each lane's last record below `next`; a lane without one is left out. What is lost at
   * the end of a lane is noticed by the lane's own watermark, which comes behind it.
   */
  readonly last: Readonly<Record<string, number>>;
}

/** The next records of a lane, and where given a promise about time. */
export interface Delivery {
  readonly lane: string;
  readonly records: readonly LaneRecord[];
  readonly mark?: Watermark;
}

export interface LaneState {
  readonly log: string;
  readonly lane: string;
  next: number;
  /** Leaf hash (hex) of the last record below `next`: a log that was restored or forked differs. */
  leaf: string | undefined;
  recordedAt: Instant;
  /** `next` as the database has it. What is known beyond is that nothing came. */
  stored: number;
}

/** Where a delivery brings a lane, and by which records. */
export interface LaneMove {
  readonly from: LaneState;
  readonly to: LaneState;
  readonly records: readonly LaneRecord[];
}

/** A record is missing between the checkpoint and what was delivered; the transport must heal it. */
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
 * Where a delivery brings its lane, without the records that came before; undefined for nothing new.
 * Throws `LaneHole` when one is missing in between.
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
    // Another event may still be recorded in the same millisecond as the last one.
    recordedAt: later(from.recordedAt, mark?.recordedAt ?? last?.envelope.recordedAt),
  };
  return { from, to, records: fresh };
};

const later = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b > a ? b : a);

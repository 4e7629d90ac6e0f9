import type {
  LaneMark,
  LaneRecord,
  LaneState,
  Delivery,
  Watermark,
} from '../subscriptions/lane.js';

// Merges the lanes of a log. Records may be lost or repeated, and lanes may be ahead of each other. The
// result is in the order of the log and never goes past a hole.

/** Deliveries of all lanes up to the same position. */
export interface Merged {
  readonly deliveries: readonly Delivery[];
}

/** A hole: records from `from` on were not received, the last of them known to be at `upTo`. */
export interface Missing {
  readonly from: number;
  readonly upTo: number;
  /** Lanes at `from` or beyond. Lanes assigned after this hole was found are excluded. */
  readonly lanes: readonly string[];
}

interface Waiting {
  readonly records: { readonly record: LaneRecord; readonly offset: string }[];
  mark?: { readonly mark: LaneMark; readonly offset: string };
  /** Offset of the last message whose effect is committed. */
  taken?: string;
}

interface Lane {
  readonly lane: string;
  readonly state: LaneState;
  readonly records: readonly LaneRecord[];
  readonly mark: LaneMark | undefined;
  /** Everything of the lane below this is waiting, committed, or missing. */
  readonly frontier: number;
  /** Position of the last record that exists and was not received, or −1. */
  readonly missing: number;
}

export class LaneMerge {
  private readonly waiting = new Map<string, Waiting>();
  private sourceHead: Watermark | undefined;

  /** `batch` is the most records of one delivery. */
  constructor(private readonly batch = 1_000) {}

  /** Sets the lanes of this process. Records of other lanes are dropped: another instance reads them. */
  assign(lanes: readonly string[]): void {
    for (const lane of this.waiting.keys()) if (!lanes.includes(lane)) this.waiting.delete(lane);
    for (const lane of lanes) if (!this.waiting.has(lane)) this.waiting.set(lane, { records: [] });
  }

  get lanes(): readonly string[] {
    return [...this.waiting.keys()];
  }

  add(lane: string, record: LaneRecord, offset: string): void {
    const records = this.waiting.get(lane)?.records;
    const last = records?.at(-1)?.record.position ?? -1;
    if (record.position > last) records?.push({ record, offset });
  }

  mark(lane: string, mark: LaneMark, offset: string): void {
    const waiting = this.waiting.get(lane);
    if (waiting) waiting.mark = { mark, offset };
  }

  /** Sets a watermark from the log itself, which holds once the lanes have reached its position. */
  setSourceHead(head: Watermark): void {
    this.sourceHead = head;
  }

  waitingOf(lane: string): number {
    return this.waiting.get(lane)?.records.length ?? 0;
  }

  /** The last committed offset of each lane, of those that moved since the last call. */
  takenOffsets(): Map<string, string> {
    const taken = new Map<string, string>();
    for (const [lane, waiting] of this.waiting) {
      if (waiting.taken !== undefined) taken.set(lane, waiting.taken);
      delete waiting.taken;
    }
    return taken;
  }

  /** What to deliver or to read from the log next; undefined if there is nothing new. */
  next(stateOf: (lane: string) => LaneState): Merged | Missing | undefined {
    const marks = [...this.waiting.values()].flatMap(({ mark }) => mark?.mark ?? []);
    const lanes = [...this.waiting].map(([lane, waiting]) =>
      laneOf(lane, waiting, stateOf(lane), marks),
    );
    if (lanes.length === 0) return undefined;
    const upTo = Math.max(...lanes.map(({ missing }) => missing));
    if (upTo >= 0)
      return {
        from: Math.min(...lanes.map(({ state }) => state.next)),
        upTo,
        lanes: lanes.map(({ lane }) => lane),
      };

    const next = this.cut(lanes, Math.min(...lanes.map(({ frontier }) => frontier)));
    const recordedAt = recordedAtOf(next, lanes, this.sourceHead);
    const isNew = lanes.some(({ state }) => next > state.next || recordedAt > state.recordedAt);
    if (!isNew) return undefined;
    const deliveries = lanes.map(({ lane, records }) => ({
      lane,
      records: records.filter(({ position }) => position < next),
      mark: { next, recordedAt },
    }));
    return { deliveries };
  }

  /** The position at which a batch ends. */
  private cut(lanes: readonly Lane[], frontier: number): number {
    const positions = lanes
      .flatMap(({ records }) => records.map(({ position }) => position))
      .filter((position) => position < frontier);
    if (positions.length <= this.batch) return frontier;
    return positions.sort((a, b) => a - b)[this.batch] as number;
  }
}

const laneOf = (
  lane: string,
  waiting: Waiting,
  state: LaneState,
  marks: readonly LaneMark[],
): Lane => {
  const untaken = waiting.records.findIndex(({ record }) => record.position >= state.next);
  const gone = waiting.records.splice(0, untaken < 0 ? waiting.records.length : untaken);
  const records = waiting.records.map(({ record }) => record);
  const mark = waiting.mark?.mark;
  if (gone.length > 0) waiting.taken = gone.at(-1)?.offset as string;
  if (records.length === 0 && waiting.mark && waiting.mark.mark.next <= state.next)
    waiting.taken = waiting.mark.offset;

  let missing = -1;
  let { next } = state;
  for (const { previous, position } of records) {
    if (previous >= next) missing = previous;
    next = position + 1;
  }
  const lastBy = (other: LaneMark) => other.last[lane] ?? -1;
  if (mark && lastBy(mark) >= next) missing = lastBy(mark);
  // Watermarks of other lanes may be ahead of this lane's records.
  const reached = marks.flatMap((other) => (lastBy(other) < next ? [other.next] : []));
  return { lane, state, records, mark, frontier: Math.max(next, ...reached), missing };
};

/** The latest time among watermarks and records below `next`: each of them holds for the whole log. */
const recordedAtOf = (
  next: number,
  lanes: readonly Lane[],
  promised: Watermark | undefined,
): string =>
  lanes
    .flatMap(({ state, mark, records }) => [
      ...[state, mark, promised].flatMap((known) =>
        known && known.next <= next ? [known.recordedAt] : [],
      ),
      ...records.filter(({ position }) => position < next).map((r) => r.envelope.recordedAt),
    ])
    .reduce((a, b) => (a > b ? a : b), '');

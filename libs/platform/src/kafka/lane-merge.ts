import type {
  LaneMark,
  LaneRecord,
  LaneState,
  Delivery,
  Watermark,
} from '../subscriptions/lane.js';

// Puts a log together again from its lanes. Records may be lost and come twice, lanes may run ahead
// of each other; what goes out is in the order of the log, and nothing goes out past a hole.

/** What may be delivered now, all of it below one position. */
export interface Merged {
  readonly deliveries: readonly Delivery[];
}

/** Records that exist and did not come: they stand from `from` on, the last known of them at `upTo`. */
export interface Missing {
  readonly from: number;
  readonly upTo: number;
  /** All of them stand at `from` or beyond. One that is held since may not, and is none of these. */
  readonly lanes: readonly string[];
}

interface Waiting {
  readonly records: { readonly record: LaneRecord; readonly offset: string }[];
  mark?: { readonly mark: LaneMark; readonly offset: string };
  /** Offset of the last thing in the lane that was taken. */
  taken?: string;
}

interface Lane {
  readonly lane: string;
  readonly state: LaneState;
  readonly records: readonly LaneRecord[];
  readonly mark: LaneMark | undefined;
  /** Everything of the lane below this is here, or was taken, or is missing. */
  readonly frontier: number;
  /** Position of the last record that is known to exist and did not come, or −1. */
  readonly missing: number;
}

export class LaneMerge {
  private readonly waiting = new Map<string, Waiting>();
  private promised: Watermark | undefined;

  /** At most this many records are delivered at once. */
  constructor(private readonly batch = 1_000) {}

  /** Says which lanes come here from now on. What waits of others is somebody else's. */
  hold(lanes: readonly string[]): void {
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

  /** The source itself says how far its log goes; it holds where the lanes have come that far. */
  promise(head: Watermark): void {
    this.promised = head;
  }

  /** How many records of a lane wait to be delivered. */
  waitingOf(lane: string): number {
    return this.waiting.get(lane)?.records.length ?? 0;
  }

  /** Offset up to which each lane was taken since this was last asked. */
  taken(): Map<string, string> {
    const taken = new Map<string, string>();
    for (const [lane, waiting] of this.waiting) {
      if (waiting.taken !== undefined) taken.set(lane, waiting.taken);
      delete waiting.taken;
    }
    return taken;
  }

  /** What to do next, given where each lane stands; undefined when there is nothing new. */
  next(stateOf: (lane: string) => LaneState): Merged | Missing | undefined {
    const marks = [...this.waiting.values()].flatMap(({ mark }) => mark?.mark ?? []);
    const lanes = [...this.waiting].map(([lane, waiting]) =>
      look(lane, waiting, stateOf(lane), marks),
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
    const recordedAt = promiseAt(next, lanes, this.promised);
    const news = lanes.some(({ state }) => next > state.next || recordedAt > state.recordedAt);
    if (!news) return undefined;
    const deliveries = lanes.map(({ lane, records }) => ({
      lane,
      records: records.filter(({ position }) => position < next),
      mark: { next, recordedAt },
    }));
    return { deliveries };
  }

  /** The position up to which one batch goes. */
  private cut(lanes: readonly Lane[], frontier: number): number {
    const positions = lanes
      .flatMap(({ records }) => records.map(({ position }) => position))
      .filter((position) => position < frontier);
    if (positions.length <= this.batch) return frontier;
    return positions.sort((a, b) => a - b)[this.batch] as number;
  }
}

const look = (
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
  const lastBy = (said: LaneMark) => said.last[lane] ?? -1;
  if (mark && lastBy(mark) >= next) missing = lastBy(mark);
  // Those that came in other lanes may be ahead of what comes in this one.
  const reached = marks.flatMap((said) => (lastBy(said) < next ? [said.next] : []));
  return { lane, state, records, mark, frontier: Math.max(next, ...reached), missing };
};

/** Each of these says of the whole log: what was recorded before this stands below that position. */
const promiseAt = (next: number, lanes: readonly Lane[], promised: Watermark | undefined): string =>
  lanes
    .flatMap(({ state, mark, records }) => [
      ...[state, mark, promised].flatMap((said) =>
        said && said.next <= next ? [said.recordedAt] : [],
      ),
      ...records.filter(({ position }) => position < next).map((r) => r.envelope.recordedAt),
    ])
    .reduce((a, b) => (a > b ? a : b), '');

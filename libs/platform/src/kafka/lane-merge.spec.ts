import * as fc from 'fast-check';

import type { LaneMark, LaneRecord, LaneState } from '../subscriptions/lane.js';
import { LaneMerge, type Merged, type Missing } from './lane-merge.js';

const LANES = ['A', 'B', 'C'];
const BATCH = 4;

describe('The lanes of a log put together', () => {
  it('wait for each other', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(0), record(2, 0));
    expect(take()).toBeUndefined();
    bring(merge, 'B', record(1), mark(3, { A: 2, B: 1 }));
    bring(merge, 'C', mark(3, { A: 2, B: 1 }));
    expect(take()).toEqual([0, 1, 2]);
  });

  it('go on with what all of them have, and keep the rest', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(0), record(5, 0));
    bring(merge, 'B', record(1));
    bring(merge, 'C', mark(2, { A: 0, B: 1 }));
    expect(take()).toEqual([0, 1]);
    expect(take()).toBeUndefined();
    bring(merge, 'B', mark(6, { A: 5, B: 1 }));
    expect(take()).toEqual([5]);
  });

  it('stop before a record that did not come between two others', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(0), record(4, 2));
    bring(merge, 'B', mark(5, { A: 4 }));
    expect(take()).toEqual({ from: 0, upTo: 2, lanes: LANES });
  });

  it('stop before a last record that did not come', () => {
    const { merge, take } = consumer();
    bring(merge, 'B', mark(5, { B: 3 }));
    expect(take()).toEqual({ from: 0, upTo: 3, lanes: LANES });
  });

  it('wait for a last record that may only be behind the watermark of another lane', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(0), mark(5, { A: 0, B: 3 }));
    expect(take()).toBeUndefined();
    bring(merge, 'B', record(3));
    expect(take()).toEqual([0, 3]);
  });

  it('are all told how far their log goes by a watermark in one of them', () => {
    const { merge, stateOf, take } = consumer();
    bring(merge, 'A', record(0), mark(5, { A: 0 }, 9));
    expect(take()).toEqual([0]);
    expect(LANES.map((lane) => stateOf(lane).next)).toEqual([5, 5, 5]);
    expect(LANES.map((lane) => stateOf(lane).recordedAt)).toEqual([at(9), at(9), at(9)]);
  });

  it('stop before a record that is missing further on than others have come', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(9, 7));
    bring(merge, 'B', mark(8, { A: 7 }));
    expect(take()).toEqual({ from: 0, upTo: 7, lanes: LANES });
  });

  it('tell time by what the source itself said, once they have come as far', () => {
    const { merge, stateOf, take } = consumer();
    bring(merge, 'A', mark(1, {}, 7));
    take();
    merge.setSourceHead({ next: 2, recordedAt: at(9) });
    expect(take()).toBeUndefined();
    bring(merge, 'A', record(1, -1), mark(2, { A: 1 }, 8));
    expect(take()).toEqual([1]);
    expect(LANES.map((lane) => stateOf(lane).recordedAt)).toEqual([at(9), at(9), at(9)]);
  });

  it('tell time by any watermark that everything was delivered for', () => {
    const { merge, stateOf, take } = consumer();
    bring(merge, 'A', record(0), mark(1, { A: 0 }, 7));
    bring(merge, 'C', mark(4, { A: 0, B: 2 }, 9));
    expect(take()).toEqual([0]);
    expect(LANES.map((lane) => stateOf(lane).recordedAt)).toEqual([at(7), at(7), at(7)]);
  });

  it('do not tell a lane the time of another that is ahead of it', () => {
    const { merge, stateOf, take } = consumer();
    Object.assign(stateOf('A'), { next: 5, recordedAt: at(9) });
    bring(merge, 'B', mark(2));
    expect(take()).toEqual([]);
    expect(LANES.map((lane) => stateOf(lane).recordedAt)).toEqual([at(9), at(2), at(2)]);
  });

  it('give a large backlog in batches', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(0), record(2, 0), record(4, 2));
    bring(merge, 'B', record(1), record(3, 1), record(5, 3), mark(6, { A: 4, B: 5 }));
    expect([take(), take(), take()]).toEqual([[0, 1, 2, 3], [4, 5], undefined]);
  });

  it('say up to which offset each was taken, once', () => {
    const { merge, take } = consumer();
    merge.add('A', record(0), '10');
    merge.add('A', record(3, 0), '11');
    for (const lane of ['B', 'C']) merge.mark(lane, mark(1, { A: 0 }), '20');
    expect(take()).toEqual([0]);
    expect(take()).toBeUndefined();
    expect([...merge.takenOffsets()]).toEqual([
      ['A', '10'],
      ['B', '20'],
      ['C', '20'],
    ]);
    expect([...merge.takenOffsets()]).toEqual([]);
  });

  it('forget what waits in a lane that another process has now', () => {
    const { merge, take } = consumer();
    bring(merge, 'A', record(0));
    merge.assign(['B', 'C']);
    for (const lane of LANES) bring(merge, lane, mark(1, { A: 0 }));
    expect(take()).toEqual([]);
    expect(merge.waitingOf('A')).toBe(0);
  });

  it('give the log as it is, whatever is lost, comes twice or runs ahead', () => {
    fc.assert(
      fc.property(scenario, ({ log, arrivals }) => {
        const { merge, take, heal } = consumer();
        const taken: number[] = [];
        const settle = () => {
          for (let found = take(); found !== undefined; found = take())
            taken.push(...(Array.isArray(found) ? found : heal(log, found)));
        };
        for (const { lane, from, to, lost, told } of arrivals) {
          const came = linked(log, lane).filter(
            ({ position }) => position >= from && position < to && !lost.has(position),
          );
          bring(merge, lane, ...came, ...(told ? [markOf(log, to)] : []));
          settle();
        }
        for (const lane of LANES) bring(merge, lane, markOf(log, log.length));
        settle();
        expect(taken).toEqual(
          log.flatMap((lanes, position) => (lanes.length > 0 ? [position] : [])),
        );
      }),
      { numRuns: 500 },
    );
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** Which lanes each event of a log goes to; none for a private one. */
type Log = readonly (readonly string[])[];

const scenario = fc.array(fc.subarray(LANES), { minLength: 1, maxLength: 30 }).chain((log) =>
  fc.record({
    log: fc.constant<Log>(log),
    arrivals: fc.array(
      fc
        .record({
          lane: fc.constantFrom(...LANES),
          from: fc.nat(log.length),
          to: fc.nat(log.length),
          lost: fc.array(fc.nat(log.length), { maxLength: 6 }),
          told: fc.boolean(),
        })
        .map((arrival) => ({ ...arrival, lost: new Set(arrival.lost) })),
      { maxLength: 20 },
    ),
  }),
);

function linked(log: Log, lane: string): LaneRecord[] {
  const records: LaneRecord[] = [];
  for (const [position, lanes] of log.entries())
    if (lanes.includes(lane)) records.push(record(position, records.at(-1)?.position ?? -1));
  return records;
}

function markOf(log: Log, next: number): LaneMark {
  const last = LANES.flatMap((lane) => {
    const record = linked(log, lane).findLast(({ position }) => position < next);
    return record ? [[lane, record.position]] : [];
  });
  return mark(next, Object.fromEntries(last));
}

function record(position: number, previous = -1): LaneRecord {
  const envelope = { recordedAt: at(position) } as LaneRecord['envelope'];
  return { position, previous, bytes: '', envelope };
}

function mark(next: number, last: LaneMark['last'] = {}, time = next): LaneMark {
  return { next, last, recordedAt: at(time) };
}

function at(time: number): string {
  return new Date(Date.UTC(2026, 0, 1) + time).toISOString();
}

function bring(merge: LaneMerge, lane: string, ...what: (LaneRecord | LaneMark)[]): void {
  for (const [i, one] of what.entries())
    if ('position' in one) merge.add(lane, one, String(i));
    else merge.mark(lane, one, String(i));
}

/** Takes what the merge gives as a subscription does: positions in order, or what is missing. */
function consumer() {
  const merge = new LaneMerge(BATCH);
  merge.assign(LANES);
  const states = new Map(
    LANES.map((lane): [string, LaneState] => [
      lane,
      { log: 'log', lane, next: 0, leaf: undefined, recordedAt: '', persistedNext: 0 },
    ]),
  );
  const stateOf = (lane: string) => states.get(lane) as LaneState;

  function deliver({ deliveries }: Merged): number[] {
    const positions = new Set<number>();
    for (const { lane, records, mark } of deliveries) {
      const state = stateOf(lane);
      for (const { position, previous } of records) {
        if (position < state.next) continue;
        expect(previous).toBeLessThan(state.next);
        positions.add(position);
        state.next = position + 1;
      }
      state.next = Math.max(state.next, mark?.next ?? 0);
      if (mark && mark.recordedAt > state.recordedAt) state.recordedAt = mark.recordedAt;
    }
    return [...positions].sort((a, b) => a - b);
  }

  function take(): number[] | Missing | undefined {
    const found = merge.next(stateOf);
    return found === undefined || 'upTo' in found ? found : deliver(found);
  }

  /** Reads a page of the log itself. */
  function heal(log: Log, { from, upTo, lanes }: Missing): number[] {
    const end = Math.min(from + 3, log.length);
    expect(upTo).toBeGreaterThanOrEqual(from);
    const page = lanes.map((lane) => ({
      lane,
      records: linked(log, lane).filter(({ position }) => position >= from && position < end),
      mark: { next: end, recordedAt: at(end) },
    }));
    return deliver({ deliveries: page });
  }

  return { merge, stateOf, take, heal };
}

import type { DistributionEvent } from '@esep/contracts';
import { replay } from '@esep/kernel';
import fc from 'fast-check';

import {
  decideDistributions,
  decideReversals,
  DISTRIBUTION_MESSAGES,
  distributionDecider,
  type DistributionSent,
} from './distribution.js';
import {
  knownRows,
  NOW,
  recorded,
  replaced,
  reversed,
  sent,
  state,
  withdrawn,
} from './testing/distributions.js';

describe('A report of distributions', () => {
  const first = { poolId: 'dmp-1', reportId: 'march', version: 1, at: NOW };
  const second = { ...first, version: 2 };

  it('records its rows, each in its own stream', () =>
    expect(decideDistributions({ ...first, rows: [sent('a'), sent('b')] }, new Map())).toEqual({
      accepted: 2,
      rejected: [],
      withdrawn: [],
      appends: [
        { stream: 'distribution-dmp-1-a', events: [recorded({ rowId: 'a' })] },
        { stream: 'distribution-dmp-1-b', events: [recorded({ rowId: 'b' })] },
      ],
    }));

  it('rejects rows one by one, with what to do', () => {
    const { accepted, rejected } = decideDistributions(
      { ...first, rows: [sent('a'), sent('b', { net: 1n }), sent('a'), sent('c d')] },
      new Map(),
    );
    expect(accepted).toBe(1);
    expect(rejected).toEqual([
      {
        index: 1,
        rowId: 'b',
        code: 'net-mismatch',
        message: DISTRIBUTION_MESSAGES['net-mismatch'],
      },
      {
        index: 2,
        rowId: 'a',
        code: 'duplicate-row',
        message: DISTRIBUTION_MESSAGES['duplicate-row'],
      },
      {
        index: 3,
        rowId: 'c d',
        code: 'id-malformed',
        message: DISTRIBUTION_MESSAGES['id-malformed'],
      },
    ]);
  });

  it('replaces, repeats, adds and withdraws in its next version', () => {
    const rows = [sent('a'), sent('b', { scheme: 'PPS' }), sent('d')];
    expect(decideDistributions({ ...second, rows }, knownRows('a', 'b', 'c'))).toEqual({
      accepted: 3,
      rejected: [],
      withdrawn: ['c'],
      appends: [
        {
          stream: 'distribution-dmp-1-b',
          events: [replaced({ rowId: 'b', version: 2, scheme: 'PPS' })],
        },
        { stream: 'distribution-dmp-1-d', events: [recorded({ rowId: 'd', version: 2 })] },
        { stream: 'distribution-dmp-1-c', events: [withdrawn({ rowId: 'c' })] },
      ],
    });
  });

  it('withdraws only what stands', () => {
    const known = new Map([
      ...knownRows('a'),
      ['b', state(recorded({ rowId: 'b' }), withdrawn({ rowId: 'b' }))] as const,
      ['c', state(recorded({ rowId: 'c' }), reversed({ rowId: 'c' }))] as const,
      ['d', state()] as const,
      ['e', state(recorded({ rowId: 'e', reportId: 'april' }))] as const,
    ]);
    expect(decideDistributions({ ...second, version: 3, rows: [] }, known).withdrawn).toEqual([
      'a',
    ]);
  });

  it('does not touch the rows of another report', () =>
    expect(
      decideDistributions(
        { ...second, reportId: 'april', rows: [sent('a', { scheme: 'PPS' })] },
        knownRows('a'),
      ),
    ).toMatchObject({
      accepted: 0,
      rejected: [{ rowId: 'a', code: 'row-belongs-to-another-report' }],
      withdrawn: [],
      appends: [],
    }));

  it('accepts or rejects each row it has, and writes no stream twice', () =>
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), fc.array(anyRowId), (rows, ids) => {
        const known = knownRows(...ids);
        const intake = decideDistributions({ ...second, rows }, known);
        expect(intake.accepted + intake.rejected.length).toBe(rows.length);
        const streams = intake.appends.map(({ stream }) => stream);
        expect(new Set(streams).size).toBe(streams.length);
        for (const rowId of intake.withdrawn) {
          expect(known.has(rowId)).toBe(true);
          expect(rows.some((row) => row.rowId === rowId)).toBe(false);
        }
      }),
      { numRuns: 300 },
    ));

  it('leaves in force exactly the rows of its last version that broke no rule', () =>
    fc.assert(
      fc.property(fc.array(fc.array(anyRow, { maxLength: 8 }), { maxLength: 6 }), (versions) => {
        const streams = new Map<string, DistributionEvent[]>();
        const stateOf = (events: readonly DistributionEvent[]) =>
          replay(distributionDecider, events);
        versions.forEach((rows, i) => {
          const known = new Map(
            [...streams.values()].map((events) => [rowIdOf(events), stateOf(events)]),
          );
          const { appends } = decideDistributions({ ...first, version: i + 1, rows }, known);
          for (const { stream, events } of appends)
            streams.set(stream, [...(streams.get(stream) ?? []), ...events]);
        });
        const standing = new Map<string, string>();
        for (const events of streams.values()) {
          const row = stateOf(events);
          if (row.status === 'recorded') standing.set(rowIdOf(events), row.row.net);
        }
        expect(standing).toEqual(standingByHand(versions));
      }),
      { numRuns: 300 },
    ));

  it('of 10,000 rows that replace 10,000 is decided whole', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `r-${i}`);
    const rows = ids.map((id, i) => sent(id, i % 2 === 0 ? {} : { scheme: 'PPS' }));
    const known = knownRows(...ids.map((id) => `${id}-old`), ...ids);
    const intake = decideDistributions({ ...second, rows }, known);
    expect(intake.accepted).toBe(10_000);
    expect(intake.appends).toHaveLength(15_000);
    expect(intake.withdrawn).toHaveLength(10_000);
  });
});

describe('A report of reversals', () => {
  const reversals = (...rows: { rowId: string; cause: string }[]) =>
    decideReversals(
      { poolId: 'dmp-1', reportId: 'orphans', version: 1, at: NOW, rows },
      knownRows('a', 'b'),
    );

  it('reverses the rows it names', () =>
    expect(
      reversals({ rowId: 'a', cause: 'orphaned-block' }, { rowId: 'b', cause: 'orphaned-block' }),
    ).toEqual({
      accepted: 2,
      rejected: [],
      withdrawn: [],
      appends: [
        { stream: 'distribution-dmp-1-a', events: [reversed({ rowId: 'a' })] },
        { stream: 'distribution-dmp-1-b', events: [reversed({ rowId: 'b' })] },
      ],
    }));

  it('rejects rows that the pool never reported, and rows named twice', () =>
    expect(
      reversals(
        { rowId: 'a', cause: 'orphaned-block' },
        { rowId: 'x', cause: 'orphaned-block' },
        { rowId: 'a', cause: 'orphaned-block' },
      ).rejected.map(({ rowId, code }) => [rowId, code]),
    ).toEqual([
      ['x', 'row-unknown'],
      ['a', 'duplicate-row'],
    ]));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function rowIdOf(events: readonly DistributionEvent[]): string {
  return events[0]?.rowId ?? '';
}

/** Few ids, so that they meet; one of them malformed. Every third row breaks a rule. */
const anyRowId = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const anyRow = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'no/id'), fc.integer({ min: 0, max: 5 }))
  .map(([rowId, n]) =>
    sent(rowId, { gross: BigInt(n), fee: 0n, net: BigInt(n % 3 === 2 ? n + 1 : n) }),
  );

/** The page of the API on versions, read once more: by row, what the last version leaves in force. */
function standingByHand(versions: readonly (readonly DistributionSent[])[]): Map<string, string> {
  let standing = new Map<string, string>();
  for (const rows of versions) {
    const next = new Map<string, string>();
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const row = rows.find(({ rowId }) => rowId === id);
      const before = standing.get(id);
      if (row && row.gross - row.fee === row.net) next.set(id, row.net.toString());
      else if (row && before !== undefined) next.set(id, before);
    }
    standing = next;
  }
  return standing;
}

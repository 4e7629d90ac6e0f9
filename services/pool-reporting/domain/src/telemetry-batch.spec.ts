import type { TelemetryEvent, TelemetryTotals } from '@esep/contracts';
import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import { admitBatch, telemetryBatchDecider, type RecordBatch } from './telemetry-batch.js';

// A pool's batch of readings (POOL-1, POOL-4): recorded once, replaced as a whole, refused as a whole when
// too much of it is wrong.

const { given } = specify(telemetryBatchDecider);

const AT = '2026-03-20T07:09:00.000Z';
const totals = (licenseeId: string): TelemetryTotals => ({
  ...{ licenseeId, licenceId: 'L-1', dataCentreId: 'dc-1', algorithm: 'sha256', readings: 1 },
  ...{ seconds: '60', accepted: '1', stale: '0', rejected: '0', hashrateSeconds: '60' },
  ...{ energy: '0', meteredSeconds: '0' },
});

const batch = (said: Partial<RecordBatch> = {}): RecordBatch => ({
  ...{ type: 'RecordBatch', poolId: 'dmp-1', sequence: 7, version: 1, format: 'ndjson' },
  ...{ sha256: 'a'.repeat(64), at: AT, rows: 99, refused: [{ code: 'unknown-machine', rows: 1 }] },
  ...{ from: '2026-03-20T07:00:00.000Z', until: '2026-03-20T07:01:00.000Z' },
  ...{ files: [], totals: [totals('a')], refusedBpsMax: 100 },
  ...said,
});

const recorded = (
  said: Partial<TelemetryEvent> = {},
  type: TelemetryEvent['type'] = 'TelemetryChunkRecorded',
): TelemetryEvent => {
  const { type: _, at: __, refusedBpsMax: ___, ...rest } = batch();
  return { ...rest, receivedAt: AT, holders: ['a'], ...said, type } as TelemetryEvent;
};

const OTHER = { sha256: 'b'.repeat(64) };

describe('A batch of readings', () => {
  it('is recorded with what was refused of it', () => given().when(batch()).then(recorded()));

  it('sent again is recorded once', () => given(recorded()).when(batch()).thenNothing());

  it('under a sequence that has another one is refused: a correction has a version', () =>
    given(recorded()).when(batch(OTHER)).thenRefused('batch-changed'));

  it('is replaced by a higher version', () =>
    given(recorded())
      .when(batch({ ...OTHER, version: 3 }))
      .then(recorded({ ...OTHER, version: 3 }, 'TelemetryChunkReplaced')));

  it('is not replaced by a lower one', () =>
    given(recorded({ version: 3 }))
      .when(batch({ ...OTHER, version: 2 }))
      .thenRefused('version-superseded'));

  it('that speaks of others than before is about both: those that are gone hear of it', () => {
    const others = { ...OTHER, version: 2, totals: [totals('b')] };
    return given(recorded())
      .when(batch(others))
      .then(recorded({ ...others, holders: ['a', 'b'] }, 'TelemetryChunkReplaced'));
  });

  it('is refused as a whole when more of it is wrong than the rule pack allows', () => {
    const wrong = (rows: number) => batch({ rows: 99, refused: [{ code: 'syntax', rows }] });
    given()
      .when(wrong(1))
      .then(recorded({ refused: [{ code: 'syntax', rows: 1 }] }));
    given().when(wrong(2)).thenRefused('too-many-rows-refused');
  });

  it('is not empty at first; a later version that is takes back what was sent', () => {
    const empty = { ...OTHER, rows: 0, refused: [], totals: [] };
    given().when(batch(empty)).thenRefused('batch-empty');
    given(recorded())
      .when(batch({ ...empty, version: 2 }))
      .then(recorded({ ...empty, version: 2 }, 'TelemetryChunkReplaced'));
  });

  it('is known before its rows are read', () => {
    const known = replay(telemetryBatchDecider, [recorded()]);
    expect(admitBatch(batch(), known)).toEqual({ outcome: 'replay', recorded: recorded() });
    expect(admitBatch(batch(OTHER), known)).toMatchObject({ reason: 'batch-changed' });
    expect(admitBatch(batch({ ...OTHER, version: 2 }), known)).toEqual({ outcome: 'new' });
  });
});

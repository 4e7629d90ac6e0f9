import type { DomainEvent } from '@esep/platform';
import { testPool, until } from '@esep/platform/testing';

import {
  licenseeRegistered,
  startTestSupervision,
  type TestSupervision,
} from '../testing/test-supervision.js';

// The list of whose figures are to be judged again is worked off whatever stands in it.

describe('A judgement', () => {
  let test: TestSupervision;
  beforeEach(async () => {
    test = await startTestSupervision();
  });
  afterEach(() => test.close());

  /** More than are looked at before the list is read again. */
  const STRANGERS = 60;

  it('FIELD-14: is not held up by those who cannot be judged yet, however many they are', async () => {
    // Reported before licensing has told who they are, so they stay on the list, and stand first.
    await test.clock.moveTo('2026-03-04T07:00:00.000Z');
    for (let n = 0; n < STRANGERS; n += 1)
      await test.pools.record(`distribution-dmp-1-s-${n}`, minedByStranger(n, test.clock.now()));
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 75);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.judged('2026-03'))?.['verdict'] === 'compliant');
  });

  it('FIELD-14: of one licensee is not held up by another, whose facts cannot be read', async () => {
    await test.licensing.record(`licensee-${OTHER}`, {
      ...licenseeRegistered,
      ...{ licenseeId: OTHER, partyId: 'party-of-damaged', bin: '990040000104' },
    });
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 75);
    await until(async () => (await test.rows()).some(({ soldInTime }) => soldInTime === '75'));
    // As a bad disk might leave it, and first in the list.
    await testPool(test.context.context.config.ESEP_DATABASE_URL).query(`
      insert into reconciliation.subjects (licensee_id, asset, touched, touched_at)
           values ('${OTHER}', 'BTC', 1, '2026-01-01T00:00:00.000Z');
      insert into reconciliation.facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
           values ('damaged', 1, '${OTHER}', 'BTC', '${OTHER}', '2026-01-01T00:00:00.000Z', 'DistributionRecorded', '{')`);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.judged('2026-03'))?.['verdict'] === 'compliant');
  });
});

const OTHER = '019a0000-0000-7000-8000-00000000000b';

const strangerOf = (n: number): string =>
  `019a0000-0000-7000-9000-${n.toString(16).padStart(12, '0')}`;

const minedByStranger = (n: number, distributedAt: string): DomainEvent =>
  ({
    type: 'DistributionRecorded',
    ...{ poolId: 'dmp-1', rowId: `s-${n}`, reportId: 'r-s', version: 1 },
    ...{ licenseeId: strangerOf(n), licenceId: `L-s-${n}`, asset: 'BTC', scheme: 'FPPS' },
    ...{ gross: '1', fee: '0', net: '1' },
    distributedAt,
  }) as DomainEvent;

import { until } from '@esep/platform/testing';
import { DataSource } from 'typeorm';

import { startTestPoolReporting, type TestPoolReporting } from '../testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
});
afterAll(() => pool.close());

describe('A fact that concerns everybody and cannot be digested', () => {
  it('FIELD-3: keeps the service from being ready, which says at which source it stands still', async () => {
    await pool.license('L-alpha', 'alpha');
    await until(async () => (await ready()).status === 200);
    // A store that cannot hold a year which somebody could once write.
    await pool.app
      .get(DataSource)
      .query(`alter table register.regime_beginnings add check (effective_from >= '1970')`);
    const effectiveFrom = '0000-01-01T00:00:00.000Z';
    await pool.licensing.recordBroken('rule-packs', { type: 'RulePackAdopted', effectiveFrom });
    await until(async () => (await ready()).status === 503);
    // The service's own log goes on, and says nothing of the other.
    const report = { reportId: 'r', version: 1, poolId: 'dmp-1', rows: [] };
    expect((await pool.send('distributions', report)).status).toBe(201);
    await until(async () => (await pool.get('pool-reporting/v1/submissions')).status === 200);
    const { status, body } = await ready();
    expect(status).toBe(503);
    expect(body).toMatchObject({
      type: 'urn:esep:problem:not-ready',
      parts: { subscriptions: 'down' },
      warnings: [
        expect.stringMatching(/^register_v1 takes nothing more of esep\/licensing\/test: a fact/),
      ],
    });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const ready = () => pool.get('health/ready');

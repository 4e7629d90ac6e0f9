import { startTestPoolReporting, type TestPoolReporting } from '../testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
});
afterAll(() => pool.close());

describe('A pool that says how far it has reported', () => {
  it('is answered where that stands in the log', async () => {
    const { status, body } = await say('2026-03-01T00:00:00+05:00');
    expect(status).toBe(201);
    expect(body).toEqual({
      stream: 'completeness-dmp-1',
      version: 1,
      position: 0,
      receipt: expect.stringMatching(/^\/pool-reporting\/v1\/receipts\/[0-9a-f-]{36}$/),
    });
    expect((await pool.recorded())[0]).toMatchObject({
      type: 'PoolReportedThrough',
      body: { poolId: 'dmp-1', through: '2026-02-28T19:00:00.000Z' },
    });
  });

  it('says nothing new with what it said before', async () => {
    const { status, body } = await say('2026-02-28T00:00:00+05:00');
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 1, position: 0 });
    expect((await pool.store.head()).next).toBe(1);
  });

  it('cannot have reported the future', async () => {
    const { status, body } = await say('2026-03-05T12:06:00+05:00');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:esep:problem:instant-in-future',
      detail: expect.stringContaining('more than 5 minutes ahead'),
    });
  });

  it('speaks for itself alone', async () => {
    const { status } = await say('2026-03-02T00:00:00+05:00', await pool.tokenOf('dmp-2'));
    expect(status).toBe(403);
  });
});

function say(through: string, token?: string) {
  return pool.send('completeness', { poolId: 'dmp-1', through }, token);
}

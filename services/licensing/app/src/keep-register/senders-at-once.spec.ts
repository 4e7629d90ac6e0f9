import { LogDirectory } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';

import { licensingParts, startLicensing } from '../index.js';

// Pools and exchanges are decided in sight of all others. Many at once must neither exhaust the
// database's connections nor overlook each other.

/** Twice the connections that a service has for statements. */
const AT_ONCE = 20;
const FROM = '2026-06-01T00:00:00+05:00';

describe('Many pools and exchanges at the same moment', () => {
  let context: TestContext;
  let client: TestClient;
  let officer: string;

  beforeAll(async () => {
    context = await testContext(licensingParts);
    client = await context.serve(await startLicensing(context.context));
    officer = await context.token({
      subject: 'officer-1',
      organisation: 'aifc',
      roles: ['licensing-officer'],
    });
  });
  afterAll(() => context.close());

  it('API-4: are all answered, and so is the public register meanwhile', async () => {
    const ids = Array.from({ length: AT_ONCE }, (_, n) => `venue-${n}x`);
    const answers = Promise.all(ids.map((id) => post('exchanges', id)));
    const readers = Promise.all(ids.map(() => client.call('licensing/v1/register')));
    expect((await readers).map(({ status }) => status)).toEqual(ids.map(() => 200));
    expect((await answers).map(({ status }) => status)).toEqual(ids.map(() => 201));
  });

  it('API-4: stay five pools, whoever was first', async () => {
    const ids = Array.from({ length: AT_ONCE }, (_, n) => `dmp-${n}x`);
    const answers = await Promise.all(ids.map((id) => post('pools', id)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual(ids.map((_, n) => (n < 5 ? 201 : 422)));
  });

  it('API-4: are not overlooked by another process of the service', async () => {
    const other = await context.serve(
      await startLicensing({ ...context.context, logs: new LogDirectory() }),
    );
    const ids = Array.from({ length: AT_ONCE }, (_, n) => 'v'.repeat(n + 1));
    // Each of these pairs may stand alone, but not both: `v-a` and `v-a-b` share stream names.
    const pairs = ids.flatMap((id) => [
      post('exchanges', `${id}-a`, client),
      post('exchanges', `${id}-a-b`, other),
    ]);
    const statuses = (await Promise.all(pairs)).map(({ status }) => status);
    const both = ids.map((_, n) => statuses.slice(2 * n, 2 * n + 2).toSorted((a, b) => a - b));
    expect(both).toEqual(ids.map(() => [201, 422]));
  });

  function post(what: 'pools' | 'exchanges', id: string, to = client): Promise<Response> {
    return to.call(`licensing/v1/${what}`, {
      token: officer,
      body: { id, name: `Sender ${id}`, approvedFrom: FROM },
    });
  }
});

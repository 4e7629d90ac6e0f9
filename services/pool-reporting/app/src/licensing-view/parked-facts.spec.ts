import { setTimeout as sleep } from 'node:timers/promises';

import type { Role } from '@esep/platform';
import { licenseeIdOf } from '@esep/platform/testing';

import { startTestPoolReporting, type TestPoolReporting } from '../testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
  // Nobody knows from when: the register cannot take it in.
  const broken = {
    type: 'WalletReleased',
    asset: 'BTC',
    address: 'bc1qalpha',
    licenseeId: licenseeIdOf('alpha'),
  };
  await pool.licensing.recordBroken('wallet-BTC-bc1qalpha', {
    ...broken,
    to: '2026-03-01T00:00:00.000Z',
  });
});
afterAll(() => pool.close());

describe('A fact that cannot be digested', () => {
  it('is parked, with the reason', async () => {
    while ((await parked()).length === 0) await sleep(50);
    expect(await parked()).toMatchObject([
      {
        subscription: 'register_v1',
        key: licenseeIdOf('alpha'),
        error: expect.stringMatching(/null/) as string,
      },
    ]);
  });

  it('is seen by no pool', async () => {
    const { status } = await pool.get('pool-reporting/v1/parked');
    expect(status).toBe(403);
  });

  it('stays parked when a second person declines to let it go', async () => {
    const proposalId = await propose('dana', 'skip');
    expect(await answer('yerlan', proposalId, 'decline')).toBe(201);
    expect(await answer('yerlan', proposalId, 'confirm')).toBe(422);
    expect(await parked()).toHaveLength(1);
  });

  it('is seen by an operator, who proposes and does not confirm', async () => {
    const operator = await staff('nurlan', 'operator');
    const { body } = await pool.get('pool-reporting/v1/parked', operator);
    expect((body as { items: object[] }).items).toHaveLength(1);
    const proposalId = await propose('nurlan', 'skip', 'operator');
    const other = await staff('aset', 'operator');
    for (const word of ['confirm', 'decline']) {
      const { status } = await pool.send(`parked/releases/${proposalId}/${word}`, {}, other);
      expect(status).toBe(403);
    }
    expect(await answer('dana', proposalId, 'decline')).toBe(201);
    expect((await pool.get('pool-reporting/v1/events', operator)).status).toBe(403);
    expect((await pool.get('pool-reporting/v1/projections', operator)).status).toBe(200);
  });

  it('stays parked when it fails again', async () => {
    const proposalId = await propose('dana', 'replay');
    expect(await answer('yerlan', proposalId, 'confirm')).toBe(422);
    expect(await parked()).toHaveLength(1);
  });

  it('is skipped by two persons, and what waited behind it takes effect', async () => {
    await pool.bindWallet('bc1qlater', 'alpha');
    while ((await parked()).length < 2) await sleep(50);
    const proposalId = await propose('dana', 'skip');
    expect(await answer('dana', proposalId, 'confirm')).toBe(422);
    expect(await answer('yerlan', proposalId, 'confirm')).toBe(201);
    expect(await parked()).toEqual([]);
  });

  it.each(['x', '01900000-0000-7000-8000-000000000000'])(
    'is not let go by a proposal %s that nobody made',
    async (proposalId) => {
      expect(await answer('yerlan', proposalId, 'confirm')).toBe(404);
      expect(await answer('yerlan', proposalId, 'decline')).toBe(404);
    },
  );

  async function parked(): Promise<object[]> {
    const { body } = await pool.get('pool-reporting/v1/parked', await analyst('dana'));
    return (body as { items: object[] }).items;
  }
  async function propose(
    person: string,
    how: 'replay' | 'skip',
    role: Role = 'supervision-analyst',
  ): Promise<string> {
    const proposal = {
      subscription: 'register_v1',
      key: licenseeIdOf('alpha'),
      how,
      reason: 'A broken fact.',
    };
    const { status, body } = await pool.send(
      'parked/releases',
      proposal,
      await staff(person, role),
    );
    expect(status).toBe(202);
    return (body as { proposalId: string }).proposalId;
  }
  async function answer(person: string, proposalId: string, word: string): Promise<number> {
    const path = `parked/releases/${proposalId}/${word}`;
    return (await pool.send(path, {}, await analyst(person))).status;
  }
  function analyst(subject: string): Promise<string> {
    return staff(subject, 'supervision-analyst');
  }
  function staff(subject: string, role: Role): Promise<string> {
    return pool.token({ subject, organisation: 'aifc', roles: [role] });
  }
});

describe('The proof of a fact', () => {
  let receipt: string;
  beforeAll(async () => {
    await pool.license('L-beta', 'beta');
    const row = {
      rowId: 'a',
      licenceId: 'L-beta',
      asset: 'BTC',
      scheme: 'FPPS',
      gross: '101',
      fee: '1',
      net: '100',
      distributedAt: '2026-03-05T11:00:00+05:00',
    };
    const report = { reportId: 'r-1', version: 1, poolId: 'dmp-1', rows: [row] };
    ({ receipt } = (await pool.send('distributions', report)).body as { receipt: string });
  });

  it.each<[string, readonly Role[], string, number]>([
    ['the pool that said it', ['pool'], 'dmp-1', 200],
    ['another pool', ['pool'], 'dmp-2', 404],
    ['an auditor', ['auditor'], 'aifc', 200],
    ['a demonstration', ['demo'], 'aifc', 404],
    ['nobody in particular', [], 'aifc', 404],
    ['nobody of that pool', [], 'dmp-1', 404],
  ])('for %s', async (_who, roles, organisation, status) => {
    const token = await pool.token({ subject: 'somebody', organisation, roles });
    expect((await pool.get(receipt, token)).status).toBe(status);
  });
});

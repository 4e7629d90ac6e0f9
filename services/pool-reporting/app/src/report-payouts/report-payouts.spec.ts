import type { SubmissionAnswer } from '@esep/platform';
import { licenseeIdOf } from '@esep/platform/testing';

import {
  addressNamed,
  startTestPoolReporting,
  type TestPoolReporting,
} from '../testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
  await pool.bindWallet(addressNamed('alpha'), 'alpha');
  await pool.bindWallet(addressNamed('beta'), 'beta');
});
afterAll(() => pool.close());

describe('A report of payouts', () => {
  it('is recorded row by row', async () => {
    const { status, body } = await send('first', [row('p-1')]);
    expect([status, body.accepted, body.rejected]).toEqual([201, 1, []]);
    const [event] = await pool.store.readStream('payout-dmp-1-p-1');
    expect(event?.envelope).toMatchObject({
      type: 'PayoutReported',
      validAt: '2026-03-05T06:00:00.000Z',
      body: {
        licenseeId: licenseeIdOf('alpha'),
        amount: '5000',
        vout: 0,
        wallet: addressNamed('alpha'),
      },
    });
  });

  it.each<[string, object, string]>([
    ['of a licence nobody knows', { licenceId: 'L-x' }, 'licence-unknown'],
    ['of nothing', { amount: '0' }, 'amount-zero'],
    ['in half a transaction', { txid: 'ab' }, 'txid-malformed'],
    ['in capital letters', { txid: 'AB'.repeat(32) }, 'txid-malformed'],
    ['beyond the last output there can be', { vout: 2 ** 32 }, 'vout-malformed'],
    ['FIELD-6: to what is no address', { wallet: 'my-wallet' }, 'address-malformed'],
    [
      'FIELD-6: to an address with a slip in it',
      { wallet: addressNamed('alpha').replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')) },
      'address-checksum-wrong',
    ],
    [
      'FIELD-6: to an address of another network',
      { wallet: 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx' },
      'address-of-another-network',
    ],
    ['to a wallet of another', { wallet: addressNamed('beta') }, 'wallet-bound-to-another'],
    ['of the future', { paidAt: '2026-03-06T12:00:00+05:00' }, 'instant-in-future'],
  ])('has a payout %s rejected', async (_name, but, code) => {
    const id = `bad-${code}-${Object.values(but)[0]}`.slice(0, 40);
    const { body } = await send(id, [row(id, but), row(`${id}-good`)]);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ rowId: id, code }] });
  });

  it('FIELD-6: keeps a wallet in its one spelling, and knows whose it is by any', async () => {
    const spelled = (name: string) => ` bitcoin:${addressNamed(name).toUpperCase()}`;
    const rows = [
      row('own', { wallet: spelled('alpha') }),
      row('other', { wallet: spelled('beta') }),
    ];
    const { body } = await send('spelled', rows);
    expect(body.rejected).toMatchObject([{ rowId: 'other', code: 'wallet-bound-to-another' }]);
    const [event] = await pool.store.readStream('payout-dmp-1-own');
    expect(event?.envelope.body['wallet']).toBe(addressNamed('alpha'));
  });

  it('in a higher version replaces and withdraws its rows', async () => {
    await send('versions', [row('v-1'), row('v-2')]);
    const { body } = await send('versions', [row('v-1', { amount: '6000' })], 2);
    expect(body.accepted).toBe(1);
    const types = async (id: string) =>
      (await pool.store.readStream(`payout-dmp-1-${id}`)).map(({ envelope }) => envelope.type);
    expect(await types('v-1')).toEqual(['PayoutReported', 'PayoutReported']);
    expect(await types('v-2')).toEqual(['PayoutReported', 'PayoutWithdrawn']);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

async function send(reportId: string, rows: readonly object[], version = 1) {
  const answer = await pool.send('payouts', { reportId, version, poolId: 'dmp-1', rows });
  return { ...answer, body: answer.body as SubmissionAnswer };
}

function row(rowId: string, but: object = {}) {
  return {
    rowId,
    licenceId: 'L-alpha',
    asset: 'BTC',
    amount: '5000',
    txid: 'a'.repeat(64),
    vout: 0,
    paidAt: '2026-03-05T11:00:00+05:00',
    wallet: addressNamed('alpha'),
    ...but,
  };
}

import type { DomainEvent } from '@esep/platform';
import { until } from '@esep/platform/testing';

import {
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from './testing/test-supervision.js';

// What reports are held against beside each other: the price that tax published, and the law. From
// the facts on four logs to the finding, and from the finding to what two persons make of it.

/** Of one bitcoin, in tiyn. */
const PRICE = 5_000_000_000;
const TXID = 'ab'.repeat(32);
const SOLD_AT = '2026-03-20T07:00:00.000Z';

describe('What is held against prices, limits and other reports', () => {
  let test: TestSupervision;
  beforeEach(async () => {
    test = await startTestSupervision();
  });
  afterEach(() => test.close());

  it('FIGURES-13: finds a sale below the price once it is published, and two persons decide what it counts', async () => {
    await mined(100_000_000);
    await test.sold(SOLD_AT, 75_000_000, { tradeId: 't-1', tiyn: 1 });
    await until(async () => (await test.row('2026-03')).soldInTime === '75000000');
    expect(await test.findings()).toEqual([]);

    await publish(PRICE);
    await until(async () => (await found('off-market-price')) !== undefined);
    expect(await found('off-market-price')).toMatchObject({
      state: 'open',
      period: '2026-03',
      quantity: '75000000',
      facts: ['ex-1:t-1:sell'],
      rules: ['SALE-2'],
    });
    expect((await test.row('2026-03')).soldInTime).toBe('75000000');

    const { findingId, revision } = (await found('off-market-price')) ?? {};
    const proposed = await test.client.call('supervision/v1/disqualifications', {
      token: test.analyst,
      body: { findingId, revision, fact: 'ex-1:t-1:sell', reason: 'Sold to a friend for a tiyn.' },
    });
    expect(proposed.status).toBe(202);
    expect(await test.answerTo(proposed, 'confirm', await test.tokenOf('yerlan'))).toBe(201);
    await until(async () => (await test.row('2026-03')).soldInTime === '0');
    expect((await found('off-market-price'))?.state).toBe('open');
  });

  it('FIGURES-13: withdraws the finding where the price was published wrongly', async () => {
    await mined(100_000_000);
    await publish(PRICE * 10);
    await test.sold(SOLD_AT, 75_000_000, { tradeId: 't-1', tiyn: (PRICE * 3) / 4 });
    await until(async () => (await found('off-market-price'))?.state === 'open');
    await publish(PRICE);
    await until(async () => (await found('off-market-price'))?.state === 'withdrawn');
  });

  it('FIGURES-16: finds a pool that keeps nearly everything of what it credits', async () => {
    await mined(10_000, 99_990_000);
    await until(async () => (await found('excessive-pool-fee')) !== undefined);
    expect(await found('excessive-pool-fee')).toMatchObject({
      period: '2026-03',
      quantity: '94990000',
      facts: ['dmp-1', 'dmp-1:d-1'],
      rules: ['POOL-3'],
    });
    const path = `supervision/v1/reconciliations/${LICENSEE}/BTC/2026-03/explain`;
    const explained = await test.client.call(path, { token: test.analyst });
    const answer = (await explained.json()) as { rules: object[] };
    expect(answer.rules).toContainEqual(
      expect.objectContaining({ key: 'poolFeeLimitBps', value: 500, assumption: true }),
    );
    expect(answer).toMatchObject({
      row: { mined: '10000' },
      crossChecks: [{ type: 'excessive-pool-fee' }],
    });
  });

  it('FIELD-13: finds an output that two venues credit, or one under two ids, until one takes it back', async () => {
    await mined(100_000_000);
    await deposited('ex-1', 'in-1', 5_000);
    await deposited('ex-1', 'in-2', 5_000, { vout: 1 });
    await deposited('ex-2', 'in-1', 4_000);
    await until(async () => (await found('duplicate-settlement')) !== undefined);
    expect((await test.findings()).map(({ type }) => type)).toEqual(['duplicate-settlement']);
    expect(await found('duplicate-settlement')).toMatchObject({
      state: 'open',
      period: '2026-03',
      quantity: '4000',
      facts: [`${TXID}:0`, 'ex-1:in-1', 'ex-2:in-1'],
      rules: ['SALE-4'],
    });

    // A withdrawal of the same number is another row.
    await takenBack('withdrawal', 'ex-2', 'in-1');
    await deposited('ex-1', 'in-3', 9_000);
    await until(async () => (await found('duplicate-settlement'))?.quantity === '9000');
    await takenBack('deposit', 'ex-1', 'in-3');
    await until(async () => (await found('duplicate-settlement'))?.quantity === '4000');
    await takenBack('deposit', 'ex-2', 'in-1');
    await until(async () => (await found('duplicate-settlement'))?.state === 'withdrawn');
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function mined(net: number, fee = 0) {
    await test.mined('2026-03-05T07:00:00.000Z', net, { fee });
  }
  async function deposited(exchangeId: string, rowId: string, amount: number, but: object = {}) {
    const at = '2026-03-21T07:00:00.000Z';
    await test.clock.moveTo(at);
    await test.exchanges.record(`deposit-${exchangeId}-${rowId}`, {
      type: 'DepositCredited',
      ...transfer(exchangeId, rowId, 1),
      amount: String(amount),
      txid: TXID,
      vout: 0,
      at,
      ...but,
    } as DomainEvent);
  }
  async function takenBack(kind: 'deposit' | 'withdrawal', exchangeId: string, rowId: string) {
    await test.exchanges.record(`${kind}-${exchangeId}-${rowId}`, {
      type: 'TransferWithdrawn',
      transfer: kind,
      ...transfer(exchangeId, rowId, 2),
      withdrawnAt: test.clock.now(),
    } as DomainEvent);
  }
  async function publish(tiyn: number) {
    await test.tax.record('prices-BTC', {
      type: 'PricePublished',
      asset: 'BTC',
      day: '2026-03-20',
      value: { amount: String(tiyn), currency: 'KZT' },
      source: 'list of 20 March',
      publishedAt: test.clock.now(),
    } as DomainEvent);
  }
  async function found(type: string) {
    return (await test.findings(`type=${type}`))[0];
  }
});

const transfer = (exchangeId: string, rowId: string, version: number) => ({
  exchangeId,
  rowId,
  reportId: 'march',
  version,
  licenseeId: LICENSEE,
  asset: 'BTC',
});

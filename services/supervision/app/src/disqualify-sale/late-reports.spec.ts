import type { DomainEvent } from '@esep/platform';
import { until } from '@esep/platform/testing';

import {
  LICENSEE,
  PARTY,
  startTestSupervision,
  type Found,
  type TestSupervision,
} from '../testing/test-supervision.js';

// What counts until two persons decide: a sale behind its venue's own "complete", one that two venues
// report, one that did not count until it was corrected. Each is a finding that they can rest upon.

describe('What counts until two persons decide', () => {
  let test: TestSupervision;
  let second: string;
  beforeEach(async () => {
    test = await startTestSupervision({ exchanges: ['ex-1', 'ex-2'] });
    second = await test.tokenOf('yerlan');
    await test.mined('2026-03-05T07:00:00.000Z', 300);
  });
  afterEach(() => test.close());

  it('FIGURES-14: shows a sale behind its venue’s own "complete", and two persons end what it mended', async () => {
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await verdict()) === 'breach');
    await until(async () => (await finding('under-sold')) !== undefined);
    await test.clock.moveTo('2026-04-20T00:00:00.000Z');
    await sold('t-1', 225);
    await until(async () => (await verdict()) === 'compliant');
    await until(async () => (await finding('late-report')) !== undefined);
    const late = await finding('late-report');
    expect(late).toMatchObject({
      state: 'open',
      severity: 'high',
      sender: 'ex-1',
      period: '2026-03',
      quantity: '225',
      facts: ['ex-1:t-1:sell'],
    });
    const explained = await test.client.call(
      `supervision/v1/reconciliations/${LICENSEE}/BTC/2026-03/explain`,
      { token: test.analyst },
    );
    expect(await explained.json()).toMatchObject({
      crossChecks: [{ type: 'late-report', sender: 'ex-1', severity: 'high', quantity: '225' }],
    });

    await disqualify(late, 'ex-1:t-1:sell');
    await until(async () => (await verdict()) === 'breach');
    // Who takes it back leaves nothing that was said late.
    await busted('t-1');
    await until(async () => (await finding('late-report'))?.state === 'withdrawn');
  });

  it('FIGURES-14: rests upon each of many late sales, also on those that the finding does not name', async () => {
    await test.complete('2026-04-12T00:00:00.000Z');
    await test.clock.moveTo('2026-04-20T00:00:00.000Z');
    const tradeIds = Array.from({ length: 210 }, (_, i) => `t-${100 + i}`);
    await test.exchanges.record('fills-ex-1', ...tradeIds.map((tradeId) => saleOf(tradeId, 1)));
    await until(async () => (await finding('late-report'))?.quantity === '210');
    const late = await finding('late-report');
    expect(late?.facts).toHaveLength(200);
    expect(late?.facts).not.toContain('ex-1:t-309:sell');
    await disqualify(late, 'ex-1:t-309:sell');
    await until(async () => (await row()).soldInTime === '209');
  });

  it('FIGURES-19: shows a trade that two venues report, and one of the two is disqualified', async () => {
    await test.clock.moveTo('2026-03-20T08:00:00.000Z');
    await sold('t-1', 40);
    await sold('t-1', 40, { exchangeId: 'ex-2' });
    await until(async () => (await finding('duplicate-settlement')) !== undefined);
    expect(await row()).toMatchObject({ soldInTime: '80' });
    const double = await finding('duplicate-settlement');
    expect(double).toMatchObject({
      severity: 'high',
      quantity: '40',
      facts: ['ex-1:t-1:sell', 'ex-2:t-1:sell'],
    });
    await disqualify(double, 'ex-2:t-1:sell');
    await until(async () => (await row()).soldInTime === '40');
  });

  it('FIGURES-17: shows a correction that takes a self-trade away, and it can be decided about', async () => {
    await test.clock.moveTo('2026-03-20T08:00:00.000Z');
    await sold('t-1', 75, { counterpartyId: PARTY });
    await until(async () => (await finding('self-trade')) !== undefined);
    await corrected('t-1', { counterpartyId: 'somebody-else-entirely' });
    await until(async () => (await row()).soldInTime === '75');
    await until(async () => (await finding('correction-removes-obstacle')) !== undefined);
    const removed = await finding('correction-removes-obstacle');
    expect(removed).toMatchObject({ state: 'open', quantity: '75', facts: ['ex-1:t-1:sell'] });
    expect((await finding('self-trade'))?.state).toBe('withdrawn');
    await disqualify(removed, 'ex-1:t-1:sell');
    await until(async () => (await row()).soldInTime === '0');
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function fillOf(tradeId: string) {
    return { exchangeId: 'ex-1', tradeId, side: 'sell', licenseeId: LICENSEE, asset: 'BTC' };
  }
  function saleOf(tradeId: string, quantity: number, but: object = {}): DomainEvent {
    return {
      type: 'FillRecorded',
      ...fillOf(tradeId),
      quantity: String(quantity),
      quote: { amount: '1', currency: 'KZT' },
      executedAt: '2026-03-20T07:00:00.000Z',
      ...but,
    } as DomainEvent;
  }
  async function sold(tradeId: string, quantity: number, but: object = {}) {
    const { exchangeId = 'ex-1' } = but as { exchangeId?: string };
    const sale = saleOf(tradeId, quantity, but);
    await test.exchanges.record(`fill-${exchangeId}-${tradeId}-sell`, sale);
  }
  async function corrected(tradeId: string, but: object) {
    const said = { reason: 'a slip', correctedAt: test.clock.now() };
    await test.exchanges.record(`fill-ex-1-${tradeId}-sell`, {
      type: 'FillCorrected',
      ...fillOf(tradeId),
      ...said,
      ...but,
    } as DomainEvent);
  }
  async function busted(tradeId: string) {
    const said = { reason: 'never was', bustedAt: test.clock.now() };
    await test.exchanges.record(`fill-ex-1-${tradeId}-sell`, {
      type: 'FillBusted',
      ...fillOf(tradeId),
      ...said,
    } as DomainEvent);
  }
  async function disqualify(on: Found | undefined, fact: string) {
    const proposed = await test.client.call('supervision/v1/disqualifications', {
      token: test.analyst,
      body: { findingId: on?.findingId, revision: on?.revision, fact, reason: 'No such sale.' },
    });
    expect(proposed.status).toBe(202);
    expect(await test.answerTo(proposed, 'confirm', second)).toBe(201);
  }
  function row() {
    return test.row('2026-03');
  }
  async function verdict() {
    return (await row()).verdict;
  }
  async function finding(type: string) {
    return (await test.findings(`type=${type}`))[0];
  }
});

import { DevelopmentClock, type DomainEvent } from '@esep/platform';
import {
  testContext,
  until,
  type TestClient,
  type TestContext,
  type TestLog,
} from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';

import { startSupervision } from '../index.js';

// What counts until two persons decide: a sale behind its venue's own "complete", one that two venues
// report, one that did not count until it was corrected. Each is a finding that they can rest upon.

const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
const PARTY = 'party-of-batys-mining';
const GO_LIVE = '2025-12-31T19:00:00.000Z';

describe('What counts until two persons decide', () => {
  let context: TestContext;
  let client: TestClient;
  let analyst: string;
  let second: string;
  let clock: DevelopmentClock;
  let pools: TestLog;
  let exchanges: TestLog;

  beforeEach(async () => {
    clock = await DevelopmentClock.start({ startAt: GO_LIVE });
    context = await testContext('supervision', { clock });
    const licensing = await context.log('licensing');
    pools = await context.log('pool-reporting');
    exchanges = await context.log('exchange-settlement');
    await context.log('tax');
    client = await context.serve(await startSupervision(context.context));
    const roles = ['supervision-analyst'] as const;
    analyst = await context.token({ subject: 'dana', organisation: 'aifc', roles });
    second = await context.token({ subject: 'yerlan', organisation: 'aifc', roles });
    for (const [stream, ...events] of REGISTER) await licensing.record(stream, ...events);
    await mined('2026-03-05T07:00:00.000Z', 300);
  });
  afterEach(() => context.close());

  it('FIGURES-14: shows a sale behind its venue’s own "complete", and two persons end what it mended', async () => {
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await verdict()) === 'breach');
    await until(async () => (await finding('under-sold')) !== undefined);
    await clock.moveTo('2026-04-20T00:00:00.000Z');
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
    const explained = await client.call(
      `supervision/v1/reconciliations/${LICENSEE}/BTC/2026-03/explain`,
      { token: analyst },
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
    await complete('2026-04-12T00:00:00.000Z');
    await clock.moveTo('2026-04-20T00:00:00.000Z');
    const tradeIds = Array.from({ length: 210 }, (_, i) => `t-${100 + i}`);
    await exchanges.record('fills-ex-1', ...tradeIds.map((tradeId) => saleOf(tradeId, 1)));
    await until(async () => (await finding('late-report'))?.quantity === '210');
    const late = await finding('late-report');
    expect(late?.facts).toHaveLength(200);
    expect(late?.facts).not.toContain('ex-1:t-309:sell');
    await disqualify(late, 'ex-1:t-309:sell');
    await until(async () => (await row())?.soldInTime === '209');
  });

  it('FIGURES-19: shows a trade that two venues report, and one of the two is disqualified', async () => {
    await clock.moveTo('2026-03-20T08:00:00.000Z');
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
    await until(async () => (await row())?.soldInTime === '40');
  });

  it('FIGURES-17: shows a correction that takes a self-trade away, and it can be decided about', async () => {
    await clock.moveTo('2026-03-20T08:00:00.000Z');
    await sold('t-1', 75, { counterpartyId: PARTY });
    await until(async () => (await finding('self-trade')) !== undefined);
    await corrected('t-1', { counterpartyId: 'somebody-else-entirely' });
    await until(async () => (await row())?.soldInTime === '75');
    await until(async () => (await finding('correction-removes-obstacle')) !== undefined);
    const removed = await finding('correction-removes-obstacle');
    expect(removed).toMatchObject({ state: 'open', quantity: '75', facts: ['ex-1:t-1:sell'] });
    expect((await finding('self-trade'))?.state).toBe('withdrawn');
    await disqualify(removed, 'ex-1:t-1:sell');
    await until(async () => (await row())?.soldInTime === '0');
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function mined(distributedAt: string, net: number) {
    await clock.moveTo(distributedAt);
    const quantities = { gross: String(net), fee: '0', net: String(net) };
    await pools.record('distribution-dmp-1-d-1', {
      type: 'DistributionRecorded',
      ...{ poolId: 'dmp-1', rowId: 'd-1', reportId: 'r-1', version: 1 },
      ...{ licenseeId: LICENSEE, licenceId: 'L-1', asset: 'BTC', scheme: 'FPPS' },
      ...quantities,
      distributedAt,
    } as DomainEvent);
  }
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
    await exchanges.record(`fill-${exchangeId}-${tradeId}-sell`, sale);
  }
  async function corrected(tradeId: string, but: object) {
    const said = { reason: 'a slip', correctedAt: clock.now() };
    await exchanges.record(`fill-ex-1-${tradeId}-sell`, {
      type: 'FillCorrected',
      ...fillOf(tradeId),
      ...said,
      ...but,
    } as DomainEvent);
  }
  async function busted(tradeId: string) {
    const said = { reason: 'never was', bustedAt: clock.now() };
    await exchanges.record(`fill-ex-1-${tradeId}-sell`, {
      type: 'FillBusted',
      ...fillOf(tradeId),
      ...said,
    } as DomainEvent);
  }
  async function complete(through: string) {
    await clock.moveTo(through);
    const pool = { type: 'PoolReportedThrough', poolId: 'dmp-1', through };
    await pools.record('completeness-dmp-1', pool as DomainEvent);
    for (const exchangeId of ['ex-1', 'ex-2']) {
      const venue = { type: 'ExchangeReportedThrough', exchangeId, through };
      await exchanges.record(`completeness-${exchangeId}`, venue as DomainEvent);
    }
  }
  async function disqualify(on: Found | undefined, fact: string) {
    const proposed = await client.call('supervision/v1/disqualifications', {
      token: analyst,
      body: { findingId: on?.findingId, revision: on?.revision, fact, reason: 'No such sale.' },
    });
    expect(proposed.status).toBe(202);
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const path = `supervision/v1/proposals/${proposalId}/confirm`;
    expect((await client.call(path, { token: second, body: {} })).status).toBe(201);
  }
  async function row() {
    const answer = await client.call(`supervision/v1/reconciliations/${LICENSEE}/BTC`, {
      token: analyst,
    });
    const { rows } = (await answer.json()) as {
      rows?: { period: string; verdict: string; soldInTime: string }[];
    };
    return rows?.find(({ period }) => period === '2026-03');
  }
  async function verdict() {
    return (await row())?.verdict;
  }
  async function finding(type: string) {
    const answer = await client.call(`supervision/v1/findings?type=${type}`, { token: analyst });
    return ((await answer.json()) as { items: Found[] }).items[0];
  }
});

interface Found {
  readonly findingId: string;
  readonly type: string;
  readonly state: string;
  readonly revision: number;
  readonly quantity: string;
  readonly facts: readonly string[];
}

const REGISTER = [
  [
    'rule-packs',
    {
      type: 'RulePackAdopted',
      packId: aifc2026.packId,
      hash: packHash(aifc2026),
      bytes: canonicalPackBytes(aifc2026),
      effectiveFrom: GO_LIVE,
    },
  ],
  ...['ex-1', 'ex-2'].map((exchangeId) => [
    `exchange-${exchangeId}`,
    {
      type: 'ExchangeLicensed',
      ...{ exchangeId, name: exchangeId, kind: 'DATF' },
      from: GO_LIVE,
      depositAddresses: [],
    },
  ]),
  [
    'pool-dmp-1',
    {
      type: 'PoolApproved',
      ...{ poolId: 'dmp-1', name: 'One', from: GO_LIVE },
      coinbaseTags: [],
      payoutAddresses: [],
    },
  ],
  [
    `licensee-${LICENSEE}`,
    {
      type: 'LicenseeRegistered',
      ...{ licenseeId: LICENSEE, kind: 'legal-entity', partyId: PARTY },
      ...{ bin: '990040000003', name: 'Batys Mining LLP' },
      registeredAt: GO_LIVE,
    },
  ],
  [
    'licence-L-1',
    {
      type: 'LicenceImported',
      ...{ licenceId: 'L-1', licenseeId: LICENSEE, authority: 'AIFC' },
      issuedAt: GO_LIVE,
    },
    {
      type: 'PoolAffiliationDeclared',
      ...{ licenceId: 'L-1', licenseeId: LICENSEE, poolId: 'dmp-1', asset: 'BTC' },
      from: '2026-02-28T19:00:00.000Z',
    },
  ],
] as unknown as readonly [string, ...DomainEvent[]][];

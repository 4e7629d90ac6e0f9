import {
  testContext,
  until,
  type TestClient,
  type TestContext,
  type TestLog,
} from '@esep/platform/testing';
import { DevelopmentClock, type DomainEvent } from '@esep/platform';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';

import { startSupervision } from './index.js';

// What reports are held against beside each other: the price that tax published, and the law. From
// the facts on four logs to the finding, and from the finding to what two persons make of it.

const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
const GO_LIVE = '2025-12-31T19:00:00.000Z';
/** Of one bitcoin, in tiyn. */
const PRICE = 5_000_000_000;
const TXID = 'ab'.repeat(32);

describe('Supervision', () => {
  let context: TestContext;
  let client: TestClient;
  let analyst: string;
  let clock: DevelopmentClock;
  let pools: TestLog;
  let exchanges: TestLog;
  let tax: TestLog;

  beforeEach(async () => {
    clock = await DevelopmentClock.start({ startAt: GO_LIVE });
    context = await testContext('supervision', { clock });
    const licensing = await context.log('licensing');
    pools = await context.log('pool-reporting');
    exchanges = await context.log('exchange-settlement');
    tax = await context.log('tax');
    client = await context.serve(await startSupervision(context.context));
    analyst = await tokenOf('dana');
    await register(licensing);
  });
  afterEach(() => context.close());

  it('FIGURES-13: finds a sale below the price once it is published, and two persons decide what it counts', async () => {
    await mined(100_000_000);
    await sold(75_000_000, 1);
    await until(async () => (await row()).soldInTime === '75000000');
    expect(await findings()).toEqual([]);

    await publish(PRICE);
    await until(async () => (await found('off-market-price')) !== undefined);
    expect(await found('off-market-price')).toMatchObject({
      state: 'open',
      period: '2026-03',
      quantity: '75000000',
      facts: ['ex-1:t-1:sell'],
      rules: ['SALE-2'],
    });
    expect((await row()).soldInTime).toBe('75000000');

    const { findingId, revision } = (await found('off-market-price')) ?? {};
    const proposed = await client.call('supervision/v1/disqualifications', {
      token: analyst,
      body: { findingId, revision, fact: 'ex-1:t-1:sell', reason: 'Sold to a friend for a tiyn.' },
    });
    expect(proposed.status).toBe(202);
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const confirm = `supervision/v1/proposals/${proposalId}/confirm`;
    const token = await tokenOf('yerlan');
    expect((await client.call(confirm, { token, body: {} })).status).toBe(201);
    await until(async () => (await row()).soldInTime === '0');
    expect((await found('off-market-price'))?.state).toBe('open');
  });

  it('FIGURES-13: withdraws the finding where the price was published wrongly', async () => {
    await mined(100_000_000);
    await publish(PRICE * 10);
    await sold(75_000_000, (PRICE * 3) / 4);
    await until(async () => (await found('off-market-price'))?.state === 'open');
    await publish(PRICE);
    await until(async () => (await found('off-market-price'))?.state === 'withdrawn');
  });

  it('FIGURES-16: finds a pool that keeps nearly everything of what it credits', async () => {
    await mined(100_000_000, 99_990_000);
    await until(async () => (await found('excessive-pool-fee')) !== undefined);
    expect(await found('excessive-pool-fee')).toMatchObject({
      period: '2026-03',
      quantity: '94990000',
      facts: ['dmp-1', 'dmp-1:d-1'],
      rules: ['POOL-3'],
    });
    const path = `supervision/v1/reconciliations/${LICENSEE}/BTC/2026-03/explain`;
    const explained = await client.call(path, { token: analyst });
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
    expect((await findings()).map(({ type }) => type)).toEqual(['duplicate-settlement']);
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

  function tokenOf(subject: string) {
    return context.token({ subject, organisation: 'aifc', roles: ['supervision-analyst'] });
  }
  async function register(licensing: TestLog) {
    const record = (stream: string, event: object) =>
      licensing.record(stream, event as DomainEvent);
    await record('rule-packs', {
      type: 'RulePackAdopted',
      packId: aifc2026.packId,
      hash: packHash(aifc2026),
      bytes: canonicalPackBytes(aifc2026),
      effectiveFrom: GO_LIVE,
    });
    await record('exchange-ex-1', {
      type: 'ExchangeLicensed',
      exchangeId: 'ex-1',
      name: 'ex-1',
      kind: 'DATF',
      from: GO_LIVE,
      depositAddresses: [],
    });
    await record(`licensee-${LICENSEE}`, {
      type: 'LicenseeRegistered',
      licenseeId: LICENSEE,
      kind: 'legal-entity',
      partyId: 'party-of-batys-mining',
      bin: '990040000003',
      name: 'Batys Mining LLP',
      registeredAt: GO_LIVE,
    });
    await record('pool-dmp-1', {
      type: 'PoolApproved',
      poolId: 'dmp-1',
      name: 'One',
      from: GO_LIVE,
      coinbaseTags: [],
      payoutAddresses: [],
    });
    const licence = { licenceId: 'L-1', licenseeId: LICENSEE };
    const imported = { ...licence, authority: 'AIFC', issuedAt: GO_LIVE };
    await record('licence-L-1', { type: 'LicenceImported', ...imported });
    const declared = { ...licence, poolId: 'dmp-1', asset: 'BTC', from: GO_LIVE };
    await record('licence-L-1', { type: 'PoolAffiliationDeclared', ...declared });
  }
  async function mined(gross: number, fee = 0) {
    const distributedAt = '2026-03-05T07:00:00.000Z';
    await clock.moveTo(distributedAt);
    await pools.record('distribution-dmp-1-d-1', {
      type: 'DistributionRecorded',
      poolId: 'dmp-1',
      rowId: 'd-1',
      reportId: 'r-1',
      version: 1,
      licenseeId: LICENSEE,
      licenceId: 'L-1',
      asset: 'BTC',
      scheme: 'FPPS',
      gross: String(gross),
      fee: String(fee),
      net: String(gross - fee),
      distributedAt,
    } as DomainEvent);
  }
  async function sold(quantity: number, tiyn: number) {
    const executedAt = '2026-03-20T07:00:00.000Z';
    await clock.moveTo(executedAt);
    await exchanges.record('fill-ex-1-t-1-sell', {
      type: 'FillRecorded',
      exchangeId: 'ex-1',
      tradeId: 't-1',
      side: 'sell',
      licenseeId: LICENSEE,
      asset: 'BTC',
      quantity: String(quantity),
      quote: { amount: String(tiyn), currency: 'KZT' },
      executedAt,
    } as DomainEvent);
  }
  async function deposited(exchangeId: string, rowId: string, amount: number, but: object = {}) {
    const at = '2026-03-21T07:00:00.000Z';
    await clock.moveTo(at);
    await exchanges.record(`deposit-${exchangeId}-${rowId}`, {
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
    await exchanges.record(`${kind}-${exchangeId}-${rowId}`, {
      type: 'TransferWithdrawn',
      transfer: kind,
      ...transfer(exchangeId, rowId, 2),
      withdrawnAt: clock.now(),
    } as DomainEvent);
  }
  async function publish(tiyn: number) {
    await tax.record('prices-BTC', {
      type: 'PricePublished',
      asset: 'BTC',
      day: '2026-03-20',
      value: { amount: String(tiyn), currency: 'KZT' },
      source: 'list of 20 March',
      publishedAt: clock.now(),
    } as DomainEvent);
  }
  async function row() {
    const answer = await client.call(`supervision/v1/reconciliations/${LICENSEE}/BTC`, {
      token: analyst,
    });
    const { rows = [] } = (await answer.json()) as {
      rows?: { period: string; soldInTime: string }[];
    };
    return rows.find(({ period }) => period === '2026-03') ?? { soldInTime: '' };
  }
  async function findings() {
    const answer = await client.call('supervision/v1/findings', { token: analyst });
    return ((await answer.json()) as { items: Finding[] }).items;
  }
  async function found(type: string) {
    return (await findings()).find((finding) => finding.type === type);
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

interface Finding {
  readonly findingId: string;
  readonly type: string;
  readonly state: string;
  readonly quantity: string;
  readonly revision: number;
}

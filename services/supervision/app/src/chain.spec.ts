import { DevelopmentClock, type DomainEvent } from '@esep/platform';
import {
  testContext,
  until,
  type TestClient,
  type TestContext,
  type TestLog,
} from '@esep/platform/testing';

import { startSupervision, supervisionParts } from './index.js';
import {
  exchangeLicensed,
  GO_LIVE,
  lawAdopted,
  LICENSEE as BATYS,
  poolApproved,
} from './testing/test-supervision.js';

// The chain against the register and the pools' reports: what left a wallet, who can be told to have
// sent it, and what of it changes when more becomes known.

const SARYARKA = '019a0000-0000-7000-8000-00000000000b';
const SALE = 'a'.repeat(64);
const PAYOUT = 'b'.repeat(64);

describe('Supervision of the chain', () => {
  let context: TestContext;
  let client: TestClient;
  let analyst: string;
  let clock: DevelopmentClock;
  let licensing: TestLog;
  let pools: TestLog;

  beforeEach(async () => {
    clock = await DevelopmentClock.start({ startAt: GO_LIVE });
    context = await testContext(supervisionParts, { clock });
    licensing = await context.log('licensing');
    pools = await context.log('pool-reporting');
    await context.log('exchange-settlement');
    await context.log('tax');
    await register();
    client = await context.serve(await startSupervision(context.context));
    analyst = await context.token({
      subject: 'dana',
      organisation: 'aifc',
      roles: ['supervision-analyst'],
    });
  });
  afterEach(() => context.close());

  it('finds a private sale: the free quarter left early, the rest is unexplained (SALE-3, SUP-1)', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', {
      to: [
        ['stranger', '30'],
        ['own', '69'],
      ],
    });
    await until(async () => (await findings()).length === 2);
    expect(await findings()).toMatchObject([
      { type: 'early-release', state: 'open', quantity: '25', facts: [`${SALE}:0`] },
      { type: 'unexplained-outflow', state: 'open', quantity: '5', facts: [`${SALE}:0`] },
    ]);
  });

  it('lets nothing be found of coins that stay with the licensee, or go to a venue or a pool', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', {
      to: [
        ['own', '30'],
        ['deposit', '30'],
        ['pool', '39'],
      ],
    });
    await until(async () => (await known()) > '2026-03-20T07:00:00.000Z');
    expect(await outflow()).toEqual(0n);
    expect(await findings()).toEqual([]);
  });

  it('withdraws what it found when the block is orphaned, and knows what it knew before', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', { to: [['stranger', '99']] });
    await until(async () => (await findings()).length === 2);
    const before = await known();
    await clock.moveTo('2026-03-20T08:00:00.000Z');
    await pools.record(`chain-movement-${SALE}`, {
      type: 'ChainMovementReversed',
      asset: 'BTC',
      txid: SALE,
      height: 1,
      hash: '0'.repeat(64),
      holders: [BATYS],
      reversedAt: clock.now(),
    } as DomainEvent);
    await until(async () => (await findings()).every(({ state }) => state === 'withdrawn'));
    expect(await outflow()).toEqual(0n);
    expect(await outflow(`knownAt=${before}`)).toEqual(99n);
  });

  it('withdraws what it found when the address turns out to be the licensee’s own', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', { to: [['stranger', '99']] });
    await until(async () => (await findings()).length === 2);
    const before = await known();
    await clock.moveTo('2026-04-20T07:00:00.000Z');
    await licensing.record('wallet-BTC-stranger', bound(BATYS, 'stranger'));
    await until(async () => (await findings()).every(({ state }) => state === 'withdrawn'));
    expect(await outflow()).toEqual(0n);
    expect(await outflow(`knownAt=${before}`)).toEqual(99n);
  });

  it('withdraws what it found when the venue turns out to have been licensed', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', { to: [['stranger', '99']] });
    await until(async () => (await findings()).length === 2);
    await licensing.record('exchange-ex-2', {
      type: 'ExchangeLicensed',
      exchangeId: 'ex-2',
      name: 'Two',
      kind: 'DATF',
      from: GO_LIVE,
      depositAddresses: ['stranger'],
    } as DomainEvent);
    await until(async () => (await findings()).every(({ state }) => state === 'withdrawn'));
  });

  it('attributes coins of two licensees to nobody, and finds the conflict for both, until it is settled', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', {
      from: [
        ['wallet', '60'],
        ['theirs', '40'],
      ],
      to: [['stranger', '99']],
      holders: [BATYS, SARYARKA],
    });
    await until(async () => (await findings()).length === 2);
    expect(await findings()).toMatchObject([
      { type: 'wallet-conflict', licenseeId: BATYS, quantity: '0', facts: [SALE] },
      { type: 'wallet-conflict', licenseeId: SARYARKA, quantity: '0', facts: [SALE] },
    ]);
    expect(await outflow()).toEqual(0n);

    // The other one never had that wallet.
    await licensing.record('wallet-BTC-theirs', {
      type: 'WalletReleased',
      asset: 'BTC',
      address: 'theirs',
      licenseeId: SARYARKA,
      from: GO_LIVE,
      to: GO_LIVE,
    } as DomainEvent);
    await until(async () => (await outflow()) === 60n);
    await until(async () =>
      (await findings()).every(
        ({ type, state }) => (type === 'wallet-conflict') === (state === 'withdrawn'),
      ),
    );
  });

  it('FIELD-4: says of figures that they are not complete while coins may have left unseen', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await clock.moveTo('2026-03-20T07:00:00.000Z');
    const unseen = { asset: 'BTC', height: 7, hash: '0'.repeat(64), inputs: 1 };
    await pools.record('chain-BTC', {
      type: 'ChainSpendsUnresolved',
      ...unseen,
      blockTime: '2026-03-10T07:00:00.000Z',
    } as DomainEvent);
    await until(async () => (await isComplete()) === false);
    expect(await isComplete('asOf=2026-03-09T07:00:00.000Z')).toBe(true);
    await pools.record('chain-BTC', {
      type: 'ChainSpendsResolved',
      asset: 'BTC',
      fromHeight: 7,
      throughHeight: 9,
      resolvedAt: clock.now(),
    } as DomainEvent);
    await until(async () => (await isComplete()) === true);
  });

  it('explains an outflow down to the movement and the register, with their proofs', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', { to: [['stranger', '99']] });
    await until(async () => (await outflow()) > 0n);
    const path = `supervision/v1/reconciliations/${BATYS}/BTC/2026-03/explain`;
    const answer = await client.call(path, { token: analyst });
    const { outflows } = (await answer.json()) as {
      outflows: { sources: { log: string; proof: string }[] }[];
    };
    expect(outflows).toMatchObject([
      { fact: `${SALE}:0`, amount: '99', to: 'stranger', early: '25', unexplained: '74' },
    ]);
    expect(outflows[0]?.sources.map(({ proof }) => proof.split('/')[1])).toEqual([
      'pool-reporting',
      'licensing',
    ]);
  });

  it('misses a payout that the chain does not show, and withdraws that when it comes', async () => {
    await clock.moveTo('2026-03-05T07:00:00.000Z');
    await pools.record('payout-dmp-1-p-1', {
      type: 'PayoutReported',
      poolId: 'dmp-1',
      rowId: 'p-1',
      reportId: 'r-1',
      version: 1,
      licenseeId: BATYS,
      licenceId: 'L-1',
      asset: 'BTC',
      amount: '50',
      txid: PAYOUT,
      vout: 0,
      paidAt: clock.now(),
      wallet: 'wallet',
    } as DomainEvent);
    await block('2026-03-06T06:00:00.000Z');
    await block('2026-03-07T06:00:00.000Z');
    await until(async () => (await findings()).length === 1);
    expect(await findings()).toMatchObject([
      {
        type: 'payout-not-on-chain',
        quantity: '50',
        facts: ['dmp-1:p-1'],
        rules: ['POOL-2', 'SUP-3'],
      },
    ]);
    await move('2026-03-07T07:00:00.000Z', { txid: PAYOUT, from: [], to: [['wallet', '50']] });
    await until(async () => (await findings())[0]?.state === 'withdrawn');
  });

  it('finds newly mined coins that no pool reports (POOL-1)', async () => {
    await move('2026-03-05T07:00:00.000Z', { txid: PAYOUT, from: [], to: [['wallet', '50']] });
    await clock.moveTo('2026-03-06T07:00:00.000Z');
    await pools.record('completeness-dmp-1', {
      type: 'PoolReportedThrough',
      poolId: 'dmp-1',
      through: clock.now(),
    } as DomainEvent);
    await until(async () => (await findings()).length === 1);
    expect(await findings()).toMatchObject([
      { type: 'chain-payout-not-reported', quantity: '50', facts: [`${PAYOUT}:0`] },
    ]);
  });

  it('knows after a restart what it knew of the chain', async () => {
    await mined('2026-03-05T07:00:00.000Z', '100');
    await move('2026-03-20T07:00:00.000Z', {
      to: [
        ['stranger', '30'],
        ['deposit', '69'],
      ],
    });
    await until(async () => (await outflow()) === 30n);
    client = await context.serve(await startSupervision(context.context));
    await until(async () => (await outflow()) === 30n);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function register() {
    await licensing.record('rule-packs', lawAdopted);
    await licensing.record('exchange-ex-1', exchangeLicensed('ex-1', ['deposit']));
    await licensing.record('pool-dmp-1', poolApproved('dmp-1', ['pool']));
    for (const [licenseeId, licenceId] of [
      [BATYS, 'L-1'],
      [SARYARKA, 'L-2'],
    ] as const) {
      await licensing.record(`licensee-${licenseeId}`, {
        type: 'LicenseeRegistered',
        licenseeId,
        kind: 'legal-entity',
        partyId: `party-of-licence-${licenceId}`,
        bin: '990040000003',
        name: licenceId,
        registeredAt: GO_LIVE,
      } as DomainEvent);
      const licence = { licenceId, licenseeId };
      await licensing.record(
        `licence-${licenceId}`,
        {
          type: 'LicenceImported',
          ...licence,
          authority: 'AIFC',
          issuedAt: GO_LIVE,
        } as DomainEvent,
        {
          type: 'PoolAffiliationDeclared',
          ...licence,
          poolId: 'dmp-1',
          asset: 'BTC',
          from: '2026-02-28T19:00:00.000Z',
        } as DomainEvent,
      );
    }
    await licensing.record('wallet-BTC-wallet', bound(BATYS, 'wallet'));
    await licensing.record('wallet-BTC-own', bound(BATYS, 'own'));
    await licensing.record('wallet-BTC-theirs', bound(SARYARKA, 'theirs'));
  }
  function bound(licenseeId: string, address: string): DomainEvent {
    return {
      type: 'WalletBound',
      asset: 'BTC',
      address,
      licenseeId,
      licenceId: 'L-1',
      from: GO_LIVE,
      proof: 'signed',
    } as DomainEvent;
  }
  async function mined(distributedAt: string, net: string) {
    await clock.moveTo(distributedAt);
    await pools.record('distribution-dmp-1-d-1', {
      type: 'DistributionRecorded',
      poolId: 'dmp-1',
      rowId: 'd-1',
      reportId: 'r-1',
      version: 1,
      licenseeId: BATYS,
      licenceId: 'L-1',
      asset: 'BTC',
      scheme: 'FPPS',
      gross: net,
      fee: '0',
      net,
      distributedAt,
    } as DomainEvent);
  }
  async function move(
    blockTime: string,
    {
      txid = SALE,
      from = [['wallet', '100']],
      to,
      holders = [BATYS],
    }: {
      txid?: string;
      from?: readonly (readonly [string, string])[];
      to: readonly (readonly [string, string])[];
      holders?: readonly string[];
    },
  ) {
    await clock.moveTo(blockTime);
    await pools.record(`chain-movement-${txid}`, {
      type: 'ChainMovementObserved',
      asset: 'BTC',
      txid,
      height: 1,
      hash: '0'.repeat(64),
      blockTime,
      inputs: from.map(([address, amount], vout) => ({
        txid: 'c'.repeat(64),
        vout,
        address,
        amount,
      })),
      foreignInputs: 0,
      outputs: to.map(([address, amount], vout) => ({ vout, address, amount })),
      ...(from.length === 0 ? { foreignOutputs: 0 } : {}),
      holders,
    } as DomainEvent);
  }
  async function block(blockTime: string) {
    await clock.moveTo(blockTime);
    await pools.record('chain-BTC', {
      type: 'BlockAttributed',
      asset: 'BTC',
      height: 1,
      hash: blockTime.replaceAll(/\D/g, '').padStart(64, '0'),
      previousHash: '0'.repeat(64),
      blockTime,
      registryVersion: 1,
    } as DomainEvent);
  }
  /** Nothing of them where the licensee is not known yet. */
  async function figures(query = '') {
    const path = `supervision/v1/reconciliations/${BATYS}/BTC?${query}`;
    const answer = await client.call(path, { token: analyst });
    return (await answer.json()) as {
      early?: string;
      unexplained?: string;
      ledger?: { knownThrough: string; complete: boolean };
    };
  }
  async function isComplete(query = '') {
    return (await figures(query)).ledger?.complete;
  }
  /** What left the wallets and should not have. */
  async function outflow(query = '') {
    const { early = '0', unexplained = '0' } = await figures(query);
    return BigInt(early) + BigInt(unexplained);
  }
  async function known() {
    return (await figures()).ledger?.knownThrough ?? '';
  }
  /** By type and licensee. */
  async function findings() {
    const answer = await client.call('supervision/v1/findings', { token: analyst });
    const { items } = (await answer.json()) as {
      items: { type: string; state: string; licenseeId: string; quantity: string }[];
    };
    const keyOf = (item: { type: string; licenseeId: string }) => `${item.type} ${item.licenseeId}`;
    return items.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  }
});

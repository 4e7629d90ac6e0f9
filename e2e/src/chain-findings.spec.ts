import { until } from '@esep/platform/testing';
import { inventedNumber } from '@esep/simulator';

import {
  BitcoinScenario,
  maturePoolBlock,
  MINERS,
  POOL_TAG,
  seasonOf,
  type Season,
} from './bitcoin-scenario.js';
import { Btcd, btcdBinary } from './btcd.js';
import {
  describeOnBothHosts,
  openTestHosts,
  type Caller,
  type HostKind,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';

// A live node, the whole of Esep, and what follows: coins that leave where the law does not say are
// found, and the finding goes when the chain takes the blocks back (RECONCILIATION §7, SUP-1).

const START = '2026-03-01T00:00:00.000Z';
const FROM = '2026-01-01T00:00:00+05:00';
const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const SECOND: Caller = { role: 'enforcement-officer', organisation: 'aifc' };
const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };

const binary = btcdBinary();

describeOnBothHosts(
  'A chain that Esep observes',
  story,
  'missing' in binary ? binary.missing : undefined,
);

function story(kind: HostKind) {
  // The tests tell one story and build on each other.
  let node: Btcd;
  let hosts: TestHosts;
  let esep: TestHost;
  let scenario: BitcoinScenario;
  let season: Season;
  const licensees = new Map<string, string>();

  beforeAll(async () => {
    node = await Btcd.start((binary as { path: string }).path, { network: 'regtest' });
    scenario = new BitcoinScenario(node, START);
    season = seasonOf(scenario, await maturePoolBlock(scenario));
    hosts = await openTestHosts(kind);
    const rpc = new URL(node.url);
    Object.assign(rpc, { username: node.user, password: node.password });
    const chain = {
      ESEP_BITCOIN_RPC: rpc.href,
      ESEP_BITCOIN_NETWORK: 'regtest',
      ESEP_BITCOIN_FROM_HEIGHT: '1',
    };
    esep = await hosts.start('2026-01-02T00:00:00.000Z', { chain });
    await register();
    await esep.moveClock('2026-03-20T00:00:00.000Z');
  }, 240_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
    await node?.stop();
  });

  it('attributes a block to the approved pool whose tag it carries', async () => {
    const found = await scenario.mine({ tag: POOL_TAG, payee: scenario.wallet('pool') });
    await until(async () =>
      (await events('pool-reporting')).some(
        ({ type, body }) =>
          type === 'BlockAttributed' && body['hash'] === found.hash && body['poolId'] === 'dmp-1',
      ),
    );
  });

  it('finds nothing wrong in a payout, nor in a deposit to a licensed exchange, nor in its sweep', async () => {
    await scenario.mine({ payments: [season.payout] });
    await scenario.mine({ payments: [season.deposit] });
    await scenario.mine({ payments: [season.sweep] });
    await until(
      async () =>
        (await events('pool-reporting')).filter(({ type }) => type === 'ChainMovementObserved')
          .length >= 2,
    );
    await settled();
    expect(await outflows()).toEqual([]);
  });

  it('finds a private sale: coins that left for an address that nobody knows', async () => {
    await scenario.mine({ payments: [season.privateSale] });
    await until(async () => (await outflows()).length > 0);
    expect(await outflows()).toEqual([
      expect.objectContaining({
        licenseeId: licensees.get('miner-2'),
        state: 'open',
        quantity: '500000000',
      }),
    ]);
  });

  it('attributes a transaction of two holders to nobody', async () => {
    await scenario.mine({ payments: [season.joint] });
    await until(async () => (await findings()).some(({ type }) => type === 'wallet-conflict'));
    expect((await outflows()).map(({ licenseeId }) => licenseeId)).toEqual([
      licensees.get('miner-2'),
    ]);
  });

  it('withdraws what it found when the chain takes the blocks back', async () => {
    const height = scenario.chain.length;
    await scenario.branchAt(height - 2, {}, {}, {});
    await until(async () => (await outflows())[0]?.['state'] === 'withdrawn');
    await until(async () => (await findings()).every(({ state }) => state === 'withdrawn'));
  });

  it('finds it again when the sale is mined after all', async () => {
    await scenario.mine({ payments: [season.privateSale] });
    await until(async () => (await outflows())[0]?.['state'] === 'open');
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function register() {
    await good('/licensing/v1/pools', {
      id: 'dmp-1',
      name: 'Altyn Block',
      approvedFrom: FROM,
      coinbaseTags: [POOL_TAG],
      payoutAddresses: [scenario.wallet('pool').address],
    });
    await good('/licensing/v1/exchanges', {
      id: 'ex-1',
      name: 'AIFC Crypto Exchange',
      approvedFrom: FROM,
      depositAddresses: [scenario.wallet('exchange-deposit-1').address],
    });
    for (const [i, name] of MINERS.entries()) {
      const licenceId = `L-${i}`;
      const imported = await good('/licensing/v1/licences/import', {
        licenceId,
        licenseeBin: inventedNumber('bin', i),
        name,
        kind: 'legal-entity',
        authority: 'AIFC',
        issuedAt: FROM,
      });
      licensees.set(name, String(imported['licenseeId']));
      const { address } = scenario.wallet(name);
      const wallet = {
        asset: 'BTC',
        address,
        from: FROM,
        proof: { method: 'witnessed', content: 'a'.repeat(64) },
      };
      await good(`/licensing/v1/licences/${licenceId}/wallets`, wallet);
    }
  }
  async function confirmed(proposalId: string): Promise<void> {
    const path = `/licensing/v1/proposals/${proposalId}/confirm`;
    const answer = await esep.call(path, SECOND, {});
    if (answer.status > 299) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  }
  async function good(path: string, body: object): Promise<Json> {
    const answer = await esep.call(path, OFFICER, body);
    if (answer.status > 299) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    // What is dated back waits for a second person.
    const { proposalId } = answer.body;
    if (proposalId !== undefined) await confirmed(String(proposalId));
    return answer.body;
  }
  async function findings(): Promise<Json[]> {
    const { body } = await esep.call('/supervision/v1/findings?limit=500', ANALYST);
    return body['items'] as Json[];
  }
  async function outflows(): Promise<Json[]> {
    return (await findings()).filter(
      ({ type }) => type === 'unexplained-outflow' || type === 'early-release',
    );
  }
  async function events(service: string) {
    const { body } = await esep.call(`/${service}/v1/events?limit=1000`, {
      role: 'auditor',
      organisation: 'aifc',
    });
    return (body['events'] as { bytes: string }[]).map(
      ({ bytes }) => JSON.parse(bytes) as { type: string; body: Json },
    );
  }
  /** Everything that the sources hold by now is known and judged. */
  async function settled() {
    const now = Date.parse(esep.host.clock.now());
    await until(async () => {
      const { body } = await esep.call('/supervision/v1/sector?period=2026-03', ANALYST);
      return Date.parse(String((body['ledger'] as Json)['knownThrough'])) > now;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }
}

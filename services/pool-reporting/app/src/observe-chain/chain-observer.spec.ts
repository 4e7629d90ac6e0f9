import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { testContext, until, type TestClient, type TestContext } from '@esep/platform/testing';
import { payments } from 'bitcoinjs-lib';

import { startPoolReporting } from '../index.js';
import { BITCOIN_NETWORKS } from './bitcoin-network.js';
import { blockFolder } from './block-folder.js';
import { mineBlock } from './mine-block.js';

// The observer inside the service: what it cannot go on with is said where people look.

const network = BITCOIN_NETWORKS.regtest;
const script = payments.p2wpkh({ hash: Buffer.alloc(20, 1) }).output as Uint8Array;

let folder: string;
let context: TestContext;
let client: TestClient;
/** How often the source was asked where it is. */
let asked = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esep-observer-'));
  context = await testContext('pool-reporting');
  await context.log('licensing');
  const source = blockFolder(folder);
  const counting = { ...source, tip: () => ((asked += 1), source.tip()) };
  const chain = { source: counting, network, fromHeight: 1, idleMs: 20 };
  client = await context.serve(await startPoolReporting(context.context, chain));
});
afterAll(async () => {
  await context.close();
  await rm(folder, { recursive: true });
});

it('FIGURES-27: a block that does not follow, or is corrupt, is a warning with its height and its reason, and is asked for ever more rarely', async () => {
  const first = blockAt(1, network.genesisHash);
  const second = blockAt(2, first.hash);
  await save(1, first.bytes);
  await save(2, blockAt(2, network.genesisHash).bytes);
  await until(async () => /before block 2 \(block-not-next\)/.test(await warnings()));
  const before = asked;
  await sleep(700);
  // A pause of a second at least: a loop without one asks thousands of times.
  expect(asked - before).toBeLessThanOrEqual(2);

  await save(2, second.bytes.subarray(0, 100));
  await until(async () => /before block 2 \(block-truncated\)/.test(await warnings()));

  await save(2, second.bytes);
  await until(async () => (await warnings()) === '');
});

async function warnings(): Promise<string> {
  const answer = await client.call('health/ready');
  return ((await answer.json()) as { warnings: string[] }).warnings.join();
}
function blockAt(height: number, previousHash: string) {
  return mineBlock({
    height,
    previousHash,
    timeSeconds: 1_772_000_000 + height * 600,
    bits: 0x207fffff,
    tag: '/test/',
    payees: [{ script, value: 5_000_000_000n }],
    transactions: [],
  });
}
function save(height: number, bytes: Uint8Array) {
  return writeFile(join(folder, `${String(height).padStart(7, '0')}.bin`), bytes);
}

import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, until } from '@esep/platform/testing';

import { BitcoinScenario } from './bitcoin-scenario.js';
import { Btcd, btcdBinary } from './btcd.js';
import { startHost, type Started } from './started-host.js';

// ESEP_BITCOIN_RPC=http://user:password@host:port npm start, on a live node.

const ROOT = join(import.meta.dirname, '../..');

const binary = btcdBinary();
const described = 'path' in binary ? describe : describe.skip;
const obstacle = 'missing' in binary ? ` (skipped: ${binary.missing})` : '';

described(`npm start with a node to follow${obstacle}`, () => {
  let directory: string;
  let node: Btcd;
  let scenario: BitcoinScenario;
  let host: Started;
  let url: string;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    directory = await mkdtemp(join(tmpdir(), 'esep-start-'));
    await chmod(directory, 0o755);
    node = await Btcd.start((binary as { path: string }).path, { network: 'regtest' });
    scenario = new BitcoinScenario(node, new Date(Date.now() - 3_600_000).toISOString());
    await scenario.mineMany(5);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const rpc = new URL(node.url);
    rpc.username = node.user;
    rpc.password = node.password;
    host = startHost(['--data', join(directory, 'data'), '--port', String(port), '--no-demo'], {
      ESEP_BITCOIN_RPC: rpc.href,
      ESEP_BITCOIN_NETWORK: 'regtest',
      ESEP_BITCOIN_FROM_HEIGHT: '3',
    });
    await host.prints(/Ready at/, 60_000);
  }, 240_000);
  afterAll(async () => {
    await host?.stop('SIGTERM');
    await node?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('reads from the height that it was given, and goes on with the node', async () => {
    await until(async () => (await heights()).length === 3);
    expect(await heights()).toEqual([3, 4, 5]);
    await scenario.mine();
    await until(async () => (await heights()).includes(6));
  });

  it('says which variable is wrong', async () => {
    const wrong = startHost(['--data', join(directory, 'other'), '--port', '0', '--no-demo'], {
      ESEP_BITCOIN_RPC: 'localhost:8332',
    });
    expect(await wrong.ended).toBe(1);
    expect(wrong.output).toMatch(/ESEP_BITCOIN_RPC: .*JSON-RPC of a Bitcoin node/);
  });

  async function heights(): Promise<unknown[]> {
    const query = 'role=auditor&organisation=aifc';
    const { items } = (await answer(`/dev/v1/tokens?${query}`)) as { items: { token: string }[] };
    const { events } = (await answer(
      '/pool-reporting/v1/events?from=0&limit=100',
      items[0]?.token,
    )) as {
      events: { bytes: string }[];
    };
    return events
      .map(({ bytes }) => JSON.parse(bytes) as { type: string; body: { height: number } })
      .filter(({ type }) => type === 'BlockAttributed')
      .map(({ body }) => body.height);
  }

  async function answer(path: string, token?: string): Promise<unknown> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(url + path, { headers })).json();
  }
});

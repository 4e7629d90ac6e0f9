import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '@esep/platform/testing';

// A real Bitcoin node of one's own: btcd, from the Go module proxy, on a private network.

const VERSION = 'v0.26.2';
const CACHE = join(import.meta.dirname, `../../.cache/btcd-${VERSION}`);
const OFFLINE = /dial tcp|no such host|connection refused|i\/o timeout|module lookup disabled/;

const USER = 'esep';
const PASSWORD = 'esep';
const START_MS_MAX = 30_000;
const STOP_MS_MAX = 10_000;

export type BtcdBinary = { readonly path: string } | { readonly missing: string };

/**
 * The program, from `BTCD_BIN`, from the cache, or compiled for the first time, which takes two
 * minutes. `missing` says in a sentence why there is none.
 */
export const btcdBinary = (): BtcdBinary => {
  const given = process.env['BTCD_BIN'];
  if (given !== undefined)
    return existsSync(given) ? { path: given } : { missing: `BTCD_BIN names no file: ${given}` };
  const path = join(CACHE, 'btcd');
  if (existsSync(path)) return { path };
  const go = spawnSync('go', ['install', `github.com/btcsuite/btcd@${VERSION}`], {
    env: { ...process.env, GOBIN: CACHE, GOFLAGS: '-p=1' },
    encoding: 'utf8',
  });
  if (go.error)
    return { missing: 'this machine has no `go` to compile btcd; BTCD_BIN may name one' };
  if (go.status === 0) return { path };
  if (OFFLINE.test(go.stderr)) return { missing: 'the Go module proxy is out of reach' };
  throw new Error(`go install failed: ${go.stderr}`);
};

export interface BtcdOptions {
  /** regtest forgets its chain at every start of btcd; simnet keeps it. */
  readonly network: 'regtest' | 'simnet';
  /** Kept over a stop; without it the node has one of its own, which goes with it. */
  readonly folder?: string;
  readonly port?: number;
}

export class Btcd {
  readonly user = USER;
  readonly password = PASSWORD;

  private constructor(
    readonly url: string,
    readonly port: number,
    private readonly process: ChildProcess,
    private readonly removable: string | undefined,
  ) {}

  static async start(binary: string, options: BtcdOptions): Promise<Btcd> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'esep-btcd-')));
    await mkdir(folder, { recursive: true });
    const port = options.port ?? (await freePort());
    const configuration = join(folder, 'btcd.conf');
    await writeFile(configuration, settings(options.network, folder, port, await freePort()), {
      mode: 0o600,
    });
    const child = spawn(binary, ['-C', configuration], {
      stdio: 'ignore',
      env: { ...process.env, GOMAXPROCS: '1' },
    });
    const url = `http://127.0.0.1:${port}/`;
    const removable = options.folder === undefined ? folder : undefined;
    const node = new Btcd(url, port, child, removable);
    await node.untilReady();
    return node;
  }

  /** One call; an error of the node rejects with its message. */
  async rpc<Result>(method: string, ...params: readonly unknown[]): Promise<Result> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${USER}:${PASSWORD}`)}` },
      body: JSON.stringify({ jsonrpc: '1.0', id: 0, method, params }),
      signal: AbortSignal.timeout(10_000),
    });
    const { result, error } = (await response.json()) as {
      result: Result;
      error: { message: string } | null;
    };
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** Ends this very process, and waits until it has written what it must. */
  async stop(): Promise<void> {
    if (this.isRunning()) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      const killing = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS_MAX);
      await ended;
      clearTimeout(killing);
    }
    if (this.removable) await rm(this.removable, { recursive: true, force: true });
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + START_MS_MAX;
    for (;;) {
      if (!this.isRunning()) throw new Error(`btcd ended with ${this.process.exitCode}`);
      const isReady = await this.rpc('getblockcount').then(
        () => true,
        () => false,
      );
      if (isReady) return;
      if (Date.now() > deadline) {
        await this.stop();
        throw new Error(`btcd did not answer within ${START_MS_MAX} ms`);
      }
      await sleep(50);
    }
  }

  private isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }
}

const settings = (network: string, folder: string, port: number, peerPort: number): string => `\
[Application Options]
${network}=1
datadir=${join(folder, 'data')}
logdir=${join(folder, 'logs')}
rpcuser=${USER}
rpcpass=${PASSWORD}
rpclisten=127.0.0.1:${port}
notls=1
listen=127.0.0.1:${peerPort}
nodnsseed=1
txindex=1
`;

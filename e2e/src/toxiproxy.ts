import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort } from '@esep/platform/testing';
import { Toxiproxy as Client, type Proxy } from 'toxiproxy-node-client';

// A network that can be made slow, silent, or cut: toxiproxy, from the Go module proxy.

const VERSION = 'v2.12.0';
const CACHE = join(import.meta.dirname, `../../.cache/toxiproxy-${VERSION}`);
const OFFLINE = /dial tcp|no such host|connection refused|i\/o timeout|module lookup disabled/;

export type ToxiproxyBinary = { readonly path: string } | { readonly missing: string };

/** The program, from the cache or compiled for the first time. `missing` says why there is none. */
export const toxiproxyBinary = (): ToxiproxyBinary => {
  const path = join(CACHE, 'server');
  if (existsSync(path)) return { path };
  const module = `github.com/Shopify/toxiproxy/v2/cmd/server@${VERSION}`;
  const go = spawnSync('go', ['install', module], {
    env: { ...process.env, GOBIN: CACHE, GOFLAGS: '-p=1' },
    encoding: 'utf8',
  });
  if (go.error) return { missing: 'this machine has no `go` to compile toxiproxy' };
  if (go.status === 0) return { path };
  if (OFFLINE.test(go.stderr)) return { missing: 'the Go module proxy is out of reach' };
  throw new Error(`go install failed: ${go.stderr}`);
};

export class Toxiproxy {
  private constructor(
    private readonly process: ChildProcess,
    private readonly client: Client,
  ) {}

  static async start(path: string): Promise<Toxiproxy> {
    const port = await freePort();
    const server = spawn(path, ['-host', '127.0.0.1', '-port', String(port)], { stdio: 'ignore' });
    const client = new Client(`http://127.0.0.1:${port}`);
    for (let tries = 0; ; tries += 1)
      try {
        await client.getVersion();
        return new Toxiproxy(server, client);
      } catch (error) {
        if (tries > 200 || server.exitCode !== null) throw error;
        await sleep(50);
      }
  }

  /** A way to a port of this machine. */
  async to(port: number, listen = 0): Promise<Way> {
    const own = listen || (await freePort());
    const proxy = await this.client.createProxy({
      name: `to-${port}-by-${own}`,
      listen: `127.0.0.1:${own}`,
      upstream: `127.0.0.1:${port}`,
      enabled: true,
    });
    return new Way(own, proxy);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }
}

export class Way {
  constructor(
    readonly port: number,
    private readonly proxy: Proxy,
  ) {}

  /** From now on everything takes so much longer, there and back; gives back how to end that. */
  async slow(latencyMs: number): Promise<() => Promise<void>> {
    const attributes = { latency: latencyMs, jitter: 0 };
    return this.toxic('latency', 'downstream', attributes);
  }

  /** What is sent arrives, and no answer comes back until this is ended. */
  loseAnswers(): Promise<() => Promise<void>> {
    return this.toxic('timeout', 'downstream', { timeout: 0 });
  }

  /** Ends all connections, without a word of what was under way on them. */
  async cut(): Promise<void> {
    const { listen, upstream } = this.proxy;
    await this.proxy.update({ enabled: false, listen, upstream });
    await this.proxy.update({ enabled: true, listen, upstream });
  }

  private async toxic(
    type: 'latency' | 'timeout',
    stream: 'upstream' | 'downstream',
    attributes: object,
  ): Promise<() => Promise<void>> {
    const toxic = await this.proxy.addToxic({ name: type, type, stream, toxicity: 1, attributes });
    return () => toxic.remove();
  }
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startHost, type Host, type HostOptions } from '@esep/embedded';
import type { Role } from '@esep/platform';
import { EmbeddedPostgres } from '@esep/platform/testing';

// The embedded host for end-to-end tests: one PostgreSQL, and hosts with databases of their own on
// it, so that each test begins with an empty ledger at its own time.

export interface TestHosts {
  start(startAt: string, but?: Partial<HostOptions>): Promise<TestHost>;
  close(): Promise<void>;
}

export interface TestHost {
  readonly host: Host;
  /** A call in a role of an organisation. Staff are `aifc`; `person` tells two of them apart. */
  call(path: string, as: Caller, body?: object): Promise<{ status: number; body: Json }>;
  moveClock(now: string): Promise<void>;
  close(): Promise<void>;
}

export interface Caller {
  readonly role: Role;
  readonly organisation: string;
}

export type Json = Record<string, unknown>;

export const openTestHosts = async (): Promise<TestHosts> => {
  const directory = await mkdtemp(join(tmpdir(), 'esep-e2e-'));
  // PostgreSQL does not run as root; whoever it runs as must be able to enter.
  await chmod(directory, 0o755);
  const server = await EmbeddedPostgres.start({
    directory: join(directory, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  let count = 0;
  return {
    async start(startAt, but = {}) {
      count += 1;
      const host = await startHost({
        directory: join(directory, `host-${count}`),
        port: 0,
        sector: { pools: [], exchanges: [] },
        startAt,
        logLevel: process.env['ESEP_LOG_LEVEL'] ?? 'silent',
        postgres: { server, prefix: `t${count}_` },
        ...but,
      });
      return testHost(host);
    },
    async close() {
      await server.stop('immediate');
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const testHost = (host: Host): TestHost => {
  const tokens = new Map<string, string>();
  const tokenOf = async ({ role, organisation }: Caller): Promise<string> => {
    const key = `${role} ${organisation}`;
    const known = tokens.get(key);
    if (known) return known;
    const query = new URLSearchParams({ role, organisation });
    const answer = await fetch(`${host.url}/dev/v1/tokens?${query}`);
    const { items } = (await answer.json()) as { items: { token: string }[] };
    const token = items[0]?.token ?? '';
    tokens.set(key, token);
    return token;
  };
  const call: TestHost['call'] = async (path, as, body) => {
    const answer = await fetch(host.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf(as)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  return {
    host,
    call,
    // A token is good for a year from the time it was given; a clock that moves wants new ones.
    async moveClock(now) {
      await host.clock.moveTo(new Date(now).toISOString());
      tokens.clear();
    },
    close: () => host.close(),
  };
};

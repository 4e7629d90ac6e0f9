import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { createHttpServer } from '@esep/platform';

import { consoleOf } from './console.js';

// The console as a host has it in its own process, and as a regime has it in one of its own.

const ROOT = join(import.meta.dirname, '../../../..');
const PROGRAM = join(ROOT, 'dist/console/main.js');
const SCRIPT = 'export const answer = 42;';
const ISSUER = 'https://id.example.kz/realms/esep';
const LOG_KEYS = [
  'esep/tax/2026+0a1b2c3d+AW9uZQ==',
  'esep/tax/2026+1a1b2c3d+AXR3bw==',
  'esep/licensing/2026+2a1b2c3d+AXRocmVl',
];
const TOKENS = 'https://tokens.example.kz/token';

const directory = mkdtempSync(join(tmpdir(), 'esep-console-'));
let server: Server;
let program: ChildProcess;
const urls = { host: '', program: '' };

beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<title>Esep</title>');
  writeFileSync(join(directory, 'color-scheme.js'), SCRIPT);
  writeFileSync(join(directory, 'assets/index-1a.js'), SCRIPT);
  writeFileSync(join(directory, 'assets/index-1a.js.br'), brotliCompressSync(SCRIPT));
  writeFileSync(join(directory, 'assets/index-1a.js.gz'), gzipSync(SCRIPT));
  writeFileSync(join(directory, 'assets/font-2b.woff2'), 'font');
  server = createHttpServer(consoleOf({ directory }));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  urls.host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  program = spawn(process.execPath, [PROGRAM, directory], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      ESEP_PORT: '0',
      ESEP_ISSUER: ISSUER,
      ESEP_TOKEN_URL: TOKENS,
      ESEP_LOG_KEYS: LOG_KEYS.join(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(program.stdout!, 'data')) as [Buffer];
  urls.program = /http:\S+\d/.exec(line.toString())?.[0] ?? '';
});
afterAll(async () => {
  await new Promise((closed) => server.close(closed));
  program.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

describe.each([
  { where: 'in the process of a host', name: 'host' as const },
  { where: 'in a process of its own', name: 'program' as const },
])('The address of the console, $where,', ({ name }) => {
  const ask = (path: string, accept = 'text/html,*/*;q=0.8', method = 'GET') =>
    fetch(urls[name] + path, { method, headers: { accept } });

  it.each(['/', '/board', '/licensees/one?asset=BTC'])(
    'gives a browser the page at %s, which is not kept',
    async (path) => {
      const answer = await ask(path);
      expect([answer.status, await answer.text()]).toEqual([200, '<title>Esep</title>']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each([
    ['/index.html', 'no-store'],
    ['/color-scheme.js', 'no-cache'],
  ])('has nobody use an old %s', async (path, caching) =>
    expect((await ask(path)).headers.get('cache-control')).toBe(caching),
  );

  it('tells a program that nothing is at an address', async () => {
    const answer = await ask('/supervison/v1/findings', '*/*');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:route-unknown' });
  });

  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
  ])('sends what was compressed, for good, to whoever takes %s: %s', async (accepted, encoding) => {
    // `fetch` decodes, and no longer says from what.
    const { headers } = await new Promise<IncomingMessage>((resolve) => {
      const options = { headers: { 'accept-encoding': accepted } };
      get(`${urls[name]}/assets/index-1a.js`, options, resolve);
    });
    expect(headers).toMatchObject({
      'content-encoding': encoding,
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(await (await ask('/assets/index-1a.js', '*/*')).text()).toBe(SCRIPT);
  });

  it('sends what was not compressed as it is', async () => {
    const font = await ask('/assets/font-2b.woff2', '*/*');
    expect([await font.text(), font.headers.get('content-encoding')]).toEqual(['font', null]);
  });

  it.each(['/assets/gone-3c.js', '/assets/..%2findex.html', '/assets/', '/..%2f..%2fetc/passwd'])(
    'has no file at %s',
    async (path) => expect((await ask(path, '*/*')).status).toBe(404),
  );

  it.each(['/assets/gone-3c.js', '/assets/'])('has no page at %s', async (path) =>
    expect((await ask(path)).status).toBe(404),
  );

  it.each(['POST', 'PUT', 'DELETE'])('says to a %s what a page has', async (method) => {
    const answer = await ask('/board', undefined, method);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:method-not-allowed' });
  });
});

describe('A page of the console', () => {
  const headersOf = async (url: string, path: string) => {
    const { headers } = await fetch(url + path, { headers: { accept: 'text/html' } });
    return Object.fromEntries([...headers].filter(([name]) => !['date', 'etag'].includes(name)));
  };

  it('may use nothing that is not a file of ours', async () => {
    const policy = (await headersOf(urls.host, '/'))['content-security-policy'];
    expect(policy).toMatch(/default-src 'none'.*connect-src 'self'$/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it.each(['/', '/assets/font-2b.woff2', '/color-scheme.js'])(
    'has the same headers wherever it is served, but for where it gets tokens: %s',
    async (path) => {
      const [host, own] = [await headersOf(urls.host, path), await headersOf(urls.program, path)];
      const { origin } = new URL(ISSUER);
      const asks = `connect-src 'self' ${origin} ${new URL(TOKENS).origin}`;
      expect(own).toEqual({
        ...host,
        'content-security-policy': host['content-security-policy']?.replace(
          "connect-src 'self'",
          asks,
        ),
      });
      expect(own['content-security-policy']).toContain(asks);
    },
  );
});

describe('The program that serves the console', () => {
  const run = (env: NodeJS.ProcessEnv, ...folder: string[]) =>
    spawnSync(process.execPath, [PROGRAM, ...folder], {
      encoding: 'utf8',
      timeout: 20_000,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ESEP_ISSUER: ISSUER, ...env },
    });

  it('says to pages where one signs in, and the keys of the logs', async () => {
    const answer = await fetch(`${urls.program}/config.json`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      issuer: ISSUER,
      clientId: 'esep-console',
      scope: 'openid',
      logKeys: LOG_KEYS,
    });
  });

  it.each(['/health/live', '/health/ready'])('answers %s', async (path) =>
    expect((await fetch(urls.program + path)).status).toBe(200),
  );

  it.each<[string, NodeJS.ProcessEnv, string[], string]>([
    ['no files', {}, [], 'Name the folder'],
    ['no built files', {}, [tmpdir()], 'There is no console in'],
    ['no identity provider', { ESEP_ISSUER: '' }, [directory], 'ESEP_ISSUER is not set'],
    [
      'a provider without TLS',
      { ESEP_ISSUER: 'http://id.example.kz' },
      [directory],
      'ESEP_ISSUER is http://id.example.kz',
    ],
    ['no port', { ESEP_PORT: 'http' }, [directory], 'ESEP_PORT is http'],
    ['a key that is none', { ESEP_LOG_KEYS: 'esep/tax/2026' }, [directory], 'ESEP_LOG_KEYS has'],
    [
      'nothing asked for of the provider',
      { ESEP_CONSOLE_SCOPE: 'profile' },
      [directory],
      'ESEP_CONSOLE_SCOPE is profile',
    ],
  ])('does not start with %s', (_sentence, env, folder, reason) => {
    const { status, stderr } = run(env, ...folder);
    expect([status, stderr]).toEqual([1, expect.stringContaining(reason)]);
  });

  it('has nothing of the services in it', () => {
    const { sources } = JSON.parse(readFileSync(`${PROGRAM}.map`, 'utf8')) as { sources: string[] };
    const foreign = sources.filter((source) => /@nestjs|typeorm|\/(libs|services)\//.test(source));
    expect(foreign).toEqual([]);
    expect(readFileSync(PROGRAM, 'utf8')).not.toMatch(/from "\.\./);
  });

  // The last one: the program is gone afterwards.
  it('ends in order although a connection is kept open', async () => {
    const ended = once(program, 'exit');
    await fetch(`${urls.program}/health/live`);
    program.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});

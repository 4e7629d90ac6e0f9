import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { consoleOf } from './console.js';

const SCRIPT = 'export const answer = 42;';

describe('The address of the console', () => {
  let directory: string;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'esep-console-'));
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'index.html'), '<title>Esep</title>');
    writeFileSync(join(directory, 'assets/index-1a.js'), SCRIPT);
    writeFileSync(join(directory, 'assets/index-1a.js.br'), brotliCompressSync(SCRIPT));
    writeFileSync(join(directory, 'assets/font-2b.woff2'), 'font');
    server = createServer(consoleOf(directory));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await new Promise((closed) => server.close(closed));
    rmSync(directory, { recursive: true });
  });

  const ask = (path: string, accept = 'text/html,*/*;q=0.8', method = 'GET') =>
    fetch(url + path, { method, headers: { accept } });

  it.each(['/', '/board', '/licensees/one?asset=BTC'])(
    'gives a browser the page at %s',
    async (path) => {
      const answer = await ask(path);
      expect([answer.status, await answer.text()]).toEqual([200, '<title>Esep</title>']);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it('allows a page nothing that is not a file of ours', async () => {
    const policy = (await ask('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('tells a program that nothing is at an address', async () => {
    const answer = await ask('/supervison/v1/findings', '*/*');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:route-unknown' });
  });

  it('sends what was compressed to whoever takes it, for good', async () => {
    // `fetch` decodes, and no longer says from what.
    const { headers } = await new Promise<IncomingMessage>((resolve) => {
      get(`${url}/assets/index-1a.js`, { headers: { 'accept-encoding': 'gzip, br' } }, resolve);
    });
    expect(headers).toMatchObject({
      'content-encoding': 'br',
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

  it.each(['/assets/gone-3c.js', '/assets/..%2findex.html', '/assets/'])(
    'has nothing at %s, also for a browser',
    async (path) => expect((await ask(path)).status).toBe(404),
  );

  it.each(['POST', 'PUT', 'DELETE'])('answers no %s', async (method) =>
    expect((await ask('/board', undefined, method)).status).toBe(404),
  );
});

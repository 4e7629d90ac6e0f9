import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { clientOf } from './client.js';

// What the services themselves do not answer: what stands between them and the client does.
// e2e/src/client.spec.ts asks the services.

let server: Server;
let baseUrl: string;
let reply: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((_request, response) => reply(response));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

describe('A client', () => {
  it('gives the refusal of a proxy, which knows no problem documents, as one', async () => {
    reply = (response) => response.writeHead(502).end('<html>Bad gateway</html>');
    expect((await pools()).error).toEqual({
      type: 'about:blank',
      title: 'Bad Gateway',
      status: 502,
      detail: '<html>Bad gateway</html>',
    });
  });

  it('gives a refusal without a word as one', async () => {
    reply = (response) => response.writeHead(429, { 'retry-after': '3' }).end();
    const { data, error, response } = await pools();
    expect(data).toBeUndefined();
    expect(error).toMatchObject({ type: 'about:blank', title: 'Too Many Requests' });
    expect(response.headers.get('retry-after')).toBe('3');
  });

  it('gives a refusal of Esep as it came', async () => {
    const problem = { type: 'urn:esep:problem:starting', title: 'Starting', status: 503 };
    reply = (response) => response.writeHead(503).end(JSON.stringify(problem));
    expect((await pools()).error).toEqual(problem);
  });

  it('throws where something answers that is not Esep', async () => {
    reply = (response) => response.end('<html>');
    await expect(pools()).rejects.toMatchObject({ name: 'SyntaxError' });
  });

  it('throws what its fetch throws', async () => {
    const late = () => Promise.reject(new Error('too late'));
    const { GET } = clientOf({ baseUrl, fetch: late });
    await expect(GET('/licensing/v1/pools')).rejects.toThrow('too late');
  });
});

const pools = () => clientOf({ baseUrl }).GET('/licensing/v1/pools');

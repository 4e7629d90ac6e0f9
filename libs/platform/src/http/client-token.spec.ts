import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { clientToken } from './client-token.js';
import { StoreUnavailable } from '../event-store/event-store.js';

describe('The token of a service', () => {
  let server: Server;
  let asked: { readonly authorization: string | undefined; readonly form: string }[];
  let answer: () => readonly [status: number, body: unknown];
  beforeEach(async () => {
    asked = [];
    answer = () => [200, { access_token: `token-${asked.length}`, expires_in: 300 }];
    server = createServer((request, response) => {
      void formIn(request).then((form) => {
        asked.push({ authorization: request.headers.authorization, form });
        const [status, body] = answer();
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('is asked for with the identity of the service, and for this ledger', async () => {
    expect(await tokens()()).toBe('token-1');
    const identity = Buffer.from('esep-tax:a%3Asecret%2F').toString('base64');
    const form = 'grant_type=client_credentials&audience=esep';
    expect(asked).toEqual([{ authorization: `Basic ${identity}`, form }]);
  });

  it('is one for all who ask, until two thirds of its life are over', async () => {
    answer = () => [200, { access_token: `token-${asked.length}`, expires_in: 0.9 }];
    const token = tokens();
    expect(await Promise.all([token(), token()])).toEqual(['token-1', 'token-1']);
    expect(await token()).toBe('token-1');
    await sleep(700);
    expect(await token()).toBe('token-2');
  });

  it('is asked for again when there was none to be had', async () => {
    answer = () => [401, { error: 'invalid_client' }];
    const token = tokens();
    await expect(token()).rejects.toThrow(StoreUnavailable);
    await expect(token()).rejects.toThrow('gives no token to esep-tax: 401.');
    answer = () => [200, { access_token: 'at last', expires_in: 300 }];
    expect(await token()).toBe('at last');
  });

  function tokens() {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/token`;
    const clientSecret = () => Promise.resolve('a:secret/');
    return clientToken({ url, clientId: 'esep-tax', clientSecret, audience: 'esep' });
  }
});

async function formIn(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

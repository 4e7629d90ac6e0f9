import { request } from 'node:http';

import { closeServer, listen, type FrontDoor } from './front-door.js';

describe('The front door', () => {
  let door: FrontDoor;
  beforeAll(async () => {
    door = await listen(0, ['Esep.example.kz']);
    for (const name of ['dev', 'tax', 'health'])
      door.routes.set(name, (_request, response) => response.end(name));
  });
  afterAll(() => closeServer(door.server));

  it.each(['/dev/v1/tokens', '/dev/v1/clock', '/tax/v1/assessments', '/health/ready', '/nothing'])(
    'API-5: answers nobody at %s who asks for another host',
    async (path) => {
      for (const host of [
        'attacker.example',
        `attacker.example:${door.port}`,
        '127.0.0.1.attacker.example',
        'localhost.attacker.example',
        'localhost@attacker.example',
        '10.0.0.7',
      ]) {
        const answer = await ask(path, host);
        expect(answer.status).toBe(421);
        expect(JSON.parse(answer.body)).toMatchObject({
          type: 'urn:esep:problem:host-unknown',
          status: 421,
          detail: expect.stringContaining('ESEP_HOST_NAMES'),
        });
      }
    },
  );

  it.each([
    '127.0.0.1',
    'localhost',
    'LOCALHOST:8080',
    '[::1]:7080',
    'esep.example.kz',
    'ESEP.example.kz:443',
  ])('API-5: answers whoever asks for %s', async (host) => {
    expect(await ask('/dev/v1/tokens', host)).toEqual({ status: 200, body: 'dev' });
  });

  it('FIELD-11: takes an address in absolute form, by the name in it', async () => {
    expect(await ask('http://localhost/tax/v1/prices', 'localhost')).toEqual({
      status: 200,
      body: 'tax',
    });
    expect(await ask('HTTP://127.0.0.1:7080/tax?x=/dev', 'proxy.example')).toEqual({
      status: 200,
      body: 'tax',
    });
    expect((await ask('http://attacker.example/dev/v1/tokens', 'localhost')).status).toBe(421);
  });

  it('FIELD-11: keeps an idle connection longer than a proxy does', () => {
    expect(door.server.keepAliveTimeout).toBeGreaterThan(60_000);
    expect(door.server.headersTimeout).toBeGreaterThan(door.server.keepAliveTimeout);
  });

  const ask = (path: string, host: string) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = request({ port: door.port, host: '127.0.0.1', path, headers: { host } });
      sent.on('error', reject).on('response', (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => (body += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode, body }));
      });
      sent.end();
    });
});

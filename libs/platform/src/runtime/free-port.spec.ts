import { createServer } from 'node:net';

import { freePort } from './free-port.js';

describe('A free port', () => {
  it('is given once', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    expect(new Set(ports).size).toBe(50);
  });

  it('is none that the system gives to others meanwhile', async () => {
    expect(await freePort()).toBeLessThan(32_768);
  });

  it('is none at which somebody listens', async () => {
    const next = (await freePort()) + 1;
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(next, '127.0.0.1', resolve));
    expect(await freePort()).toBe(next + 1);
    await new Promise((resolve) => server.close(resolve));
  });
});

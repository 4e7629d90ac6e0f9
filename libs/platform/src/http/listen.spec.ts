import { Agent, request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  Controller,
  Get,
  Module,
  Sse,
  type MessageEvent,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { concat, NEVER, of, type Observable } from 'rxjs';

import { Public } from './auth.js';
import { ServiceConfig } from '../runtime/config.js';
import { createService } from './create-service.js';
import { listen } from './listen.js';
import { freePort, until } from '../testing/testing.js';

const order: string[] = [];

@Public()
@Controller('sample/v1')
class SlowController implements OnApplicationShutdown {
  @Get('slow')
  async slow(): Promise<{ done: boolean }> {
    order.push('asked');
    await sleep(200);
    order.push('answered');
    return { done: true };
  }

  @Sse('stream')
  stream(): Observable<MessageEvent> {
    return concat(of({ data: 'begun' }), NEVER);
  }

  onApplicationShutdown(): void {
    order.push('stopped');
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

const configOn = (port: number): ServiceConfig =>
  Object.assign(new ServiceConfig(), {
    ESEP_PORT: port,
    ESEP_ISSUER: 'https://id.test',
    ESEP_LOG_LEVEL: 'silent',
  });

const create = (config: ServiceConfig) =>
  createService({ name: 'sample', module: SlowModule, config, keys: { keys: [] } });

const isAlive = async (url: string): Promise<boolean> => {
  const answer = await fetch(`${url}/health/live`).catch(() => undefined);
  return answer?.status === 200;
};

describe('A service as a process of its own', () => {
  it('listens at once, says that it starts, then answers', async () => {
    const port = await freePort();
    const config = configOn(port);
    let go = (): void => undefined;
    const started = new Promise<void>((resolve) => (go = resolve));
    const listening = listen(config, async () => {
      await started;
      return create(config);
    });
    const url = `http://127.0.0.1:${port}`;
    await until(() => isAlive(url));
    const early = await fetch(`${url}/sample/v1/slow`);
    expect(early.status).toBe(503);
    expect(early.headers.get('retry-after')).toBe('1');
    expect(await early.json()).toMatchObject({ type: 'urn:esep:problem:starting', status: 503 });
    go();
    const service = await listening;
    expect(service.url).toBe(url);
    expect((await fetch(`${url}/sample/v1/slow`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    await service.close();
  });

  it('ends what is under way before it stops, and takes nothing new', async () => {
    const config = configOn(0);
    const service = await listen(config, () => create(config));
    order.length = 0;
    const underWay = fetch(`${service.url}/sample/v1/slow`);
    await until(() => order.includes('asked'));
    await Promise.all([service.close(), service.close()]);
    expect(await (await underWay).json()).toEqual({ done: true });
    expect(order).toEqual(['asked', 'answered', 'stopped']);
    await expect(fetch(`${service.url}/sample/v1/slow`)).rejects.toThrow('fetch failed');
  });

  it.each([
    ['http://localhost/sample/v1/slow', 200],
    ['http://elsewhere.example:80/health/live', 200],
    ['https://localhost/sample/v1/nothing?a=/', 404],
    ['http://localhost', 404],
    ['http://localhost?x=1', 404],
  ])('FIELD-11: takes the address %s, and keeps the connection', async (path, status) => {
    const service = await listen(configOn(0), () => create(configOn(0)));
    const { port } = new URL(service.url);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const agent = new Agent({ keepAlive: true });
      const sent = request({ agent, port, host: '127.0.0.1', path });
      sent.on('error', reject).on('response', resolve).end();
    });
    answer.resume();
    expect(answer.statusCode).toBe(status);
    // Longer than a proxy, which must be the one that closes.
    expect(answer.headers['keep-alive']).toBe('timeout=75');
    await service.close();
  });

  it('does not wait for a stream that has no end', async () => {
    const port = await freePort();
    const config = configOn(port);
    const service = await listen(config, () => create(config));
    const answer = await fetch(`http://127.0.0.1:${port}/sample/v1/stream`);
    const reader = answer.body!.getReader();
    let text = '';
    while (!text.includes('begun')) text += String(Buffer.from((await reader.read()).value ?? []));
    const begun = performance.now();
    await Promise.all([service.close(), expect(reader.closed).rejects.toThrow('terminated')]);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it('lets go of its port when it cannot start', async () => {
    const port = await freePort();
    await expect(
      listen(configOn(port), () => Promise.reject(new Error('no database'))),
    ).rejects.toThrow('no database');
    const again = createServer();
    await new Promise<void>((resolve) => again.listen(port, '127.0.0.1', resolve));
    await new Promise((resolve) => again.close(resolve));
  });

  it('says so when the port is taken', async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    const config = configOn(port);
    await expect(listen(config, () => create(config))).rejects.toThrow('EADDRINUSE');
    await new Promise((resolve) => other.close(resolve));
  });
});

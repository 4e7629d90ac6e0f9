import { Controller, Get, Module } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import { ServiceConfig } from '../runtime/config.js';
import type { Problem } from './problem.js';
import { limitRate } from './rate-limit.js';
import { inContext } from './request-context.js';
import { startTestService } from '../testing/test-service.js';

@Controller('sample/v1/things')
class ThingsController {
  @Get()
  read(): object {
    return {};
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('A sender', () => {
  const time = { now: 0 };
  const limit = limitRate({ perSecond: 2, burstSeconds: 2, now: () => time.now });

  const ask = (organisation: string): Problem | undefined => {
    let answer: Problem | undefined;
    const next: NextFunction = (problem?: unknown) => {
      answer = problem as Problem | undefined;
    };
    const id = 'id';
    const principal = { subject: 's', organisation, roles: [] };
    inContext({ requestId: id, correlationId: id, causationId: id, service: 's', principal }, () =>
      limit({ ip: '127.0.0.1' } as Request, {} as Response, next),
    );
    return answer;
  };

  it('may save up for a burst, then waits, and others are not held up by it', () => {
    expect([1, 2, 3, 4].map(() => ask('dmp-1'))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(ask('dmp-1')).toMatchObject({ status: 429, fact: 'too-many-requests' });
    expect(ask('dmp-1')?.options.headers).toEqual({ 'Retry-After': '1' });
    expect(ask('dmp-2')).toBeUndefined();
  });

  it('goes on at its rate', () => {
    time.now += 500;
    expect(ask('dmp-1')).toBeUndefined();
    expect(ask('dmp-1')).toMatchObject({ status: 429 });
    time.now += 60_000;
    expect([1, 2, 3, 4].map(() => ask('dmp-1'))).not.toContainEqual(expect.anything());
    expect(ask('dmp-1')).toMatchObject({ status: 429 });
  });

  it('is told by a problem over HTTP', async () => {
    const config = Object.assign(new ServiceConfig(), {
      ESEP_LOG_LEVEL: 'silent',
      ESEP_REQUESTS_PER_SECOND: 1,
    });
    const service = await startTestService({ name: 'sample', module: ThingsModule, config });
    try {
      const token = await service.tokenOf('pool', 'dmp-1');
      const ask = () => service.call('sample/v1/things', { token });
      let answer = await ask();
      expect(answer.status).toBe(200);
      for (let i = 0; i < 200 && answer.status === 200; i += 1) answer = await ask();
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:too-many-requests' });
    } finally {
      await service.close();
    }
  });
});

import { get } from 'node:http';

import { Body, Controller, Get, HttpException, Module, Param, Post, Query } from '@nestjs/common';
import { notFound } from '@esep/kernel';
import { setTimeout as sleep } from 'node:timers/promises';

import { Public } from './auth.js';
import { Clock } from '../runtime/clock.js';
import { ServiceConfig } from '../runtime/config.js';
import { createService, handlerOf } from './create-service.js';
import { StoreUnavailable } from '../event-store/event-store.js';
import { IsBaseUnits, IsCount, IsInstant, IsRowId } from './fields.js';
import { Health } from './health.js';
import { keyIn, Lists, ListQuery, pageOf, type Page } from './listing.js';
import { Metrics } from './metrics.js';
import type { ProblemDocument } from './problem.js';
import { requestContext } from './request-context.js';
import { createLogger, ServiceLog } from './request-log.js';
import { startTestService, TEST_NOW, type TestService } from '../testing/test-service.js';

class Row {
  @IsRowId() rowId!: string;
  @IsBaseUnits() quantity!: string;
  @IsInstant() at!: string;
}

class RowQuery extends ListQuery {
  @IsCount({ optional: true }) from?: number;
}

@Controller('sample/v1')
class SampleController {
  constructor(
    private readonly clock: Clock,
    private readonly config: ServiceConfig,
  ) {}

  @Get(['rows', 'other-rows'])
  @Lists(Row)
  rows(@Query() { limit, cursor, from = 1 }: RowQuery): Page<Row> {
    const isText = (key: unknown): key is string => typeof key === 'string';
    const after = keyIn(cursor, isText) ?? '';
    const rows = [1, 2, 3].map((n) => ({ rowId: `r-${n}`, quantity: String(n), at: TEST_NOW }));
    const found = rows.filter(({ rowId }) => rowId > after && rowId >= `r-${from}`);
    return pageOf(found.slice(0, limit + 1), limit, ({ rowId }) => rowId);
  }

  @Post('sums')
  @Public()
  sum(@Body() body: Row) {
    return {
      quantity: body.quantity,
      at: this.clock.now(),
      deployment: this.config.ESEP_DEPLOYMENT,
    };
  }

  @Post('refusals/counts')
  counts(): object {
    return {};
  }

  @Get('refusals/:reason')
  refusal(@Param('reason') reason: string) {
    return { accepted: false, reason, stream: 'licence-1' };
  }

  @Get('store')
  store(): never {
    throw new StoreUnavailable('connection terminated: 10.0.0.7');
  }

  @Get('broken')
  broken(): never {
    throw new Error('select secret from users at /srv/esep/app.ts');
  }

  @Get('broken-nest')
  brokenNest(): never {
    throw new HttpException('secret', 500);
  }

  @Get('context')
  async context() {
    await sleep(1);
    return requestContext();
  }
}

@Module({ controllers: [SampleController] })
class SampleModule {}

const row = { rowId: 'r-1', quantity: '7500000000', at: '2026-03-05T12:00:00+05:00' };

describe('A service', () => {
  let service: TestService;
  let pool: string;
  const lines: string[] = [];

  beforeAll(async () => {
    const logger = createLogger({
      service: 'sample',
      level: 'info',
      destination: { write: (line: string) => void lines.push(line) },
    });
    const refusals = {
      'licence-unknown': notFound('There is no licence with this number.'),
      'capacity-exceeds-application': 'Grant less.',
    };
    service = await startTestService({ name: 'sample', module: SampleModule, logger, refusals });
    pool = await service.tokenOf('pool', 'dmp-1');
  });

  afterAll(() => service.close());

  const problemIn = async (response: Response): Promise<ProblemDocument> => {
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await response.json()) as ProblemDocument;
    expect(problem.status).toBe(response.status);
    expect(problem.instance).toBe(`urn:uuid:${response.headers.get('x-request-id')}`);
    return problem;
  };

  describe('answers with a problem', () => {
    it.each([
      ['GET', 'sample/v1/nothing'],
      ['DELETE', 'sample/v1/rows/r-1'],
      ['GET', ''],
    ])('when there is nothing at %s /%s', async (method, path) => {
      const problem = await problemIn(await service.call(path, { method, token: pool }));
      expect(problem).toMatchObject({ type: 'urn:esep:problem:route-unknown', status: 404 });
    });

    it.each([
      ['DELETE', 'sample/v1/rows', 'GET, HEAD'],
      ['POST', 'sample/v1/rows?limit=1', 'GET, HEAD'],
      ['OPTIONS', 'sample/v1/other-rows', 'GET, HEAD'],
      ['PATCH', 'sample/v1/refusals/licence-unknown', 'GET, HEAD'],
      ['PATCH', 'sample/v1/refusals/counts', 'POST'],
      ['GET', 'sample/v1/sums', 'POST'],
      ['HEAD', 'sample/v1/sums', 'POST'],
      ['PUT', 'health/live', 'GET, HEAD'],
      ['PUT', 'sample/v1/openapi.json', 'GET, HEAD'],
    ])('API-13: when there is no %s at /%s', async (method, path, allowed) => {
      const response = await service.call(path, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, allowed]);
      if (method !== 'HEAD')
        expect((await problemIn(response)).type).toBe('urn:esep:problem:method-not-allowed');
    });

    it('when an address has a NUL in it', async () => {
      const problem = await problemIn(
        await service.call('sample/v1/refusals/%00', { token: pool }),
      );
      expect(problem.type).toBe('urn:esep:problem:parameter-invalid');
    });

    it('when the address cannot be decoded', async () => {
      const problem = await problemIn(
        await service.call('sample/v1/refusals/%ff', { token: pool }),
      );
      expect(problem.type).toBe('urn:esep:problem:request-malformed');
    });

    it.each([
      ['capacity-exceeds-application', 422],
      ['licence-unknown', 404],
      ['report-changed', 409],
      ['wrong-expected-version', 409],
      ['event-id-reused', 409],
      ['proposal-unknown', 404],
      ['second-person-required', 422],
    ])('when a rule refuses: %s', async (reason, status) => {
      const problem = await problemIn(
        await service.call(`sample/v1/refusals/${reason}`, { token: pool }),
      );
      expect(problem).toMatchObject({ type: `urn:esep:problem:${reason}`, status });
    });

    it('when the store is away: come back', async () => {
      const response = await service.call('sample/v1/store', { token: pool });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(await response.text()).not.toContain('10.0.0.7');
    });

    it.each(['broken', 'broken-nest'])(
      'that tells nothing but the correlation when we are wrong (%s)',
      async (path) => {
        const response = await service.call(`sample/v1/${path}`, { token: pool });
        const text = await response.clone().text();
        const problem = await problemIn(response);
        expect(problem).toMatchObject({
          type: 'urn:esep:problem:internal-error',
          status: 500,
          correlationId: response.headers.get('x-correlation-id'),
        });
        expect(text).not.toMatch(/secret|select|users|\.ts|node_modules| at /);
      },
    );

    it('and logs the reason under the same correlation', async () => {
      const response = await service.call('sample/v1/broken', { token: pool });
      const correlationId = response.headers.get('x-correlation-id') as string;
      const logged = lines.filter((line) => line.includes(correlationId));
      expect(logged.some((line) => line.includes('select secret from users'))).toBe(true);
    });
  });

  describe('knows the chain of causes', () => {
    const contextOf = async (headers: Record<string, string>) =>
      (await (await service.call('sample/v1/context', { token: pool, headers })).json()) as Record<
        string,
        string
      >;

    it('from the ids that the caller gives', async () => {
      const correlationId = '0192f0c1-7a54-7cc0-b2a5-2f6d5a3b9a10';
      const causationId = '0192f0c1-7a54-7cc0-b2a5-2f6d5a3b9a11';
      expect(
        await contextOf({ 'x-correlation-id': correlationId, 'x-causation-id': causationId }),
      ).toMatchObject({ correlationId, causationId, service: 'sample' });
    });

    it('from a W3C trace', async () => {
      const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
      const context = await contextOf({ traceparent: `00-${trace}-00f067aa0ba902b7-01` });
      expect(context['correlationId']).toBe(trace);
    });

    it.each(['short', 'x'.repeat(65), 'id with spaces in it', '061211600012-0000-aaaa'])(
      'from itself when the id is no id: %s',
      async (given) => {
        const context = await contextOf({ 'x-correlation-id': given });
        expect(context['correlationId']).toBe(context['requestId']);
        expect(context['correlationId']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
      },
    );
  });

  describe('logs', () => {
    it('each request with its outcome and subject, but neither token nor identity number', async () => {
      lines.length = 0;
      await service.call('sample/v1/rows?bin=061211600012&at=123456789012', { token: pool });
      const line = lines.find((text) => text.includes('/sample/v1/rows')) as string;
      expect(JSON.parse(line)).toMatchObject({
        method: 'GET',
        status: 400,
        subject: 'pool-dmp-1',
        service: 'sample',
        url: '/sample/v1/rows?bin=[identity number]&at=123456789012',
      });
      expect(lines.join('')).not.toContain(pool);
    });

    it.each([
      ['access_token=s3cr3t&limit=1', 'access_token=[redacted]&limit=1'],
      ['limit=1&ACCESS%5Ftoken=s3cr3t', 'limit=1&ACCESS%5Ftoken=[redacted]'],
      ['token=s3cr3t', 'token=[redacted]'],
      ['x?client_secret=s3cr3t', 'x?client_secret=[redacted]'],
      ['password=s3cr3t=', 'password=[redacted]'],
      ['apiKey=s3cr3t;code=s3cr3t', 'apiKey=[redacted];code=[redacted]'],
      ['Authorization=Bearer+s3cr3t99', 'Authorization=[redacted]'],
      ['back=https%3A%2F%2Fx%2F%3Ftoken%3Ds3cr3t', 'back=[redacted]'],
      ['%ff=%ff&session_id=s3cr3t', '%ff=%ff&session_id=[redacted]'],
      ['q=eyJhbGciOiJFZERTQSJ9.s3cr3t.s3cr3t', 'q=[token]'],
      ['eyJhbGciOiJFZERTQSJ9.s3cr3t.s3cr3t', '[token]'],
      ['asset=BTC&period=2026-03&cursor=abc', 'asset=BTC&period=2026-03&cursor=abc'],
    ])('API-16: no secret of a query: %s', async (query, logged) => {
      lines.length = 0;
      await service.call(`sample/v1/rows?${query}`);
      const line = lines.find((text) => text.includes('/sample/v1/rows')) as string;
      expect((JSON.parse(line) as { url: string }).url).toBe(`/sample/v1/rows?${logged}`);
      expect(lines.join('')).not.toContain('s3cr3t');
    });

    it('API-16: no token in a path, nor in a text of whatever went wrong', async () => {
      lines.length = 0;
      await service.call(`sample/v1/refusals/${pool}`, { token: pool });
      createLogger({
        level: 'info',
        destination: { write: (line) => void lines.push(line) },
      }).error(
        { err: new Error(`refused: Bearer ${pool}, Basic czNjcjN0OnMzY3IzdA==`) },
        `went wrong at /x?access_token=${pool}`,
      );
      expect(lines.join('')).toContain('went wrong at');
      expect(lines.join('')).not.toContain(pool.slice(-40));
      expect(lines.join('')).not.toContain('czNjcjN0OnMzY3IzdA');
    });

    it('FIGURES-28: of every part under its own name, whoever else is in the process', async () => {
      const other = await startTestService({ name: 'other', module: SampleModule });
      lines.length = 0;
      service.app.get(ServiceLog).warn('It stands.', 'chain observer');
      await other.close();
      expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
        { service: 'sample', context: 'chain observer', level: 'warn', msg: 'It stands.' },
      ]);
      // A part that logs when it is down does so in these lines too.
      const health = service.app.get(Health);
      health.register('chain', () => Promise.reject(new Error('It is down.')));
      await health.readiness();
      health.register('chain', () => Promise.resolve());
      expect(lines.at(-1)).toContain('It is down.');
    });

    it('FIGURES-28: with whole hashes, though some of their digits look like a number', async () => {
      const hash = `${'0'.repeat(19)}f061211600012${'ab'.repeat(16)}`;
      expect(hash).toHaveLength(64);
      lines.length = 0;
      service.app.get(ServiceLog).warn(`Block ${hash} of 061211600012`, 'chain observer');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        msg: `Block ${hash} of [identity number]`,
      });
    });

    it('no probes', async () => {
      lines.length = 0;
      await service.call('health/live');
      await service.call('metrics');
      expect(lines).toEqual([]);
    });
  });

  describe('tells how it is', () => {
    it('to anybody', async () => {
      expect(await (await service.call('health/live')).json()).toEqual({ status: 'ok' });
      expect((await service.call('health/ready')).status).toBe(200);
    });

    it('and is not ready while a part is down, without saying why', async () => {
      const health = service.app.get(Health);
      health.register('database', async () => undefined);
      health.register('subscriptions', async () => {
        throw new Error('password authentication failed for user "esep"');
      });
      const response = await service.call('health/ready');
      const text = await response.clone().text();
      expect(await problemIn(response)).toMatchObject({
        type: 'urn:esep:problem:not-ready',
        detail: 'Not working: subscriptions.',
        parts: { database: 'up', subscriptions: 'down' },
      });
      expect(text).not.toContain('password');
      health.register('subscriptions', async () => undefined);
      expect((await service.call('health/ready')).status).toBe(200);
    });

    it('and says what a person must attend to although it goes on', async () => {
      const warnings: string[] = [];
      service.app.get(Health).watch(() => warnings);
      warnings.push('Two keys are parked.');
      const response = await service.call('health/ready');
      expect([response.status, await response.json()]).toEqual([
        200,
        { status: 'ok', parts: expect.anything() as unknown, warnings: ['Two keys are parked.'] },
      ]);
    });

    it('in figures, by route and never by id', async () => {
      service.app.get(Metrics).counter({ name: 'esep_rows_total', help: 'Rows.' }).inc(3);
      await service.call('sample/v1/refusals/licence-unknown', { token: pool });
      const text = await (await service.call('metrics')).text();
      expect(text).toMatch(/esep_rows_total\{service="sample"\} 3/);
      expect(text).toMatch(
        /http_request_duration_seconds_count\{.*route="\/sample\/v1\/refusals\/:reason",.*status="404".*\}/,
      );
      expect(text).not.toContain('licence-unknown');
    });
  });

  describe('lists', () => {
    const list = (query: string, accept?: string) =>
      service.call(`sample/v1/rows${query}`, {
        token: pool,
        ...(accept === undefined ? {} : { headers: { accept } }),
      });

    const pageIn = async (response: Response) => (await response.json()) as Page<Row>;
    const nextOf = async (path: string, token = pool): Promise<string> =>
      (await pageIn(await service.call(`sample/v1/${path}`, { token }))).next ?? '';

    it('page by page', async () => {
      const first = await pageIn(await list('?limit=2'));
      expect(first.items.map(({ rowId }) => rowId)).toEqual(['r-1', 'r-2']);
      const second = await pageIn(await list(`?limit=500&cursor=${first.next}`));
      expect(second).toEqual({ items: [expect.objectContaining({ rowId: 'r-3' })], next: null });
    });

    it('API-9: on from a cursor of the same list, filters and organisation only', async () => {
      const next = await nextOf('rows?limit=1');
      const filtered = await nextOf('rows?from=1&limit=1');
      const other = await service.tokenOf('pool', 'dmp-2');
      const colleague = await service.tokenOf('auditor', 'dmp-1');
      const asked: [path: string, token: string, status: number][] = [
        [`rows?cursor=${next}`, pool, 200],
        [`rows?cursor=${next}`, colleague, 200],
        [`rows?cursor=${next}&from=1`, pool, 400],
        [`rows?cursor=${filtered}&from=1&limit=2`, pool, 200],
        [`rows?limit=2&from=1&cursor=${filtered}`, pool, 200],
        [`rows?cursor=${filtered}&from=2`, pool, 400],
        [`rows?cursor=${filtered}`, pool, 400],
        [`other-rows?cursor=${next}`, pool, 400],
        [`rows?cursor=${next}`, other, 400],
      ];
      for (const [path, token, status] of asked) {
        const response = await service.call(`sample/v1/${path}`, { token });
        expect([path, response.status]).toEqual([path, status]);
        if (status === 400)
          expect((await problemIn(response)).type).toBe('urn:esep:problem:cursor-invalid');
      }
    });

    it.each([
      ['Ilx1MDAwMCI', (): string => 'Ilx1MDAwMCI'],
      ['the key alone', () => Buffer.from('"r-1"').toString('base64url')],
      ['nothing', () => ''],
      [
        'another first byte',
        (next: string) => `${next.startsWith('A') ? 'B' : 'A'}${next.slice(1)}`,
      ],
      ['another last byte', (next: string) => `${next.slice(0, -2)}AA`],
      ['one byte more', (next: string) => `${next}AA`],
      ['another spelling', (next: string) => `${next.slice(0, 4)}%20${next.slice(4)}`],
    ])('API-9, FIELD-10: on from no cursor that was tampered with: %s', async (_what, tampered) => {
      const response = await list(`?cursor=${tampered(await nextOf('rows?limit=1'))}`);
      const problem = await problemIn(response);
      expect(problem).toMatchObject({ type: 'urn:esep:problem:cursor-invalid', status: 400 });
      expect(problem.errors).toMatchObject([{ pointer: '/cursor', code: 'cursor-invalid' }]);
    });

    it('FIELD-11: as CSV, with a name to save it under and the next page in a link', async () => {
      const response = await list('?limit=1', 'text/csv');
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(response.headers.get('content-disposition')).toBe(
        'attachment; filename=sample-rows.csv',
      );
      expect(response.headers.get('link')).toBe(
        `</sample/v1/rows?limit=1&cursor=${await nextOf('rows?limit=1')}>; rel="next"`,
      );
      // What decodes UTF-8 takes its mark away.
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.toString()).toBe(`\ufeffrowId;quantity;at\r\nr-1;1;${TEST_NOW}\r\n`);
    });

    it('as JSON for a browser', async () => {
      const response = await list('', 'text/html,application/xhtml+xml,*/*;q=0.8');
      expect(response.headers.get('content-type')).toContain('application/json');
    });

    it.each(['?limit=501', '?limit=0', '?limit=ten', '?limit=1.5', '?page=2'])(
      'but not %s',
      async (query) => expect((await list(query)).status).toBe(400),
    );
  });

  it('lets anybody in where it says so, and nobody else anywhere', async () => {
    const open = await service.call('sample/v1/sums', { body: row });
    expect(await open.json()).toMatchObject({ quantity: row.quantity, deployment: 'local' });
    const closed = await problemIn(await service.call('sample/v1/rows'));
    expect(closed).toMatchObject({ type: 'urn:esep:problem:token-missing', status: 401 });
  });

  it('sends no header that would move plain HTTP to TLS', async () => {
    const { headers } = await service.call('health/live');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('stands beside another one in the same process without sharing anything', async () => {
    const config = Object.assign(new ServiceConfig(), {
      ESEP_ISSUER: 'https://other.test',
      ESEP_TLS: true,
      ESEP_LOG_LEVEL: 'silent',
      ESEP_DEPLOYMENT: 'other',
    });
    const other = await startTestService({ name: 'other', module: SampleModule, config });
    try {
      expect((await other.call('sample/v1/rows', { token: pool })).status).toBe(401);
      const open = await other.call('sample/v1/sums', { body: row });
      expect(await open.json()).toMatchObject({ deployment: 'other' });
      expect(open.headers.get('strict-transport-security')).toContain('max-age=');
      const figures = await (await other.call('metrics')).text();
      expect(figures).toContain('service="other"');
      expect(figures).not.toContain('esep_rows_total');
    } finally {
      await other.close();
    }
  });

  it('API-5: answers only those names that it is told it has', async () => {
    const config = Object.assign(new ServiceConfig(), {
      ESEP_ISSUER: 'https://issuer.test',
      ESEP_HOST_NAMES: 'localhost,Esep.example.kz',
      ESEP_LOG_LEVEL: 'silent',
    });
    const other = await startTestService({ name: 'other', module: SampleModule, config });
    const statusFor = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = get(`${other.url}/health/live`, { headers: { host } }, (answer) =>
          resolve(answer.resume().statusCode),
        );
        sent.on('error', reject);
      });
    try {
      for (const host of ['localhost', 'localhost:80', 'esep.example.kz', 'ESEP.EXAMPLE.KZ:443'])
        expect([host, await statusFor(host)]).toEqual([host, 200]);
      for (const host of ['attacker.example', '127.0.0.1', 'localhost.attacker.example'])
        expect([host, await statusFor(host)]).toEqual([host, 421]);
    } finally {
      await other.close();
    }
  });

  it('does not start without knowing whose tokens to trust', async () => {
    const config = Object.assign(new ServiceConfig(), { ESEP_ISSUER: 'x' });
    await expect(createService({ name: 'sample', module: SampleModule, config })).rejects.toThrow(
      'ESEP_JWKS_URL: is missing.',
    );
    expect(handlerOf(service.app)).toBeInstanceOf(Function);
  });
});

import { gzipSync } from 'node:zlib';

import { Body, Controller, Module, Post, Req } from '@nestjs/common';
import type { Request } from 'express';

import { CurrentPrincipal, Public, requireOrganisation, Roles } from './auth.js';
import { bytesOf, Consumes, rawBodyOf } from './body.js';
import { IsBaseUnits, IsInstant, IsRowId, IsRows } from './fields.js';
import type { ProblemDocument } from './problem.js';
import { metaOf, type Principal } from './request-context.js';
import { startTestService, type TestService } from './test-service.js';

class Row {
  @IsRowId() rowId!: string;
  @IsBaseUnits() quantity!: string;
  @IsInstant() at!: string;
}

class Report {
  @IsRowId() poolId!: string;
  @IsRows(() => Row) rows!: Row[];
}

@Controller('sample/v1')
class ReportController {
  @Post('reports')
  @Roles('pool')
  report(@Body() body: Report, @CurrentPrincipal() principal: Principal, @Req() request: Request) {
    requireOrganisation(principal, body.poolId);
    return { rows: body.rows, bytes: rawBodyOf(request).length, meta: metaOf(principal) };
  }

  @Post('sums')
  @Public()
  sum(@Body() body: Row): Row {
    return body;
  }

  @Post('lines')
  @Consumes('application/x-ndjson', 'text/xml')
  async lines(@Req() request: Request) {
    return { bytes: (await bytesOf(request, 1_000)).length };
  }
}

@Module({ controllers: [ReportController] })
class ReportModule {}

const row = { rowId: 'r-1', quantity: '7500000000', at: '2026-03-05T12:00:00+05:00' };

describe('A service', () => {
  let service: TestService;
  let pool: string;

  beforeAll(async () => {
    service = await startTestService({ name: 'sample', module: ReportModule });
    pool = await service.tokenOf('pool', 'dmp-1');
  });

  afterAll(() => service.close());

  const send = (body: unknown, headers?: Record<string, string>) =>
    service.call('sample/v1/reports', { token: pool, body, ...(headers ? { headers } : {}) });

  const problemIn = async (response: Response): Promise<ProblemDocument> => {
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    return (await response.json()) as ProblemDocument;
  };

  describe('answers a good submission', () => {
    it('with what it understood, and knows who sent it', async () => {
      const response = await send({ poolId: 'dmp-1', rows: [row] });
      expect(response.status).toBe(201);
      expect(await response.json()).toMatchObject({
        rows: [{ ...row, at: '2026-03-05T07:00:00.000Z' }],
        meta: { actor: 'pool-dmp-1', organisation: 'dmp-1' },
      });
    });

    it('of 10,000 rows, and keeps the context of the request over a large body', async () => {
      const body = JSON.stringify({
        poolId: 'dmp-1',
        rows: Array.from({ length: 10_000 }, () => row),
      });
      const response = await send(body);
      expect(response.status).toBe(201);
      const answer = (await response.json()) as { rows: object[]; bytes: number; meta: object };
      expect(answer.rows).toHaveLength(10_000);
      expect(answer.bytes).toBe(body.length);
      expect(answer.meta).toMatchObject({
        correlationId: response.headers.get('x-correlation-id'),
        causationId: response.headers.get('x-request-id'),
      });
    });

    it('that came compressed', async () => {
      const body = gzipSync(JSON.stringify({ poolId: 'dmp-1', rows: [row] }));
      expect((await send(body, { 'content-encoding': 'gzip' })).status).toBe(201);
    });
  });

  describe('refuses a body', () => {
    it.each<[string, unknown, number, number]>([
      ['that ends too early', '{"poolId": "dmp-1"', 1, 19],
      ['with a trailing comma', '{\n  "rows": [],\n}', 3, 1],
      ['with a missing value', '{\n  "rows":\n}', 3, 1],
      ['with single quotes', "{'rows': []}", 1, 2],
      ['with NaN', '{"rows": [{"n": NaN}]}', 1, 17],
      ['that is no JSON at all', 'rows=1', 1, 1],
    ])('%s, and says where', async (_what, body, line, column) => {
      const problem = await problemIn(await send(body));
      expect(problem).toMatchObject({
        type: 'urn:esep:problem:body-malformed',
        status: 400,
        detail: `The body is not JSON at line ${line}, column ${column}.`,
      });
    });

    it('that is not UTF-8', async () => {
      const problem = await problemIn(await send(Uint8Array.of(0x22, 0xff, 0x22)));
      expect(problem.detail).toBe('The body is not UTF-8.');
    });

    it('with wrong fields, each by pointer and code', async () => {
      const rows = [row, { ...row, quantity: 1e8, at: '2026-03-05T12:00:00' }];
      const problem = await problemIn(await send({ poolId: 'dmp-1', rows, note: '' }));
      expect(problem.type).toBe('urn:esep:problem:body-invalid');
      expect(problem.detail).toBe('3 fields of the body are wrong.');
      expect(problem.errors?.map(({ pointer, code }) => [pointer, code])).toEqual([
        ['/note', 'unknown-field'],
        ['/rows/1/quantity', 'quantity-not-a-string'],
        ['/rows/1/at', 'instant-without-offset'],
      ]);
    });

    it('of 10,001 rows', async () => {
      const problem = await problemIn(
        await send({
          poolId: 'dmp-1',
          rows: Array.from({ length: 10_001 }, () => ({ rowId: 'r' })),
        }),
      );
      expect(problem).toMatchObject({ type: 'urn:esep:problem:too-many-rows', status: 413 });
    });

    it('of 9 MiB', async () => {
      const problem = await problemIn(await send(JSON.stringify('x'.repeat(9 * 1024 * 1024))));
      expect(problem).toMatchObject({
        type: 'urn:esep:problem:body-too-large',
        status: 413,
        detail: 'A body of this call has at most 8388608 bytes. Send the rest in further calls.',
      });
    });

    it('of 9 MiB that came compressed to little', async () => {
      const body = gzipSync(JSON.stringify('x'.repeat(9 * 1024 * 1024)));
      expect((await send(body, { 'content-encoding': 'gzip' })).status).toBe(413);
    });

    it('of 100 KiB from somebody unknown, before reading it', async () => {
      const large = JSON.stringify('x'.repeat(100 * 1024));
      const problem = await problemIn(await service.call('sample/v1/sums', { body: large }));
      expect(problem.type).toBe('urn:esep:problem:token-missing');
    });

    it.each([
      ['text/plain', 'content-type-unsupported'],
      ['application/x-www-form-urlencoded', 'content-type-unsupported'],
      ['application/json; charset=latin1', 'charset-unsupported'],
    ])('of type %s', async (type, fact) => {
      const problem = await problemIn(await send('{}', { 'content-type': type }));
      expect(problem).toMatchObject({ type: `urn:esep:problem:${fact}`, status: 415 });
    });

    it('in an unknown compression', async () => {
      const problem = await problemIn(await send('{}', { 'content-encoding': 'lzma' }));
      expect(problem.type).toBe('urn:esep:problem:content-encoding-unsupported');
    });

    it('with a broken compression, without saying more', async () => {
      const problem = await problemIn(await send('{}', { 'content-encoding': 'gzip' }));
      expect(problem).toMatchObject({ status: 400, detail: 'The body could not be read.' });
    });

    it('that would change prototypes, and stays unharmed by keys that come twice', async () => {
      const pollution = `{"poolId":"dmp-1","rows":[],"__proto__":{"isAdmin":true}}`;
      expect((await send(pollution)).status).toBe(400);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
      const twice = await send(`{"poolId":"dmp-2","poolId":"dmp-1","rows":[]}`);
      expect(twice.status).toBe(201);
    });
  });

  describe('takes other content than JSON where a handler says so', () => {
    const sendLines = (body: string, type: string) =>
      service.call('sample/v1/lines', { token: pool, body, headers: { 'content-type': type } });

    it('as the bytes that came', async () => {
      const response = await sendLines('{"a":1}\n{"a":2}\n', 'application/x-ndjson');
      expect(await response.json()).toEqual({ bytes: 16 });
    });

    it('and no JSON there', async () => {
      const problem = await problemIn(await sendLines('{}', 'application/json'));
      expect(problem.detail).toBe('Send the body as application/x-ndjson or text/xml.');
    });

    it.each([1_001, 5_000_000])('within its limit, even when %d bytes come', async (size) => {
      const problem = await problemIn(await sendLines('x'.repeat(size), 'text/xml'));
      expect(problem.type).toBe('urn:esep:problem:body-too-large');
    });

    it('in pieces without a length said before', async () => {
      const pieces = ReadableStream.from([Buffer.from('{"a":1}\n'), Buffer.from('{"a":2}\n')]);
      const response = await fetch(`${service.url}/sample/v1/lines`, {
        method: 'POST',
        duplex: 'half',
        headers: { authorization: `Bearer ${pool}`, 'content-type': 'application/x-ndjson' },
        body: pieces,
      });
      expect(await response.json()).toEqual({ bytes: 16 });
    });
  });
});

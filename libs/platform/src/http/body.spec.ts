import { gzipSync } from 'node:zlib';

import { Body, Controller, Module, Post, Req } from '@nestjs/common';
import type { Request } from 'express';

import { BODY_BYTES_MAX } from '@esep/kernel';

import { CurrentPrincipal, Public, requireOrganisation, Roles } from './auth.js';
import { bytesOf, Consumes, rawBodyOf, readJson } from './body.js';
import { IsBaseUnits, IsInstant, IsRowId, IsRows } from './fields.js';
import { Problem, type ProblemDocument } from './problem.js';
import { metaOf, type Principal } from './request-context.js';
import { startTestService, type TestService } from '../testing/test-service.js';
import { slowness } from '../testing/testing-loop.js';
import { readInput } from './validation.js';

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

const names = (count: number): string =>
  Array.from({ length: count }, (_, i) => `"k${i}":0`).join();

/** Rows of names that are all different within a row, and as many as a body may have. */
const manyNames = (): string => {
  const rows = Array.from({ length: 10_000 }, (_, i) =>
    Array.from({ length: 28 }, (__, j) => `"${String((i * 28 + j) % 1_100).padStart(22, 'n')}":0`),
  );
  return `[${rows.map((one) => `{${one.join()}}`).join()}]`;
};

const escapes = (): string =>
  Array.from({ length: 28 }, (_, i) => `"${String.raw`\u00`}${(i + 48).toString(16)}":0`).join();

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

    it('API-18: of 100 KiB from somebody unknown, by who asks where it matters who asks', async () => {
      const body = JSON.stringify('x'.repeat(100 * 1024));
      const open = await problemIn(await service.call('sample/v1/sums', { body }));
      expect(open).toMatchObject({
        type: 'urn:esep:problem:body-too-large',
        status: 413,
        detail: 'A body of this call has at most 65536 bytes. Send the rest in further calls.',
      });
      const closed = await problemIn(await service.call('sample/v1/reports', { body }));
      expect(closed).toMatchObject({ type: 'urn:esep:problem:token-missing', status: 401 });
    });

    it.each([
      ['text/plain', 'content-type-unsupported'],
      ['application/x-www-form-urlencoded', 'content-type-unsupported'],
      ['application/json; charset=latin1', 'charset-unsupported'],
      ['application/json; charset=utf-16', 'charset-unsupported'],
      ['application/json; charset="UTF-7"', 'charset-unsupported'],
      ['application/problem+json; Charset=utf-32', 'charset-unsupported'],
    ])('FIELD-11: of type %s', async (type, fact) => {
      const problem = await problemIn(await send('{}', { 'content-type': type }));
      expect(problem).toMatchObject({ type: `urn:esep:problem:${fact}`, status: 415 });
    });

    it.each([
      ['UTF-16 from Windows', Buffer.from('\ufeff{"poolId":"dmp-1","rows":[]}', 'utf16le')],
      ['UTF-16', Buffer.from('{}', 'utf16le')],
      ['UTF-16, big end first', Buffer.from('{}', 'utf16le').swap16()],
      ['UTF-32', Buffer.from('\0\0\0{\0\0\0}')],
    ])('FIELD-11: in %s, whatever its type says', async (_what, body) => {
      const problem = await problemIn(await send(new Uint8Array(body)));
      expect(problem).toMatchObject({ type: 'urn:esep:problem:charset-unsupported', status: 415 });
    });

    it('in an unknown compression', async () => {
      const problem = await problemIn(await send('{}', { 'content-encoding': 'lzma' }));
      expect(problem.type).toBe('urn:esep:problem:content-encoding-unsupported');
    });

    it('with a broken compression, without saying more', async () => {
      const problem = await problemIn(await send('{}', { 'content-encoding': 'gzip' }));
      expect(problem).toMatchObject({ status: 400, detail: 'The body could not be read.' });
    });

    it('that would change prototypes', async () => {
      const pollution = `{"poolId":"dmp-1","rows":[],"__proto__":{"isAdmin":true}}`;
      expect((await send(pollution)).status).toBe(400);
      expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    });

    it.each([
      ['{"poolId":"dmp-2","poolId":"dmp-1","rows":[]}', '/poolId', 'name-duplicated'],
      [
        `{"poolId":"dmp-1","rows":[{"rowId":"r-1","quantity":"1","quantity":"2","at":"${row.at}"}]}`,
        '/rows/0/quantity',
        'name-duplicated',
      ],
      [
        String.raw`{"poolId":"dmp-1","p\u006folId":"dmp-1","rows":[]}`,
        '/poolId',
        'name-duplicated',
      ],
      [String.raw`{"poolId":"\ud800","rows":[]}`, '/poolId', 'text-malformed'],
      ['{"poolId":"dmp-1","rows":[{"n":1.00000000000000001}]}', '/rows/0/n', 'number-inexact'],
    ])(
      'FIELD-9, FIELD-10, FIELD-11, API-10, API-21: that could be read in two ways: %s',
      async (body, pointer, code) => {
        for (const headers of [{}, { 'idempotency-key': 'k-1' }]) {
          const problem = await problemIn(await send(body, headers));
          expect(problem).toMatchObject({ type: 'urn:esep:problem:body-invalid', status: 400 });
          expect(problem.errors).toMatchObject([{ pointer, code }]);
        }
      },
    );

    it.each([
      ['nests without end', '['.repeat(BODY_BYTES_MAX - 2), 400, 'body-too-deep'],
      [
        'nests 10,000 deep',
        `${'{"a":'.repeat(10_000)}0${'}'.repeat(10_000)}`,
        400,
        'body-too-deep',
      ],
      [
        'has a million names',
        `{${names(1_000_000).slice(0, BODY_BYTES_MAX - 12)}"n":0}`,
        400,
        'too-many-names',
      ],
      [
        'has a million rows',
        `{"rows":[${Array(1_000_000).fill('{}').join()}]}`,
        413,
        'too-many-rows',
      ],
      [
        'has lists of lists',
        `[${Array(390)
          .fill(`[${Array(7_000).fill('[]').join()}]`)
          .join()}]`,
        413,
        'too-many-values',
      ],
    ])('API-12: that %s, by its bytes alone', async (_what, body, status, fact) => {
      const headers = { 'idempotency-key': 'k-2' };
      const problem = await problemIn(await send(body, headers));
      expect(problem).toMatchObject({ type: `urn:esep:problem:${fact}`, status });
    });

    it('API-12: with 1,000 unknown names, of which the first hundred are named', async () => {
      const problem = await problemIn(await send(`{"poolId":"dmp-1","rows":[],${names(1_000)}}`));
      expect(problem.detail).toBe(
        'At least 1000 fields of the body are wrong; the first 100 are named.',
      );
      expect(problem.errors).toHaveLength(100);
    });
  });

  it('FIELD-11: takes a body with the mark that Windows puts in front of UTF-8', async () => {
    const response = await send(`\ufeff${JSON.stringify({ poolId: 'dmp-1', rows: [row] })}`);
    expect(response.status).toBe(201);
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

describe('A body', () => {
  it.each<[string, string]>([
    [
      'lists in lists',
      `[${Array(29)
        .fill(`[${Array(10_000).fill('[]').join()}]`)
        .join()}]`,
    ],
    ['lists without end', '['.repeat(BODY_BYTES_MAX)],
    ['a million names', `{${names(1_000_000)}}`.slice(0, BODY_BYTES_MAX)],
    ['as many names as are read, in every row', manyNames()],
    ['names with escapes', `[${Array(10_000).fill(`{${escapes()}}`).join()}]`],
    ['one long number', '1'.repeat(BODY_BYTES_MAX)],
    [
      'many short numbers',
      `[${Array(390)
        .fill(`[${Array(9_000).fill('1').join()}]`)
        .join()}]`,
    ],
    ['one long text', `"${String.raw`\u0041`.repeat(1_398_000)}"`],
    ['blanks', ' '.repeat(BODY_BYTES_MAX)],
    ['lines', '\n'.repeat(BODY_BYTES_MAX)],
    ['quotes', '"'.repeat(BODY_BYTES_MAX)],
    [
      'unknown fields in every row',
      `{"poolId":"p","rows":[${Array(10_000)
        .fill(`{${names(25)}}`)
        .join()}]}`,
    ],
    ['what is no row', `{"poolId":"p","rows":[${Array(10_000).fill('[[[[]]]]').join()}]}`],
  ])('API-12: takes at most 200 ms of the processor for 8 MiB of %s', (_what, text) => {
    const bytes = Buffer.from(text);
    expect(bytes.length).toBeLessThanOrEqual(BODY_BYTES_MAX);
    const attempt = (): number => {
      const before = process.threadCpuUsage();
      try {
        readInput(Report, readJson(bytes));
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
      }
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1_000;
    };
    // The first one also has the code compiled. Who shares a processor is slower by its own time too.
    expect(Math.min(attempt(), attempt(), attempt())).toBeLessThan(200 * slowness());
  });
});

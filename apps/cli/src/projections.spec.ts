import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { esep } from './esep.js';

// The words of `esep projections`, against a server that answers as the services do; e2e runs them
// against the services themselves.

const WHICH = 'supervision/reconciliation';

let server: Server;
let received: string[];
let replies: Record<string, (readonly [status: number, body: unknown])[]>;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = `${request.method} ${request.url}`;
      received.push(`${asked} ${Buffer.concat(chunks).toString()}`.trim());
      const waiting = replies[asked] ?? [[200, { items: [], next: null }]];
      const [status, body] = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? [500, {}];
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  received = [];
  replies = {};
});

describe('esep projections', () => {
  it('lists the projections of all services, and how far their copies are', async () => {
    const supervision = [
      projection('reconciliation', { live: 1_200, next: 900, nextCopy: copy() }),
      projection('judgement_book', { live: 7, version: 2, old: copy() }),
    ];
    replies['GET /supervision/v1/projections'] = [[200, { items: supervision, next: null }]];
    const tax = [
      projection('tax_facts', {
        live: 50,
        next: 50,
        nextCopy: copy({ comparison: { equal: true, comparedAt: AT } }),
      }),
    ];
    replies['GET /tax/v1/projections'] = [[200, { items: tax, next: null }]];
    expect(await run('projections')).toEqual({
      code: 0,
      out: [
        'projection                  version                   events  next copy               earlier copy',
        'tax/tax_facts               1                             50  built, equal',
        'supervision/reconciliation  1                           1200  75 %, 300 events to go',
        'supervision/judgement_book  1, and 2 in this release       7                          kept',
      ].join('\n'),
      err: '',
    });
  });

  it('says why a copy cannot be built', async () => {
    const trouble = 'tax_facts_v1_next cannot digest RulePackAdopted';
    const items = [projection('tax_facts', { live: 9, next: 3, nextCopy: copy({ trouble }) })];
    replies['GET /tax/v1/projections'] = [[200, { items, next: null }]];
    expect((await run('projections', 'list')).out).toContain(`cannot go on: ${trouble}`);
  });

  it('waits until a copy is built', async () => {
    const at = (next: number) => ({
      items: [projection('reconciliation', { live: 10, next, nextCopy: copy() })],
      next: null,
    });
    replies[`POST /supervision/v1/projections/reconciliation/rebuild`] = [[202, at(0).items[0]]];
    replies['GET /supervision/v1/projections'] = [
      [200, at(4)],
      [200, at(10)],
    ];
    expect(await run('projections', 'rebuild', WHICH)).toEqual({
      code: 0,
      out: `${WHICH} is built beside the copy that is read, from 10 events. Next: esep projections compare ${WHICH}`,
      err: '',
    });
    expect(received).toHaveLength(3);
  });

  it('shows table by table whether copies are equal, and by which rows they are not', async () => {
    const sum = (rows: number, digit: string) => ({ rows, checksum: digit.repeat(32) });
    const table = { added: [], lost: [], differences: [] };
    const differences = [
      { in: 'live', row: '{"position":1}' },
      { in: 'next', row: '{"position":2}' },
    ];
    const comparison = {
      equal: false,
      comparedAt: AT,
      tables: [
        {
          ...table,
          table: 'facts',
          live: sum(2, '1'),
          next: sum(2, '2'),
          equal: false,
          differences,
        },
        { ...table, table: 'subjects', live: sum(1, '3'), next: sum(1, '3'), equal: true },
      ],
    };
    replies['POST /supervision/v1/projections/reconciliation/compare'] = [[200, comparison]];
    const { code, out } = await run('projections', 'compare', WHICH);
    expect([code, out]).toEqual([
      1,
      [
        'table     rows  checksum                          rows of the next copy  its checksum                      equal',
        `facts        2  ${'1'.repeat(32)}                      2  ${'2'.repeat(32)}  no`,
        `subjects     1  ${'3'.repeat(32)}                      1  ${'3'.repeat(32)}  yes`,
        'facts, only in the copy that is read: {"position":1}',
        'facts, only in the next copy: {"position":2}',
        `The copies are not equal. If that is meant: esep projections switch ${WHICH} --changed "<why>"`,
      ].join('\n'),
    ]);
  });

  it('switches, with the reason where the copies differ', async () => {
    const path = 'POST /supervision/v1/projections/reconciliation/switch';
    replies[path] = [
      [422, { type: 'urn:esep:problem:copies-differ', detail: 'They are not equal.' }],
      [200, projection('reconciliation', { live: 1 })],
    ];
    expect(await run('projections', 'switch', WHICH)).toEqual({
      code: 1,
      out: '',
      err: '422 – copies-differ – They are not equal.',
    });
    expect((await run('projections', 'switch', WHICH, '--changed', 'LIC-9')).code).toBe(0);
    expect(received).toEqual([`${path} {}`, `${path} {"changed":"LIC-9"}`]);
  });

  it('drops a copy', async () => {
    const path = 'POST /supervision/v1/projections/reconciliation/drop';
    replies[path] = [[200, projection('reconciliation', { live: 1 })]];
    expect(await run('projections', 'drop', WHICH, 'old')).toEqual({
      code: 0,
      out: `The earlier copy of ${WHICH} is gone.`,
      err: '',
    });
    expect(received).toEqual([`${path} {"copy":"old"}`]);
  });

  it.each([
    ['of no service', ['switch', 'reconciliation']],
    ['of another service', ['compare', 'courts/reconciliation']],
    ['that is a path', ['rebuild', 'tax/../licensing']],
    ['of which neither copy is named', ['drop', WHICH, 'live']],
  ])('asks nobody about a projection %s', async (_sentence, words) => {
    const { code, err } = await run('projections', ...words);
    expect([code, received]).toEqual([2, []]);
    expect(err).not.toBe('');
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const AT = '2026-03-05T07:00:00.000Z';

function copy(but: object = {}) {
  const nothing = { trouble: null, comparison: null, switchedAt: null, switchedBy: null };
  return { version: 1, madeAt: AT, madeBy: 'dana', ...nothing, switchedWhy: null, ...but };
}

function projection(
  name: string,
  but: { live: number; next?: number; version?: number; nextCopy?: object; old?: object },
) {
  return {
    name,
    subscription: `${name}_v1`,
    version: but.version ?? 1,
    logs: [{ log: 'esep/licensing/demo', live: but.live, next: but.next ?? 0 }],
    live: copy(),
    next: but.nextCopy ?? null,
    old: but.old ?? null,
  };
}

async function run(...words: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const code = await esep(words, {
    env: { ESEP_URL: url, ESEP_TOKEN: 'token' },
    out: (text) => out.push(text),
    err: (text) => err.push(text),
  });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

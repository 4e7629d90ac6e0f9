import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  formatProof,
  leafHashOf,
  preimageOf,
  signCheckpoint,
  verifierKeyOf,
} from '@esep/ledger-format';

import { esep } from './esep.js';

const LICENSEE = '0195c1f0-5a00-7c3e-9d41-6b2f8a70c001';
const BIN = '061211600012';

interface Received {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Reply = readonly [status: number, body: unknown];

let server: Server;
let url: string;
let received: Received[];
let replies: Record<string, Reply>;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'esep-cli-'));
  server = createServer(serve);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((closed) => server.close(closed));
});
beforeEach(() => {
  received = [];
  replies = {};
});

describe('esep status', () => {
  it('tells of each service whether it works and how far its log is', async () => {
    for (const [i, service] of SERVICES.entries()) works(service, i * 1_000);
    expect(await run('status')).toEqual({
      code: 0,
      out: [
        'service              ready  events  root',
        `licensing            yes         0  ${ROOT}`,
        `pool-reporting       yes      1000  ${ROOT}`,
        `exchange-settlement  yes      2000  ${ROOT}`,
        `tax                  yes      3000  ${ROOT}`,
        `supervision          yes      4000  ${ROOT}`,
      ].join('\n'),
      err: '',
    });
  });

  it('says why a service is not ready', async () => {
    for (const service of SERVICES) works(service, 7);
    replies['GET /tax/health/ready'] = problem(503, 'not-ready', 'Not working: database.');
    const { code, out, err } = await run('status');
    expect(code).toBe(1);
    expect(out).toMatch(/^tax +no +7 /m);
    expect(err).toBe('503 – not-ready – Not working: database.');
  });

  it('asks a service that stands alone at its own address', async () => {
    for (const service of SERVICES) works(service, 7);
    for (const service of SERVICES) delete replies[`GET /${service}/health/ready`];
    replies['GET /health/ready'] = [200, { status: 'ok' }];
    expect((await run('status')).code).toBe(0);
  });

  it('answers machines too', async () => {
    for (const service of SERVICES) works(service, 7);
    const { out } = await run('status', '--json');
    expect(JSON.parse(out)).toEqual({
      ready: true,
      services: SERVICES.map((service) => ({
        service,
        ready: true,
        log: { origin: `esep/${service}/demo`, size: 7, root: ROOT },
      })),
    });
  });

  it('says once what to do when nothing answers', async () => {
    const { code, err } = await run('status', { ESEP_URL: 'http://127.0.0.1:9' });
    expect(code).toBe(1);
    expect(err).toBe(
      'Nothing answers at http://127.0.0.1:9. Start Esep with npm start, or set ESEP_URL.',
    );
  });
});

describe('esep licensee', () => {
  const licences = `GET /licensing/v1/licences?licenseeId=${LICENSEE}&limit=500`;
  const licence = {
    licenceId: 'AFSA-DM-2025-0017',
    licenseeId: LICENSEE,
    status: 'active',
    authority: 'AIFC',
    issuedAt: '2025-02-03T19:00:00.000Z',
  };

  it('finds a licensee by BIN, which goes into no address', async () => {
    replies['POST /licensing/v1/licensees/lookup'] = [200, { licenseeId: LICENSEE }];
    replies[licences] = [200, { items: [licence], next: null }];
    expect(await run('licensee', BIN)).toEqual({
      code: 0,
      out: [
        LICENSEE,
        '',
        'licence            status  authority  issued                    valid until',
        'AFSA-DM-2025-0017  active  AIFC       2025-02-03T19:00:00.000Z',
      ].join('\n'),
      err: '',
    });
    expect(received[0]).toMatchObject({
      method: 'POST',
      body: `{"bin":"${BIN}"}`,
      authorization: 'Bearer token-of-an-officer',
    });
    expect(received.map((request) => request.url).join()).not.toContain(BIN);
  });

  it('finds a licensee by id', async () => {
    replies[licences] = [200, { items: [], next: null }];
    expect(await run('licensee', LICENSEE.toUpperCase())).toEqual({
      code: 0,
      out: `${LICENSEE}\n\nNo licence.`,
      err: '',
    });
  });

  it('asks nothing about a number that no one can have', async () => {
    expect(await run('licensee', '061211600013')).toEqual({
      code: 2,
      out: '',
      err: "061211600013 is neither a licensee's id nor a BIN or IIN.",
    });
    expect(received).toEqual([]);
  });

  it('passes on that nobody has the number', async () => {
    replies['POST /licensing/v1/licensees/lookup'] = problem(404, 'licensee-unknown', 'None.');
    expect(await run('licensee', BIN)).toEqual({
      code: 1,
      out: '',
      err: '404 – licensee-unknown – None.',
    });
  });
});

describe('esep submit', () => {
  const DISTRIBUTIONS = {
    reportId: 'r-1',
    version: 1,
    poolId: 'dmp-1',
    rows: [{ rowId: '1', scheme: 'FPPS', net: '98' }],
  };
  const taken = { reportId: 'r-1', version: 1, accepted: 1, rejected: [], receipt: '/r/1' };

  it('sends a report byte for byte where its fields say it belongs', async () => {
    replies['POST /pool-reporting/v1/distributions'] = [201, taken];
    const text = JSON.stringify(DISTRIBUTIONS, null, 3);
    expect(await run('submit', fileOf(text))).toEqual({
      code: 0,
      out: 'distributions r-1 version 1: 1 accepted, 0 rejected\nreceipt: /r/1',
      err: '',
    });
    expect(received[0]?.body).toBe(text);
  });

  it.each<[string, (text: string) => Buffer]>([
    ['UTF-8 with a mark', (text) => Buffer.from(`\ufeff${text}`)],
    ['UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16, big end first', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ])('FIELD-11: reads what Windows writes: %s', async (_what, encode) => {
    replies['POST /pool-reporting/v1/distributions'] = [201, taken];
    const text = JSON.stringify({ ...DISTRIBUTIONS, reportId: 'Ә-1' });
    expect(await run('submit', fileOf(encode(text)))).toMatchObject({ code: 0, err: '' });
    expect(received.at(-1)?.body).toBe(text);
  });

  it('FIELD-11: sends no text of which letters would be lost', async () => {
    const file = fileOf(Buffer.from('{"poolId":"\xc0\xe9"}', 'latin1'));
    expect(await run('submit', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no file in UTF-8') as string,
    });
    expect(received).toEqual([]);
  });

  it('shows every row that was rejected', async () => {
    const rejected = [{ rowId: '1', code: 'net-mismatch', message: 'net is not gross − fee' }];
    replies['POST /pool-reporting/v1/distributions'] = [201, { ...taken, accepted: 0, rejected }];
    const { code, out } = await run('submit', fileOf(DISTRIBUTIONS));
    expect(code).toBe(1);
    expect(out.split('\n').slice(2)).toEqual([
      '',
      'row  code          why',
      '1    net-mismatch  net is not gross − fee',
    ]);
  });

  it('can ask without recording anything', async () => {
    replies['POST /pool-reporting/v1/distributions?dryRun=true'] = [200, taken];
    const { out } = await run('submit', '--dry-run', fileOf(DISTRIBUTIONS));
    expect(out).toContain('(dry run, nothing was recorded)');
  });

  it('shows each field that is wrong', async () => {
    replies['POST /pool-reporting/v1/distributions'] = [
      400,
      {
        type: 'urn:esep:problem:body-invalid',
        title: 'Body invalid',
        status: 400,
        detail: '1 field is wrong.',
        errors: [{ pointer: '/rows/0/net', code: 'quantity-malformed', message: 'No number.' }],
      },
    ];
    expect(await run('submit', fileOf(DISTRIBUTIONS))).toEqual({
      code: 1,
      out: '',
      err: '400 – body-invalid – 1 field is wrong.\n  /rows/0/net  quantity-malformed: No number.',
    });
  });

  it('says what to do without a token', async () => {
    replies['POST /pool-reporting/v1/distributions'] = problem(401, 'token-missing', 'No token.');
    const { err } = await run('submit', fileOf(DISTRIBUTIONS), { ESEP_TOKEN: undefined });
    expect(received[0]?.authorization).toBeUndefined();
    expect(err).toContain('Set ESEP_TOKEN');
  });

  it.each<[string, object]>([
    ['/pool-reporting/v1/payouts', { poolId: 'p', rows: [{ rowId: '1', paidAt: 'x' }] }],
    ['/pool-reporting/v1/reversals', { poolId: 'p', rows: [{ rowId: '1', cause: 'x' }] }],
    ['/pool-reporting/v1/completeness', { poolId: 'p', through: 'x' }],
    ['/exchange-settlement/v1/completeness', { exchangeId: 'e', through: 'x' }],
    [
      '/exchange-settlement/v1/fills',
      { exchangeId: 'e', rows: [{ tradeId: '1', side: 'sell', executedAt: 'x' }] },
    ],
  ])('knows by its fields what belongs to %s', async (path, body) => {
    replies[`POST ${path}`] = [201, taken];
    expect((await run('submit', fileOf(body))).code).toBe(0);
  });

  it.each<[string, string, object]>([
    ['busts', 'busts', { exchangeId: 'e', rows: [{ tradeId: '1', reason: 'x' }] }],
    [
      'corrections',
      'corrections',
      { exchangeId: 'e', rows: [{ tradeId: '1', reason: 'x', side: 'sell', executedAt: 'x' }] },
    ],
    ['deposits', 'deposits', { exchangeId: 'e', rows: [{ rowId: '1', creditedAt: 'x' }] }],
    ['withdrawals', 'withdrawals', { exchangeId: 'e', rows: [{ rowId: '1', creditedAt: 'x' }] }],
  ])(
    'wants to be told when a report is one of %s, and does not guess',
    async (kind, path, body) => {
      const withoutKind = await run('submit', fileOf(body));
      expect(withoutKind).toMatchObject({ code: 2, out: '' });
      expect(withoutKind.err).toContain('--kind');
      expect(received).toEqual([]);
      replies[`POST /exchange-settlement/v1/${path}`] = [201, taken];
      expect((await run('submit', '--kind', kind, fileOf(body))).code).toBe(0);
    },
  );

  it.each([
    ['no file', 'no-such-file.json', 'There is no file'],
    ['a kind that nobody knows', '--kind=gifts', 'Allowed choices are distributions'],
  ])('can do nothing with %s', async (_, parameter, message) => {
    const { code, err } = await run('submit', parameter);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('can do nothing with a file that is no JSON object', async () => {
    expect((await run('submit', fileOf('[]'))).err).toContain('is no JSON object');
    expect((await run('submit', fileOf('rows'))).err).toContain('is no JSON object');
  });
});

describe('esep reconcile', () => {
  const path = `GET /supervision/v1/reconciliations/${LICENSEE}/BTC`;

  it('shows what was mined, what was sold, and what follows', async () => {
    replies[path] = [200, RECONCILIATION];
    expect(await run('reconcile', LICENSEE, 'BTC')).toEqual({
      code: 0,
      out: [
        'period   mined  required  sold in time  sold late  outstanding     sold  state  verdict  due',
        '2026-03    100        75   74.99999999          0   0.00000001  74.99 %  final  breach   2026-04-10T19:00:00.000Z',
        '2026-04      0         0             0          0            0           open   pending  2026-05-11T19:00:00.000Z',
        '',
        'used 0, early 0, unexplained 0, stock at end 25.00000001, bought 0',
        '',
        'finding     period     quantity  rules   facts',
        'under-sold  2026-03  0.00000001  SALE-1  d-1, d-2, d-3 and 1 more',
        '',
        'Everything recorded until 2026-05-20T00:00:00.000Z is in these figures, and nothing later.',
      ].join('\n'),
      err: '',
    });
  });

  it('says aloud when something is still on its way', async () => {
    const ledger = { ...RECONCILIATION.ledger, complete: false };
    replies[path] = [200, { ...RECONCILIATION, findings: [], ledger }];
    expect((await run('reconcile', LICENSEE, 'BTC')).out).toContain('\nINCOMPLETE: only what was');
  });

  it('tells figures of a past day by that day, not by what is known today', async () => {
    const [knownAt, asOf] = ['2026-05-01T00:00:00.000Z', '2026-04-10T19:00:00.000Z'];
    replies[`${path}?asOf=${encodeURIComponent(asOf)}&knownAt=${encodeURIComponent(knownAt)}`] = [
      200,
      { ...RECONCILIATION, knownAt, asOf },
    ];
    const { out } = await run('reconcile', LICENSEE, 'BTC', '--known-at', knownAt, '--as-of', asOf);
    expect(out.split('\n').at(-1)).toBe(
      `Everything recorded until ${knownAt} is in these figures, and nothing later. Judged as of ${asOf}.`,
    );
  });

  it('takes no asset that the regime does not know for one without coins', async () => {
    const { code, out, err } = await run('reconcile', LICENSEE, 'btc');
    expect([code, out, received]).toEqual([2, '', []]);
    expect(err).toBe('btc is no asset: it is one of BTC, BCH, LTC, DOGE, ETC, KAS.');
  });

  it('asks for any two times, and finds the licensee by BIN', async () => {
    replies['POST /licensing/v1/licensees/lookup'] = [200, { licenseeId: LICENSEE }];
    replies[`${path}?asOf=2026-04-11T00%3A00%3A00%2B05%3A00&knownAt=2026-05-01T00%3A00%3A00Z`] = [
      200,
      RECONCILIATION,
    ];
    const times = ['--as-of', '2026-04-11T00:00:00+05:00', '--known-at', '2026-05-01T00:00:00Z'];
    const { code, out } = await run('reconcile', BIN, 'BTC', ...times, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(RECONCILIATION);
  });

  it('of somebody who never mined has no rows', async () => {
    replies[path] = [200, { ...RECONCILIATION, rows: [], findings: [] }];
    expect((await run('reconcile', LICENSEE, 'BTC')).out).toMatch(/^Nothing was mined/);
  });

  it('does not take a web page for figures', async () => {
    replies[path] = [200, '<html>'];
    const { code, err } = await run('reconcile', LICENSEE, 'BTC');
    expect([code, err]).toEqual([2, `${url} did not answer in JSON, so it is not Esep.`]);
  });
});

describe('esep verify', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const log = 'esep/tax/demo';
  const key = verifierKeyOf(log, publicKey);
  const event = preimageOf({
    v: 1,
    log,
    eventId: LICENSEE,
    stream: 'prices-BTC',
    version: 1,
    type: 'PricePublished',
    schemaVersion: 1,
    validAt: '2026-03-05T12:00:00.000Z',
    recordedAt: '2026-03-05T12:00:01.000Z',
    authority: 'AIFC',
    salt: '000102030405060708090a0b0c0d0e0f',
    meta: { actor: 'a', organisation: 'o', correlationId: 'c', causationId: 'c' },
    body: { asset: 'BTC' },
  });
  const checkpoint = signCheckpoint({ origin: log, size: 1, root: leafHashOf(event) }, privateKey);
  const proof = formatProof({ index: 0, path: [], checkpoint });
  const receipt = { event, proof, verifierKey: key };

  it('proves a receipt under the key of its log, and asks nobody', async () => {
    const { code, out } = await run('verify', fileOf(receipt), '--key', key);
    expect([code, out.split('\n')[0]]).toEqual([0, 'PROVEN']);
    expect(received).toEqual([]);
  });

  it('FIELD-11: proves a receipt that Windows wrote', async () => {
    const file = fileOf(Buffer.from(`\ufeff${JSON.stringify(receipt)}`));
    expect((await run('verify', file, '--key', key)).code).toBe(0);
  });

  it('does not prove it without a key from elsewhere', async () => {
    const { code, out } = await run('verify', fileOf(receipt), '--json');
    expect([code, JSON.parse(out)]).toMatchObject([1, { reason: 'key-not-trusted' }]);
  });

  it('cannot use a file that is not there or no receipt', async () => {
    expect(await run('verify', 'no-such-file')).toEqual({
      code: 2,
      out: '',
      err: 'There is no file in UTF-8 to read at no-such-file.',
    });
    expect((await run('verify', fileOf('{}'))).code).toBe(2);
  });
});

describe('esep', () => {
  it('tells what it can do', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const word of ['verify', 'status', 'licensee', 'submit', 'reconcile', 'ESEP_TOKEN'])
      expect(out).toContain(word);
  });

  it.each([[['sell']], [[]], [['reconcile', LICENSEE]], [['status', '--aloud']]])(
    'does nothing when told %j',
    async (parameters) => {
      const { code, out, err } = await run(...parameters);
      expect([code, out]).toEqual([2, '']);
      expect(err).not.toBe('');
    },
  );

  it('runs as a program', () => {
    const root = join(import.meta.dirname, '../../..');
    const projects = [
      'libs/kernel',
      'libs/ledger-format',
      'libs/contracts',
      'libs/client',
      'apps/verifier',
      'apps/cli',
    ];
    execFileSync(process.execPath, ['tools/build.mjs', ...projects], { cwd: root });
    const { status, stdout } = spawnSync(
      process.execPath,
      [join(root, 'apps/cli/bin/esep.mjs'), 'verify', fileOf('{}')],
      { encoding: 'utf8' },
    );
    expect([status, stdout.split('\n')[0]]).toEqual([2, 'UNUSABLE']);
  });

  it('says in one sentence that it is not built', () => {
    cpSync(join(import.meta.dirname, '../bin'), join(folder, 'cli/bin'), { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'cli/bin/esep.mjs'), 'status'],
      { encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toBe('esep is not built yet. Run this in the repository first: npm run build\n');
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const SERVICES = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'];
const ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const NOTHING = { soldLate: '0', surplus: '0', retained: '0' };
const RECONCILIATION = {
  rows: [
    {
      ...NOTHING,
      period: '2026-03',
      mined: '10000000000',
      required: '7500000000',
      soldInTime: '7499999999',
      shortfall: '1',
      outstanding: '1',
      dischargedBps: 7_499,
      soldBps: 7_499,
      state: 'final',
      verdict: 'breach',
      due: '2026-04-10T19:00:00.000Z',
    },
    {
      ...NOTHING,
      period: '2026-04',
      mined: '0',
      required: '0',
      soldInTime: '0',
      shortfall: '0',
      outstanding: '0',
      dischargedBps: null,
      soldBps: null,
      state: 'open',
      verdict: 'pending',
      due: '2026-05-11T19:00:00.000Z',
    },
  ],
  findings: [
    {
      type: 'under-sold',
      period: '2026-03',
      quantity: '1',
      facts: ['d-1', 'd-2', 'd-3', 'd-4'],
      rules: ['SALE-1'],
    },
  ],
  used: '0',
  early: '0',
  unexplained: '0',
  stockAtEnd: '2500000001',
  boughtAtEnd: '0',
  knownAt: '2026-05-20T00:00:00.000Z',
  asOf: '2026-05-20T00:00:00.000Z',
  ledger: { sources: {}, knownThrough: '2026-05-20T00:00:00.000Z', complete: true },
};

type Parameter = string | Readonly<Record<string, string | undefined>>;

/** Runs a command line against the server of this file; an object among the words is environment. */
async function run(...parameters: readonly Parameter[]) {
  const out: string[] = [];
  const err: string[] = [];
  const env = { ESEP_URL: url, ESEP_TOKEN: 'token-of-an-officer' };
  const code = await esep(
    parameters.filter((parameter) => typeof parameter === 'string'),
    {
      env: Object.assign(env, ...parameters.filter((parameter) => typeof parameter !== 'string')),
      out: (text) => out.push(text),
      err: (text) => err.push(text),
    },
  );
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url: path = '', headers } = request;
  const body = Buffer.concat(chunks).toString();
  received.push({ method, url: path, authorization: headers.authorization, body });
  const [status, answer] =
    replies[`${method} ${path}`] ?? problem(404, 'route-unknown', 'There is nothing here.');
  const isText = typeof answer === 'string';
  const type = isText
    ? 'text/plain'
    : status < 400
      ? 'application/json'
      : 'application/problem+json';
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` });
  response.end(isText ? answer : JSON.stringify(answer));
}

function problem(status: number, fact: string, detail: string): Reply {
  return [status, { type: `urn:esep:problem:${fact}`, title: fact, status, detail }];
}

function works(service: string, size: number): void {
  const note = `esep/${service}/demo\n${size}\n${ROOT}\n\n— esep/${service}/demo AAAA\n`;
  replies[`GET /${service}/health/ready`] = [200, { status: 'ok', parts: { database: 'up' } }];
  replies[`GET /${service}/v1/log/checkpoint`] = [200, note];
}

function fileOf(content: string | Buffer | object): string {
  const path = join(folder, 'file.json');
  const isRaw = typeof content === 'string' || Buffer.isBuffer(content);
  writeFileSync(path, isRaw ? content : JSON.stringify(content));
  return path;
}

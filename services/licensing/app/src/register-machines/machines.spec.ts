import { createHash } from 'node:crypto';

import { DevelopmentClock, type Role } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { SITE_EVIDENCE } from '@esep/rulebook';

import { licensingParts, startLicensing } from '../index.js';

// The register of machines over HTTP (LIC-10): files, line by line; what is read back, by anybody who may;
// the chunks that pools take.

const NOW = '2026-05-20T07:00:00.000Z';
const FROM = '2026-05-20T06:00:00.000Z';
const LATER = '2026-05-20T06:30:00.000Z';

let context: TestContext;
let client: TestClient;
let clock: DevelopmentClock;
let officer: string;
let holders: readonly string[];

beforeAll(async () => {
  clock = await DevelopmentClock.start({ startAt: NOW });
  context = await testContext(licensingParts, { clock });
  client = await context.serve(await startLicensing(context.context));
  officer = await tokenOf('licensing-officer', 'aifc');
  holders = [await imported('L-1', '990140000007'), await imported('L-2', '120540000001')];
  await site('dc-1', 'L-1', 1_000);
  await site('dc-2', 'L-2', 1_000);
  await site('dc-3', 'L-1', 7);
});
afterAll(() => context.close());

describe('A file of machines (LIC-10)', () => {
  it('is registered, and says what came of each line', async () => {
    const lines = [machine('A1'), '', 'not JSON', machine('A2', { hashrate: 1.005 })];
    expect(await sent('machines', [...lines, machine('A3', { dataCentreId: 'dc-9' })])).toEqual({
      ...{ lines: 4, changed: 1, unchanged: 0, refused: 3 },
      refusals: [
        refusal(3, null, 'line-malformed'),
        refusal(4, null, 'too-precise'),
        refusal(5, 'A3', 'data-centre-unknown'),
      ],
      refusalsByCode: expect.arrayContaining([{ code: 'too-precise', lines: 1 }]),
      chunks: [
        {
          ...{ licenceId: 'L-1', machines: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
          receipt: expect.stringMatching(/^\/licensing\/v1\/receipts\//),
        },
      ],
    });
  });

  it('sent again changes nothing', async () => {
    const before = await sent('machines', [machine('A1')]);
    expect(before).toMatchObject({ changed: 0, unchanged: 1, refused: 0, chunks: [] });
  });

  it('is only tried in a dry run', async () => {
    const answer = await sent('machines?dryRun=true', [machine('B1')]);
    expect(answer).toMatchObject({ changed: 1, chunks: [{ receipt: null }] });
    expect((await ask('machines/B1', officer)).status).toBe(404);
  });

  it('registers a serial once, whoever has it, and whatever the file says of it twice', async () => {
    await sent('machines', [machine('C1'), machine('C2')]);
    const others = machine('C1', { licenceId: 'L-2', dataCentreId: 'dc-2' });
    const twice = [others, machine('C3'), machine('C3')];
    expect(await sent('machines', twice)).toMatchObject({
      refusals: [
        refusal(1, 'C1', 'serial-already-registered'),
        refusal(3, 'C3', 'serial-repeated'),
      ],
    });
  });

  it('fills a data centre up to its power, line by line', async () => {
    const lines = ['D1', 'D2', 'D3'].map((serial) => machine(serial, { dataCentreId: 'dc-3' }));
    expect(await sent('machines', lines)).toMatchObject({
      changed: 2,
      refusals: [refusal(3, 'D3', 'site-capacity-exceeded')],
    });
    await sent('machines/retirements', [{ serial: 'D1', at: LATER }]);
    expect(await sent('machines', [lines[2] ?? {}])).toMatchObject({
      refusals: [refusal(1, 'D3', 'site-capacity-exceeded')],
    });
    const afterwards = machine('D3', { dataCentreId: 'dc-3', from: LATER });
    expect(await sent('machines', [afterwards])).toMatchObject({ changed: 1 });
  });

  it('of two that arrive at once for the last place, one has it', async () => {
    await sent('machines/retirements', [{ serial: 'D2', at: LATER }]);
    const rivals = ['E1', 'E2', 'E3', 'E4'].map((serial) =>
      sent('machines', [machine(serial, { dataCentreId: 'dc-3', from: LATER })]),
    );
    const changed = (await Promise.all(rivals)).map((answer) => answer['changed'] as number);
    expect(changed.toSorted()).toEqual([0, 0, 0, 1]);
  });

  it('is refused a line whose date is out of bounds, by the words of any other form', async () => {
    const [past, future] = ['0026-05-20T06:00:00.000Z', '2126-05-20T06:00:00.000Z'];
    const lines = [machine('F1', { from: past }), machine('F2', { from: future })];
    const { refusals } = (await sent('machines', lines)) as { refusals: { code: string }[] };
    expect(refusals.map(({ code }) => code)).toEqual(['instant-out-of-range', 'instant-in-future']);
  });

  it('of many lines is recorded ten thousand at a time', async () => {
    const lines = Array.from({ length: 20_001 }, (_, n) => machine(`G${n}`, { powerW: 1 }));
    const answer = await sent('machines', lines);
    expect(answer).toMatchObject({ lines: 20_001, changed: 20_001 });
    const chunks = answer['chunks'] as { machines: number }[];
    expect(chunks.map(({ machines }) => machines)).toEqual([10_000, 10_000, 1]);
  });
});

describe('A machine', () => {
  it('is moved between data centres and licences; nothing before that changes', async () => {
    await sent('machines', [machine('M1')]);
    const known = clock.now();
    const away = { serial: 'M1', licenceId: 'L-2', dataCentreId: 'dc-2', from: LATER };
    expect(await sent('machines/moves', [away])).toMatchObject({
      changed: 1,
      chunks: [{ licenceId: 'L-2', machines: 1 }],
    });
    expect(await read('machines/M1')).toEqual({
      serial: 'M1',
      placements: [
        { ...PLACED, from: FROM, until: LATER, licenceId: 'L-1', dataCentreId: 'dc-1' },
        { ...PLACED, from: LATER, until: null, licenceId: 'L-2', dataCentreId: 'dc-2' },
      ],
    });
    expect(await read(`machines/M1?asOf=${FROM}&knownAt=${known}`)).toMatchObject({
      placements: [{ licenceId: 'L-1', until: null }],
    });
  });

  it('was said wrong: a move from the same instant replaces it, and what was known stays known', async () => {
    await sent('machines', [machine('M2', { hashrate: 20 })]);
    const known = clock.now();
    clock.moveTo(plusSeconds(known, 1));
    await sent('machines/moves', [{ serial: 'M2', from: FROM, hashrate: 200 }]);
    expect(await read('machines/M2')).toMatchObject({
      placements: [{ hashrate: 200, from: FROM }],
    });
    expect(await read(`machines/M2?knownAt=${known}`)).toMatchObject({
      placements: [{ hashrate: 20, until: null }],
    });
  });

  it('is retired, comes back, and is listed where it stands at any instant', async () => {
    await sent('machines', [machine('M3', { licenceId: 'L-2', dataCentreId: 'dc-2' })]);
    await sent('machines/retirements', [{ serial: 'M3', at: LATER }]);
    expect(await serialsAt('dc-2', FROM)).toContain('M3');
    expect(await serialsAt('dc-2', LATER)).not.toContain('M3');
  });

  it('nobody registered is neither moved nor retired', async () => {
    const [moved, retired] = [
      await sent('machines/moves', [{ serial: 'M9', from: FROM }]),
      await sent('machines/retirements', [{ serial: 'M9', at: FROM }]),
    ];
    for (const answer of [moved, retired])
      expect(answer).toMatchObject({ refusals: [refusal(1, 'M9', 'serial-unknown')] });
  });
});

describe('What is read of machines', () => {
  it('are sums by data centre and algorithm', async () => {
    const [, licenseeId] = holders;
    const lines = [
      machine('S1', { licenceId: 'L-2', dataCentreId: 'dc-2' }),
      machine('S2', {
        ...{ licenceId: 'L-2', dataCentreId: 'dc-2', kind: 'gpu', algorithm: 'etchash' },
        ...{ hashrate: 120.5, powerW: 300 },
      }),
    ];
    const before = await sumsOf(licenseeId);
    await sent('machines', lines);
    const after = await sumsOf(licenseeId);
    const scrypt = (items: SumItem[]) => items.find(({ algorithm }) => algorithm === 'etchash');
    expect(scrypt(before)).toBeUndefined();
    expect(scrypt(after)).toMatchObject({
      machines: 1,
      hashrate: 120.5,
      unit: 'MH/s',
      powerKw: 0.3,
    });
    const sha256 = (items: SumItem[]) => items.find(({ algorithm }) => algorithm === 'sha256');
    expect(sha256(after)?.machines).toBe((sha256(before)?.machines ?? 0) + 1);
  });

  it('is of one’s own, to a licensee', async () => {
    const licensee = await tokenOf('licensee', holders[1] ?? '');
    expect((await ask('machines/A1', licensee)).status).toBe(404);
    expect((await ask('machines/S1', licensee)).status).toBe(200);
    expect((await ask(`machines?licenseeId=${holders[0]}`, licensee)).status).toBe(403);
    const { items } = (await (await ask('machines?limit=500', licensee)).json()) as Items;
    expect(new Set(items.map(({ licenceId }) => licenceId))).toEqual(new Set(['L-2']));
  });

  it('is not a pool’s, an exchange’s or an analyst’s to write', async () => {
    for (const [role, organisation] of [
      ['pool', 'dmp-1'],
      ['licensee', holders[0] ?? ''],
      ['supervision-analyst', 'aifc'],
    ] as const) {
      const token = await tokenOf(role, organisation);
      const answer = await post('machines', `${JSON.stringify(machine('Z1'))}\n`, token);
      expect(answer.status).toBe(403);
    }
  });

  it('is taken by a pool as chunks: the feed has the digest of exactly the bytes that are given out', async () => {
    const pool = await tokenOf('pool', 'dmp-1');
    const approved = await post('pools', POOL, officer, 'application/json');
    expect(approved.status).toBe(201);
    const feed = (await (await ask('feed?limit=500', pool)).json()) as Items;
    const chunks = feed.items.filter(({ type }) => type === 'MachinesRegistered');
    const serials: string[] = [];
    for (const { sha256, machines } of chunks) {
      const text = await (await ask(`machine-chunks/${sha256}`, pool)).text();
      expect(createHash('sha256').update(text).digest('hex')).toBe(sha256);
      const lines = text.trimEnd().split('\n');
      expect(lines).toHaveLength(machines as number);
      serials.push(...lines.map((line) => (JSON.parse(line) as { serial: string }).serial));
    }
    expect(serials).toEqual(expect.arrayContaining(['A1', 'C2', 'G20000', 'S2']));
    expect((await ask(`machine-chunks/${'0'.repeat(64)}`, pool)).status).toBe(404);
  });

  it('is a file of lines, and no JSON', async () => {
    const answer = await post(
      'machines',
      JSON.stringify(machine('Z1')),
      officer,
      'application/json',
    );
    expect(answer.status).toBe(415);
  });
});

// ── Support ─────────────────────────────────────────────────────────────────────────────────────

interface Items {
  readonly items: (Record<string, unknown> & {
    readonly type?: string;
    readonly serial?: string;
  })[];
}
interface SumItem {
  readonly algorithm: string;
  readonly machines: number;
}

const PLACED = {
  ...{ kind: 'asic', model: 'Antminer S21', algorithm: 'sha256', hashrate: 200.25, unit: 'TH/s' },
  powerW: 3_500,
};

const POOL = { id: 'dmp-1', name: 'DMP 1', approvedFrom: FROM };

const machine = (serial: string, said: object = {}): object => ({
  ...{ serial, kind: 'asic', model: 'Antminer S21', algorithm: 'sha256', hashrate: 200.25 },
  ...{ powerW: 3_500, dataCentreId: 'dc-1', licenceId: 'L-1', from: FROM },
  ...said,
});

const refusal = (line: number, serial: string | null, code: string) => ({
  ...{ line, serial, code },
  message: expect.stringMatching(/.{10}/),
});

const plusSeconds = (instant: string, seconds: number): string =>
  new Date(Date.parse(instant) + seconds * 1_000).toISOString();

function tokenOf(role: Role, organisation: string) {
  return context.token({ subject: `${role}-1`, organisation, roles: [role] });
}

async function imported(licenceId: string, licenseeBin: string): Promise<string> {
  const about = { name: `Holder of ${licenceId}`, kind: 'legal-entity', authority: 'AIFC' };
  const body = { licenceId, licenseeBin, ...about, issuedAt: FROM };
  const answer = await post('licences/import', body, officer, 'application/json');
  expect([licenceId, answer.status]).toEqual([licenceId, 201]);
  return ((await answer.json()) as { licenseeId: string }).licenseeId;
}

const ask = (path: string, token: string) => client.call(`licensing/v1/${path}`, { token });

const read = async (path: string) => (await ask(path, officer)).json() as Promise<unknown>;

const post = (path: string, body: unknown, token: string, type = 'application/x-ndjson') =>
  client.call(`licensing/v1/${path}`, { token, body, headers: { 'content-type': type } });

/** What came of a file. */
const sent = async (path: string, lines: readonly (object | string)[]) => {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const response = await post(path, `${text.join('\n')}\n`, officer);
  const body = (await response.json()) as Record<string, unknown>;
  expect([response.status, body['detail']]).toEqual([200, undefined]);
  return body;
};

const serialsAt = async (dataCentreId: string, asOf: string) => {
  const { items } = (await read(
    `machines?limit=500&dataCentreId=${dataCentreId}&asOf=${asOf}`,
  )) as Items;
  return items.map(({ serial }) => serial);
};

const sumsOf = async (licenseeId = '') =>
  ((await read(`machine-sums?licenseeId=${licenseeId}`)) as { items: SumItem[] }).items;

const site = async (id: string, licenceId: string, powerKw: number) => {
  const body = {
    ...{ id, licenceId, from: FROM, name: id, region: 'KZ-55', address: 'Zone 14', powerKw },
    ...{ tenure: 'owned', control: 'full', cooling: 'air', powerRedundancy: 'N+1' },
    security: 'guarded',
    evidence: SITE_EVIDENCE.map((of) => ({ of, sha256: 'a'.repeat(64) })),
  };
  expect((await post('data-centres', body, officer, 'application/json')).status).toBe(201);
};

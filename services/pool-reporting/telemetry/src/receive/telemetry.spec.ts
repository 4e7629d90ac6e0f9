import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { MachinesRegistered } from '@esep/contracts';
import { canonical } from '@esep/ledger-format';
import { DevelopmentClock, EventStore, Subscriptions, type Role } from '@esep/platform';
import {
  licenseeIdOf,
  scratchFolder,
  testContext,
  until,
  type TestClient,
  type TestContext,
} from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';
import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';

import { MachineLines } from '../known-machines/machine-lines.js';
import { startTelemetry, telemetryParts } from '../service.js';

// Batches of readings over HTTP (POOL-1, POOL-4): what is taken, what is refused and why, and that all of
// it is recorded once, whatever is sent again.

const NOW = '2026-05-20T07:00:00.000Z';

let directory: string;
let context: TestContext;
let client: TestClient;
let app: INestApplication;
let pool: string;
let sequence = 0;
const licensing = new Map<string, string>();

beforeAll(async () => {
  directory = await mkdtemp(join(scratchFolder(), 'esep-telemetry-'));
  const clock = await DevelopmentClock.start({ startAt: NOW });
  context = await testContext(telemetryParts, { clock });
  const log = await context.log('licensing');
  app = await startTelemetry(context.context, {
    directory,
    lines: new LinesOfTest(),
  });
  client = await context.serve(app);
  pool = await tokenOf('pool', 'dmp-1');
  await log.record('rule-packs', { type: 'RulePackAdopted', ...ADOPTION });
  for (const [licenceId, poolId] of [
    ['L-1', 'dmp-1'],
    ['L-2', 'dmp-2'],
  ] as const) {
    await log.record(`licence-${licenceId}`, licence(licenceId), affiliation(licenceId, poolId));
    await log.record(`machines-${licenceId}`, machines(licenceId, 3));
  }
  const subscriptions = app.get(Subscriptions);
  await until(async () =>
    subscriptions.caughtUp('telemetry_register_v1', log.store.log).then(() => true),
  );
}, 60_000);
afterAll(async () => {
  await context.close();
  await rm(directory, { recursive: true });
});

describe('A batch of readings (POOL-4)', () => {
  it('is taken row by row: what is wrong is refused by its line and code', async () => {
    const lines = [
      reading('L-1-1'),
      reading('L-1-2', { hashrate: 300.01 }),
      reading('L-2-1'),
      reading('L-1-9'),
      ...Array.from({ length: 400 }, (_, n) => reading('L-1-3', { intervalStart: minute(n) })),
    ];
    const { status, body } = await send(lines);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ poolId: 'dmp-1', version: 1, rows: 401 },
      refused: [
        { code: 'above-nominal', rows: 1 },
        { code: 'machine-of-another-licence', rows: 1 },
        { code: 'unknown-machine', rows: 1 },
      ],
      refusals: [
        { line: 2, code: 'above-nominal' },
        { line: 3, code: 'machine-of-another-licence' },
        { line: 4, code: 'unknown-machine' },
      ],
      receipt: expect.stringMatching(/^\/pool-reporting\/v1\/receipts\//),
    });
  });

  it('is recorded with its digests and with what it comes to for each licence', async () => {
    const lines = [reading('L-1-1'), reading('L-1-2', { hashrate: 190.5 })];
    const { body, sent } = await send(lines, { at: 60 });
    const event = await eventOf(body['receipt'] as string);
    expect(event).toMatchObject({
      type: 'TelemetryChunkRecorded',
      body: {
        ...{ poolId: 'dmp-1', rows: 2, refused: [], format: 'ndjson' },
        sha256: createHash('sha256').update(sent).digest('hex'),
        holders: [licenseeIdOf('L-1')],
        files: [{ rows: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
        totals: [
          {
            ...{ licenceId: 'L-1', dataCentreId: 'dc-L-1', algorithm: 'sha256', readings: 2 },
            ...{ seconds: '120', accepted: '24000', stale: '0', rejected: '0' },
            ...{ hashrateSeconds: String((20_000 + 19_050) * 60), energy: '420000' },
            meteredSeconds: '120',
          },
        ],
      },
    });
  });

  it('sent again is recorded once, and counts once', async () => {
    const before = await hours();
    const first = await send([reading('L-1-1')], { at: 120, sequence: 700 });
    const again = await send([reading('L-1-1')], { at: 120, sequence: 700 });
    expect(again.body).toEqual({ ...first.body });
    const after = await hours();
    expect(after.readings - before.readings).toBe(1);
  });

  it('by two senders at once under one sequence is recorded once', async () => {
    const before = await hours();
    const answers = await Promise.all(
      [1, 2, 3, 4].map((n) => send([reading('L-1-2')], { at: 180 + n * 60, sequence: 701 })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
    expect((await hours()).readings - before.readings).toBe(1);
  });

  it('is corrected by a version: the readings of the one before do not count any more', async () => {
    const before = await hours();
    await send([reading('L-1-1'), reading('L-1-2')], { at: 600, sequence: 702 });
    const { body } = await send([reading('L-1-1')], { at: 600, sequence: 702, version: 2 });
    expect((await eventOf(body['receipt'] as string)).type).toBe('TelemetryChunkReplaced');
    expect((await hours()).readings - before.readings).toBe(1);
    const late = await send([reading('L-1-3')], { at: 600, sequence: 702 });
    expect([late.status, late.body['type']]).toEqual([409, 'urn:esep:problem:batch-changed']);
  });

  it('has no second of a machine that an earlier batch has, however much later it comes', async () => {
    const at = 700;
    await send([reading('L-1-1')], { at });
    await send([reading('L-1-1')], { at: at + 2 });
    const half = { intervalSeconds: 30, accepted: 1 };
    const lines = [
      reading('L-1-1', half),
      reading('L-1-2', half),
      ...Array.from({ length: 200 }, (_, n) => reading('L-1-3', { intervalStart: minute(at + n) })),
    ];
    const moved = lines.slice(0, 2).map((line) => ({ ...line, intervalStart: minute(at) }));
    const between = reading('L-1-1', { intervalStart: minute(at + 1) });
    const { body } = await send([...moved, between, ...lines.slice(2)]);
    expect(body).toMatchObject({ rows: 202, refusals: [{ line: 1, code: 'overlap-with-stored' }] });
  });

  it('beside another one has no second of a machine twice, whichever comes first', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => send([reading('L-1-2')], { at: 900 })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422, 422, 422]);
  });

  it('is taken compressed, and refused whole when it breaks off or is none', async () => {
    const zipped = gzipSync(
      `${JSON.stringify(reading('L-1-1', { intervalStart: minute(1_400) }))}\n`,
    );
    const headers = { 'content-encoding': 'gzip' };
    expect((await post(zipped, { headers })).body).toMatchObject({ rows: 1 });
    const cut = await post(zipped.subarray(0, 20), { headers });
    expect([cut.status, cut.body['type']]).toEqual([422, 'urn:esep:problem:body-refused']);
    const empty = await post(new Uint8Array(), {});
    expect([empty.status, empty.body['type']]).toEqual([422, 'urn:esep:problem:body-refused']);
  });

  it('is refused whole when more of it is wrong than the rule pack allows', async () => {
    const lines = [reading('L-1-1'), ...Array.from({ length: 3 }, () => '{"x":1}')];
    const { status, body } = await send(lines, { at: 1_200 });
    expect([status, body['type']]).toEqual([422, 'urn:esep:problem:too-many-rows-refused']);
    expect(body['refusals']).toMatchObject([{ line: 2 }, { line: 3 }, { line: 4 }]);
  });

  it('is only tried in a dry run', async () => {
    const before = await hours();
    const answer = await send([reading('L-1-1')], { at: 1_260, query: '?dryRun=true' });
    expect(answer.body).toMatchObject({ rows: 1, receipt: null });
    expect(await hours()).toEqual(before);
  });

  it.each([
    ['no pool', { 'esep-pool': undefined }, 400],
    ['a sequence that is no number', { 'esep-sequence': '-1' }, 400],
    ['a sequence of nothing', { 'esep-sequence': '0' }, 400],
    ['a version beyond all numbers', { 'esep-version': '9'.repeat(20) }, 400],
    ['another pool’s name', { 'esep-pool': 'dmp-2' }, 403],
    ['another compression', { 'content-encoding': 'br' }, 415],
    ['JSON', { 'content-type': 'application/json' }, 415],
  ])('with %s is refused', async (_what, headers, status) => {
    const answer = await post('{}\n', { headers: headers as Record<string, string> });
    expect(answer.status).toBe(status);
  });

  it('is a pool’s to send', async () => {
    for (const role of ['licensee', 'licensing-officer', 'exchange'] as const) {
      const token = await tokenOf(role, 'dmp-1');
      expect((await post('{}\n', { token })).status).toBe(403);
    }
  });
});

describe('What is read of telemetry', () => {
  const DAY = 'from=2026-05-20T00:00:00Z&until=2026-05-21T00:00:00Z';
  /** Minutes from the first on that are the first of this day. */
  const TODAY = 1_440;

  it('is each batch, with gaps, repeats and refusals of the sequence', async () => {
    await send([reading('L-1-1')], { at: TODAY, sequence: 10_005 });
    await send([reading('L-1-1')], { at: TODAY, sequence: 10_005 });
    const { items } = await listed('batches?limit=2');
    expect(items[0]).toMatchObject({
      ...{ poolId: 'dmp-1', sequence: 10_005, version: 1, rows: 1, repeats: 1, format: 'ndjson' },
      ...{ from: '2026-05-20T00:00:00.000Z', until: '2026-05-20T00:01:00.000Z' },
    });
    const [last, before] = items as { sequence: number; missingBefore: number }[];
    expect(last?.missingBefore).toBe(10_004 - (before?.sequence ?? 0));
    const all = await listed('batches?limit=500');
    const sequences = all.items.map((item) => item['sequence'] as number);
    expect(sequences).toEqual(sequences.toSorted((a, b) => b - a));
  });

  it('are hours: hash rate, work, and what share of the registered machines was heard of', async () => {
    const minutes = Array.from({ length: 60 }, (_, n) => minute(TODAY + 60 + n));
    const lines = minutes.flatMap((intervalStart) => [
      reading('L-1-1', { intervalStart }),
      reading('L-1-2', { intervalStart, hashrate: 100.5, powerW: undefined }),
    ]);
    await send(lines);
    const { items } = await listed(`hours?${DAY}`, await tokenOf('auditor', 'aifc'));
    expect(items.find(({ hour }) => hour === '2026-05-20T01:00:00.000Z')).toEqual({
      ...{ licenceId: 'L-1', hour: '2026-05-20T01:00:00.000Z', dataCentreId: 'dc-L-1' },
      ...{ algorithm: 'sha256', poolId: 'dmp-1', readings: 120, hashrate: 300.5, unit: 'TH/s' },
      ...{ accepted: '1440000', stale: '0', rejected: '0', coverageBps: 6_666, energyKwh: 3.5 },
    });
  });

  it('is one machine over time, where a gap is no zero', async () => {
    const path = `machines/L-1-2/hashrate?${DAY}&step=1800`;
    const { steps, unit } = (await listed(path, await tokenOf('auditor', 'aifc'))) as unknown as {
      unit: string;
      steps: { at: string }[];
    };
    expect(unit).toBe('TH/s');
    expect(steps).toEqual(
      ['2026-05-20T01:00:00.000Z', '2026-05-20T01:30:00.000Z'].map((at) => ({
        ...{ at, hashrate: 100.5, seconds: 1_800, accepted: '360000', stale: '0', rejected: '0' },
      })),
    );
  });

  it('is of one’s own, to a licensee and to a pool', async () => {
    const [own, other] = [licenseeIdOf('L-1'), licenseeIdOf('L-2')];
    const hoursOf = async (token: string) => (await listed(`hours?${DAY}`, token)).items.length;
    expect(await hoursOf(await tokenOf('licensee', own))).toBeGreaterThan(0);
    expect(await hoursOf(await tokenOf('licensee', other))).toBe(0);
    expect(await hoursOf(await tokenOf('pool', 'dmp-2'))).toBe(0);
    const batches = await listed('batches', await tokenOf('pool', 'dmp-2'));
    expect(batches.items).toEqual([]);
    const path = `pool-reporting/v1/telemetry/machines/L-1-1/hashrate?${DAY}`;
    const answer = await client.call(path, { token: await tokenOf('licensee', other) });
    expect(answer.status).toBe(404);
  });
});

// ── Support ─────────────────────────────────────────────────────────────────────────────────────

class LinesOfTest extends MachineLines {
  protected fetch(sha256: string): Promise<string> {
    return Promise.resolve(licensing.get(sha256) ?? '');
  }
}

const FIRST_DAY = '2026-01-01T00:00:00.000Z';

const ADOPTION = {
  packId: aifc2026.packId,
  hash: packHash(aifc2026),
  bytes: canonicalPackBytes(aifc2026),
  effectiveFrom: FIRST_DAY,
};

const licence = (licenceId: string) => ({
  ...{ type: 'LicenceImported', licenceId, licenseeId: licenseeIdOf(licenceId) },
  ...{ authority: 'AIFC', issuedAt: FIRST_DAY },
});

const affiliation = (licenceId: string, poolId: string) => ({
  ...{ type: 'PoolAffiliationDeclared', licenceId, licenseeId: licenseeIdOf(licenceId) },
  ...{ poolId, asset: 'BTC', from: FIRST_DAY },
});

/** Registers machines `<licence>-1` … of 200 TH/s. */
const machines = (licenceId: string, count: number): MachinesRegistered => {
  const lines = Array.from({ length: count }, (_, n) =>
    canonical({
      ...{ serial: `${licenceId}-${n + 1}`, kind: 'asic', model: 'S21', algorithm: 'sha256' },
      ...{ hashrateHundredths: 20_000, powerW: 3_500, dataCentreId: `dc-${licenceId}`, licenceId },
      from: FIRST_DAY,
    }),
  );
  const text = lines.map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  licensing.set(sha256, text);
  return {
    ...{ type: 'MachinesRegistered', licenceId, licenseeId: licenseeIdOf(licenceId) },
    ...{ from: FIRST_DAY, sha256, machines: count },
    arrived: [
      {
        ...{ dataCentreId: `dc-${licenceId}`, algorithm: 'sha256', at: FIRST_DAY },
        ...{ machines: count, hashrate: count * 20_000, power: count * 3_500 },
      },
    ],
  };
};

/** A minute of yesterday. */
const minute = (n: number): string =>
  new Date(Date.parse('2026-05-19T00:00:00.000Z') + n * 60_000).toISOString().replace('.000', '');

const reading = (machineId: string, said: object = {}): object => ({
  ...{ machineId, intervalStart: minute(0), intervalSeconds: 60, accepted: 12_000, stale: 0 },
  ...{ rejected: 0, hashrate: 200, powerW: 3_500 },
  ...said,
});

interface Sending {
  /** Minutes after the first at which the readings are, so that they meet no others. */
  readonly at?: number;
  readonly sequence?: number;
  readonly version?: number;
  readonly query?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const send = async (lines: readonly (object | string)[], sending: Sending = {}) => {
  const moved = lines.map((line) =>
    typeof line === 'string' || sending.at === undefined
      ? line
      : { ...line, intervalStart: minute(sending.at) },
  );
  const sent = moved
    .map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
    .join('');
  return { ...(await post(sent, sending)), sent };
};

const post = async (
  body: string | Uint8Array<ArrayBuffer>,
  { sequence: own, version = 1, query = '', token = pool, headers = {} }: Sending,
) => {
  sequence += 1;
  const all: Record<string, string | undefined> = {
    'content-type': 'application/x-ndjson',
    'esep-pool': 'dmp-1',
    'esep-sequence': String(own ?? sequence),
    'esep-version': String(version),
    ...headers,
  };
  const said = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  const response = await client.call(`pool-reporting/v1/telemetry${query}`, {
    ...{ token, body, headers: Object.fromEntries(said) },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

const listed = async (path: string, token = pool) => {
  const response = await client.call(`pool-reporting/v1/telemetry/${path}`, { token });
  const body = (await response.json()) as { readonly items: Record<string, unknown>[] };
  expect([response.status, body]).toMatchObject([200, {}]);
  return body;
};

const eventOf = async (receipt: string) => {
  const found = await app.get(EventStore).findEvent(receipt.split('/').at(-1) ?? '');
  if (found === undefined) throw new Error(`There is no event of ${receipt}.`);
  return found.envelope;
};

const hours = async () => {
  const [row] = (await app
    .get(DataSource)
    .query('select coalesce(sum(readings), 0)::int as readings from telemetry.hours')) as {
    readings: number;
  }[];
  return row as { readings: number };
};

function tokenOf(role: Role, organisation: string) {
  return context.token({ subject: `${role}-1`, organisation, roles: [role] });
}

import { until } from '@esep/platform/testing';
import { SITE_EVIDENCE } from '@esep/rulebook';
import { inventedNumber } from '@esep/simulator';

import {
  describeOnBothHosts,
  openTestHosts,
  type Caller,
  type HostKind,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';

// From an officer's file of machines to what is read of them, over the whole of Esep: licensing and its
// chunks, a pool's batches in a process of their own, the proof of a batch (LIC-10, POOL-1, POOL-4).

const START = '2026-05-20T07:00:00.000Z';
const FROM = '2026-05-20T01:00:00.000Z';
const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const POOL: Caller = { role: 'pool', organisation: 'dmp-1' };
const AUDITOR: Caller = { role: 'auditor', organisation: 'aifc' };
const NDJSON = 'application/x-ndjson';

describeOnBothHosts('Telemetry of machines', story);

function story(kind: HostKind) {
  let hosts: TestHosts;
  let esep: TestHost;
  let licenseeId: string;

  beforeAll(async () => {
    hosts = await openTestHosts(kind);
    esep = await hosts.start('2026-05-20T00:30:00.000Z', {
      sector: { pools: ['dmp-1'], exchanges: [] },
    });
    licenseeId = await register();
    await esep.moveClock(START);
  }, 240_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
  });

  it('is taken of the machines that an officer registered, and of no others', async () => {
    const machines = ['S1', 'S2'].map((serial) => lineOf(serial));
    expect(await send('/licensing/v1/machines', OFFICER, machines)).toMatchObject({
      status: 200,
      body: { changed: 2, refused: 0 },
    });
    const readings = Array.from({ length: 120 }, (_, n) => readingOf(n % 2 ? 'S1' : 'S2', n >> 1));
    // The machines arrive at the process of telemetry a moment later.
    const answer = await until(async () => {
      const sent = await send('/pool-reporting/v1/telemetry?dryRun=true', POOL, readings, 1);
      return (sent.body['rows'] as number) > 0;
    }).then(() => send('/pool-reporting/v1/telemetry', POOL, [...readings, readingOf('S9', 0)], 1));
    expect(answer).toMatchObject({
      status: 200,
      body: { rows: 120, refused: [{ code: 'unknown-machine', rows: 1 }] },
    });
  }, 60_000);

  it('is proven by the receipt of its batch', async () => {
    const { body } = await esep.call('/pool-reporting/v1/telemetry/batches', POOL);
    const [batch] = body['items'] as { receipt: string; rows: number }[];
    const receipt = () => esep.call(batch?.receipt ?? '', POOL);
    await until(async () => (await receipt()).status === 200);
    const { body: proven } = await receipt();
    expect(JSON.parse(proven['event'] as string)).toMatchObject({ type: 'TelemetryChunkRecorded' });
  });

  it('is read hour by hour by the licensee whose machines they are, and machine by machine', async () => {
    const day = 'from=2026-05-20T00:00:00Z&until=2026-05-21T00:00:00Z';
    const licensee: Caller = { role: 'licensee', organisation: licenseeId };
    const { body } = await esep.call(`/pool-reporting/v1/telemetry/hours?${day}`, licensee);
    expect(body['items']).toMatchObject([
      { hour: '2026-05-20T02:00:00.000Z', readings: 120, hashrate: 400, coverageBps: 10_000 },
    ]);
    const path = `/pool-reporting/v1/telemetry/machines/S1/hashrate?${day}`;
    expect((await esep.call(path, licensee)).body).toMatchObject({
      ...{ serial: 'S1', unit: 'TH/s' },
      steps: [{ at: '2026-05-20T02:00:00.000Z', hashrate: 200, seconds: 3_600 }],
    });
    expect((await esep.call(path, AUDITOR)).status).toBe(200);
  });

  it('goes on in the time of the host', async () => {
    await esep.moveClock('2026-05-21T07:00:00.000Z');
    const next = [readingOf('S1', 24 * 60)];
    expect(await send('/pool-reporting/v1/telemetry', POOL, next, 2)).toMatchObject({
      status: 200,
      body: { rows: 1 },
    });
  });

  // ── Support ───────────────────────────────────────────────────────────────────────────────────

  async function register(): Promise<string> {
    await esep.call('/licensing/v1/pools', OFFICER, {
      id: 'dmp-1',
      name: 'DMP 1',
      approvedFrom: FROM,
    });
    const { body } = await esep.call('/licensing/v1/licences/import', OFFICER, {
      ...{ licenceId: 'L-1', licenseeBin: inventedNumber('bin', 1), name: 'Miner' },
      ...{ kind: 'legal-entity', authority: 'AIFC', issuedAt: FROM },
      affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from: FROM }],
    });
    const site = await esep.call('/licensing/v1/data-centres', OFFICER, {
      ...{ id: 'dc-1', licenceId: 'L-1', from: FROM, name: 'Site', region: 'KZ-55', powerKw: 100 },
      ...{ address: 'Zone 14', tenure: 'owned', control: 'full', cooling: 'air' },
      ...{ powerRedundancy: 'N+1', security: 'guarded' },
      evidence: SITE_EVIDENCE.map((of) => ({ of, sha256: 'a'.repeat(64) })),
    });
    expect(site.status).toBe(201);
    return body['licenseeId'] as string;
  }

  async function send(
    path: string,
    as: Caller,
    lines: readonly object[],
    sequence = 0,
  ): Promise<{ status: number; body: Json }> {
    const response = await fetch(`${esep.host.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await esep.tokenOf(as)}`,
        'content-type': NDJSON,
        ...(sequence > 0 && { 'esep-pool': 'dmp-1', 'esep-sequence': String(sequence) }),
      },
      body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    });
    return { status: response.status, body: (await response.json()) as Json };
  }
}

const lineOf = (serial: string): object => ({
  ...{ serial, kind: 'asic', model: 'Antminer S21', algorithm: 'sha256', hashrate: 200 },
  ...{ powerW: 3_500, dataCentreId: 'dc-1', licenceId: 'L-1', from: FROM },
});

/** A minute from two o'clock on. */
const readingOf = (machineId: string, minute: number): object => ({
  machineId,
  intervalStart: new Date(Date.parse('2026-05-20T02:00:00.000Z') + minute * 60_000)
    .toISOString()
    .replace('.000', ''),
  ...{ intervalSeconds: 60, accepted: 12_000, stale: 0, rejected: 0, hashrate: 200 },
});

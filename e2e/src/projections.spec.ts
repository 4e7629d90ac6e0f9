import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { esep } from '@esep/cli';
import { DemonstrationChain } from '@esep/embedded';
import { scratchFolder, until } from '@esep/platform/testing';
import {
  DEMONSTRATION_MINERS,
  DEMONSTRATION_SENDERS,
  runDemonstration,
  type DemonstrationResult,
} from '@esep/simulator';
import { Client } from 'pg';

import {
  describeOnBothHosts,
  openTestHosts,
  type Caller,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';

// Every projection of every service is built anew while a sector lives on, with the commands that an
// operator has: what comes out is the same, row by row, and a figure that was damaged is mended.

const MINUTES = 60_000;
const START = '2025-12-28T19:00:00.000Z';
const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
const PROJECTIONS = [
  'licensing/licence_register',
  'pool-reporting/register',
  'pool-reporting/submissions',
  'exchange-settlement/register',
  'exchange-settlement/submissions',
  'tax/tax_facts',
  'supervision/reconciliation',
  'supervision/judgement_book',
];

const PLANTED = `
  insert into reconciliation.facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
  select log, 1000000, licensee_id, asset, gen_random_uuid(), recorded_at, type,
         jsonb_set(body::jsonb, '{rowId}', '"planted"')
    from reconciliation.facts where type = 'DistributionRecorded' and asset = 'BTC' limit 1;
  update reconciliation.subjects s set touched = touched + 1, judged = judged + 1
    from reconciliation.facts f
   where f.position = 1000000 and f.licensee_id = s.licensee_id and f.asset = s.asset`;

describeOnBothHosts('The projections of all services', (kind) => {
  // The tests tell one story and build on each other.
  let directory: string;
  let hosts: TestHosts;
  let host: TestHost;
  let result: DemonstrationResult;
  let rebuilding: Promise<Answer>[];

  beforeAll(async () => {
    directory = await mkdtemp(join(scratchFolder(), 'esep-projections-'));
    hosts = await openTestHosts(kind);
    const chain = await DemonstrationChain.open(join(directory, 'chain'), DEMONSTRATION_MINERS);
    host = await hosts.start(START, { sector: DEMONSTRATION_SENDERS, chain: chain.variables });
    rebuilding = [];
    result = await runDemonstration({
      baseUrl: host.host.url,
      chain,
      onProgress: ({ dayNumber }) => {
        if (dayNumber !== 40) return;
        for (const which of PROJECTIONS)
          rebuilding.push(run('projections', 'rebuild', which, '--no-wait'));
      },
    });
  }, 10 * MINUTES);
  afterAll(async () => {
    await host?.close();
    await hosts?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it(
    'are built anew while facts go on arriving, and are equal, table by table',
    async () => {
      expect(result.mismatches).toEqual([]);
      expect((await Promise.all(rebuilding)).map(({ code }) => code)).toEqual(
        PROJECTIONS.map(() => 0),
      );
      await until(async () => {
        const { out } = await run('projections');
        return out.match(/built, not compared/g)?.length === PROJECTIONS.length;
      });
      for (const which of PROJECTIONS) {
        expect([which, await run('projections', 'compare', which)]).toEqual([
          which,
          { code: 0, out: expect.stringContaining('are equal'), err: '' },
        ]);
      }
    },
    5 * MINUTES,
  );

  it(
    'give the same figures after the switch, and nothing is said again',
    async () => {
      await settled();
      const before = await figures();
      expect(before.reconciliations.length).toBeGreaterThan(10);
      for (const which of PROJECTIONS)
        expect([which, await run('projections', 'switch', which)]).toEqual([
          which,
          { code: 0, out: expect.stringContaining('is read from now on'), err: '' },
        ]);
      expect(await figures()).toEqual(before);
      // Everything is due to be looked at again.
      await settled();
      expect(await figures()).toEqual(before);
      for (const which of PROJECTIONS) await run('projections', 'drop', which, 'old');
      expect((await run('projections')).out).not.toContain('kept');
    },
    5 * MINUTES,
  );

  it(
    'are mended where somebody damaged them',
    async () => {
      const before = await figures();
      // Coins that nobody mined, and a licensee that is forgotten.
      await inDatabase('supervision', PLANTED);
      await inDatabase('supervision', `delete from reconciliation.subjects where asset = 'ETC'`);
      const damaged = await figures();
      expect(damaged.reconciliations.length).toBeLessThan(before.reconciliations.length);
      expect(minedIn(damaged)).toBeGreaterThan(minedIn(before));
      const which = 'supervision/reconciliation';
      expect((await run('projections', 'rebuild', which)).code).toBe(0);
      const { code, out } = await run('projections', 'compare', which);
      expect([code, out]).toEqual([1, expect.stringMatching(/^subjects, only in the next copy:/m)]);
      expect(out).toMatch(/^facts, only in the copy that is read: .*"position":1000000/m);
      expect(await run('projections', 'switch', which)).toMatchObject({ code: 1 });
      const why = 'rows were changed by hand';
      expect(await run('projections', 'switch', which, '--changed', why)).toMatchObject({
        code: 0,
      });
      await settled();
      expect(await figures()).toEqual(before);
    },
    5 * MINUTES,
  );

  it.each([
    ['pool', 'dmp-1'],
    ['auditor', 'aifc'],
  ] as const)('are not built anew by a %s', async (role, organisation) => {
    const path = '/supervision/v1/projections/reconciliation/rebuild';
    const { status, body } = await host.call(path, { role, organisation }, {});
    expect([status, body['type']]).toEqual([403, 'urn:esep:problem:role-missing']);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  type Figures = Awaited<ReturnType<typeof figures>>;

  function minedIn({ reconciliations }: Figures): bigint {
    return reconciliations
      .filter(({ asset }) => asset === 'BTC')
      .reduce((sum, { mined }) => sum + BigInt(mined as string), 0n);
  }

  interface Answer {
    readonly code: number;
    readonly out: string;
    readonly err: string;
  }

  /** A command line of the operator. */
  async function run(...words: readonly string[]): Promise<Answer> {
    const query = new URLSearchParams({ ...ANALYST });
    const answer = await fetch(`${host.host.url}/dev/v1/tokens?${query}`);
    const { items } = (await answer.json()) as { items: { token: string }[] };
    const [out, err]: [string[], string[]] = [[], []];
    const code = await esep(words, {
      env: { ESEP_URL: host.host.url, ESEP_TOKEN: items[0]?.token },
      out: (text) => out.push(text),
      err: (text) => err.push(text),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }

  /** What people read, at one instant: rows with their restatements, findings, and taxes. */
  async function figures() {
    const [reconciliations, findings, assessments, reports] = await Promise.all([
      all('/supervision/v1/reconciliations'),
      all('/supervision/v1/findings'),
      all('/tax/v1/assessments'),
      all('/pool-reporting/v1/submissions'),
    ]);
    return { reconciliations, findings, assessments, reports };
  }

  async function all(path: string): Promise<Json[]> {
    const items: Json[] = [];
    let cursor = '';
    do {
      const { status, body } = await host.call(`${path}?limit=500${cursor}`, {
        ...ANALYST,
        role: path.startsWith('/tax') ? 'tax-officer' : ANALYST.role,
      });
      expect([path, status]).toEqual([path, 200]);
      items.push(...(body['items'] as Json[]));
      cursor = body['next'] === null ? '' : `&cursor=${String(body['next'])}`;
    } while (cursor !== '');
    return items;
  }

  /** Resolves when all figures and all quarters were looked at with all that is known. */
  async function settled(): Promise<void> {
    await until(async () => (await count('supervision', DUE_SUBJECTS)) === 0);
    const judged = host.host.clock.now();
    await until(async () => (await knownToTax()) >= judged);
    await until(async () => (await count('tax', DUE_QUARTERS)) === 0);
  }

  async function knownToTax(): Promise<string> {
    const caller: Caller = { ...ANALYST, role: 'tax-officer' };
    const { body } = await host.call('/tax/v1/assessments?limit=1', caller);
    return (body['ledger'] as { knownThrough: string }).knownThrough;
  }

  async function count(service: string, table: string): Promise<number> {
    const [row] = await inDatabase(service, `select count(*) from ${table}`);
    return Number(row?.['count']);
  }

  async function inDatabase(service: string, statement: string): Promise<Json[]> {
    const client = new Client({ connectionString: host.databaseUrl(service) });
    await client.connect();
    try {
      return (await client.query<Json>(statement)).rows;
    } finally {
      await client.end();
    }
  }
});

/** What is to be looked at again. */
const DUE_SUBJECTS = 'reconciliation.subjects where touched > judged';
const DUE_QUARTERS = `tax_facts.quarters where touched > assessed and quarter < '2026-Q2'`;

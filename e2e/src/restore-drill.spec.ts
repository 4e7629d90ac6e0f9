import { execFile, execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Cluster } from '@esep/embedded';
import { kafkaObstacle, until } from '@esep/platform/testing';
import { Client } from 'pg';

import {
  openTestHosts,
  type Caller,
  type Json,
  type TestHost,
  type TestHosts,
} from './test-hosts.js';

// The drill of docs/operations.md: the database of one service is lost, and what there is of it is a
// copy of yesterday. The service refuses it, who reads its log notices it, and what was published since
// is put back byte by byte; in the end all figures are those of a sector to which nothing happened.

const ROOT = join(import.meta.dirname, '../..');
const MINUTES = 60_000;
const EXCHANGE_SETTLEMENT = 'exchange-settlement';
const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const SECOND: Caller = { role: 'enforcement-officer', organisation: 'aifc' };
const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
const AUDITOR: Caller = { role: 'auditor', organisation: 'aifc' };
const POOL: Caller = { role: 'pool', organisation: 'dmp-1' };
const EXCHANGE: Caller = { role: 'exchange', organisation: 'exchange-1' };
// Their month is the thirteenth: they are nobody's.
const MINERS = [
  { name: 'Aq LLP', bin: '250149000012', licenceId: 'L-1' },
  { name: 'Bek LLP', bin: '250149000022', licenceId: 'L-2' },
  { name: 'Char LLP', bin: '250149000032', licenceId: 'L-3' },
] as const;
const STRANGER = { bin: '250149000042' };

type Miner = { readonly bin: string };
type ServiceName = Parameters<Cluster['services']['get']>[0];

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(
  `A service that is restored from yesterday${obstacle ? ` (skipped: ${obstacle})` : ''}`,
  () => {
    // The tests tell one story and build on each other.
    let undisturbed: readonly Json[];
    let hosts: TestHosts;
    let host: TestHost;
    let log: readonly Json[];
    let receipt: Json;

    beforeAll(async () => {
      execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
      undisturbed = await figuresOfAnUndisturbedSector();
      hosts = await openTestHosts('the cluster');
      host = await hosts.start(START);
      await yesterday(host);
      await whileStopped(() => inServer(`create database backup template ${database()}`));
      await today(host);
      await taken(host);
      log = await loggedEvents();
      receipt = (await host.call(String(lastAnswer['receipt']), EXCHANGE)).body;
    }, 4 * MINUTES);
    afterAll(async () => {
      await host?.close();
      await hosts?.close();
    });

    it(
      'does not start: it says how much was signed, and what to do',
      async () => {
        await service().stop();
        await setBack();
        const { code, said } = await run(`dist/${EXCHANGE_SETTLEMENT}/main.js`);
        expect(code).toBe(1);
        expect(said).toMatch(
          /^esep\/exchange-settlement\/t1 has \d+ events; \d+ were signed\. .*Restore the database up to its last moment, or give its log back what is missing \(docs\/operations\.md, /m,
        );
      },
      3 * MINUTES,
    );

    it(
      'is noticed by who reads its log even if the heads it had signed are lost as well',
      async () => {
        await rm(
          join(String(service().env['ESEP_HEADS_DIRECTORY']), `${EXCHANGE_SETTLEMENT}.head.json`),
        );
        await started();
        await until(async () => {
          const { status, warnings } = await health();
          return status === 200 && SET_BACK.test(warnings.join('\n'));
        });
        expect((await figures(host)).complete).toBe(false);
        const metrics = await fetch(`${service('supervision').url}/metrics`);
        expect(await metrics.text()).toMatch(/^esep_forked_logs\{service="supervision"\} 1$/m);
      },
      3 * MINUTES,
    );

    it(
      'is given back what was published since, byte by byte, and everybody goes on',
      async () => {
        await service().stop();
        await setBack();
        const file = join(String(service().env['ESEP_HEADS_DIRECTORY']), '../receipt.json');
        await writeFile(file, JSON.stringify(receipt));
        const { code, said } = await run(RESTORE, EXCHANGE_SETTLEMENT, '--checkpoint', file);
        expect([code, said]).toEqual([0, expect.stringMatching(/was given back \d+ events/)]);
        await started();
        expect((await loggedEvents()).slice(0, log.length)).toEqual(log);
        await taken(host);
        expect((await health()).warnings).toEqual([]);
      },
      3 * MINUTES,
    );

    it(
      'comes to the same figures as if nothing had happened, row by row',
      async () => {
        await tomorrow(host);
        expect((await taken(host)).rows).toEqual(undisturbed);
        expect(undisturbed).toHaveLength(MINERS.length);
      },
      3 * MINUTES,
    );

    it(
      'needs its last moment where a private fact is missing, and loses nothing by it',
      async () => {
        // A row that is rejected is kept, and nobody else is told.
        const nobodys = fillsOf('f-9', [fill('t-9', STRANGER, 1n)]);
        const { body } = await host.call(FILLS, EXCHANGE, nobodys);
        expect(body['rejected']).toHaveLength(1);
        await sealed();
        const last = await loggedEvents();
        await service().stop();
        await inServer(`create database latest template ${database()}`);
        await setBack();
        const { code, said } = await run(RESTORE, EXCHANGE_SETTLEMENT);
        expect([code, said]).toEqual([
          1,
          expect.stringMatching(
            /^1 of the \d+ missing events .* were not found \(position \d+\): they are private/,
          ),
        ]);
        await setBack('latest');
        await started();
        expect((await loggedEvents()).slice(0, last.length)).toEqual(last);
        expect((await taken(host)).rows).toEqual(undisturbed);
      },
      3 * MINUTES,
    );

    // ── The sector ────────────────────────────────────────────────────────────────────────────────

    let lastAnswer: Json = {};

    async function figuresOfAnUndisturbedSector(): Promise<readonly Json[]> {
      const embedded = await openTestHosts('the embedded host');
      const one = await embedded.start(START);
      for (const live of [yesterday, today, tomorrow]) await live(one);
      const { rows } = await taken(one);
      await one.close();
      await embedded.close();
      return rows;
    }

    async function yesterday(at: TestHost): Promise<void> {
      const from = '2026-01-01T00:00:00+05:00';
      await enter(at, '/licensing/v1/pools', {
        id: 'dmp-1',
        name: 'A pool',
        approvedFrom: from,
      });
      await enter(at, '/licensing/v1/exchanges', {
        id: 'exchange-1',
        name: 'An exchange',
        approvedFrom: from,
      });
      for (const { name, bin, licenceId } of MINERS)
        await say(at, '/licensing/v1/licences/import', OFFICER, {
          licenceId,
          licenseeBin: bin,
          name,
          kind: 'legal-entity',
          authority: 'AIFC',
          issuedAt: from,
          affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from }],
        });
      await at.moveClock('2026-03-10T12:00:00+05:00');
      await say(at, '/pool-reporting/v1/distributions', POOL, {
        reportId: 'd-1',
        version: 1,
        poolId: 'dmp-1',
        rows: MINERS.map(({ licenceId }) => ({
          rowId: `r-${licenceId}`,
          licenceId,
          asset: 'BTC',
          scheme: 'FPPS',
          gross: '10200000000',
          fee: '200000000',
          net: '10000000000',
          distributedAt: '2026-03-10T10:00:00+05:00',
        })),
      });
      await at.moveClock('2026-03-11T12:00:00+05:00');
      const [a, b] = MINERS;
      await sell(at, 'f-1', fill('t-1', a, 4_000_000_000n), fill('t-2', b, 4_000_000_000n));
    }

    async function today(at: TestHost): Promise<void> {
      await at.moveClock('2026-03-12T12:00:00+05:00');
      const [a, b, c] = MINERS;
      await sell(at, 'f-2', fill('t-3', a, 3_500_000_000n), fill('t-4', b, 1_000_000_000n));
      await sell(at, 'f-3', fill('t-5', c, 7_499_999_999n));
    }

    async function tomorrow(at: TestHost): Promise<void> {
      await at.moveClock('2026-04-02T12:00:00+05:00');
      await sell(at, 'f-4', fill('t-6', MINERS[1], 2_000_000_000n));
      await at.moveClock('2026-04-11T12:00:00+05:00');
      const through = '2026-04-11T00:00:00+05:00';
      await say(at, '/pool-reporting/v1/completeness', POOL, { poolId: 'dmp-1', through });
      const exchangeId = 'exchange-1';
      await say(at, '/exchange-settlement/v1/completeness', EXCHANGE, { exchangeId, through });
    }

    function fill(tradeId: string, { bin }: Miner, quantity: bigint): Json {
      return {
        tradeId,
        side: 'sell',
        licenseeBin: bin,
        asset: 'BTC',
        quantity: String(quantity),
        quote: { amount: '100', currency: 'KZT' },
        executedAt: '2026-03-11T11:00:00+05:00',
      };
    }

    function fillsOf(reportId: string, rows: readonly Json[]) {
      return { reportId, version: 1, exchangeId: 'exchange-1', rows };
    }

    async function sell(at: TestHost, reportId: string, ...rows: readonly Json[]): Promise<void> {
      lastAnswer = await say(at, FILLS, EXCHANGE, fillsOf(reportId, rows));
    }

    async function say(at: TestHost, path: string, as: Caller, body: object): Promise<Json> {
      const answer = await at.call(path, as, body);
      const rejected = answer.body['rejected'];
      if (answer.status > 299 || (Array.isArray(rejected) && rejected.length > 0))
        throw new Error(`${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    }

    /** What is dated back waits for a second person. */
    async function enter(at: TestHost, path: string, body: object): Promise<void> {
      const { proposalId } = await say(at, path, OFFICER, body);
      if (proposalId !== undefined)
        await say(at, `/licensing/v1/proposals/${String(proposalId)}/confirm`, SECOND, {});
    }

    /** The figures of March, without the ids that each ledger gives anew. */
    async function figures(at: TestHost, knownAt?: string) {
      const query = `period=2026-03${knownAt === undefined ? '' : `&knownAt=${knownAt}`}`;
      const { body } = await at.call(`/supervision/v1/reconciliations?${query}`, ANALYST);
      const rows = (body['items'] as Json[] | undefined) ?? [];
      return {
        complete: (body['ledger'] as Json | undefined)?.['complete'],
        rows: rows
          .map(({ licenseeId: _, restatement: __, ...row }) => row)
          .sort((a, b) => (String(a['name']) < String(b['name']) ? -1 : 1)),
      };
    }

    /** Waits until supervision knows everything that was said so far. */
    async function taken(at: TestHost) {
      const knownAt = new Date(Date.parse(at.host.clock.now()) + 1).toISOString();
      let found = await figures(at, knownAt);
      await until(async () => {
        found = await figures(at, knownAt);
        return found.complete === true;
      });
      return found;
    }

    // ── The operator ──────────────────────────────────────────────────────────────────────────────

    function service(name: ServiceName = EXCHANGE_SETTLEMENT) {
      const found = (host.host as Cluster).services.get(name);
      if (!found) throw new Error(`No service is called ${name}.`);
      return found;
    }

    async function started(): Promise<void> {
      service().start();
      await service().ready();
    }

    async function whileStopped(work: () => Promise<void>): Promise<void> {
      await service().stop();
      await work();
      await started();
    }

    function database(): string {
      return new URL(host.databaseUrl(EXCHANGE_SETTLEMENT)).pathname.slice(1);
    }

    /** Puts a copy in the place of the service's database. */
    async function setBack(copy = 'backup'): Promise<void> {
      await inServer(`drop database ${database()} with (force)`);
      await inServer(`create database ${database()} template ${copy}`);
    }

    async function inServer(statement: string): Promise<void> {
      const url = new URL(host.databaseUrl(EXCHANGE_SETTLEMENT));
      url.pathname = '/postgres';
      const client = new Client({ connectionString: url.href });
      await client.connect();
      await client.query(statement).finally(() => client.end());
    }

    /** A program of the repository, in the environment of the service. */
    async function run(program: string, ...parameters: readonly string[]) {
      const env = { ...process.env, ...service().env };
      const file = join(ROOT, program);
      return promisify(execFile)(process.execPath, [file, ...parameters], { env }).then(
        ({ stdout, stderr }) => ({ code: 0, said: stdout + stderr }),
        (error: { code: number; stdout: string; stderr: string }) => {
          return { code: error.code, said: error.stdout + error.stderr };
        },
      );
    }

    /** What the one that reads the exchanges' log says of itself. */
    async function health() {
      const response = await fetch(`${service('supervision').url}/health/ready`);
      const { warnings = [] } = (await response.json()) as { warnings?: readonly string[] };
      return { status: response.status, warnings };
    }

    async function loggedEvents(): Promise<readonly Json[]> {
      const { body } = await host.call('/exchange-settlement/v1/events?from=0&limit=1000', AUDITOR);
      return body['events'] as Json[];
    }

    /** Asking for the checkpoint seals what is there. */
    async function sealed(): Promise<void> {
      await fetch(`${host.host.url}/exchange-settlement/v1/log/checkpoint`);
    }
  },
);

const START = '2026-03-01T00:00:00.000Z';
const FILLS = '/exchange-settlement/v1/fills';
const RESTORE = 'libs/platform/dist/restore-log.js';
const SET_BACK =
  /^esep\/exchange-settlement\/t1 (ends before|has another event at) position \d+.* give its log back what is missing \(docs\/operations\.md, A log that was set back\)\.$/m;

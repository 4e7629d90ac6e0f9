import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import type { Role } from '@esep/platform';
import { inventedNumber } from '@esep/simulator';
import { Pool } from 'pg';

// The client of bench:http: a pool that reports.

export interface LoadResult {
  /** Submissions of one row. */
  readonly one: Latency;
  /** Single rows into a table of the same server, and nothing else: what the disk allows. */
  readonly bare: Latency;
  /** Rows a second. */
  readonly many: { rowsEach: number; durable: number; reconciled: number };
}

/** Milliseconds from the moment something was due to its answer: medians over the rounds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface LoadOptions {
  readonly url: string;
  readonly databaseUrl: string;
  readonly seconds: number;
  readonly rate: number;
  readonly rounds: number;
}

const { url, databaseUrl, seconds, rate, rounds } = workerData as LoadOptions;
const ROWS = 500;
const LICENSEES = 20;

const main = async (): Promise<LoadResult> => {
  await register(await tokenOf('licensing-officer', 'aifc'));
  const pool = await tokenOf('pool', 'dmp-1');
  const table = await bareTable();
  const insert = () => table.query('insert into bare (text) values ($1)', ['x'.repeat(500)]);
  const submit = () => post('/pool-reporting/v1/distributions', pool, report(1));
  await steady(submit, 5);
  const [bare, one]: [Latency[], Latency[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    bare.push(await steady(insert, seconds / rounds));
    one.push(await steady(submit, seconds / rounds));
    process.stderr.write(`Round ${round} of ${rounds}: p99 ${one.at(-1)?.p99.toFixed(1)} ms\n`);
  }
  await table.end();
  process.stderr.write(`Reports of ${ROWS} rows for ${seconds} s\n`);
  return { one: medians(one), bare: medians(bare), many: await bulk(pool) };
};

const bareTable = async (): Promise<Pool> => {
  const pool = new Pool({ connectionString: databaseUrl, max: 8 });
  await pool.query(
    'create table bare (id bigint generated always as identity primary key, text text)',
  );
  return pool;
};

const medians = (all: readonly Latency[]): Latency => {
  const median = (values: number[]) =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return { p50: median(all.map(({ p50 }) => p50)), p99: median(all.map(({ p99 }) => p99)) };
};

const tokenOf = async (role: Role, organisation: string): Promise<string> => {
  const query = new URLSearchParams({ role, organisation });
  const answer = await fetch(`${url}/dev/v1/tokens?${query}`);
  return ((await answer.json()) as { items: { token: string }[] }).items[0]?.token ?? '';
};

const post = async (path: string, token: string, body: object) => {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status > 299) throw new Error(`${path}: ${answer.status} ${text}`);
  const said = JSON.parse(text) as { rejected?: unknown[]; proposalId?: string };
  if (said.rejected?.length) throw new Error(text);
  return said;
};

const from = '2026-01-01T00:00:00+05:00';

const register = async (officer: string): Promise<void> => {
  const approval = { id: 'dmp-1', name: 'Bench pool', approvedFrom: from };
  const { proposalId } = await post('/licensing/v1/pools', officer, approval);
  // What is dated back waits for a second person.
  const second = await tokenOf('enforcement-officer', 'aifc');
  await post(`/licensing/v1/proposals/${String(proposalId)}/confirm`, second, {});
  for (let n = 0; n < LICENSEES; n += 1)
    await post('/licensing/v1/licences/import', officer, {
      licenceId: `L-${n}`,
      licenseeBin: inventedNumber('bin', n),
      name: `Licensee ${n} LLP`,
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: from,
      affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from }],
    });
};

let reports = 0;
const report = (count: number) => {
  reports += 1;
  const distributedAt = new Date(Date.now() - 60_000).toISOString();
  const rows = Array.from({ length: count }, (_, i) => ({
    rowId: `r${reports}-${i}`,
    licenceId: `L-${(reports + i) % LICENSEES}`,
    asset: 'BTC',
    scheme: 'FPPS',
    gross: '101000',
    fee: '1000',
    net: '100000',
    distributedAt,
  }));
  return { reportId: `report-${reports}`, version: 1, poolId: 'dmp-1', rows };
};

/** Open loop: one is due every 5 ms whatever became of the one before. */
const steady = async (one: () => Promise<unknown>, duration: number): Promise<Latency> => {
  const took: number[] = [];
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < rate * duration; n += 1) {
    const due = begun + (n * 1_000) / rate;
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now() - 0.5));
    under.push(one().then(() => void took.push(performance.now() - due)));
  }
  await Promise.all(under);
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.floor(took.length * share)] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
};

const bulk = async (pool: string): Promise<LoadResult['many']> => {
  const begun = performance.now();
  const sinceBegun = () => (performance.now() - begun) / 1_000;
  let rows = 0;
  const sender = async () => {
    while (sinceBegun() < seconds) {
      await post('/pool-reporting/v1/distributions', pool, report(ROWS));
      rows += ROWS;
    }
  };
  await Promise.all([sender(), sender()]);
  const durable = rows / sinceBegun();
  await reconciledThrough(new Date().toISOString());
  return { rowsEach: ROWS, durable, reconciled: rows / sinceBegun() };
};

const reconciledThrough = async (instant: string): Promise<void> => {
  const analyst = await tokenOf('supervision-analyst', 'aifc');
  const period = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 7);
  for (;;) {
    const answer = await fetch(`${url}/supervision/v1/sector?period=${period}`, {
      headers: { authorization: `Bearer ${analyst}` },
    });
    const { ledger } = (await answer.json()) as { ledger: { knownThrough: string } };
    if (ledger.knownThrough > instant) return;
    await sleep(250);
  }
};

parentPort?.postMessage(await main());

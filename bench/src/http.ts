import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { startHost, type Host } from '@esep/embedded';
import type { Role } from '@esep/platform';

// npm run bench:http: what a pool meets. One-row submissions at 200 a second (target: p99 ≤ 25 ms),
// and reports of 500 rows back to back (target: ≥ 5,000 rows/s durable and reconciled), against the
// embedded host with everything in one process and fsync on. Client and server share the machine.

const SECONDS = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 20;
const RATE = 200;
const ROWS = 500;
const LICENSEES = 20;

const main = async (): Promise<void> => {
  // One pool sends all of it.
  process.env['ESEP_REQUESTS_PER_SECOND'] = '0';
  const directory = await mkdtemp(join(tmpdir(), 'esep-bench-'));
  await chmod(directory, 0o755);
  const host = await startHost({
    directory,
    port: 0,
    sector: { pools: ['dmp-1'], exchanges: [] },
    logLevel: 'error',
  });
  try {
    const officer = await tokenOf(host, 'licensing-officer', 'aifc');
    const pool = await tokenOf(host, 'pool', 'dmp-1');
    await register(host, officer);
    await steady(host, pool, 5, 'warm-up');
    const { p50, p99, sent } = await steady(host, pool, SECONDS, 'one row a submission');
    console.log(
      `One row at ${RATE}/s: ${sent} submissions, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; target 25 ms: ${(p99 / 25).toFixed(2)} of it.`,
    );
    const { rows, seconds, reconciled } = await bulk(host, pool);
    console.log(
      `${ROWS} rows a submission: ${(rows / seconds).toFixed(0)} rows/s durable, ${(rows / reconciled).toFixed(0)} rows/s until all are in the figures; target 5000: ${(rows / reconciled / 5_000).toFixed(2)} of it.`,
    );
  } finally {
    await host.close();
    await rm(directory, { recursive: true, force: true });
  }
};

const tokenOf = async (host: Host, role: Role, organisation: string): Promise<string> => {
  const query = new URLSearchParams({ role, organisation });
  const answer = await fetch(`${host.url}/dev/v1/tokens?${query}`);
  return ((await answer.json()) as { items: { token: string }[] }).items[0]?.token ?? '';
};

const post = async (host: Host, path: string, token: string, body: object) => {
  const answer = await fetch(host.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status > 299) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as { rejected?: unknown[] };
};

const from = '2026-01-01T00:00:00+05:00';

/** BINs with a right check digit: a running number and the digit that makes it valid. */
const bin = (n: number): string => {
  const digits = `9900400${String(n).padStart(4, '0')}`;
  const weighed = (weights: number[]) =>
    weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11;
  let check = weighed([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  if (check === 10) check = weighed([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]);
  return check === 10 ? bin(n + 1_000) : digits + String(check);
};

const register = async (host: Host, officer: string): Promise<void> => {
  const approval = { id: 'dmp-1', name: 'Bench pool', approvedFrom: from };
  await post(host, '/licensing/v1/pools', officer, approval);
  for (let n = 0; n < LICENSEES; n += 1)
    await post(host, '/licensing/v1/licences/import', officer, {
      licenceId: `L-${n}`,
      licenseeBin: bin(n),
      name: `Licensee ${n} LLP`,
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: from,
      affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from }],
    });
};

let reports = 0;
const report = (host: Host, count: number) => {
  reports += 1;
  const distributedAt = new Date(Date.parse(host.clock.now()) - 60_000).toISOString();
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

/** Open loop: a submission starts every 5 ms whatever became of the one before. */
const steady = async (host: Host, pool: string, seconds: number, what: string) => {
  const took: number[] = [];
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < RATE * seconds; n += 1) {
    const due = begun + (n * 1_000) / RATE;
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now() - 0.5));
    const started = performance.now();
    const body = report(host, 1);
    under.push(
      post(host, '/pool-reporting/v1/distributions', pool, body).then((answer) => {
        if (answer.rejected?.length) throw new Error(JSON.stringify(answer));
        took.push(performance.now() - started);
      }),
    );
    if (n % (RATE * 5) === 0) process.stderr.write(`${what}: ${n / RATE} of ${seconds} s\n`);
  }
  await Promise.all(under);
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.floor(took.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), sent: took.length };
};

const bulk = async (host: Host, pool: string) => {
  const begun = performance.now();
  let rows = 0;
  const sender = async () => {
    while (performance.now() - begun < SECONDS * 1_000) {
      await post(host, '/pool-reporting/v1/distributions', pool, report(host, ROWS));
      rows += ROWS;
    }
  };
  await Promise.all([sender(), sender()]);
  const seconds = (performance.now() - begun) / 1_000;
  const analyst = await tokenOf(host, 'supervision-analyst', 'aifc');
  const period = new Date(Date.parse(host.clock.now()) + 5 * 3_600_000).toISOString().slice(0, 7);
  const last = host.clock.now();
  for (;;) {
    const answer = await fetch(`${host.url}/supervision/v1/sector?period=${period}`, {
      headers: { authorization: `Bearer ${analyst}` },
    });
    const { ledger } = (await answer.json()) as { ledger: { knownThrough: string } };
    if (ledger.knownThrough > last) break;
    await sleep(20);
  }
  return { rows, seconds, reconciled: (performance.now() - begun) / 1_000 };
};

await main();

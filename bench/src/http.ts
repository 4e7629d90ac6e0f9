import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { startHost } from '@esep/embedded';

import type { LoadResult } from './http-load.js';

// npm run bench:http: what a pool meets. One-row submissions at 200 a second (target: p99 ≤ 25 ms),
// and reports of 500 rows back to back (target: ≥ 5,000 rows/s durable and reconciled), against the
// embedded host with everything in one process and fsync on. Client and server share the machine,
// but no thread.

const at = process.argv.indexOf('--seconds');
const SECONDS = (at > 0 && Number(process.argv[at + 1])) || 20;

const main = async (): Promise<void> => {
  // One pool sends all of it.
  process.env['ESEP_REQUESTS_PER_SECOND'] = '0';
  const directory = await mkdtemp(join(tmpdir(), 'esep-bench-'));
  await chmod(directory, 0o755);
  const sector = { pools: ['dmp-1'], exchanges: [] };
  const host = await startHost({ directory, port: 0, sector, logLevel: 'error' });
  try {
    const { one, many } = await load(host.url);
    console.log(
      `One row at ${one.rate}/s: ${one.sent} submissions, p50 ${one.p50.toFixed(1)} ms, p99 ${one.p99.toFixed(1)} ms; target 25 ms: ${(one.p99 / 25).toFixed(2)} of it.`,
    );
    console.log(
      `${many.rowsEach} rows a submission: ${many.durable.toFixed(0)} rows/s durable, ${many.reconciled.toFixed(0)} rows/s until all are in the figures; target 5000: ${(many.reconciled / 5_000).toFixed(2)} of it.`,
    );
  } finally {
    await host.close();
    await rm(directory, { recursive: true, force: true });
  }
};

/** A client with a thread of its own, so that it never waits for the server's. */
const load = (url: string): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    const workerData = { url, seconds: SECONDS };
    const worker = new Worker(new URL('./http-load.js', import.meta.url), { workerData });
    worker.once('message', resolve).once('error', reject);
  });

await main();

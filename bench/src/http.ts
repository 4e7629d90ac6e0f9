import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { startHost } from '@esep/embedded';
import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';

import type { Latency, LoadOptions, LoadResult } from './http-load.js';

// npm run bench:http: what a pool meets. One-row submissions at 200 a second (target: p99 ≤ 25 ms),
// and reports of 500 rows back to back (target: ≥ 5,000 rows/s durable and reconciled), against the
// embedded host with everything in one process and fsync on. Client and server share the machine,
// but no thread.

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '6' },
    // Submissions of one row a second.
    rate: { type: 'string', default: '200' },
  },
});
const rate = Number(values.rate);

const main = async (): Promise<void> => {
  const directory = await mkdtemp(join(tmpdir(), 'esep-bench-'));
  await chmod(directory, 0o755);
  const server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
  const host = await startHost({
    directory,
    port: 0,
    sector: { pools: ['dmp-1'], exchanges: [] },
    logLevel: 'error',
    // One pool sends all of it.
    requestsPerSecond: 0,
    postgres: { server, prefix: '' },
  });
  try {
    print(
      await load({
        url: host.url,
        databaseUrl: server.url('postgres'),
        seconds: Number(values.seconds),
        rounds: Number(values.rounds),
        rate,
      }),
    );
  } finally {
    await host.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
};

const print = ({ one, bare, many }: LoadResult): void => {
  const shown = ({ p50, p99 }: Latency) => `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  console.log(
    `One row at ${rate}/s: ${shown(one)}; ${(one.p99 / 25).toFixed(2)} of the limit of 25 ms.`,
  );
  console.log(
    `A bare INSERT at ${rate}/s: ${shown(bare)}; a submission is ${(one.p50 / bare.p50).toFixed(1)} × and ${(one.p99 / bare.p99).toFixed(1)} × of it.`,
  );
  console.log(
    `${many.rowsEach} rows a submission: ${many.durable.toFixed(0)} rows/s durable, ${many.reconciled.toFixed(0)} rows/s until all are in the figures; ${(many.reconciled / 5_000).toFixed(2)} of the 5000 asked for.`,
  );
};

/** A client with a thread of its own, so that it never waits for the server's. */
const load = (workerData: LoadOptions): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./http-load.js', import.meta.url), { workerData });
    worker.once('message', resolve).once('error', reject);
  });

await main();

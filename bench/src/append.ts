import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { Client } from 'pg';

import { fill, type Contender, type Entry } from './contender.js';
import { emmettStore } from './emmett-store.js';
import { esepStore } from './esep-store.js';
import { messageDb } from './message-db.js';
import { indexedCopy, rawCopy } from './raw-copy.js';
import { serverCpu } from './server-cpu.js';

// Durable appends of single events, for one stream each, by callers that wait for each other's turn
// at nothing: ours against others on the same PostgreSQL, in turns, so that the noise of a shared
// machine falls on all of them. Ratios are of neighbours in one round; the median of them counts.
//
//   npm run bench:append -- [--seconds 30] [--rounds 6] [--callers 64] [--directory D]

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '6' },
    callers: { type: 'string', default: '64' },
    directory: { type: 'string', default: tmpdir() },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const callers = Number(values.callers);

interface Turn {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
  /** Microseconds of processor time per event: noise of others makes them late, hardly dearer. */
  readonly cpu: { readonly client: number; readonly server: number | undefined };
}

interface Running {
  readonly contender: Contender;
  /** Esep's rate must be at least this many times the contender's. */
  readonly target: number | undefined;
  readonly callers: number;
  readonly turns: Turn[];
  issued: number;
  answered: number;
}

/** Appends for a while by so many callers, each of them one after the other. */
const turn = async (running: Running, ms: number, pid: number): Promise<Turn> => {
  const latenciesMs: number[] = [];
  const [clientBefore, serverBefore] = [process.cpuUsage(), await serverCpu(pid)];
  const start = performance.now();
  let events = 0;
  const call = async (): Promise<void> => {
    for (let now = performance.now(); now - start < ms;) {
      const count = await running.contender.append(fill((running.issued += 1)));
      events += count;
      const after = performance.now();
      latenciesMs.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: running.callers }, call));
  // With the calls that were under way when the time was up, and the time they took.
  const took = performance.now() - start;
  const { user, system } = process.cpuUsage(clientBefore);
  const serverAfter = await serverCpu(pid);
  running.answered += events;
  return {
    perSecond: (events * 1_000) / took,
    latenciesMs,
    cpu: {
      client: (user + system) / events,
      server:
        serverAfter === undefined || serverBefore === undefined
          ? undefined
          : (serverAfter - serverBefore) / events,
    },
  };
};

/** Of an even number the mean of the two in the middle: neither side gets the benefit of a doubt. */
const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
};

const quantile = (numbers: readonly number[], q: number): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
};

const machine = async (client: Client): Promise<string> => {
  const { rows } = await client.query<{ line: string }>(
    `select 'PostgreSQL ' || current_setting('server_version') || ', fsync ' || current_setting('fsync')
       || ', synchronous_commit ' || current_setting('synchronous_commit') as line`,
  );
  const memory = Math.round(totalmem() / 2 ** 30);
  return [
    `${cpus()[0]?.model.trim() ?? process.arch} × ${availableParallelism()}, ${memory} GiB`,
    `Linux ${release()}`,
    `Node.js ${process.versions.node}`,
    rows[0]?.line,
  ].join('; ');
};

const entries: { entry: Entry; target?: number; callers: number }[] = [
  { entry: esepStore, callers },
  { entry: messageDb, target: 3, callers },
  { entry: rawCopy, target: 0.2, callers: 1 },
  { entry: indexedCopy, callers: 1 },
];
const emmett = process.env['ESEP_BENCH_EMMETT'];
if (emmett) entries.splice(1, 0, { entry: emmettStore(emmett), target: 5, callers });
else console.log('Without Emmett: ESEP_BENCH_EMMETT names a folder where it is installed.\n');

const all: Running[] = [];
const directory = await mkdtemp(join(values.directory, 'esep-bench-'));
await chmod(directory, 0o755);
const server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
const admin = new Client({ connectionString: server.url('postgres') });
try {
  await admin.connect();
  const { rows } = await admin.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = rows[0]?.pid ?? 0;
  console.log(`${await machine(admin)}\n${callers} callers, ${rounds} rounds, ${seconds} s each\n`);
  for (const [i, { entry, target, callers }] of entries.entries()) {
    await admin.query(`create database bench_${i}`);
    const contender = await entry(server.url(`bench_${i}`));
    all.push({ contender, target, callers, turns: [], issued: 0, answered: 0 });
  }
  // Compilers and caches warm up outside the count.
  for (const running of all) await turn(running, 1_000, pid);
  for (let round = 0; round < rounds; round += 1) {
    const order = all.map((_, i) => all[(i + round) % all.length] as Running);
    for (const running of order) {
      await admin.query('checkpoint');
      running.turns.push(await turn(running, (seconds * 1_000) / rounds, pid));
    }
    const rates = all.map(({ contender: { name }, turns }) => {
      return `${name} ${Math.round(turns.at(-1)?.perSecond ?? 0)}/s`;
    });
    console.log(`round ${round + 1} of ${rounds}: ${rates.join(', ')}`);
  }
  await report(all);
} finally {
  for (const { contender } of all) await contender.close();
  await admin.end();
  await server.stop('immediate');
  await rm(directory, { recursive: true, force: true });
}

async function report(all: readonly Running[]): Promise<void> {
  const own = all[0]?.turns ?? [];
  console.log(
    '\n| | events/s, median (least–most) | p50 / p99 ms | CPU µs per event, client + server | Esep is | target |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const { contender, target, turns, answered } of all) {
    const held = await contender.count();
    if (held !== answered)
      throw new Error(`${contender.name} holds ${held} of ${answered} events.`);
    const rates = turns.map(({ perSecond }) => Math.round(perSecond));
    const latencies = turns.flatMap(({ latenciesMs }) => latenciesMs);
    const ratio = median(turns.map((their, i) => (own[i]?.perSecond ?? 0) / their.perSecond));
    const cpu = [
      median(turns.map(({ cpu }) => cpu.client)),
      median(turns.map(({ cpu }) => cpu.server ?? Number.NaN)),
    ];
    const cells = [
      contender.name,
      `${Math.round(median(rates))} (${Math.min(...rates)}–${Math.max(...rates)})`,
      [0.5, 0.99].map((q) => quantile(latencies, q).toFixed(1)).join(' / '),
      cpu.map((us) => us.toFixed(0)).join(' + '),
      contender === all[0]?.contender ? '' : `${ratio.toFixed(2)} ×`,
      target === undefined ? '' : `≥ ${target} × ${ratio >= target ? '✓' : '✗ missed'}`,
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

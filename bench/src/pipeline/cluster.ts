import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { startCluster, type Cluster } from '@esep/embedded';

import type { ClientOptions, ClientResult, Latency } from './client.js';
import type { Cpu } from './cpu.js';
import { inDirectory, median, type Figure, type Settings, type TestServers } from './figure.js';

const IDLE_MS = 10_000;

/** Five processes, each with its database; client and servers share the machine. */
export const measureCluster = (
  servers: TestServers,
  parts: ReadonlySet<string>,
  settings: Settings,
): Promise<readonly Figure[]> =>
  inDirectory(async (directory) => {
    const { onNote } = settings;
    const cluster = await startCluster({
      directory,
      port: 0,
      sector: { pools: ['dmp-1'], exchanges: ['atomex'] },
      logLevel: 'error',
      // One exchange sends all of it.
      requestsPerSecond: 0,
      brokers: servers.brokers,
      postgres: { server: servers.postgres, prefix: '' },
      onStep: onNote,
      onLine: (service, line) => onNote(`${service}: ${line}`),
    });
    try {
      const figures: Figure[] = [];
      if (parts.has('memory')) figures.push(...(await memory(cluster)));
      if (parts.has('latency') || parts.has('sustained'))
        figures.push(...inFigures(await load(cluster, servers, parts, settings), settings));
      return figures;
    } finally {
      await cluster.close();
    }
  });

// ── Memory ──────────────────────────────────────────────────────────────────────────────────────

const memory = async ({ services }: Cluster): Promise<Figure[]> => {
  await sleep(IDLE_MS);
  const figures = [...services].map(async ([name, { pid }]): Promise<Figure[]> => {
    const [resident, proportional] = await memoryOf(pid ?? 0);
    const what = `Memory of ${name}, idle`;
    return [
      { what, value: resident, unit: 'MB', limit: 250 },
      {
        what: `${what}, with shared pages divided`,
        value: proportional,
        unit: 'MB',
      },
    ];
  });
  return (await Promise.all(figures)).flat();
};

/** Resident, and with shared pages divided among those who share them, in MB. */
const memoryOf = async (pid: number): Promise<[resident: number, proportional: number]> => {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]);
  return [(of('Rss') * 1_024) / 1e6, (of('Pss') * 1_024) / 1e6];
};

// ── Load ────────────────────────────────────────────────────────────────────────────────────────

/** A client with a thread of its own, so that it never waits for the front door's. */
const load = (
  { url, services }: Cluster,
  { brokers, brokerPid, postgres }: TestServers,
  parts: ReadonlySet<string>,
  { seconds, rounds, rate }: Settings,
): Promise<ClientResult> =>
  new Promise((resolve, reject) => {
    const workerData: ClientOptions = {
      url,
      // As behind any ingress; the cluster's own door is the development's.
      urlOf: Object.fromEntries([...services].map(([name, service]) => [name, service.url])),
      pids: {
        ...Object.fromEntries([...services].map(([name, { pid }]) => [name, pid ?? 0])),
        'the broker': brokerPid,
      },
      brokers,
      databaseUrl: postgres.url('postgres'),
      rate,
      seconds,
      rounds,
      latency: parts.has('latency'),
      sustained: parts.has('sustained'),
    };
    const worker = new Worker(new URL('./client.js', import.meta.url), { workerData });
    worker.once('message', resolve).once('error', reject);
  });

const inFigures = ({ latency, sustained }: ClientResult, { rate }: Settings): Figure[] => {
  const figures: Figure[] = [];
  const add = (what: string, value: number, unit: string, limit?: Limit) =>
    figures.push({ what, value, unit, ...limit });
  if (latency.length > 0) {
    const over = (of: (round: Latency) => number) => median(latency.map(of));
    const what = `From the answer of a fill until it is in the reconciliation, ${rate}/s`;
    add(
      `${what}, p50`,
      over(({ visible }) => visible.p50),
      'ms',
      { limit: 100 },
    );
    add(
      `${what}, p99`,
      over(({ visible }) => visible.p99),
      'ms',
      { limit: 500 },
    );
    for (const [step, shown] of STEPS)
      for (const q of ['p50', 'p99'] as const)
        add(
          `${shown}, ${q}`,
          over((round) => round[step][q]),
          'ms',
        );
    for (const name of Object.keys(latency[0]?.cpuMs ?? {}))
      add(
        `Processor time of ${name} per fill`,
        over(({ cpuMs }) => cpuMs[name] ?? Number.NaN),
        'ms',
      );
    add(
      'Processor time of all per fill',
      over(({ cpuMs }) => sumOf(cpuMs)),
      'ms',
    );
    add(
      'The same while the figures are asked for all the time',
      over(({ watchedCpuMs }) => sumOf(watchedCpuMs)),
      'ms',
    );
  }
  if (sustained) {
    const { rows, rowsEach, durable, reconciled, cpuMs } = sustained;
    add(`Fills in reports of ${rowsEach}, durable`, durable, 'rows/s');
    const what = `Fills in reports of ${rowsEach}, until all ${rows} are in the reconciliation`;
    add(what, reconciled, 'rows/s', { limit: 3_000, atLeast: true });
    for (const [name, ms] of Object.entries(cpuMs))
      add(`Processor time of ${name} per row`, ms * 1_000, 'µs');
  }
  return figures;
};

const sumOf = (cpuMs: Cpu): number => Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);

type Limit = Pick<Figure, 'limit' | 'atLeast'>;

const STEPS = [
  ['published', '… until it is in Kafka'],
  ['taken', '… until supervision has taken it'],
  ['answered', 'From when a fill was due until its answer'],
] as const;

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { startCluster, type Cluster } from '@esep/embedded';

import type { ClientOptions, ClientResult, Latency } from './client.js';
import { inDirectory, median, type Figure, type Settings } from './figure.js';

const IDLE_MS = 10_000;
/** Fills a second, one in each submission. */
const RATE = 100;

/** Five processes over Kafka, in a fresh directory. */
export const measureCluster = (
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
      onStep: onNote,
      onLine: (service, line) => onNote(`${service}: ${line}`),
    });
    try {
      const figures: Figure[] = [];
      if (parts.has('memory')) figures.push(...(await memory(cluster)));
      if (parts.has('latency') || parts.has('sustained'))
        figures.push(...inFigures(await load(cluster, parts, settings)));
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
        what: `${what}, without its share of what processes have in common`,
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
  parts: ReadonlySet<string>,
  { seconds, rounds }: Settings,
): Promise<ClientResult> =>
  new Promise((resolve, reject) => {
    const workerData: ClientOptions = {
      url,
      // As behind any ingress; the cluster's own door is the development's.
      urlOf: Object.fromEntries([...services].map(([name, service]) => [name, service.url])),
      rate: RATE,
      seconds,
      rounds,
      latency: parts.has('latency'),
      sustained: parts.has('sustained'),
    };
    const worker = new Worker(new URL('./client.js', import.meta.url), { workerData });
    worker.once('message', resolve).once('error', reject);
  });

const inFigures = ({ latency, sustained }: ClientResult): Figure[] => {
  const over = (of: (round: Latency) => number) => median(latency.map(of));
  const what = `From the answer of a fill until it is in the reconciliation, ${RATE}/s`;
  return [
    ...(latency.length === 0
      ? []
      : [
          { what: `${what}, p50`, value: over(({ p50 }) => p50), unit: 'ms', limit: 100 },
          { what: `${what}, p99`, value: over(({ p99 }) => p99), unit: 'ms', limit: 500 },
          { what: '… until supervision took it, p50', value: over((l) => l.takenP50), unit: 'ms' },
          { what: '… until supervision took it, p99', value: over((l) => l.takenP99), unit: 'ms' },
          { what: 'Answer of a fill, p50', value: over((l) => l.answerP50), unit: 'ms' },
          { what: 'Answer of a fill, p99', value: over((l) => l.answerP99), unit: 'ms' },
        ]),
    ...(sustained
      ? [
          {
            what: `Fills in reports of ${sustained.rowsEach}, durable`,
            value: sustained.durable,
            unit: 'rows/s',
          },
          {
            what: `Fills in reports of ${sustained.rowsEach}, until all ${sustained.rows} are in the reconciliation`,
            value: sustained.reconciled,
            unit: 'rows/s',
            limit: 3_000,
            atLeast: true,
          },
        ]
      : []),
  ];
};

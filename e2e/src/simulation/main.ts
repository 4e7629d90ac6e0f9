import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { scratchFolder } from '@esep/platform/testing';

import { runSeeds } from './many-seeds.js';
import { SimulationDatabases } from './simulation-databases.js';
import { Simulation, type Outcome } from './simulation.js';
import { summaryOf, wordsOf } from './summary.js';
import { runInWorkers, Teller } from './workers.js';

// npm run simulate -- --seeds 10000 [--from 1] [--seconds 60] [--json]
//   --workers 2          in so many processes
//   --twice              runs each seed twice, which must leave the same trace
//   --traces             prints each seed with the hash of its trace
//   --same-as FILE       holds them against what another run printed so
// npm run simulate -- --seed 42        once, with everything that happened

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    workers: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    traces: { type: 'boolean', default: false },
    'same-as': { type: 'string' },
  },
});

const numberOf = (option: string, text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${option} takes a whole number below a thousand million, not ${text}.`);
};

/** Nothing is kept, nobody looks on, and who asks is on this machine: a socket beside the data. */
const FAST = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_wal_size: '256MB',
  shared_buffers: '64MB',
  autovacuum: 'off',
  track_activities: 'off',
  track_counts: 'off',
  update_process_title: 'off',
  unix_socket_directories: '.',
};

const startedServer = async (): Promise<{ server: EmbeddedPostgres; directory: string }> => {
  const directory = await mkdtemp(join(scratchFolder(), 'esep-simulation-'));
  // PostgreSQL does not run as root; whoever it runs as must be able to enter.
  await chmod(directory, 0o755);
  return { server: await EmbeddedPostgres.start({ directory, settings: FAST }), directory };
};

const withServer = async <T>(work: () => Promise<T>): Promise<T> => {
  const starting = startedServer();
  const end = async (): Promise<void> => {
    const { server, directory } = await starting;
    await server.stop('immediate');
    await rm(directory, { recursive: true, force: true });
  };
  // The server is in a session of its own, and would outlive us; what misses it meanwhile is no news.
  let isEnding = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (isEnding) return;
      isEnding = true;
      for (const event of ['uncaughtException', 'unhandledRejection'] as const)
        process.on(event, () => undefined);
      void end().finally(() => process.exit(130));
    });
  const { server } = await starting;
  const socket = join(server.directory, 'data');
  process.env['ESEP_TEST_POSTGRES_URL'] =
    `${server.url('postgres')}?host=${encodeURIComponent(socket)}`;
  try {
    return await work();
  } finally {
    await end();
  }
};

const once = values.seed === undefined ? undefined : numberOf('seed', values.seed);
const range = {
  from: numberOf('from', values.from),
  count: numberOf('seeds', values.seeds),
  seconds: values.seconds === undefined ? Infinity : numberOf('seconds', values.seconds),
};

const tracesOf = async (file: string): Promise<ReadonlyMap<number, string>> => {
  const lines = (await readFile(file, 'utf8')).matchAll(/^(\d+) ([0-9a-f]{16})$/gm);
  return new Map([...lines].map(([, seed, trace]) => [Number(seed), String(trace)] as const));
};

const replay = async (seed: number): Promise<boolean> => {
  const databases = await SimulationDatabases.open();
  const outcome = await new Simulation(seed, databases, { keepTrace: true }).run();
  await databases.close();
  console.log(values.json ? JSON.stringify(outcome) : (outcome.trace ?? []).join('\n'));
  if (!values.json) console.log(wordsOf(outcome));
  return outcome.violations.length === 0;
};

const many = async (): Promise<boolean> => {
  const { json } = values;
  const started = performance.now();
  let done = 0;
  const onOutcome = (outcome: Outcome): void => {
    done += 1;
    if (values.traces) console.log(`${outcome.seed} ${outcome.digest}`);
    if (json || values.traces) return;
    if (outcome.violations.length > 0) console.log(`\n${wordsOf(outcome)}`);
    const said = `${done} of ${range.count} seeds`;
    if (process.stdout.isTTY) process.stdout.write(`\r${said}`);
    else if (done % 500 === 0) console.log(said);
  };
  const workers = numberOf('workers', values.workers);
  const outcomes = await (workers > 1
    ? runInWorkers({ ...range, program: import.meta.filename, workers, options: told(), onOutcome })
    : withServer(() => runHere(onOutcome)));
  const summary = summaryOf(outcomes, (performance.now() - started) / 1_000);
  console.log(json ? JSON.stringify(summary) : `\n${summary.words}`);
  return summary.broken.length === 0;
};

const runHere = async (onOutcome: (outcome: Outcome) => void): Promise<readonly Outcome[]> => {
  const { twice, 'same-as': file } = values;
  const traces = file === undefined ? undefined : await tracesOf(file);
  return runSeeds({
    ...range,
    twice,
    ...(traces && { traces }),
    onOutcome: (outcome) => {
      onOutcome(outcome);
      return true;
    },
  });
};

/** What each of several processes is told beside its seeds. */
const told = (): readonly string[] => [
  ...(values.twice ? ['--twice'] : []),
  ...(values['same-as'] === undefined ? [] : ['--same-as', values['same-as']]),
  ...(values.seconds === undefined ? [] : ['--seconds', values.seconds]),
];

const work = async (): Promise<boolean> => {
  const teller = new Teller();
  await withServer(() => runHere((outcome) => teller.tell(outcome)));
  await teller.done();
  return true;
};

const isWorker = process.send !== undefined;
const isRight = await (isWorker
  ? work()
  : once === undefined
    ? many()
    : withServer(() => replay(once)));
process.exitCode = isRight ? 0 : 1;

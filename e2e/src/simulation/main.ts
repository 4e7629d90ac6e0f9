import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';

import { SimulationDatabases } from './simulation-databases.js';
import { Simulation, type Outcome } from './simulation.js';
import { summaryOf, wordsOf } from './summary.js';

// npm run simulate -- --seeds 10000 [--from 1] [--seconds 60] [--json]
// npm run simulate -- --seed 42        once, with everything that happened

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const withDatabases = async (work: (databases: SimulationDatabases) => Promise<void>) => {
  const directory = await mkdtemp(join(tmpdir(), 'esep-simulation-'));
  // PostgreSQL does not run as root; whoever it runs as must be able to enter.
  await chmod(directory, 0o755);
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const server = await EmbeddedPostgres.start({ directory, settings });
  process.env['ESEP_TEST_POSTGRES_URL'] = server.url('postgres');
  try {
    const databases = await SimulationDatabases.open();
    await work(databases);
    await databases.close();
  } finally {
    await server.stop('immediate');
    await rm(directory, { recursive: true, force: true });
  }
};

const replay = async (seed: number, databases: SimulationDatabases): Promise<boolean> => {
  const outcome = await new Simulation(seed, databases, { keepTrace: true }).run();
  console.log(values.json ? JSON.stringify(outcome) : (outcome.trace ?? []).join('\n'));
  if (!values.json) console.log(wordsOf(outcome));
  return outcome.violations.length === 0;
};

const many = async (databases: SimulationDatabases): Promise<boolean> => {
  const [from, count] = [Number(values.from), Number(values.seeds)];
  const started = performance.now();
  const until = started + Number(values.seconds ?? Infinity) * 1_000;
  const outcomes: Outcome[] = [];
  const failed: Outcome[] = [];
  for (let seed = from; seed < from + count && performance.now() < until; seed += 1) {
    const outcome = await new Simulation(seed, databases).run();
    outcomes.push(outcome);
    if (outcome.violations.length > 0) {
      failed.push(outcome);
      if (!values.json) console.log(`\n${wordsOf(outcome)}`);
    }
    if (process.stdout.isTTY && !values.json)
      process.stdout.write(`\r${outcomes.length} of ${count} seeds`);
  }
  const summary = summaryOf(outcomes, (performance.now() - started) / 1_000);
  console.log(values.json ? JSON.stringify(summary) : `\n${summary.words}`);
  return failed.length === 0;
};

let isRight = false;
await withDatabases(async (databases) => {
  isRight = await (values.seed === undefined
    ? many(databases)
    : replay(Number(values.seed), databases));
});
process.exitCode = isRight ? 0 : 1;

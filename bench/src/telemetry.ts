import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';

import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import { serverCpu } from './server-cpu.js';
import { writeBodies } from './telemetry/bodies.js';
import type { PathFigures } from './telemetry/path.js';

// Readings from a body in a file to Parquet files that are synced, with all checks against a register of
// 415,000 machines, beside COPY of the same rows into a table that is keyed by machine and time: with the
// serials that were sent, and with the numbers that somebody has looked up before. They take turns, so that
// the noise of a shared machine falls on all of them; a ratio is of one round.
//
//   npm run bench:telemetry -- [--rows 1000000] [--machines 10000] [--rounds 3] [--directory D]

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    machines: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    directory: { type: 'string', default: tmpdir() },
  },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);

interface Turn {
  readonly ms: number;
  /** Microseconds of processor time. */
  readonly cpu: number;
  readonly rss?: number;
  readonly bytesPerRow?: number;
  readonly loopDelayMs?: number;
}

interface Limits {
  readonly perSecond: number;
  /** Of the rate of COPY with serials. */
  readonly ratio: number;
  /** Seconds of processor time for a million readings. */
  readonly cpu: number;
}

/** What is demanded of each form; of Arrow, with dictionary ids. */
const LIMITS: Readonly<Record<string, Limits>> = {
  ndjson: { perSecond: 150_000, ratio: 2, cpu: 2.6 },
  dictionary: { perSecond: 400_000, ratio: 3, cpu: 2 },
};
/** Type of the machine in the key. */
const TABLES = { copy: 'text collate "C"', copy_of_numbers: 'integer' } as const;
const isTable = (name: string): name is keyof typeof TABLES => name in TABLES;

const BYTES_PER_ROW_MAX = 7.5;
const RSS_MAX = 300 * 1_000_000;

const directory = await mkdtemp(join(values.directory, 'esep-bench-'));
await chmod(directory, 0o755);

const runPath = async (format: string, file: string): Promise<Turn> => {
  const program = join(import.meta.dirname, 'telemetry/path.js');
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    format,
    file,
    directory,
  ]);
  const figures = JSON.parse(stdout) as PathFigures;
  if (figures.rows !== rows) throw new Error(`${format}: ${figures.rows} of ${rows} rows.`);
  return { ...figures, bytesPerRow: figures.bytes / rows };
};

const runCopy = async (client: Client, pid: number, table: string, file: string): Promise<Turn> => {
  await client.query(`truncate ${table}`);
  await client.query('checkpoint');
  const [clientBefore, serverBefore] = [process.cpuUsage(), await serverCpu(pid)];
  const began = performance.now();
  const copy = client.query(copyFrom(`copy ${table} from stdin`));
  await pipeline(createReadStream(file, { highWaterMark: 1 << 18 }), copy);
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(clientBefore);
  const server = ((await serverCpu(pid)) ?? Number.NaN) - (serverBefore ?? Number.NaN);
  const { rows: counted } = await client.query<{ n: string }>(`select count(*) as n from ${table}`);
  if (Number(counted[0]?.n) !== rows) throw new Error(`COPY: ${counted[0]?.n} of ${rows} rows.`);
  return { ms, cpu: user + system + server };
};

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
const client = new Client({ connectionString: server.url('postgres') });
try {
  await client.connect();
  const { rows: backend } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const pid = backend[0]?.pid ?? 0;
  for (const [table, id] of Object.entries(TABLES))
    await client.query(
      `create table ${table} (machine ${id} not null, "start" timestamptz not null,
         seconds smallint not null, accepted bigint not null, stale bigint not null,
         rejected bigint not null, hashrate integer not null, temperature smallint, power integer,
         primary key (machine, "start"))`,
    );
  const files = await writeBodies(directory, Number(values.machines), rows);
  for (const [name, file] of Object.entries(files))
    console.log(`${name}: ${((await stat(file)).size / rows).toFixed(1)} bytes a reading`);
  const names = ['ndjson', 'copy', 'arrow', 'copy_of_numbers', 'dictionary'] as const;
  const turns = Object.fromEntries(names.map((name) => [name, [] as Turn[]]));
  const cpu = `${cpus()[0]?.model.trim() ?? process.arch} × ${cpus().length}`;
  console.log(`\n${cpu}, ${rows} rows, ${rounds} rounds`);
  for (let round = 0; round < rounds; round += 1)
    for (const name of names) {
      const file = files[name];
      const turn = isTable(name)
        ? await runCopy(client, pid, name, file)
        : await runPath(name, file);
      turns[name]?.push(turn);
      const rate = Math.round(rows / turn.ms);
      console.log(`round ${round + 1}, load ${loadavg()[0]?.toFixed(1)}: ${name} ${rate} k/s`);
    }
  report(turns);
} finally {
  await client.end();
  await server.stop('immediate');
  await rm(directory, { recursive: true, force: true });
}

function report(turns: Readonly<Record<string, readonly Turn[]>>): void {
  console.log(
    '\n| | readings/s | × COPY | × COPY of numbers | cpu s per million | RSS MB | bytes | loop ms |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, taken] of Object.entries(turns)) {
    const limits = LIMITS[name];
    const of = (value: (turn: Turn, round: number) => number): number => median(taken.map(value));
    const ratioTo = (table: keyof typeof TABLES): number =>
      of(({ ms }, round) => (turns[table]?.[round]?.ms ?? Number.NaN) / ms);
    const ratio = ratioTo('copy');
    const rate = of(({ ms }) => (rows / ms) * 1_000);
    const cpu = of(({ cpu }) => cpu / rows);
    const rss = Math.max(...taken.map(({ rss = 0 }) => rss));
    const size = Math.max(...taken.map(({ bytesPerRow = 0 }) => bytesPerRow));
    const cells = [
      name,
      `${Math.round(rate)}${limits ? verdict(rate >= limits.perSecond) : ''}`,
      `${ratio.toFixed(2)}${limits ? verdict(ratio >= limits.ratio) : ''}`,
      ratioTo('copy_of_numbers').toFixed(2),
      `${cpu.toFixed(2)}${limits ? verdict(cpu <= limits.cpu) : ''}`,
      ...(isTable(name)
        ? ['', '', '']
        : [
            `${Math.round(rss / 1e6)}${verdict(rss <= RSS_MAX)}`,
            `${size.toFixed(2)}${verdict(size <= BYTES_PER_ROW_MAX)}`,
            Math.max(...taken.map(({ loopDelayMs = 0 }) => loopDelayMs)).toFixed(0),
          ]),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

function verdict(holds: boolean): string {
  return holds ? ' ✓' : ' ✗ missed';
}

import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';

/** What came out, and what it is held against. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly limit?: number;
  /** The limit is the least that is enough; otherwise the most. */
  readonly atLeast?: boolean | undefined;
}

export interface Settings {
  readonly seconds: number;
  readonly rounds: number;
  readonly rate: number;
  readonly events: number;
  /** Told how far it is. */
  readonly onNote: (note: string) => void;
}

const isMissed = ({ value, limit, atLeast }: Omit<Figure, 'what' | 'unit'>): boolean =>
  limit !== undefined && !(atLeast ? value >= limit : value <= limit);

const machine = (): string =>
  `${cpus()[0]?.model.trim()} × ${availableParallelism()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`;

/** A figure with what it is held against, as cells of a row. */
const cellsOf = ({ what, value, unit, limit, atLeast }: Figure): readonly string[] => {
  const shown = `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`.trimEnd();
  if (limit === undefined) return [what, shown, '', ''];
  const missed = isMissed({ value, limit, atLeast }) ? ' missed' : '';
  const asked = `${atLeast ? '≥' : '≤'} ${limit} ${unit}`;
  return [what, shown, asked, `${(value / limit).toFixed(2)} ×${missed}`];
};

/** A row for each, with its limit and its share of it; or JSON for machines. */
export const printFigures = (figures: readonly Figure[], asJson: boolean): void => {
  if (asJson) return console.log(JSON.stringify({ machine: machine(), figures }, null, 2));
  const rows = [['', 'measured', 'limit', 'of the limit'], ...figures.map(cellsOf)];
  const widths = [0, 1, 2, 3].map((n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)));
  console.log(machine());
  for (const row of rows)
    console.log(
      row
        .map((cell, n) => cell.padEnd(widths[n] ?? 0))
        .join('  ')
        .trimEnd(),
    );
};

/** Of an even number the mean of the two in the middle: neither side gets the benefit of a doubt. */
export const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
};

export const quantile = (numbers: readonly number[], q: number): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
};

/** A directory that everything below may write to, gone afterwards. */
export const inDirectory = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = await mkdtemp(join(tmpdir(), 'esep-bench-'));
  // PostgreSQL does not run as root; whoever it runs as must be able to enter.
  await chmod(directory, 0o755);
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

export interface TestServers {
  readonly brokers: readonly string[];
  readonly postgres: EmbeddedPostgres;
  /** Process id of the broker. */
  readonly brokerPid: number;
}

interface KafkaLauncher {
  startKafka(
    directory: string,
    options: { detached: boolean },
  ): Promise<{ port: number; pid: number }>;
  stopKafka(directory: string): Promise<void>;
}

const KAFKA = pathToFileURL(join(import.meta.dirname, '../../../deploy/local/kafka.mjs')).href;

/** A broker and a PostgreSQL with `fsync` on, and nothing else. */
export const withTestServers = (work: (servers: TestServers) => Promise<void>): Promise<void> =>
  inDirectory(async (directory) => {
    const launcher = (await import(KAFKA)) as KafkaLauncher;
    const kafka = join(directory, 'kafka');
    const postgres = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
    try {
      const { port, pid } = await launcher.startKafka(kafka, { detached: false });
      await work({ brokers: [`127.0.0.1:${port}`], brokerPid: pid, postgres });
    } finally {
      await launcher.stopKafka(kafka);
      await postgres.stop('immediate');
    }
  });

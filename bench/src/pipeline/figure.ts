import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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

export const isMissed = ({ value, limit, atLeast }: Omit<Figure, 'what' | 'unit'>): boolean =>
  limit !== undefined && !(atLeast ? value >= limit : value <= limit);

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

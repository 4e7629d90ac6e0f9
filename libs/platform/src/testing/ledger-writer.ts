import { hash } from 'node:crypto';
import { writeSync } from 'node:fs';

import { Pool } from 'pg';

import type { Append, EventToAppend, EventStore, StreamWrite } from '../event-store/event-store.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';

// A process that writes to a log by a plan that any other process can repeat: so a test may kill it
// at any moment, let the next one go on, and know afterwards what the log must hold. Run as a program
// it takes a `WritingOrder` as JSON and writes a line to its standard output for each answer it got,
// before it asks for more.

export const TEST_LOG = 'esep/test/local';

export interface WritingOrder {
  readonly url: string;
  readonly seed: string;
  readonly writer: number;
  /** For each of the writer's callers, how many of its appends were answered before. */
  readonly answered: readonly number[];
  /** How many appends each caller makes altogether. */
  readonly appends: number;
}

/** What a caller learned of its append `n`. */
export interface Answer {
  readonly caller: number;
  readonly n: number;
  readonly firstPosition: number;
  readonly replayed: boolean;
}

/** Each append is of two streams of its caller, so that half of one would show. */
export const EVENTS_PER_APPEND = 3;

/** Append `n` of a caller: the same, to its event ids, in whatever process it is made. */
export const plannedAppend = (
  seed: string,
  writer: number,
  caller: number,
  n: number,
): Append & { readonly writes: readonly [StreamWrite, StreamWrite] } => {
  const name = `${writer}-${caller}`;
  const event = (part: number): EventToAppend => ({
    eventId: uuidOf(`${seed} ${name} ${n} ${part}`),
    type: 'Tested',
    schemaVersion: 1,
    validAt: '2026-03-05T07:00:00.000Z',
    body: { n, part },
  });
  return {
    writes: [
      { stream: `single-${name}`, expectedVersion: n, events: [event(0)] },
      { stream: `pair-${name}`, expectedVersion: 2 * n, events: [event(1), event(2)] },
    ],
    meta: {
      actor: `writer-${writer}`,
      organisation: 'test',
      correlationId: seed,
      causationId: seed,
    },
  };
};

const uuidOf = (text: string): string =>
  hash('sha256', text)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Makes one caller's appends, one after the other, and tells each answer. */
export const writeByPlan = async (
  store: EventStore,
  { seed, writer, answered, appends }: Omit<WritingOrder, 'url'>,
  told: (answer: Answer) => void,
): Promise<void> => {
  const call = async (start: number, caller: number): Promise<void> => {
    for (let n = start; n < appends; n += 1) {
      const outcome = await store.append(plannedAppend(seed, writer, caller, n));
      if (!outcome.appended) throw new Error(JSON.stringify(outcome));
      const { firstPosition, replayed } = outcome;
      told({ caller, n, firstPosition, replayed });
    }
  };
  await Promise.all(answered.map(call));
};

const main = async ({ url, ...order }: WritingOrder): Promise<void> => {
  const pool = new Pool({ connectionString: url });
  const store = await PostgresEventStore.open({
    log: TEST_LOG,
    authority: 'AIFC',
    clock: { now: () => new Date().toISOString() },
    pool,
  });
  writeSync(1, '"ready"\n');
  await writeByPlan(store, order, (answer) => writeSync(1, `${JSON.stringify(answer)}\n`));
  await store.close();
  await pool.end();
};

if (import.meta.main) await main(JSON.parse(process.argv[2] ?? '') as WritingOrder);

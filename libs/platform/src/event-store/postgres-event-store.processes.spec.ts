import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { StoreUnavailable, type EventStore, type StoredEvent } from './event-store.js';
import { accepted, append, event } from '../testing/event-store.contract.js';
import { LEDGER_SCHEMA } from './ledger-migration.js';
import {
  EVENTS_PER_APPEND,
  plannedAppend,
  TEST_LOG,
  writeByPlan,
  type Answer,
  type WritingOrder,
} from '../testing/ledger-writer.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { EmbeddedPostgres, testLedger, testPool, until } from '../testing/testing.js';

// What happens to the log when its writers, or its database, die in the middle. Writers are
// processes of their own (ledger-writer.ts), killed by the operating system.

const root = join(import.meta.dirname, '../../../..');
/** Many processes and a stopped server, on a machine that may be busy with other specifications. */
const TIMEOUT_MS = 180_000;
const SEED = process.env['ESEP_SEED'] ?? Math.random().toString(36).slice(2, 10);

describe(`Processes that write to one log (ESEP_SEED=${SEED})`, () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'esep-writers-'));
    const projects = ['kernel', 'ledger-format', 'contracts', 'platform'];
    const paths = projects.map((name) => join(root, 'libs', name));
    execFileSync(process.execPath, [join(root, 'tools/build.mjs'), ...paths]);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it.each([2, 4])(
    'leave every event once and in order, seen so by a reader meanwhile: %d of them',
    async (processes) => {
      const { url } = await testLedger('processes');
      const { store, close } = await openStore(url);
      const plan = { appends: 25, callers: 8 };
      const writers = Array.from({ length: processes }, (_, writer) =>
        startWriter(url, writer, plan.appends, Array<number>(plan.callers).fill(0)),
      );
      const total = processes * plan.callers * plan.appends * EVENTS_PER_APPEND;
      const seen: StoredEvent[] = [];
      while (seen.length < total && !writers.some(({ child }) => (child.exitCode ?? 0) > 0))
        seen.push(...(await store.read(seen.length, 50)));
      const answers = await Promise.all(writers.map(({ end }) => end));
      checkLog(seen, answers, plan);
      expect((await store.head()).next).toBe(total);
      await close();
    },
    TIMEOUT_MS,
  );

  it(
    'are killed two dozen times, and lose, double and halve nothing',
    async () => {
      const { url } = await testLedger('killed');
      const random = generator(SEED);
      // As many callers as keep two groups under way.
      const plan = { appends: 60, callers: 40 };
      const answers: Answer[][] = [[], []];
      for (let round = 0; round < 12; round += 1) {
        const writers = answers.map((before, writer) =>
          startWriter(url, writer, plan.appends, answeredOf(before, plan.callers)),
        );
        await Promise.all(writers.map(({ ready }) => ready));
        for (const { child } of writers) {
          await sleep(random() * 25);
          child.kill('SIGKILL');
        }
        const more = await Promise.all(writers.map(({ end }) => end));
        more.forEach((told, writer) => answers[writer]?.push(...told));
      }
      const last = answers.map(
        (before, writer) =>
          startWriter(url, writer, plan.appends, answeredOf(before, plan.callers)).end,
      );
      (await Promise.all(last)).forEach((told, writer) => answers[writer]?.push(...told));

      const { store, close } = await openStore(url);
      checkLog(await store.read(0, 1_000_000), answers, plan);
      // Some were killed between the commit and its answer; else this test would prove little.
      expect(answers.flat().some(({ replayed }) => replayed)).toBe(true);
      await close();
    },
    TIMEOUT_MS,
  );

  const startWriter = (
    url: string,
    writer: number,
    appends: number,
    answered: readonly number[],
  ): Writer => {
    const order: WritingOrder = { url, seed: SEED, writer, answered, appends };
    const file = join(directory, `${writer}-${(files += 1)}`);
    const output = openSync(file, 'w');
    const program = join(root, 'libs/platform/dist/testing/ledger-writer.js');
    const child = spawn(process.execPath, [program, JSON.stringify(order)], {
      stdio: ['ignore', output, 'inherit'],
    });
    closeSync(output);
    const end = once(child, 'exit').then(() => {
      if (child.signalCode === null && child.exitCode !== 0)
        throw new Error(`Writer ${writer} failed.`);
      return linesOf(file).slice(1) as Answer[];
    });
    const ready = (async () => {
      while (linesOf(file).length === 0 && child.exitCode === null) await sleep(2);
    })();
    return { child, end, ready };
  };
  let files = 0;
});

describe(`A database that is stopped for ten seconds (ESEP_SEED=${SEED})`, () => {
  let directory: string;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'esep-stopped-'));
    await chmod(directory, 0o755);
    server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
    const owner = new Client({ connectionString: server.url('postgres') });
    await owner.connect();
    await owner.query(LEDGER_SCHEMA);
    await owner.end();
  });
  afterAll(async () => {
    await server.stop('immediate');
    rmSync(directory, { recursive: true, force: true });
  });

  it(
    'makes appends wait, or refuses them until they are sent again; the log stays whole',
    async () => {
      const url = server.url('postgres');
      const patient = await openStore(url, { patienceMs: 30_000, listening: true });
      const hasty = await openStore(url, { patienceMs: 1_000 });
      const plan = { appends: 40, callers: 24 };
      const answers: Answer[][] = [[], []];
      let refusals = 0;

      const answered = () => answers.map((told) => answeredOf(told, plan.callers));
      const write = (store: EventStore, writer: number) =>
        writeByPlan(
          store,
          { ...plan, seed: SEED, writer, answered: answered()[writer] as number[] },
          (answer) => answers[writer]?.push(answer),
        );
      const writing = [
        write(patient.store, 0),
        // A caller that is refused asks again; what was answered to others meanwhile, stands.
        ...Array.from({ length: plan.callers }, async (_, caller) => {
          for (let n = 0; n < plan.appends;) {
            const outcome = await hasty.store
              .append(plannedAppend(SEED, 1, caller, n))
              .catch((error: unknown) => error);
            if (outcome instanceof StoreUnavailable) refusals += 1;
            else {
              const { firstPosition, replayed } = outcome as Answer;
              answers[1]?.push({ caller, n: n++, firstPosition, replayed });
            }
          }
        }),
      ];
      while (answers.flat().length < 400) await sleep(5);
      await server.stop('immediate');
      const before = answers.flat().length;
      await sleep(10_000);
      expect(answers.flat().length).toBe(before);
      await server.launch();
      await Promise.all(writing);

      checkLog(await hasty.store.read(0, 100_000), answers, plan);
      expect(refusals).toBeGreaterThan(0);

      // The patient store hears of others' appends again, by one connection.
      const heard = new Promise<void>((resolve) => void patient.store.onAppended(resolve));
      await until(async () => (await listeners(url)) > 0);
      await accepted(hasty.store, append('news', 0, event()));
      await heard;
      expect(await listeners(url)).toBe(1);
      await Promise.all([patient.close(), hasty.close()]);
    },
    TIMEOUT_MS,
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Writer {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  /** What it was told until it ended or was killed. */
  readonly end: Promise<Answer[]>;
}

interface Plan {
  readonly appends: number;
  readonly callers: number;
}

/** Holds a whole log against the plan and against what the writers were told. */
function checkLog(log: readonly StoredEvent[], answers: readonly Answer[][], plan: Plan): void {
  const planned = answers.flatMap((_, writer) =>
    Array.from({ length: plan.callers }, (_caller, caller) =>
      Array.from({ length: plan.appends }, (_n, n) => plannedAppend(SEED, writer, caller, n)),
    ).flat(),
  );
  const idsOf = ({ writes }: (typeof planned)[number]) =>
    writes.flatMap(({ events }) => events.map(({ eventId }) => eventId));
  // Nothing lost, nothing doubled, nothing else; positions without a hole.
  expect(log.map(({ position }) => position)).toEqual(log.map((_, i) => i));
  expect(log.map(({ envelope }) => envelope.eventId).sort()).toEqual(planned.flatMap(idsOf).sort());
  // No half of an append: its events stand side by side, in order.
  const positions = new Map(log.map(({ position, envelope }) => [envelope.eventId, position]));
  for (const one of planned) {
    const [first = -1, ...rest] = idsOf(one).map((id) => positions.get(id));
    expect(rest).toEqual([first + 1, first + 2]);
  }
  // Every answer was true.
  answers.forEach((told, writer) => {
    for (const { caller, n, firstPosition } of told)
      expect(positions.get(idsOf(plannedAppend(SEED, writer, caller, n))[0] as string)).toBe(
        firstPosition,
      );
  });
  // The versions of a stream without a hole, and time never backwards.
  for (const [, events] of Map.groupBy(log, ({ envelope }) => envelope.stream))
    expect(events.map(({ envelope }) => envelope.version)).toEqual(events.map((_, i) => i + 1));
  const times = log.map(({ envelope }) => envelope.recordedAt);
  expect(times).toEqual([...times].sort());
}

/** How many appends of each caller were answered. */
function answeredOf(answers: readonly Answer[], callers: number): number[] {
  return Array.from(
    { length: callers },
    (_, caller) => answers.filter((answer) => answer.caller === caller).length,
  );
}

/** Lines that were written whole; a killed process may leave half of one. */
function linesOf(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
}

async function openStore(
  url: string,
  { patienceMs, listening = false }: { patienceMs?: number; listening?: boolean } = {},
) {
  const pool = testPool(url);
  const store = await PostgresEventStore.open({
    log: TEST_LOG,
    authority: 'AIFC',
    clock: { now: () => new Date().toISOString() },
    pool,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(listening ? { listen: () => new Client({ connectionString: url }) } : {}),
  });
  const close = async () => {
    await store.close();
    await pool.end();
  };
  return { store, close };
}

async function listeners(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ n: string }>(
    `select count(*) as n from pg_stat_activity where query = 'listen esep_log'`,
  );
  await client.end();
  return Number(rows[0]?.n);
}

/** Mulberry32: a small generator of chance that a seed repeats. */
function generator(seed: string): () => number {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

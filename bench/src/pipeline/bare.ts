import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { KafkaClient } from '@esep/platform';
import { Client } from 'pg';

import { cpuOf, since, type Cpu } from './cpu.js';
import { median, quantile, type Figure, type Settings, type TestServers } from './figure.js';
import { newDatabase } from './filled-log.js';

// The peer of what a fill costs: the same request at the same rate, to a service that does nothing but
// keep it and tell Kafka, and one that keeps what Kafka tells.

interface Round {
  readonly cpuMs: Cpu;
  /** From when each fill was due to its answer, in milliseconds. */
  readonly answered: readonly number[];
}

const TAKES = 'a service that takes fills';
const RECORDS = 'a service that records them';

export const measureBare = async (
  { brokers, brokerPid, postgres }: TestServers,
  { seconds, rounds, rate, onNote }: Settings,
): Promise<readonly Figure[]> => {
  const broker = brokers[0] ?? '';
  const kafka = new KafkaClient({ brokers, clientId: 'esep-bench' });
  await kafka.ensureTopics([{ topic: 'bare', partitions: 1 }]);
  await kafka.ensureGroups();
  const url = await newDatabase(postgres.url('postgres'), 'bare');
  const database = new Client({ connectionString: url });
  await database.connect();
  for (const table of ['taken', 'recorded'])
    await database.query(
      `create table ${table} (id bigint generated always as identity primary key, body text)`,
    );
  const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
  const records = await started('records', broker, url);
  const takes = await started('takes', broker, url);
  const pids = {
    [TAKES]: takes.process.pid ?? 0,
    [RECORDS]: records.process.pid ?? 0,
    'the broker': brokerPid,
  };
  const cpuNow = () => cpuOf(pids, rows[0]?.pid ?? 0);
  const round = async (duration: number): Promise<Round> => {
    const count = Math.round(rate * duration);
    const cpu = await cpuNow();
    const answered = await steady(`http://127.0.0.1:${takes.port}/fills`, rate, count);
    return { answered, cpuMs: since(cpu, await cpuNow(), count) };
  };
  try {
    await round(3);
    const found: Round[] = [];
    for (let n = 1; n <= rounds; n += 1) {
      found.push(await round(seconds / rounds));
      onNote(`Round ${n} of ${rounds}: bare services`);
    }
    await untilAllAreRecorded(database);
    return inFigures(found, rate);
  } finally {
    for (const { process } of [takes, records]) process.kill();
    await database.end();
  }
};

const PROGRAM = fileURLToPath(new URL('./bare-service.js', import.meta.url));

const started = async (
  ...args: string[]
): Promise<{ readonly process: ChildProcess; readonly port: number }> => {
  const child = fork(PROGRAM, args);
  const gone = once(child, 'exit').then(() => {
    throw new Error(`The bare service that ${args[0]} did not start.`);
  });
  const [port] = (await Promise.race([once(child, 'message'), gone])) as [number];
  gone.catch(() => undefined);
  return { process: child, port };
};

/** Open loop, as with Esep: one is due every 10 ms whatever became of the one before. */
const steady = async (url: string, rate: number, count: number): Promise<readonly number[]> => {
  const answered: number[] = [];
  const begun = performance.now();
  const under = Array.from({ length: count }, async (_, n) => {
    const due = begun + (n * 1_000) / rate;
    await sleep(Math.max(1, due - performance.now()));
    const headers = { 'content-type': 'application/json', authorization: TOKEN };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(report(n)) });
    answered.push(performance.now() - due);
    if (!answer.ok) throw new Error(`A bare service: ${answer.status} ${await answer.text()}`);
    await answer.text();
  });
  await Promise.all(under);
  return answered;
};

/** As long as one of ours; nobody reads it. */
const TOKEN = `Bearer ${'x'.repeat(500)}`;

const report = (n: number) => ({
  reportId: `report-${n}`,
  version: 1,
  exchangeId: 'atomex',
  rows: [
    {
      tradeId: `t${n}`,
      side: 'sell',
      licenseeBin: '123456789012',
      asset: 'BTC',
      quantity: '1',
      quote: { amount: '5', currency: 'KZT' },
      executedAt: new Date().toISOString(),
    },
  ],
});

/** What was not done would cost nothing. */
const untilAllAreRecorded = async (database: Client): Promise<void> => {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const { rows } = await database.query<{ taken: number; recorded: number }>(
      'select (select count(*)::int from taken) taken, (select count(*)::int from recorded) recorded',
    );
    const [{ taken, recorded } = { taken: 0, recorded: 0 }] = rows;
    if (taken > 0 && recorded >= taken) return;
    if (performance.now() > deadline)
      throw new Error(`Only ${recorded} of ${taken} fills were recorded by the bare service.`);
    await sleep(100);
  }
};

const inFigures = (rounds: readonly Round[], rate: number): readonly Figure[] => {
  const over = (what: string, of: (round: Round) => number): Figure => ({
    what,
    value: median(rounds.map(of)),
    unit: 'ms',
  });
  const answer = `From when a fill was due until the answer of a bare service, ${rate}/s`;
  return [
    over(`${answer}, p50`, ({ answered }) => quantile(answered, 0.5)),
    over(`${answer}, p99`, ({ answered }) => quantile(answered, 0.99)),
    ...Object.keys(rounds[0]?.cpuMs ?? {}).map((name) =>
      over(bareCost(name), ({ cpuMs }) => cpuMs[name] ?? Number.NaN),
    ),
    over(bareCost('all'), ({ cpuMs }) => Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0)),
  ];
};

const bareCost = (process: string) => `Processor time of ${process} per fill, bare`;

/** What the services cost for what the bare ones do; nothing where either was not measured. */
export const besideBare = (figures: readonly Figure[]): readonly Figure[] => {
  const valueOf = (what: string) => figures.find((figure) => figure.what === what)?.value;
  const beside = (what: string, bare: string, limit: number): readonly Figure[] => {
    const [own, peer] = [valueOf(`Processor time of ${what} per fill`), valueOf(bareCost(bare))];
    if (own === undefined || peer === undefined) return [];
    return [{ what: `${what} beside ${bare}, bare`, value: own / peer, unit: '×', limit }];
  };
  return [...beside('exchange-settlement', TAKES, 2), ...beside('all', 'all', 1.5)];
};

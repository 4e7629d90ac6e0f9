import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

import { KafkaClient, TOPICS, type Role } from '@esep/platform';
import { inventedNumber } from '@esep/simulator';
import { Client } from 'pg';

import { cpuOf, since, type Cpu } from './cpu.js';
import { quantile } from './figure.js';

// The client of bench:pipeline: an exchange that reports fills, and an analyst who looks at them.

export interface ClientOptions {
  /** The cluster's own door: tokens, and the register. */
  readonly url: string;
  readonly urlOf: { readonly [service: string]: string };
  readonly pids: { readonly [process: string]: number };
  readonly databaseUrl: string;
  readonly brokers: readonly string[];
  /** Submissions of one fill a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly rounds: number;
  readonly latency: boolean;
  readonly sustained: boolean;
}

export interface ClientResult {
  /** One for each round. */
  readonly latency: readonly Latency[];
  readonly sustained: Sustained | undefined;
}

export interface Latency {
  /** From the moment a fill was due until its answer. */
  readonly answered: Quantiles;
  /** From the answer until a consumer has it from Kafka. */
  readonly published: Quantiles;
  /** From the answer until supervision says that it has taken the fill. */
  readonly taken: Quantiles;
  /** From the answer until a question without `knownAt` is answered with the fill in the figures. */
  readonly visible: Quantiles;
  /** Processor time of each process per fill, while nobody looks at the figures. */
  readonly cpuMs: Cpu;
  /** The same while the analyst asks for them every 5 ms, whose questions are in it. */
  readonly watchedCpuMs: Cpu;
}

/** Milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

export interface Sustained {
  readonly rowsEach: number;
  readonly rows: number;
  /** Rows a second. */
  readonly durable: number;
  readonly reconciled: number;
  /** Processor time of each process per row. */
  readonly cpuMs: Cpu;
}

const options = workerData as ClientOptions;
const { url, urlOf, rate, seconds, rounds } = options;
const LICENSEES = 20;
const ROWS = 500;
const CALLERS = 4;
const WATCH_MS = 5;
/** So seldom that what the questions take is no part of what a fill takes. */
const GLANCE_MS = 500;
/** Nobody waits for figures longer than this. */
const PATIENCE_MS = 180_000;
const LOG = 'esep/exchange-settlement/local';

const main = async (): Promise<ClientResult> => {
  const database = new Client({ connectionString: options.databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
  backendPid = rows[0]?.pid ?? 0;
  const sector = await register();
  const rounds = options.latency ? await oneByOne(sector) : [];
  const sustained = options.sustained ? await bulk(sector) : undefined;
  await database.end();
  return { latency: rounds, sustained };
};

let backendPid = 0;

const cpuNow = (): Promise<Cpu> => cpuOf(options.pids, backendPid);

const note = (text: string) => process.stderr.write(`${text}\n`);

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────

const tokenOf = async (role: Role, organisation: string): Promise<string> => {
  const query = new URLSearchParams({ role, organisation });
  const answer = await fetch(`${url}/dev/v1/tokens?${query}`);
  return ((await answer.json()) as { items: { token: string }[] }).items[0]?.token ?? '';
};

const call = async <Answer>(path: string, token: string, body?: object): Promise<Answer> => {
  const service = path.split('/')[1] ?? '';
  const answer = await fetch((urlOf[service] ?? url) + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const answeredAt = performance.now();
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  const said = JSON.parse(text) as Answer & { rejected?: unknown[] };
  if (said.rejected?.length) throw new Error(text);
  return { ...said, answeredAt };
};

// ── The sector ──────────────────────────────────────────────────────────────────────────────────

interface Sector {
  readonly exchange: string;
  readonly analyst: string;
  readonly service: string;
  /** Their ids. */
  readonly licensees: readonly string[];
}

/** Within the day that one person may enter in the register alone. */
const from = new Date(Date.now() - 12 * 3_600_000).toISOString();
const aMinuteAgo = () => new Date(Date.now() - 60_000).toISOString();

/** One pool, one exchange, and licensees who mined more than they will sell here. */
const register = async (): Promise<Sector> => {
  const officer = await tokenOf('licensing-officer', 'aifc');
  const pool = { id: 'dmp-1', name: 'Bench pool', approvedFrom: from };
  await call('/licensing/v1/pools', officer, pool);
  const exchange = { id: 'atomex', name: 'Bench exchange', approvedFrom: from };
  await call('/licensing/v1/exchanges', officer, exchange);
  const licensees: string[] = [];
  for (let n = 0; n < LICENSEES; n += 1) {
    const { licenseeId } = await call<{ licenseeId: string }>(
      '/licensing/v1/licences/import',
      officer,
      {
        licenceId: `L-${n}`,
        licenseeBin: inventedNumber('bin', n),
        name: `Licensee ${n} LLP`,
        kind: 'legal-entity',
        authority: 'AIFC',
        issuedAt: from,
        affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from }],
      },
    );
    licensees.push(licenseeId);
  }
  const mined = licensees.map((_, n) => ({
    rowId: `mined-${n}`,
    licenceId: `L-${n}`,
    asset: 'BTC',
    scheme: 'FPPS',
    gross: '1000000000000',
    fee: '0',
    net: '1000000000000',
    distributedAt: new Date(Date.now() - 120_000).toISOString(),
  }));
  const report = { reportId: 'mined', version: 1, poolId: 'dmp-1', rows: mined };
  await call('/pool-reporting/v1/distributions', await tokenOf('pool', 'dmp-1'), report);
  const sector = {
    exchange: await tokenOf('exchange', 'atomex'),
    analyst: await tokenOf('supervision-analyst', 'aifc'),
    service: await tokenOf('service', 'supervision'),
    licensees,
  };
  await untilSold(sector, 0, 0);
  return sector;
};

let reports = 0;
const sold = new Map<number, number>();

/** A report of fills of one unit each. */
const report = (count: number, licenseeOf: (i: number) => number) => {
  reports += 1;
  const executedAt = aMinuteAgo();
  const rows = Array.from({ length: count }, (_, i) => {
    const n = licenseeOf(i);
    sold.set(n, (sold.get(n) ?? 0) + 1);
    return {
      tradeId: `t${reports}-${i}`,
      side: 'sell',
      licenseeBin: inventedNumber('bin', n),
      asset: 'BTC',
      quantity: '1',
      quote: { amount: '5', currency: 'KZT' },
      executedAt,
    };
  });
  return { reportId: `report-${reports}`, version: 1, exchangeId: 'atomex', rows };
};

const post = (sector: Sector, body: object) =>
  call<{ answeredAt: number }>('/exchange-settlement/v1/fills', sector.exchange, body);

// ── The figures ─────────────────────────────────────────────────────────────────────────────────

interface Look {
  readonly at: number;
  /** Fills that are in the figures. */
  readonly sold: number;
  /** Position of the exchange's log that supervision has taken. */
  readonly taken: number;
}

interface Reconciliation {
  readonly rows: readonly { soldInTime: string; soldLate: string; surplus: string }[];
  readonly ledger: { readonly sources: { readonly [log: string]: { position: number } } };
}

/** What anybody sees who asks without saying when. */
const look = async ({ analyst, licensees }: Sector, licensee: number): Promise<Look> => {
  const path = `/supervision/v1/reconciliations/${licensees[licensee]}/BTC`;
  const { rows, ledger } = await call<Reconciliation>(path, analyst);
  return {
    at: performance.now(),
    sold: rows.reduce((sum, r) => sum + +r.soldInTime + +r.soldLate + +r.surplus, 0),
    taken: ledger.sources[LOG]?.position ?? -1,
  };
};

const untilSold = async (
  sector: Sector,
  licensee: number,
  count: number,
  everyMs = WATCH_MS,
): Promise<Look[]> => {
  const looks: Look[] = [];
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    // Before supervision heard of the licensee, it knows nobody of that name.
    const found = await look(sector, licensee).catch((error: unknown) => {
      if (count > 0) throw error;
    });
    if (found) looks.push(found);
    if (found && found.sold >= count) return looks;
    if (performance.now() > deadline)
      throw new Error(`Only ${found?.sold} of ${count} fills are in the reconciliation.`);
    await sleep(everyMs);
  }
};

// ── One by one ──────────────────────────────────────────────────────────────────────────────────

const oneByOne = async (sector: Sector): Promise<readonly Latency[]> => {
  const kafka = new KafkaClient({ brokers: options.brokers, clientId: 'esep-bench' });
  const arrived = new Map<number, number>();
  const consumer = await kafka.consume({
    group: 'esep-bench',
    topics: TOPICS.filter(({ topic }) => topic === 'esep.exchange-settlement.v1'),
    onAssigned: () => undefined,
    onBatch: (_place, messages) => {
      const at = performance.now();
      for (const message of messages) {
        const position = Number(message.header('position') ?? -1);
        if (!arrived.has(position)) arrived.set(position, at);
      }
    },
  });
  await watched(sector, 3, arrived);
  const found: Latency[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const latency = await watched(sector, seconds / rounds, arrived);
    const { p50, p99 } = latency.visible;
    note(`Round ${round} of ${rounds}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
    const { cpuMs } = await steady(sector, seconds / rounds, GLANCE_MS);
    const all = Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);
    note(`Round ${round} of ${rounds}: ${all.toFixed(1)} ms of processor time`);
    found.push({ ...latency, cpuMs });
  }
  await consumer.close();
  return found;
};

interface Load {
  /** Fills in the figures before the first of these. */
  readonly before: number;
  /** When each trade was due, and when it was answered. */
  readonly answers: ReadonlyMap<string, { readonly due: number; readonly at: number }>;
  readonly looks: readonly Look[];
  readonly cpuMs: Cpu;
}

/** Open loop: one is due every 10 ms whatever became of the one before. All of one licensee. */
const steady = async (sector: Sector, duration: number, watchMs: number): Promise<Load> => {
  const before = sold.get(0) ?? 0;
  const count = Math.round(rate * duration);
  const cpu = await cpuNow();
  const answers = new Map<string, { readonly due: number; readonly at: number }>();
  const under: Promise<void>[] = [];
  const watching = untilSold(sector, 0, before + count, watchMs);
  const begun = performance.now();
  for (let n = 0; n < count; n += 1) {
    const due = begun + (n * 1_000) / rate;
    while (performance.now() < due) await sleep(Math.max(0, due - performance.now() - 0.5));
    const body = report(1, () => 0);
    const { tradeId } = body.rows[0] as { tradeId: string };
    under.push(
      post(sector, body).then(({ answeredAt: at }) => void answers.set(tradeId, { due, at })),
    );
  }
  await Promise.all(under);
  const looks = await watching;
  return { before, answers, looks, cpuMs: since(cpu, await cpuNow(), count) };
};

/** The same while the figures are asked for again and again. */
const watched = async (
  sector: Sector,
  duration: number,
  arrived: ReadonlyMap<number, number>,
): Promise<Omit<Latency, 'cpuMs'>> => {
  const first = await headOf(sector);
  const { before, answers, looks, cpuMs } = await steady(sector, duration, WATCH_MS);
  const fills = (await fillsFrom(sector, first)).map(({ position, tradeId }, k) => {
    const { due, at } = answers.get(tradeId) as { due: number; at: number };
    const seen = (test: (look: Look) => boolean) => (looks.find(test) as Look).at;
    return {
      answered: at - due,
      published: (arrived.get(position) ?? Number.NaN) - at,
      taken: seen(({ taken }) => taken >= position) - at,
      visible: seen(({ sold }) => sold > before + k) - at,
    };
  });
  const quantiles = (of: (fill: (typeof fills)[number]) => number): Quantiles => ({
    // What was seen before the answer came was there at once.
    p50: Math.max(0, quantile(fills.map(of), 0.5)),
    p99: Math.max(0, quantile(fills.map(of), 0.99)),
  });
  return {
    answered: quantiles(({ answered }) => answered),
    published: quantiles(({ published }) => published),
    taken: quantiles(({ taken }) => taken),
    visible: quantiles(({ visible }) => visible),
    watchedCpuMs: cpuMs,
  };
};

interface Logged {
  readonly head: { readonly next: number };
  readonly events: readonly { readonly position: number; readonly bytes: string }[];
}

const logged = (sector: Sector, first: number, limit: number): Promise<Logged> =>
  call(`/exchange-settlement/v1/events?from=${first}&limit=${limit}`, sector.service);

const headOf = async (sector: Sector): Promise<number> => (await logged(sector, 0, 0)).head.next;

/** The fills from a position on, in the order in which the log has them. */
const fillsFrom = async (sector: Sector, first: number) => {
  const fills: { readonly position: number; readonly tradeId: string }[] = [];
  for (let from = first; ;) {
    const { events } = await logged(sector, from, 1_000);
    const last = events.at(-1);
    if (!last) return fills;
    for (const { position, bytes } of events) {
      const { type, body } = JSON.parse(bytes) as { type: string; body: { tradeId: string } };
      if (type === 'FillRecorded') fills.push({ position, tradeId: body.tradeId });
    }
    from = last.position + 1;
  }
};

// ── In bulk ─────────────────────────────────────────────────────────────────────────────────────

const bulk = async (sector: Sector): Promise<Sustained> => {
  note(`Reports of ${ROWS} fills for ${seconds} s`);
  const cpu = await cpuNow();
  const begun = performance.now();
  const sinceBegun = () => (performance.now() - begun) / 1_000;
  let rows = 0;
  const caller = async () => {
    while (sinceBegun() < seconds) {
      await post(
        sector,
        report(ROWS, (i) => i % LICENSEES),
      );
      rows += ROWS;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  const durable = rows / sinceBegun();
  // Of each licensee, so that none is missing anywhere.
  for (let n = 0; n < LICENSEES; n += 1) await untilSold(sector, n, sold.get(n) ?? 0);
  const reconciled = rows / sinceBegun();
  return { rowsEach: ROWS, rows, durable, reconciled, cpuMs: since(cpu, await cpuNow(), rows) };
};

parentPort?.postMessage(await main());

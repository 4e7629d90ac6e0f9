import type { Pool, QueryResult } from 'pg';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

import type { SimulatedProcess, VirtualTime } from './virtual-time.js';

// A real PostgreSQL behind simulated connections. Statements run at once, each within a step; in
// between a connection may be lost, before the statement or before its answer, and a process may die.
// Transactions of different processes run into each other as they do in life, row locks included.

interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
  readonly name?: string;
}

/** A connection in use. */
interface Session {
  readonly client: Client;
  readonly process: SimulatedProcess;
  state: 'open' | 'waiting' | 'lost' | 'ended';
}

export class SimulatedDatabase {
  /** How many of a thousand statements lose their connection. */
  lossPerMille = 0;
  awayUntil = 0;
  losses = 0;
  private readonly idle: Client[] = [];
  private readonly sessions = new Set<Session>();
  private time!: VirtualTime;

  private constructor(
    private readonly url: string,
    private readonly control: Client,
  ) {}

  static async open(url: string): Promise<SimulatedDatabase> {
    return new SimulatedDatabase(url, await connected(url));
  }

  /** Begins with empty tables under another time. */
  async reset(time: VirtualTime, statements: string): Promise<void> {
    for (const session of this.sessions) await this.abandon(session);
    Object.assign(this, { time, losses: 0, lossPerMille: 0, awayUntil: 0 });
    await this.control.query(`set session_replication_role = replica; ${statements};
      set session_replication_role = origin`);
  }

  /** Reads what stands there now, from outside of the simulation. */
  async look<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.control.query(text, [...values])).rows as Row[];
  }

  async close(): Promise<void> {
    for (const session of this.sessions) await this.abandon(session);
    await Promise.all([this.control, ...this.idle].map((client) => client.end()));
  }

  /** What the event store and the publisher of a process use. */
  poolOf(process: SimulatedProcess): Pool {
    process.whenItEnds(() => this.abandonAll(process));
    const query = (statement: Statement | string, values?: readonly unknown[]) =>
      this.ask(process, typeof statement === 'string' ? { text: statement } : statement, values);
    const connect = async () => ({ query, on: () => undefined, release: () => undefined });
    return { query, connect } as unknown as Pool;
  }

  /** What subscriptions and projections of a process use. */
  dataSourceOf(process: SimulatedProcess): DataSource {
    process.whenItEnds(() => this.abandonAll(process));
    const query = async (text: string, values?: readonly unknown[]) =>
      (await this.ask(process, { text }, values)).rows as unknown;
    const transaction = (work: (tx: EntityManager) => Promise<unknown>) =>
      this.transact(process, work);
    return { query, transaction } as unknown as DataSource;
  }

  private async ask(
    process: SimulatedProcess,
    { text, name, values: own }: Statement,
    values: readonly unknown[] = own ?? [],
  ): Promise<QueryResult> {
    const what = nameOf(text);
    await process.pause(`${what} asked`);
    this.mayLose();
    const session = await this.open(process);
    session.state = 'waiting';
    try {
      const real = session.client.query({ text, values: [...values], ...(name ? { name } : {}) });
      return await this.time.during(real, () => this.isBlocked(session.client));
    } finally {
      await this.lives(process);
      this.end(session);
      await process.pause(`${what} answered`);
      // An answer may be lost, whatever it says.
      this.mayLose();
    }
  }

  private async open(process: SimulatedProcess): Promise<Session> {
    const client = this.idle.pop() ?? (await this.time.during(connected(this.url)));
    const session: Session = { client, process, state: 'open' };
    this.sessions.add(session);
    return session;
  }

  private async transact<T>(
    process: SimulatedProcess,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    await process.pause('begin asked');
    const transaction = await this.open(process);
    const { client } = transaction;
    await this.time.during(client.query('begin'));
    // Statements that are sent behind each other are answered in that order.
    let last: Promise<unknown> = Promise.resolve();
    const query = (text: string, values?: readonly unknown[]) => {
      const answer = last.then(() => this.askIn(transaction, text, values));
      last = answer.catch(() => undefined);
      return answer;
    };
    try {
      const result = await work({ query } as unknown as EntityManager);
      await process.pause('commit asked');
      this.mayLose();
      await this.time.during(client.query('commit'));
      this.end(transaction);
      await process.pause('commit answered');
      this.mayLose();
      return result;
    } catch (error) {
      await last;
      if (transaction.state !== 'ended') {
        await this.time.during(client.query('rollback'));
        this.end(transaction);
      }
      throw error;
    }
  }

  private async askIn(
    transaction: Session,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<unknown> {
    const { process, client } = transaction;
    await process.pause(`${nameOf(text)} asked`);
    if (transaction.state === 'lost') throw connectionLost();
    try {
      this.mayLose();
    } catch (error) {
      transaction.state = 'lost';
      throw error;
    }
    transaction.state = 'waiting';
    try {
      const real = client.query(text, [...values]);
      const { rows } = await this.time.during(real, () => this.isBlocked(client));
      return rows;
    } finally {
      await this.lives(process);
      transaction.state = 'open';
    }
  }

  /** What comes to an end under a dead process is told to nobody. */
  private async lives({ isAlive }: SimulatedProcess): Promise<void> {
    if (!isAlive) await new Promise(() => undefined);
  }

  /** The process is gone; the database notices and rolls back. */
  private async abandonAll(process: SimulatedProcess): Promise<void> {
    for (const session of this.sessions)
      if (session.process === process) await this.abandon(session);
  }

  private async abandon(session: Session): Promise<void> {
    const { client, state } = session;
    if (state === 'waiting')
      await this.control.query('select pg_cancel_backend($1)', [pidOf(client)]);
    await client.query('rollback');
    this.end(session);
  }

  private end(session: Session): void {
    session.state = 'ended';
    this.sessions.delete(session);
    this.idle.push(session.client);
    this.time.unblock();
  }

  private async isBlocked(client: Client): Promise<boolean> {
    const { rows } = await this.control.query<{ blocked: boolean }>(
      'select cardinality(pg_blocking_pids($1)) > 0 as blocked',
      [pidOf(client)],
    );
    return rows[0]?.blocked === true;
  }

  private mayLose(): void {
    const isAway = this.time.now < this.awayUntil;
    if (!isAway && (this.lossPerMille === 0 || this.time.chance.below(1_000) >= this.lossPerMille))
      return;
    this.losses += 1;
    throw connectionLost();
  }
}

const connectionLost = (): Error =>
  Object.assign(new Error('The connection was lost.'), { code: 'ECONNRESET' });

const connected = async (url: string): Promise<Client> => {
  // A deadlock is told at once: nothing else moves meanwhile that could dissolve it.
  const client = new Client({
    connectionString: url,
    options: '-c deadlock_timeout=1 -c search_path=reconciliation,public',
  });
  // Whoever asks next is told; unheard, it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

const pidOf = (client: Client): number => (client as Client & { processID: number }).processID;

/** What a statement does, as failpoints are called. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/insert into ledger\.events/, 'append'],
  [/update ledger\.head/, 'watermark'],
  [/ledger\./, 'log'],
  [/update publishing\.progress/, 'progress'],
  [/merge into subscriptions/, 'checkpoint'],
  [/subscriptions\.held/, 'held'],
  [/subscriptions\.parked/, 'parked'],
  [/subscriptions\./, 'position'],
  [/insert into/, 'effect'],
];

const nameOf = (text: string): string =>
  NAMES.find(([pattern]) => pattern.test(text))?.[1] ?? text.trim().split(/\s/, 1)[0] ?? '';

import { setTimeout as realSleep } from 'node:timers/promises';

import type { Pool, QueryResult } from 'pg';
import { Client } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

import { LockWaits, prepared, type Outcome, type Session } from './lock-waits.js';
import type { SimulatedProcess, VirtualTime } from './virtual-time.js';

// A real PostgreSQL behind simulated connections. Statements run at once, each within a step; in
// between a connection may be lost, before the statement or before its answer, and a process may die.
// Transactions of different processes run into each other as they do in life, row locks included.

/** As pg takes it. Its name is left out: all are prepared here, and planned again for each seed. */
interface Query {
  readonly text: string;
  readonly values?: readonly unknown[];
}

export class SimulatedDatabase {
  /** How many of a thousand statements lose their connection. */
  lossPerMille = 0;
  awayUntil = 0;
  losses = 0;
  private readonly idle: Client[] = [];
  private readonly sessions = new Set<Session>();
  private time!: VirtualTime;
  private locks!: LockWaits;

  private constructor(
    private readonly url: string,
    private readonly control: Client,
    private readonly beginning: Client,
    private readonly tables: readonly string[],
  ) {}

  static async open(
    url: string,
    schema: string,
    tables: readonly string[],
  ): Promise<SimulatedDatabase> {
    const control = await connected(url);
    await control.query(schema);
    // What is known of tables by an analysis makes other plans, which lock in another order.
    for (const table of tables)
      await control.query(`alter table ${table} set (autovacuum_enabled = off)`);
    return new SimulatedDatabase(url, control, await connected(url), tables);
  }

  /**
   * Begins with empty tables under another time. Somebody who still sees the beginning keeps the server
   * from clearing up what is out of date: when it would, and in which order rows then stand and are
   * locked, is its own to decide, and depends on all that it does beside this.
   */
  async reset(time: VirtualTime): Promise<void> {
    if (this.sessions.size > 0) await this.abandon([...this.sessions]);
    Object.assign(this, { time, losses: 0, lossPerMille: 0, awayUntil: 0 });
    this.locks = new LockWaits(time, this.sessions, this.control);
    await this.beginning.query('rollback');
    // How a statement is done was planned for the tables of another seed.
    for (const client of this.idle) await client.query('discard plans');
    await this.control.query(`set session_replication_role = replica;
      truncate ${this.tables.join(', ')} restart identity;
      set session_replication_role = origin`);
    await this.beginning.query(
      'begin isolation level repeatable read; select pg_current_snapshot()',
    );
  }

  /** Reads what stands there now, from outside of the simulation. */
  async look<Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.control.query(prepared(text, values))).rows as Row[];
  }

  async close(): Promise<void> {
    if (this.sessions.size > 0) await this.abandon([...this.sessions]);
    const { control, beginning, idle } = this;
    await Promise.all([control, beginning, ...idle].map((client) => client.end()));
  }

  /** What the event store and the publisher of a process use. */
  poolOf(process: SimulatedProcess): Pool {
    process.whenItEnds(() => this.abandonAll(process));
    const query = (query: Query | string, values?: readonly unknown[]) =>
      this.ask(process, typeof query === 'string' ? { text: query } : query, values);
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
    { text, values: own }: Query,
    values: readonly unknown[] = own ?? [],
  ): Promise<QueryResult> {
    const what = nameOf(text);
    await process.pause(`${what} asked`);
    this.mayLose();
    try {
      return await this.run(process, () => this.open(process, false), { text, values });
    } finally {
      await process.pause(`${what} answered`);
      // An answer may be lost, whatever it says.
      this.mayLose();
    }
  }

  /** What comes to an end under a dead process is told to nobody. */
  private run(
    process: SimulatedProcess,
    on: () => Session | Promise<Session>,
    { text, values }: Required<Query>,
  ): Promise<QueryResult> {
    return new Promise((resolve, reject) => {
      void this.time.during(async () => {
        if (!process.isAlive) return;
        const session = await on();
        const tell = (outcome: Outcome): void => {
          if (!session.isInTransaction) this.end(session);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.result);
        };
        await this.locks.run({ session, text, values, what: nameOf(text), tell });
      });
    });
  }

  private async open(process: SimulatedProcess, isInTransaction: boolean): Promise<Session> {
    const client = this.idle.pop() ?? (await connected(this.url));
    const session: Session = { client, process, isInTransaction, state: 'open' };
    this.sessions.add(session);
    return session;
  }

  private async transact<T>(
    process: SimulatedProcess,
    work: (tx: EntityManager) => Promise<T>,
  ): Promise<T> {
    await process.pause('begin asked');
    const transaction = await this.time.during(() => this.open(process, true));
    const tell = (text: string) => this.run(process, () => transaction, { text, values: [] });
    await tell('begin');
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
      await tell('commit');
      this.end(transaction);
      await process.pause('commit answered');
      this.mayLose();
      return result;
    } catch (error) {
      await last;
      if (transaction.state !== 'ended') {
        await tell('rollback');
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
    const { process } = transaction;
    await process.pause(`${nameOf(text)} asked`);
    if (transaction.state === 'lost') throw connectionLost();
    try {
      this.mayLose();
    } catch (error) {
      transaction.state = 'lost';
      throw error;
    }
    return (await this.run(process, () => transaction, { text, values })).rows;
  }

  /** The process is gone; the database notices and rolls back. */
  private async abandonAll(process: SimulatedProcess): Promise<void> {
    const own = [...this.sessions].filter((session) => session.process === process);
    if (own.length > 0) await this.abandon(own);
  }

  private async abandon(sessions: readonly Session[]): Promise<void> {
    // First of all that nobody of them goes on when another lets go.
    for (const session of sessions) await this.locks.forget(session);
    for (const session of sessions) {
      // The connection may really be lost by now, and then it comes to the same.
      const isThere = await session.client.query('rollback').then(
        () => true,
        () => false,
      );
      this.end(session, isThere);
    }
    this.locks.letGo();
  }

  private end(session: Session, isThere = true): void {
    session.state = 'ended';
    this.sessions.delete(session);
    if (isThere) this.idle.push(session.client);
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
  // Who is in a deadlock with whom is for LockWaits to say: the server would look after some time, and
  // end whoever happens to look first.
  const client = new Client({
    connectionString: url,
    options:
      '-c deadlock_timeout=1d -c plan_cache_mode=force_generic_plan -c search_path=reconciliation,public',
  });
  // Whoever asks next is told; unheard, it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if ((error as { code?: unknown }).code !== TOO_MANY_CONNECTIONS) throw error;
    // Others use the server as well. No time passes in the simulation until they leave it.
    await realSleep(500);
    return connected(url);
  }
};

const TOO_MANY_CONNECTIONS = '53300';

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

import type { Client, QueryConfig, QueryResult } from 'pg';
import { DatabaseError } from 'pg';

import type { SimulatedProcess, VirtualTime } from './virtual-time.js';

// Which statement waits for which, when transactions run into each other on the real PostgreSQL. How
// long a statement takes says nothing about that, so it is not looked at: one statement is at work at a
// time, and it has ended, or PostgreSQL says for whose lock it waits. That cannot change by itself,
// because the others stand still.
//
// One waits in PostgreSQL, with all that it has locked by then. Of two, a commit would wake both, and
// which comes first would be the machine's to decide. So whatever would wait as well is broken off and
// undone, and asked again when locks were let go: as if it had been sent a little later.

/** A connection in use. */
export interface Session {
  readonly client: Client;
  readonly process: SimulatedProcess;
  readonly isInTransaction: boolean;
  state: 'open' | 'lost' | 'ended';
}

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** What it does, as failpoints are called. */
  readonly what: string;
}

export type Outcome = { readonly result: QueryResult } | { readonly error: unknown };

interface Asked extends Statement {
  readonly session: Session;
  /** Told once, and only to a process that lives. */
  readonly tell: (outcome: Outcome) => void;
}

interface Sent extends Asked {
  readonly outcome: Promise<Outcome>;
}

interface Waiting extends Sent {
  readonly holders: readonly Session[];
  /** For whom it was seen waiting before. */
  readonly seen?: string;
}

export class LockWaits {
  /** Waits in PostgreSQL. */
  private waiter: Waiting | undefined;
  /** Would wait as well: broken off, and asked again. */
  private later: Waiting[] = [];

  constructor(
    private readonly time: VirtualTime,
    private readonly sessions: ReadonlySet<Session>,
    /** A connection that looks at the others. */
    private readonly control: Client,
  ) {}

  /** Runs a statement until it has ended or waits. To be called as work of a step. */
  async run(asked: Asked): Promise<void> {
    const { session, text } = asked;
    if (!session.process.isAlive || session.state === 'ended') return;
    const isUndoable =
      this.waiter !== undefined && session.isInTransaction && !ENDS_OR_MARKS.test(text);
    // In a transaction that has failed there are no savepoints, and nothing waits.
    const isMarked = isUndoable && 'result' in (await this.send(session, `savepoint ${MARK}`));
    const sent: Sent = { ...asked, outcome: this.send(session, text, asked.values) };
    const holders = await this.holdersOf(sent);
    if (holders.length > 0) return this.wait({ ...sent, holders }, isMarked);
    const outcome = await sent.outcome;
    if (isMarked && 'result' in outcome) await this.send(session, `release savepoint ${MARK}`);
    this.told(sent, outcome);
  }

  /** What a session asked for is broken off, and told to nobody. */
  async forget(session: Session): Promise<void> {
    const { waiter } = this;
    this.later = this.later.filter((one) => one.session !== session);
    if (waiter?.session !== session) return;
    this.waiter = undefined;
    await this.breakOff(waiter);
  }

  /** Locks were let go: whoever waits for one may go on within this step. */
  letGo(): void {
    const again = this.later.map((one) => () => this.run(one));
    this.later = [];
    this.time.next(() => this.lookAtWaiter(), ...again);
  }

  private async lookAtWaiter(): Promise<void> {
    const { waiter } = this;
    if (!waiter) return;
    this.waiter = undefined;
    const holders = await this.holdersOf(waiter);
    if (holders.length > 0) await this.wait({ ...waiter, holders }, false);
    else this.told(waiter, await waiter.outcome);
  }

  private async wait(one: Waiting, isMarked: boolean): Promise<void> {
    const { session, what } = one;
    const isCircle = this.closesCircle(one);
    const { name } = session.process;
    const seen = one.holders.map(({ process }) => process.name).join(', ');
    const how = isCircle ? 'is in a deadlock with' : 'waits for';
    if (isCircle || seen !== one.seen) this.time.note(`${name} ${what} ${how} ${seen}`);
    const waiting = { ...one, seen };
    if (!isCircle && !this.waiter) {
      this.waiter = waiting;
      return;
    }
    await this.breakOff(one);
    if (isCircle) return this.told(one, { error: deadlock() });
    if (isMarked) await this.send(session, `rollback to ${MARK}; release savepoint ${MARK}`);
    this.later.push(waiting);
  }

  /** Do those that it waits for wait for it? */
  private closesCircle({ session, holders }: Waiting): boolean {
    const waiting = [...(this.waiter ? [this.waiter] : []), ...this.later];
    const seen = new Set<Session>();
    const waitFor = (held: readonly Session[]): boolean =>
      held.some((holder) => {
        if (holder === session) return true;
        if (seen.has(holder)) return false;
        seen.add(holder);
        return waiting.some((one) => one.session === holder && waitFor(one.holders));
      });
    return waitFor(holders);
  }

  private told({ session, text, what, tell }: Asked, outcome: Outcome): void {
    const failed = 'error' in outcome;
    const said = failed ? codeOf(outcome.error) : `${outcome.result.rowCount ?? 0} rows`;
    this.time.note(`${session.process.name} ${what}: ${said}`);
    if (failed || !session.isInTransaction || LETS_GO.test(text)) this.letGo();
    if (session.process.isAlive) tell(outcome);
  }

  /** For whose locks it waits; nobody's, when it has ended. */
  private async holdersOf({ session, outcome }: Sent): Promise<readonly Session[]> {
    const ended = outcome.then((): true => true);
    // Where nobody else is at work there is nobody to wait for.
    if (this.sessions.size === 1) return ended.then(() => []);
    const { client } = session;
    const patience = Date.now() + PATIENCE_MS;
    for (let pollMs = POLL_MS; ; pollMs = Math.min(2 * pollMs, POLL_MS_MAX)) {
      if (await isSo(ended, pollMs)) return [];
      const { rows } = await this.control.query<{ pid: number }>(
        'select unnest(pg_blocking_pids($1)) as pid',
        [pidOf(client)],
      );
      const holders = rows.map(({ pid }) =>
        [...this.sessions].find((other) => pidOf(other.client) === pid),
      );
      // Somebody else's lock, an autovacuum's for example, is let go without us.
      if (holders.length > 0 && holders.every((holder) => holder !== undefined)) return holders;
      if (Date.now() > patience) throw new Error('The real database does not answer.');
    }
  }

  private async breakOff({ session, outcome }: Sent): Promise<void> {
    await this.control.query('select pg_cancel_backend($1)', [pidOf(session.client)]);
    const broken = await outcome;
    if (!('error' in broken)) throw new Error('What waited for a lock ended without it.');
  }

  private send(
    { client }: Session,
    text: string,
    values: readonly unknown[] = [],
  ): Promise<Outcome> {
    return client.query(prepared(text, values)).then(
      (result) => ({ result }),
      async (error: unknown) => {
        // An error is told before the locks are let go, and nothing else after that.
        await client.query('').catch(() => undefined);
        return { error };
      },
    );
  }
}

/**
 * Prepared, once for each connection, because the server takes longer to read and plan a statement than
 * to do it. What has several statements in it cannot be.
 */
export const prepared = (text: string, values: readonly unknown[] = []): QueryConfig => {
  let name = NAMES.get(text);
  if (name === undefined) {
    name = /^[^;]*$/.test(text) && DOES.test(text) ? `statement_${NAMES.size}` : '';
    NAMES.set(text, name);
  }
  return { name, text, values: [...values] };
};
/** '' of what is not prepared. */
const NAMES = new Map<string, string>();
const DOES = /^\s*(select|insert|update|delete|with|merge)\b/i;

const MARK = 'before_waiting';
const ENDS_OR_MARKS = /^\s*(begin|commit|rollback|savepoint|release)\b/i;
const LETS_GO = /^\s*(commit|rollback)\b/i;

/** How soon it is looked for locks, first and at most, and how long the machine may stand still: none decides anything. */
const POLL_MS = 5;
const POLL_MS_MAX = 160;
const PATIENCE_MS = 300_000;

/** Whether it is so by then. */
const isSo = async (soon: Promise<true>, ms: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const answer = await Promise.race([soon, late]);
  clearTimeout(timer);
  return answer;
};

const deadlock = (): Error => Object.assign(new Error('deadlock detected'), { code: '40P01' });

/**
 * What the statement itself came to. Where the real server or the way to it failed, the simulation has
 * no ground to stand on.
 */
const codeOf = (error: unknown): string => {
  const { code = '' } = error as { code?: string };
  const isAnswer = error instanceof DatabaseError && !/^(08|53|57|58|XX)/.test(code);
  if (isAnswer || code === '40P01') return code;
  throw new Error('The real database failed under the simulation.', { cause: error });
};

export const pidOf = (client: Client): number =>
  (client as Client & { processID: number }).processID;

import { createHash } from 'node:crypto';

import type { Instant } from '@esep/kernel';
import { instantOf, millisOf } from '@esep/kernel';
import type { Sleep } from '@esep/platform';
import type { Chance } from '@esep/supervision-domain/random-cases';

// Time and order are the simulation's own. Whatever the simulated processes wait for is a gate: a
// timer, an answer of the database, of the broker, of another service. Chance says how long each one
// takes; the earliest is opened, and everything that follows from it happens before the next is. So a
// seed decides everything, and the real code between two gates runs unchanged.

/** When every simulation begins. */
const BEGINNING = millisOf('2026-05-20T07:00:00.000Z');

interface Gate {
  at: number;
  readonly order: number;
  readonly process: SimulatedProcess;
  readonly label: string;
  readonly open: () => void;
  /** Nobody is listened to any more who might break the wait off. */
  readonly forget: () => void;
}

/** Work of the real database, which happens within a step. */
interface Work {
  /** Settles with the real thing, either way. */
  readonly ended: Promise<void>;
  hasEnded: boolean;
  /** Tells the outcome to whoever waits for it. */
  readonly tell: () => void;
  /** Does it wait for a lock that another process holds? */
  readonly isBlocked: (() => Promise<boolean>) | undefined;
  seenBlocked: number;
}

/** A lock that is waited for this many looks is held by somebody whose turn has not come. */
const LOOKS = 5;
const LOOK_EVERY_MS = 2;

export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0;
  steps = 0;
  readonly trace: string[] | undefined;
  private order = 0;
  private readonly gates: Gate[] = [];
  private readonly working = new Set<Work>();
  private readonly blocked = new Set<Work>();
  private readonly hash = createHash('sha256');

  constructor(
    readonly chance: Chance,
    { keepTrace = false } = {},
  ) {
    this.trace = keepTrace ? [] : undefined;
  }

  instant(skewMs = 0): Instant {
    return instantOf(BEGINNING + this.now + skewMs);
  }

  /** What everything that happened comes to: the same for the same seed. */
  digest(): string {
    return this.hash.copy().digest('hex').slice(0, 16);
  }

  note(what: string): void {
    const line = `${String(this.now).padStart(6)} ${what}`;
    this.hash.update(`${line}\n`);
    this.trace?.push(line);
  }

  /** Resolves when its turn comes; never, if the process is dead by then. */
  wait(process: SimulatedProcess, label: string, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const gate: Gate = {
        at: this.now + ms,
        order: (this.order += 1),
        process,
        label,
        open: resolve,
        forget: () => signal?.removeEventListener('abort', abort),
      };
      const abort = (): void => {
        const index = this.gates.indexOf(gate);
        if (index >= 0) this.gates.splice(index, 1);
        reject(new Error('The wait was broken off.'));
      };
      this.insert(gate);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /**
   * Counts work of the real database as a part of the present step. What it comes to is told in the
   * order in which it was begun, whichever answer arrives first.
   */
  during<T>(real: Promise<T>, isBlocked?: () => Promise<boolean>): Promise<T> {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const end = (): void => {
      work.hasEnded = true;
    };
    const ended = real.then(end, end);
    const work: Work = { ended, hasEnded: false, tell, isBlocked, seenBlocked: 0 };
    this.working.add(work);
    return told.then(() => real);
  }

  /** Locks were let go: whoever waits for one may go on within this step. */
  unblock(): void {
    for (const work of this.blocked) {
      work.seenBlocked = 0;
      this.working.add(work);
    }
    this.blocked.clear();
  }

  /** Opens the next gate and lets everything happen that follows. False when nothing is awaited. */
  async step(): Promise<boolean> {
    await this.settle();
    const gate = this.gates.shift();
    if (!gate) return false;
    const { process } = gate;
    if (process.isAlive && process.sleepsUntil > gate.at) {
      gate.at = process.sleepsUntil;
      this.insert(gate);
      return true;
    }
    gate.forget();
    if (!process.isAlive) return true;
    this.steps += 1;
    this.now = Math.max(this.now, gate.at);
    process.fuse -= 1;
    if (process.fuse === 0) await process.crash(gate.label);
    else {
      this.note(`${process.name} ${gate.label}`);
      gate.open();
    }
    await this.settle();
    return true;
  }

  /** Whoever waits still, waits for ever. */
  end(): void {
    for (const gate of this.gates.splice(0)) gate.forget();
  }

  private insert(gate: Gate): void {
    let index = this.gates.length;
    for (; index > 0; index -= 1) {
      const before = this.gates[index - 1] as Gate;
      if (before.at < gate.at || (before.at === gate.at && before.order < gate.order)) break;
    }
    this.gates.splice(index, 0, gate);
  }

  /** Waits, in real time, until nothing moves any more without another gate. */
  private async settle(): Promise<void> {
    for (;;) {
      // Twice, because the event store gathers appends until the next turn of the loop.
      await nextTurn();
      await nextTurn();
      const pending = [...this.working].filter(({ hasEnded }) => !hasEnded);
      if (pending.length > 0) await this.watch(pending);
      else {
        const [first] = this.working;
        if (!first) return;
        this.working.delete(first);
        first.tell();
      }
    }
  }

  private async watch(pending: readonly Work[]): Promise<void> {
    const ended = Promise.race(pending.map((work) => work.ended));
    const suspects = pending.filter(({ isBlocked }) => isBlocked);
    if (suspects.length === 0) return ended;
    if (await within(LOOK_EVERY_MS, ended)) return;
    for (const work of suspects) {
      work.seenBlocked = (await work.isBlocked?.()) ? work.seenBlocked + 1 : 0;
      if (work.seenBlocked < LOOKS || work.hasEnded) continue;
      this.working.delete(work);
      this.blocked.add(work);
    }
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const within = (ms: number, done: Promise<unknown>): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void done.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });

/** A process that may die at any of its gates, or stand still for a while without knowing it. */
export class SimulatedProcess {
  isAlive = true;
  sleepsUntil = 0;
  /** At how many gates from now it dies. */
  fuse = Infinity;
  readonly died: Promise<void>;
  private readonly tellDeath: () => void;
  private readonly endings: (() => void | Promise<void>)[] = [];

  constructor(
    readonly name: string,
    readonly time: VirtualTime,
    private readonly onCrash: (label: string) => void = () => undefined,
  ) {
    const death = Promise.withResolvers<void>();
    this.died = death.promise;
    this.tellDeath = death.resolve;
  }

  /** Waits for an answer from somewhere: mostly short, at times long. */
  pause(label: string): Promise<void> {
    const { chance } = this.time;
    return this.time.wait(this, label, chance.happens(3) ? chance.below(150) : chance.below(4));
  }

  readonly sleep: Sleep = (ms, signal) => this.time.wait(this, 'timer', Math.ceil(ms), signal);

  /** Notes that something went wrong in it, which it goes on from. */
  tell(where: string, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.time.note(`${this.name} says of ${where}: ${why}`);
  }

  /** What happens elsewhere when it dies, e.g. the database rolls back. */
  whenItEnds(then: () => void | Promise<void>): void {
    this.endings.push(then);
  }

  /** Dies where it stands. */
  async crash(label: string): Promise<void> {
    this.onCrash(label);
    await this.end(label);
  }

  async end(why = 'ends'): Promise<void> {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.time.note(`${this.name} dies: ${why}`);
    for (const end of this.endings) await end();
    this.tellDeath();
  }
}

import { createHash } from 'node:crypto';

import type { Instant } from '@esep/kernel';
import { instantOf, millisOf } from '@esep/kernel';
import type { Sleep } from '@esep/platform';
import type { Chance } from '@esep/supervision-domain/random-cases';

// Time and order are the simulation's own. Whatever the simulated processes wait for is a gate: a
// timer, an answer of the database, of the broker, of another service. Chance says how long each one
// takes; the earliest is opened, and everything that follows from it happens before the next is. So a
// seed decides everything, and the real code between two gates runs unchanged. The real time in which
// the machine gets there decides nothing: it is waited for, and never looked at.

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

/** Characters of the trace: it is cheaper to hash many lines at once than each. */
const HASHED_AT_ONCE = 65_536;

/** Work of the real database, which happens within a step. */
type Work = () => Promise<void>;

export class VirtualTime {
  /** Milliseconds since the beginning. */
  now = 0;
  steps = 0;
  readonly trace: string[] | undefined;
  private order = 0;
  private readonly gates: Gate[] = [];
  private works: Work[] = [];
  private readonly hash = createHash('sha256');
  private unhashed = '';
  /** Nothing moves any more without another gate. */
  private isSettled = false;

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
    return this.hash.copy().update(this.unhashed).digest('hex').slice(0, 16);
  }

  note(what: string): void {
    const line = `${String(this.now).padStart(6)} ${what}`;
    this.unhashed += `${line}\n`;
    if (this.unhashed.length > HASHED_AT_ONCE) {
      this.hash.update(this.unhashed);
      this.unhashed = '';
    }
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
      this.isSettled = false;
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
   * Has the real database do something within the present step. One thing is done at a time, and
   * everything that follows from its answer happens before the next one, however long any of it takes.
   */
  during<T>(real: () => Promise<T>): Promise<T> {
    this.isSettled = false;
    return new Promise((resolve) => {
      this.works.push(async () => resolve(await real()));
    });
  }

  /** The same, before all that is yet to be done. */
  next(...works: readonly Work[]): void {
    this.isSettled = false;
    this.works = [...works, ...this.works];
  }

  /** Opens the next gate and lets everything happen that follows. False when nothing is awaited. */
  async step(): Promise<boolean> {
    if (!this.isSettled) await this.settle();
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
    if (process.fuse === 0) void process.crash(gate.label);
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
      const work = this.works.shift();
      if (!work) break;
      await work();
    }
    this.isSettled = true;
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A process that may die at any of its gates, or stand still for a while without knowing it. */
export class SimulatedProcess {
  isAlive = true;
  sleepsUntil = 0;
  /** At how many gates from now it dies. */
  fuse = Infinity;
  readonly died: Promise<void>;
  private readonly tellDeath: () => void;
  private readonly endings: (() => Promise<void>)[] = [];

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
  whenItEnds(then: () => Promise<void>): void {
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
    for (const end of this.endings) await this.time.during(end);
    this.tellDeath();
  }
}

import type { LogReader, StoredEvent } from '../event-store/event-store.js';
import { keepRunning } from '../runtime/retry.js';
import { sleep } from '../runtime/sleep.js';

// The end of a log for many who watch it: one reader, which works only while somebody watches. Each
// follower has a place of its own in the log and takes from memory, or from the log what is older.

/** What a follower of a log gets. `next` is the position that it has not had yet. */
export type TailItem =
  /** The first one: where it begins. */
  | { readonly kind: 'begun'; readonly next: number }
  | { readonly kind: 'events'; readonly events: readonly StoredEvent[]; readonly next: number }
  /** What came after `after` is too much to be given, or is not in the log any more. */
  | { readonly kind: 'missed'; readonly after: number; readonly next: number }
  /** The log does not answer; or does again. */
  | { readonly kind: 'away' }
  | { readonly kind: 'back' };

export interface LogTailOptions {
  readonly reader: Promise<LogReader>;
  /** Where a follower begins that names no place while the log does not answer. */
  readonly known: () => number;
  /** Awaited before the last events below `next` are given, so that who reads elsewhere finds them. */
  readonly settled: (next: number) => Promise<void>;
  readonly onTrouble: (error: unknown) => void;
}

export interface Follow {
  /** The last position that the follower had; without it, it begins at the end. */
  readonly after: number | undefined;
  /** The most events that are given of what is behind. */
  readonly replayMax: number;
  readonly signal: AbortSignal;
}

const PAGE = 500;
/** Kept in memory for followers that are a little behind. */
const RECENT_EVENTS = 2 * PAGE;
/** So that appends in a row are read together. */
const GATHER_MS = 50;
/** How often a log is looked at that does not say when it grows, because it is another process's. */
const IDLE_INTERVAL_MS = 1_000;
/** How long a follower waits for a log to answer for the first time. */
const FIRST_ANSWER_MS = 2_000;

export class LogTail {
  private readonly followers = new Set<Waker>();
  private readonly reading = new Waker();
  private run: AbortController | undefined;
  private running: Promise<void> | undefined;
  /** The position that the next event gets; undefined before the log has answered. */
  private next: number | undefined;
  private recent: readonly StoredEvent[] = [];
  private isAway = false;
  /** How often the log was found to be shorter, or another one, than before. */
  private cuts = 0;

  constructor(private readonly options: LogTailOptions) {}

  /** Looks at the log now: somebody has seen it grow. */
  readonly wake = (): void => this.reading.wake();

  /** Everything after a place in the log, as it comes, until it is aborted; nothing is left out unsaid. */
  async *follow({ after, replayMax, signal }: Follow): AsyncGenerator<TailItem, void> {
    const waker = this.join();
    signal.addEventListener('abort', waker.wake, { once: true });
    try {
      const patience = performance.now() + FIRST_ANSWER_MS;
      while (this.next === undefined && !this.isAway && !signal.aborted) {
        const left = patience - performance.now();
        if (left <= 0) this.isAway = true;
        else await waker.wait(left);
      }
      let at = after === undefined ? (this.next ?? this.options.known()) : after + 1;
      let { cuts } = this;
      let isAway = false;
      yield { kind: 'begun', next: at };
      while (!signal.aborted) {
        if (this.isAway !== isAway) {
          isAway = this.isAway;
          yield { kind: isAway ? 'away' : 'back' };
        }
        const isAhead = at > (this.next ?? at);
        const isCut = cuts !== this.cuts || (isAhead && (await this.isBeyond(at)));
        const end = this.next ?? at;
        if (isCut || end - at > replayMax) {
          ({ cuts } = this);
          const next = isCut ? end : end - replayMax;
          yield { kind: 'missed', after: at - 1, next };
          at = next;
        }
        const events = at < end ? await this.read(at, end) : [];
        // What is read while the log is found to be another one may be of either.
        if (cuts !== this.cuts) continue;
        at += events.length;
        if (events.length > 0) yield { kind: 'events', events, next: at };
        else await waker.wait(at < end ? IDLE_INTERVAL_MS : undefined);
      }
    } finally {
      signal.removeEventListener('abort', waker.wake);
      this.leave(waker);
    }
  }

  /** Waits until nothing is read any more. Followers are ended by their own signals. */
  async stop(): Promise<void> {
    this.run?.abort();
    this.wake();
    await this.running;
  }

  private join(): Waker {
    const waker = new Waker();
    this.followers.add(waker);
    if (this.run === undefined) {
      this.run = new AbortController();
      const { signal } = this.run;
      const before = this.running;
      this.running = (async () => {
        await before;
        await this.readOn(signal);
      })();
    }
    return waker;
  }

  private leave(waker: Waker): void {
    this.followers.delete(waker);
    if (this.followers.size > 0) return;
    this.run?.abort();
    this.wake();
    this.run = undefined;
    this.next = undefined;
    this.recent = [];
    this.isAway = false;
  }

  private async readOn(signal: AbortSignal): Promise<void> {
    const reader = await Promise.race([this.options.reader, aborted(signal)]);
    if (reader === undefined) return;
    const unsubscribe = reader.onAppended(this.wake);
    const loop = async (succeeded: () => void): Promise<void> => {
      await this.expectSameLog(reader, signal);
      while (!signal.aborted) {
        const taken = await this.step(reader, signal);
        succeeded();
        if (taken > 0) await sleep(GATHER_MS);
        else await this.reading.wait(IDLE_INTERVAL_MS);
      }
    };
    await keepRunning(loop, {
      ...{ firstMs: 250, maxMs: 2_000, signal },
      onTrouble: (error) => {
        if (!this.isAway) this.options.onTrouble(error);
        this.isAway = true;
        this.notify();
      },
    });
    unsubscribe();
  }

  /** Reads what is new, and returns how many events that were. */
  private async step(reader: LogReader, signal: AbortSignal): Promise<number> {
    const { next: end } = await reader.watermark();
    const from = this.next !== undefined && this.next <= end ? this.next : end;
    const events = from < end ? await reader.read(from, Math.min(PAGE, end - from)) : [];
    const next = from + events.length;
    // Not while more follows: a flood is not held up.
    if (next === end && next !== this.next) await this.options.settled(next);
    if (signal.aborted || (next === this.next && !this.isAway)) return 0;
    if (this.next !== undefined && from < this.next) this.forget();
    this.recent = [...this.recent, ...events].slice(-RECENT_EVENTS);
    this.next = next;
    this.isAway = false;
    this.notify();
    return events.length;
  }

  /** After a pause: a log that was restored meanwhile may be as long again, with other events. */
  private async expectSameLog(reader: LogReader, signal: AbortSignal): Promise<void> {
    const last = this.recent.at(-1);
    if (last === undefined) return;
    const [found] = await reader.read(last.position, 1);
    if (signal.aborted || found?.envelope.eventId === last.envelope.eventId) return;
    this.forget();
  }

  private forget(): void {
    this.cuts += 1;
    this.recent = [];
  }

  private async read(from: number, end: number): Promise<readonly StoredEvent[]> {
    const start = from - (this.recent[0]?.position ?? Infinity);
    if (start >= 0) return this.recent.slice(start, start + PAGE);
    try {
      return await (await this.options.reader).read(from, Math.min(PAGE, end - from));
    } catch (error) {
      // The reader of all notices it, too, and tells when the log is back.
      if (!this.isAway) this.options.onTrouble(error);
      return [];
    }
  }

  /** Is a place behind the end of the log itself? Another process may have read further than this one. */
  private async isBeyond(at: number): Promise<boolean> {
    try {
      const { next } = await (await this.options.reader).watermark();
      return at > next;
    } catch {
      return false;
    }
  }

  private notify(): void {
    for (const { wake } of this.followers) wake();
  }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

/** Lets a loop wait until it is woken. A wake while nothing waits is not lost. */
class Waker {
  private isWoken = false;
  private resolve: () => void = () => undefined;

  readonly wake = (): void => {
    this.isWoken = true;
    this.resolve();
  };

  /** At most so long; without `ms`, as long as it takes. */
  async wait(ms?: number): Promise<void> {
    if (!this.isWoken)
      await new Promise<void>((resolve) => {
        const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
        this.resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.isWoken = false;
  }
}

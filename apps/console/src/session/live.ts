import type { ServiceName } from '@esep/client';
import { EventSourceParserStream } from 'eventsource-parser/stream';

import { Refused, streamAt } from './esep.js';
import type { Refresh } from './refresh.js';
import { SERVICES } from './services.js';
import { haveToken, me, onPersonChange } from './session.js';

// One connection for what all services record. A page never waits for it: it says what to read again.

/** How the connection stands, and whose log does not answer meanwhile. */
export interface Live {
  readonly state: 'live' | 'reconnecting' | 'stopped';
  readonly away: readonly ServiceName[];
}

const STREAM = `/supervision/v1/stream?services=${SERVICES.join(',')}`;
/** Something comes every 15 seconds: without it the connection is dead, whatever the system says. */
const SILENCE_MS = 40_000;
/** A stream that ends with its token, and begins anew, is no news. */
const SHORT_MS = 1_500;
/** Who is cut off sooner is not asked for more at once. */
const STEADY_MS = 5_000;
const PAUSE_FIRST_MS = 500;
const PAUSE_MAX_MS = 30_000;

let live: Live = { state: 'stopped', away: [] };
const listeners = new Set<() => void>();
const become = (next: Partial<Live>): void => {
  live = { ...live, ...next };
  for (const listener of listeners) listener();
};

export const liveNow = (): Live => live;

/** Calls a listener whenever the connection stands otherwise; gives what ends that. */
export const onLiveChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Has what is shown read again as it changes, as long as somebody is signed in and looks. */
export const keepLive = (refresh: Refresh): void => {
  let stop: AbortController | undefined;
  /** The place that was reached: a tab that is looked at again goes on from there. */
  let last: string | undefined;
  const follow = () => {
    // A browser opens six connections to a host: tabs that nobody looks at need none of them.
    const isWanted = me() !== undefined && document.visibilityState === 'visible';
    if (me() === undefined) last = undefined;
    if (isWanted === (stop !== undefined)) return;
    stop?.abort();
    stop = isWanted ? new AbortController() : undefined;
    if (!stop) return become({ state: 'stopped', away: [] });
    const { signal } = stop;
    void connectAgainAndAgain({
      signal,
      last: () => last,
      onId: (id) => (last = id),
      onBegun: () => refresh.begin(),
      onRecorded: (service) => refresh.add(service),
    });
  };
  onPersonChange(follow);
  document.addEventListener('visibilitychange', follow);
  follow();
};

interface Following {
  readonly signal: AbortSignal;
  readonly last: () => string | undefined;
  readonly onId: (id: string) => void;
  readonly onBegun: () => void;
  readonly onRecorded: (service: ServiceName) => void;
}

const connectAgainAndAgain = async (following: Following): Promise<void> => {
  const { signal } = following;
  for (let failures = 0; !signal.aborted;) {
    const late = setTimeout(() => become({ state: 'reconnecting', away: [] }), SHORT_MS);
    let aliveAt = Infinity;
    try {
      if (!(await haveToken())) break;
      await connect(following, () => {
        clearTimeout(late);
        aliveAt = Math.min(aliveAt, performance.now());
        become({ state: 'live' });
      });
    } catch (error) {
      // Whoever may not read a stream may not later, either.
      if (error instanceof Refused && error.problem.status === 403) break;
    } finally {
      clearTimeout(late);
    }
    if (signal.aborted) return;
    failures = performance.now() - aliveAt > STEADY_MS ? 0 : failures + 1;
    if (failures === 0) continue;
    become({ state: 'reconnecting', away: [] });
    await pause(Math.min(PAUSE_FIRST_MS * 2 ** (failures - 1), PAUSE_MAX_MS), signal);
  }
  if (!signal.aborted) become({ state: 'stopped', away: [] });
};

/** Reads the stream until it ends, or is silent for too long. */
const connect = async (following: Following, onAlive: () => void): Promise<void> => {
  const { signal, last, onId, onBegun, onRecorded } = following;
  const dead = new AbortController();
  let silence = setTimeout(() => dead.abort(), SILENCE_MS);
  const before = last();
  try {
    const stream = await streamAt(STREAM, {
      signal: AbortSignal.any([signal, dead.signal]),
      headers: before === undefined ? {} : { 'last-event-id': before },
    });
    // It says anew which logs do not answer.
    become({ away: [] });
    const messages = stream
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    let isBegun = before !== undefined;
    for await (const { id, event, data } of messages) {
      clearTimeout(silence);
      silence = setTimeout(() => dead.abort(), SILENCE_MS);
      if (id) onId(id);
      if (event === 'alive') {
        onAlive();
        if (!isBegun) onBegun();
        isBegun = true;
        continue;
      }
      const { service } = JSON.parse(data) as { readonly service: ServiceName };
      if (event === 'log-away') become({ away: [...live.away, service] });
      else if (event === 'log-back') become({ away: live.away.filter((one) => one !== service) });
      else onRecorded(service);
    }
  } finally {
    clearTimeout(silence);
    dead.abort();
  }
};

/** A random share of a pause, so that all tabs do not come back at one moment; shorter once online. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener('online', go);
      signal.removeEventListener('abort', go);
      resolve();
    };
    const timer = setTimeout(go, ms * (0.5 + Math.random() / 2));
    addEventListener('online', go);
    signal.addEventListener('abort', go);
  });

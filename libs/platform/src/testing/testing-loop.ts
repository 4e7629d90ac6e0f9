import { Session, type Profiler } from 'node:inspector';

import { TURN_MS_MAX } from '@esep/kernel';

import { watchLoop, type Stall } from '../runtime/loop-monitor.js';
import { atEndOfFile } from './testing-end.js';

// Fails the test whose service held the loop of the process for too long. Services, tests and jest
// share one thread here, so a profile says whose work it was: samples with a frame of a specification,
// of a test's helper, of jest or of the browser's driver in them are not the service's.

export interface HeldLoop {
  readonly test: string;
  readonly cpuMs: number;
  /** The functions that it was in, the longest first. */
  readonly where: readonly string[];
}

interface Watch {
  readonly session: Session;
  readonly stalls: (Stall & { readonly test: string; readonly limitMs: number })[];
  /** Ends it while no service works for anybody. */
  stop: (() => void) | undefined;
  holders: number;
}

const SAMPLE_US = 5_000;
/**
 * A machine that stood still is charged to whatever ran last, by one sample after a long gap; work that
 * took the time was sampled all the while, on a full machine every some ten milliseconds.
 */
const GAP_US_MAX = 40_000;
const TEST_CODE =
  /\.spec\.ts|\/testing\/|\/e2e\/|\/simulator\/|\/node_modules\/(jest|@jest|expect|pretty-format|fast-check|ts-|typescript|playwright-core|@axe-core)|internal\/deps\/undici/;
const OWN_CODE = /\/(libs|services|apps)\//;

let watch: Watch | undefined;

/** Begins to watch, once for all services of the process, until as many `releaseLoop` as these. */
export const holdLoop = (): void => {
  const { stalls } = (watch ??= newWatch());
  watch.holders += 1;
  watch.stop ??= watchLoop((stall) =>
    stalls.push({ ...stall, test: currentTest(), limitMs: TURN_MS_MAX * slowness() }),
  );
};

/** Nobody is served any more: how the next service starts is its own time. */
export const releaseLoop = (): void => {
  if (!watch) return;
  watch.holders -= 1;
  if (watch.holders > 0) return;
  watch.stop?.();
  watch.stop = undefined;
};

/**
 * The profile goes on from the first service of a test file to the last: to begin one takes half a
 * second, because all code that there is has to be named first.
 */
const newWatch = (): Watch => {
  const session = new Session();
  session.connect();
  void post(session, 'Profiler.enable');
  void post(session, 'Profiler.setSamplingInterval', { interval: SAMPLE_US });
  void post(session, 'Profiler.start');
  return { session, stalls: [], stop: undefined, holders: 0 };
};

/** Ends the watch. What held the loop meanwhile. */
const endWatch = async (): Promise<readonly HeldLoop[]> => {
  if (!watch) return [];
  const { session, stalls, stop } = watch;
  watch = undefined;
  stop?.();
  const { profile } = (await post(session, 'Profiler.stop')) as { profile: Profiler.Profile };
  session.disconnect();
  return stalls.flatMap((stall) => heldIn(profile, stall));
};

const GAUGE = JSON.stringify(
  Array.from({ length: 2_000 }, (_, n) => ({
    n,
    name: `row-${n}`,
    at: '2026-03-05T07:00:00.000Z',
  })),
);
/** What the gauge takes on a machine that does nothing else. */
const GAUGE_MS = 2;
const GAUGES = 5;

/**
 * How many times longer the same work takes now than on a machine of its own: a processor that is
 * shared is slower also by its own time. Known work is measured in the moment in which other work
 * took too long, several times; the longest may have had the collector's pause in it and is left out.
 */
export const slowness = (): number => {
  const times = Array.from({ length: GAUGES }, () => {
    const before = process.threadCpuUsage();
    for (let round = 0; round < 5; round += 1) JSON.stringify(JSON.parse(GAUGE));
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  });
  const [, longest = GAUGE_MS] = times.sort((left, right) => right - left);
  return Math.max(1, longest / GAUGE_MS);
};

const post = (session: Session, method: string, parameters?: object): Promise<unknown> =>
  new Promise((resolve, reject) => {
    session.post(method, parameters, (error, result: unknown) => {
      if (error) reject(error);
      else resolve(result);
    });
  });

const currentTest = (): string => {
  const jest = globalThis as { expect?: { getState(): { currentTestName?: string } } };
  return jest.expect?.getState().currentTestName ?? 'between tests';
};

/** The service's part of a stall, when that alone is too long. */
const heldIn = (
  { nodes, samples = [], timeDeltas = [], startTime }: Profiler.Profile,
  { test, cpuMs, fromUs, untilUs, limitMs }: Watch['stalls'][number],
): HeldLoop[] => {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const counts = new Map<string, number>();
  let all = 0;
  let own = 0;
  let ownUs = 0;
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const sinceLast = timeDeltas[index] ?? 0;
    at += sinceLast;
    if (at < fromUs || at > untilUs) continue;
    all += 1;
    const frames: string[] = [];
    for (let node = byId.get(id); node; node = byId.get(parents.get(node.id) ?? -1))
      frames.push(frameOf(node));
    if (!isOwn(frames)) continue;
    own += 1;
    ownUs += Math.min(sinceLast, GAP_US_MAX);
    const where = frames.filter((frame) => OWN_CODE.test(frame)).slice(0, 4);
    const place = (where.length > 0 ? where : frames.slice(0, 3)).join(' < ');
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const ownMs = all === 0 ? 0 : Math.min((cpuMs * own) / all, ownUs / 1_000);
  if (ownMs <= limitMs) return [];
  const where = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([place, count]) => `${Math.round((cpuMs * count) / all)} ms in ${place}`);
  return [{ test, cpuMs: ownMs, where }];
};

const frameOf = ({ callFrame: { functionName, url, lineNumber } }: Profiler.ProfileNode): string =>
  `${functionName || 'anonymous'} (${url.replace(/^file:\/\//, '')}:${lineNumber + 1})`;

/** Neither a test's, nor the collector's, nor nobody's. */
const isOwn = (frames: readonly string[]): boolean =>
  !frames.some((frame) => TEST_CODE.test(frame)) &&
  !/^\((garbage collector|program|idle|root)\)/.test(frames[0] ?? '(root)');

/**
 * Ends the watch, and throws when something held the loop: what, how long, and in which test. Every
 * test file ends with it.
 */
export const expectFreeLoop = async (): Promise<void> => {
  const held = await endWatch();
  if (held.length === 0) return;
  const sentences = held.map(
    ({ test, cpuMs, where }) =>
      `${Math.round(cpuMs)} ms in "${test}":\n    ${where.join('\n    ')}`,
  );
  throw new Error(`The loop was held for more than ${TURN_MS_MAX} ms:\n${sentences.join('\n')}`);
};

atEndOfFile(expectFreeLoop);

import type { Chance } from '@esep/supervision-domain/random-cases';

import { NO_FAULTS, type BusFaults } from './simulated-kafka.js';

// What goes wrong in a seed. Not everything in each of them: what two faults do together is seen
// best when the others keep still.

export const FAULTS = [
  'source crashes',
  'supervision crashes',
  'source stands still',
  'supervision stands still',
  'instances come and go',
  'broker away',
  'databases away',
  'partition lags',
  'partition emptied',
  'partition made anew',
  'facts cannot be digested',
  'connections lost',
  'records lost',
  'records doubled',
  'records late',
  'sends fail',
  'clocks differ',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Faults that happen at moments; the others lie over the whole seed. */
const MOMENTARY: ReadonlySet<Fault> = new Set(FAULTS.slice(0, 11));

export interface Temperament {
  readonly has: (fault: Fault) => boolean;
  /** What may happen at a moment. */
  readonly momentary: readonly Fault[];
  readonly bus: BusFaults;
  readonly lossPerMille: number;
  skewMs(): number;
}

const HOUR_MS = 3_600_000;

export const temperamentOf = (chance: Chance): Temperament => {
  const share = chance.pick([20, 50, 50, 80]);
  const enabled = new Set(FAULTS.filter(() => chance.happens(share)));
  const has = (fault: Fault): boolean => enabled.has(fault);
  const some = (fault: Fault, most: number): number => (has(fault) ? 1 + chance.below(most) : 0);
  const fails = some('sends fail', 4);
  return {
    has,
    momentary: [...enabled].filter((fault) => MOMENTARY.has(fault)),
    bus: {
      ...NO_FAULTS,
      lost: some('records lost', 20),
      doubled: some('records doubled', 20),
      late: some('records late', 10),
      refused: fails,
      unanswered: fails,
    },
    lossPerMille: some('connections lost', 15),
    skewMs: () => (has('clocks differ') ? chance.pick([-HOUR_MS, -700, 0, 700, HOUR_MS]) : 0),
  };
};

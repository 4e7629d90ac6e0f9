// The members of a reading (POOL-4), in the order in which they are usually sent. NDJSON and Arrow have
// the same ones, under the same names.

export interface Member {
  readonly name: string;
  /** Decimals that are kept: a value is its figure times ten to this, as a whole number. */
  readonly decimals: number;
  readonly isRequired: boolean;
  /** Bounds of the whole number, both allowed. Text has none. */
  readonly least: number;
  readonly greatest: number;
}

/** Places of the members in `MEMBERS`, and in the values of a row that is being read. */
export const MACHINE_ID = 0;
export const INTERVAL_START = 1;
export const INTERVAL_SECONDS = 2;
export const ACCEPTED = 3;
export const STALE = 4;
export const REJECTED = 5;
export const HASHRATE = 6;
export const TEMPERATURE = 7;
export const POWER = 8;

const WORK_MAX = Number.MAX_SAFE_INTEGER;
/** 0.01 TH/s: what four bytes hold. */
const HASHRATE_MAX = 2 ** 31 - 1;

const text = (name: string): Member => ({
  name,
  decimals: 0,
  isRequired: true,
  least: -Infinity,
  greatest: Infinity,
});

const figure = (name: string, least: number, greatest: number, decimals = 0): Member => ({
  name,
  decimals,
  isRequired: true,
  least,
  greatest,
});

export const MEMBERS: readonly Member[] = [
  text('machineId'),
  text('intervalStart'),
  figure('intervalSeconds', 10, 3_600),
  // Work is weighted by difficulty, and whole.
  figure('accepted', 0, WORK_MAX),
  figure('stale', 0, WORK_MAX),
  figure('rejected', 0, WORK_MAX),
  // TH/s.
  figure('hashrate', 0, HASHRATE_MAX, 2),
  { ...figure('temperatureC', -600, 1_500, 1), isRequired: false },
  // W.
  { ...figure('powerW', 0, 1_000_000), isRequired: false },
];

/** A bit for each member that a row must have. */
export const REQUIRED_BITS = MEMBERS.reduce(
  (bits, { isRequired }, place) => (isRequired ? bits | (1 << place) : bits),
  0,
);

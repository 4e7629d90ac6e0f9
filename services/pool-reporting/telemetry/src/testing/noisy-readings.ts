// What machines report minute by minute, about as noisy as real ones: how small a file becomes depends on
// that alone.

/** 0.01 TH/s, by machine number modulo seven: seven usual models. */
const NOMINAL = [9_500, 10_400, 11_000, 14_000, 19_800, 20_000, 23_400] as const;

export const noisyNominal = (machine: number): number => NOMINAL[machine % NOMINAL.length]!;

/** Chance from a seed: the same in every run. */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Of mean 0 and deviation 1 (Box and Muller). */
const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Some shares are stale or rejected in a part of the minutes. */
const rare = (random: () => number, part: number): number =>
  random() < part ? Math.round(600 + random() * 300) : 0;

/** The values of a minute of a machine, by the places of `MEMBERS` and in the units of columns. */
export const noisyValues = (random: () => number, machine: number, start: number): Float64Array => {
  const nominal = noisyNominal(machine);
  const hashrate = Math.round(nominal * (1 + 0.03 * gauss(random)));
  const warmth = 62 + (machine % 12) + 4 * Math.sin((start % 86_400) / 13_751);
  return Float64Array.of(
    0,
    start,
    60,
    Math.max(0, Math.round(hashrate * 0.6 * (1 + 0.22 * gauss(random)))),
    rare(random, 0.25),
    rare(random, 0.08),
    hashrate,
    Math.round((warmth + 1.5 * gauss(random)) * 10),
    Math.round(nominal * 0.175 * (1 + 0.015 * gauss(random))),
  );
};

import type { Instant } from '@esep/kernel';

import { dataCentreAt, type DataCentre } from './data-centre.js';

// The nominal power of the machines of a data centre, from instant to instant, against what its contract
// for power gives (LIC-9, LIC-10).

/** From `at` until the next step machines of `power` watts together stand there. By `at`, earliest first. */
export type SiteLoad = readonly { readonly at: Instant; readonly power: number }[];

export const NO_LOAD: SiteLoad = [];

/** The load with `power` watts more, or fewer if negative, from `at` on. */
export const loadedBy = (load: SiteLoad, at: Instant, power: number): SiteLoad => {
  const before = load.filter((step) => step.at < at);
  const after = load.filter((step) => step.at > at);
  const then = load.find((step) => step.at === at) ?? { at, power: before.at(-1)?.power ?? 0 };
  return [...before, ...[then, ...after].map((step) => ({ ...step, power: step.power + power }))];
};

const WATTS_PER_KW = 1_000;

/**
 * The first instant from `from` on at which the machines take more than the contract gives. While a data
 * centre is closed it has no contract to exceed.
 */
export const overloadedAt = (
  load: SiteLoad,
  dataCentre: DataCentre,
  from: Instant,
): Instant | undefined => {
  if (dataCentre.status !== 'registered') return undefined;
  const instants = [...load.map(({ at }) => at), ...dataCentre.dated.map((terms) => terms.from)];
  const ahead = [...new Set([from, ...instants.filter((at) => at > from)])].sort();
  let step = -1;
  return ahead.find((at) => {
    while (load[step + 1] !== undefined && (load[step + 1] as SiteLoad[number]).at <= at) step += 1;
    const terms = dataCentreAt(dataCentre, at);
    return terms !== undefined && (load[step]?.power ?? 0) > terms.powerKw * WATTS_PER_KW;
  });
};

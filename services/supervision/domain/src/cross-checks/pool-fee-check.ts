import { BPS_PER_WHOLE, eachWork, periodOf, type Period, type Work } from '@esep/kernel';
import { inForceFrom, type CrossCheckRules } from '@esep/rulebook';

import { entryOf } from '../facts/entry-of.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import type { Distribution, StockEvent } from '../facts/stock-event.js';
import { sortedSet } from '../facts/text-order.js';

// What a pool keeps of what it credits (POOL-3). Only the net carries the duty to sell, so a fee of
// nearly everything makes mined coins disappear.

/**
 * By pool and period, the credits among `events` of which the pool kept more than the law's limit at
 * their time; the quantity is what it kept above the limit. The first fact is the pool.
 */
export function* checkPoolFeesWork(
  events: readonly StockEvent[],
  { poolFeeLimitBps }: CrossCheckRules,
): Work<readonly CrossCheckFinding[]> {
  const limitAt = inForceFrom(poolFeeLimitBps);
  const excessive = new Map<string, Excess>();
  yield* eachWork(events, (event) => {
    if (event.kind !== 'distribution') return;
    const { pool, gross, fee } = event.fact;
    const limit = limitAt(event.at);
    if (limit === undefined) return;
    // Pools round what they keep up to a base unit.
    const above = fee - dividedUp(gross * BigInt(limit.bps), BPS_PER_WHOLE);
    if (above <= 0n) return;
    const period = periodOf(event.at);
    const known = entryOf(excessive, `${period} ${pool}`, () => excessOf(pool, period));
    known.above += above;
    known.credits.push(event);
  });
  return [...excessive.values()].map(({ pool, period, above, credits }) =>
    crossCheckFinding('excessive-pool-fee', period, above, [
      pool,
      ...sortedSet(credits.map(({ id }) => id)),
    ]),
  );
}

interface Excess {
  readonly pool: string;
  readonly period: Period;
  above: bigint;
  readonly credits: Distribution[];
}

const excessOf = (pool: string, period: Period): Excess => ({
  pool,
  period,
  above: 0n,
  credits: [],
});

const dividedUp = (dividend: bigint, divisor: bigint): bigint =>
  (dividend + divisor - 1n) / divisor;

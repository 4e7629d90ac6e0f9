import { createHash } from 'node:crypto';

import { plusPeriods, type Period } from '@esep/kernel';

import { inventedNumber } from './identity-number.js';
import {
  inThreeSales,
  met,
  missed,
  type ExchangePlan,
  type LicenseePlan,
  type Market,
  type MonthPlan,
  type PoolPlan,
  type Sector,
} from './sector-plan.js';

export interface RandomSectorOptions {
  /** The same seed gives the same sector. */
  readonly seed: number;
  /** Up to 40,000. */
  readonly licensees: number;
  /** How many others there are already, whose numbers and names are taken; none without it. */
  readonly after?: number;
  readonly firstMonth?: Period;
  readonly months: number;
  /** Credits of a licensee a day; with `licensees` it gives the rows a day. */
  readonly creditsPerDay?: number;
}

const pools: readonly PoolPlan[] = ['FPPS', 'PPS', 'PPS+', 'PPLNS', 'FPPS'].map((scheme, i) => ({
  id: `dmp-${i + 1}`,
  name: `Invented Pool ${i + 1}`,
  scheme: scheme as PoolPlan['scheme'],
  feeBps: 100 + 50 * i,
  approvedFrom: '2025-01-01',
}));

const exchanges: readonly ExchangePlan[] = [
  { id: 'aifc-crypto-exchange', name: 'AIFC Crypto Exchange', licensedFrom: '2025-01-01' },
  { id: 'kzt-crypto-market', name: 'KZT Crypto Market', licensedFrom: '2025-01-01' },
];

/**
 * A sector of any size for trying what the ledger bears: most sell more than 75 % of their bitcoin,
 * some exactly that, some less, each of them always the same way. What must come of it is known.
 */
export const randomSector = (options: RandomSectorOptions): Sector => {
  const { licensees, firstMonth = '2026-01', months } = options;
  const closesOn = `${plusPeriods(firstMonth, months)}-20`;
  return {
    opensOn: `${firstMonth}-01`,
    closesOn,
    checkedOn: [closesOn],
    pools,
    exchanges,
    licensees: Array.from({ length: licensees }, (_, i) => randomLicensee(i, firstMonth, options)),
  };
};

const BEHAVIOURS = ['more', 'more', 'more', 'more', 'exactly', 'less'] as const;

const randomLicensee = (
  i: number,
  firstMonth: Period,
  { seed, months, creditsPerDay = 1, after = 0 }: RandomSectorOptions,
): LicenseePlan => {
  const chance = chanceOf(`${seed} ${i}`);
  const behaviour = oneOf(BEHAVIOURS, chance);
  const number = String(after + i + 1).padStart(5, '0');
  const market: Market = { venue: oneOf(exchanges, chance).id, currency: 'KZT' };
  return {
    licenceId: `DM-${number}`,
    bin: inventedNumber('bin', 1_000 + after + i),
    name: `Invented Miner ${number} LLP`,
    kind: 'legal-entity',
    licensedFrom: '2025-06-01',
    story: `Sells ${behaviour} ${behaviour === 'exactly' ? 'what' : 'than'} it must.`,
    holdings: [
      {
        asset: 'BTC',
        pools: [oneOf(pools, chance).id],
        creditsPerDay,
        months: Array.from({ length: months }, (_, m) =>
          randomMonth(plusPeriods(firstMonth, m), behaviour, market, chance),
        ),
      },
    ],
  };
};

const randomMonth = (
  period: Period,
  behaviour: (typeof BEHAVIOURS)[number],
  market: Market,
  chance: Chance,
): MonthPlan => {
  const mined = 100_000_000n + BigInt(Math.floor(chance() * 4_000_000_000));
  // Three quarters, rounded up.
  const required = (mined * 3n + 3n) / 4n;
  const difference = (mined * BigInt(1 + Math.floor(chance() * 9))) / 100n;
  const sold = { more: required + difference, exactly: required, less: required - difference };
  const quantity = sold[behaviour];
  const expected = (behaviour === 'less' ? missed : met)(mined, required, quantity);
  return { period, mined, sales: inThreeSales(period, quantity, market), expected };
};

type Chance = () => number;

/** Numbers from 0 to below 1, the same for the same seed. */
const chanceOf = (seed: string): Chance => {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUIntBE(0, 6) / 2 ** 48;
  };
};

const oneOf = <Item>(items: readonly Item[], chance: Chance): Item =>
  items[Math.floor(chance() * items.length)] as Item;

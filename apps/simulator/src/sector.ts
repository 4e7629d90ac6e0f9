import type { Period } from '@esep/kernel';

import { inventedNumber } from './identity-number.js';
import { inventedAddress } from './invented-chain.js';
import {
  coinbaseTagOf,
  coins,
  inThreeSales,
  met,
  missed,
  type DataCentrePlan,
  type ExchangePlan,
  type HoldingPlan,
  type LicenseePlan,
  type Market,
  type MonthPlan,
  type PoolPlan,
  type SalePlan,
  type Sector,
} from './sector-plan.js';

// The demonstration: the first quarter of 2026, judged two days after March fell due on 10 April.
// January falls due on 10 February and February on 10 March, so the sales of most licensees, on the
// 13th, 21st and 28th, pay for their own month alone. 75 % have to be sold.
//
// Everyone is invented. Amounts are whole coins; the required ones are worked out by hand.

const btc = coins('BTC');
const etc = coins('ETC');

const approvedFrom = '2025-01-01';

const pools: readonly PoolPlan[] = [
  { id: 'dmp-1', name: 'Zheti Qazyna Pool', scheme: 'FPPS', feeBps: 200, approvedFrom },
  { id: 'dmp-2', name: 'Kun Shuaq Pool', scheme: 'FPPS', feeBps: 150, approvedFrom },
  { id: 'dmp-3', name: 'Temir Qanat Pool', scheme: 'PPLNS', feeBps: 100, approvedFrom },
  { id: 'dmp-4', name: 'Boz Torgai Pool', scheme: 'PPS+', feeBps: 250, approvedFrom },
  {
    id: 'dmp-5',
    name: 'Altyn Saqa Pool',
    scheme: 'PPS',
    feeBps: 300,
    approvedFrom,
    silentFrom: '2026-03-15',
  },
];

const AIFC = 'aifc-crypto-exchange';
const KZT = 'kzt-crypto-market';
const QULAN = 'qulan-coin-desk';

const exchanges: readonly ExchangePlan[] = [
  { id: AIFC, name: 'AIFC Crypto Exchange', licensedFrom: '2025-01-01' },
  { id: KZT, name: 'KZT Crypto Market', licensedFrom: '2025-01-01' },
  {
    id: QULAN,
    name: 'Qulan Coin Desk',
    licensedFrom: '2025-03-01',
    withdrawn: { from: '2025-11-01', reason: 'Client money was not kept apart' },
  },
];

const atAifc: Market = { venue: AIFC, currency: 'KZT' };
const atKzt: Market = { venue: KZT, currency: 'KZT' };
const forDollars: Market = { venue: AIFC, currency: 'USD' };

const month = (
  expectation: typeof met,
  market: Market,
  period: Period,
  [mined, required, sold]: readonly [bigint, bigint, bigint],
): MonthPlan => ({
  period,
  mined,
  sales: inThreeSales(period, sold, market),
  expected: expectation(mined, required, sold),
});

/** A month of `[mined, required, sold]` in which enough is sold. */
const enough = (market: Market, period: Period, ...figures: [string, string, string]): MonthPlan =>
  month(met, market, period, figures.map(btc) as [bigint, bigint, bigint]);

/** A month of `[mined, required, sold]` in which too little is sold. */
const tooLittle = (market: Market, period: Period, ...figures: [string, string, string]) =>
  month(missed, market, period, figures.map(btc) as [bigint, bigint, bigint]);

/** One sale among others that come to something else. */
const sale = (market: Market, on: string, quantity: string, rest: Partial<SalePlan> = {}) => ({
  on,
  ...market,
  quantity: btc(quantity),
  ...rest,
});

/** A company that mines bitcoin. */
const company = (
  number: number,
  name: string,
  plan: Pick<LicenseePlan, 'licensedFrom' | 'story' | 'relatedParties'> &
    Omit<HoldingPlan, 'asset'>,
): LicenseePlan => {
  const { licensedFrom, story, relatedParties = [], ...holding } = plan;
  return {
    licenceId: `DM-2025-${String(number).padStart(2, '0')}`,
    bin: inventedNumber('bin', number),
    name,
    kind: 'legal-entity',
    licensedFrom,
    story,
    relatedParties,
    holdings: [{ asset: 'BTC', ...holding }],
    dataCentre: dataCentre(number),
  };
};

const TOWNS = [
  ['Ekibastuz', 'KZ-55'],
  ['Karaganda', 'KZ-35'],
  ['Temirtau', 'KZ-35'],
  ['Ust-Kamenogorsk', 'KZ-63'],
] as const;

/** In turns in one town after the other, every third one leased. */
const dataCentre = (number: number): DataCentrePlan => {
  const [town, region] = TOWNS[number % TOWNS.length] ?? TOWNS[0];
  const name = `${town} ${Math.ceil(number / TOWNS.length)}`;
  const tenure = number % 3 === 0 ? 'leased' : 'owned';
  const machines = MODELS.map((model, turn) => ({
    ...model,
    count: turn === number % 2 ? 60 : 40,
  }));
  return { id: `site-${number}`, name, region, tenure, powerKw: 400 + 25 * number, machines };
};

const MODELS = [
  { model: 'Antminer S21', hashrate: 200, powerW: 3_500 },
  { model: 'Whatsminer M60', hashrate: 172, powerW: 3_422 },
] as const;

// ── Those who keep the rule ─────────────────────────────────────────────────────────────────────

const exactly = company(1, 'Temirqazyq Compute LLP', {
  licensedFrom: '2025-02-03',
  story: 'Sells exactly 75 %, in March with a base unit of rounding.',
  pools: ['dmp-1'],
  months: [
    enough(atAifc, '2026-01', '12', '9', '9'),
    enough(atAifc, '2026-02', '10.4', '7.8', '7.8'),
    // 75 % of 11.00000001 is 8.2500000075, and the law rounds up.
    enough(atAifc, '2026-03', '11.00000001', '8.25000001', '8.25000001'),
  ],
});

const bitcoinOfTwo = company(2, 'Shyraqshy Power LLP', {
  licensedFrom: '2025-02-10',
  story: 'Mines two coins and sells more than it must of each.',
  pools: ['dmp-2'],
  months: [
    enough(atKzt, '2026-01', '25', '18.75', '21'),
    enough(atKzt, '2026-02', '23', '17.25', '20'),
    enough(atKzt, '2026-03', '26', '19.5', '21.5'),
  ],
});

const twoCoins: LicenseePlan = {
  ...bitcoinOfTwo,
  holdings: [
    ...bitcoinOfTwo.holdings,
    {
      asset: 'ETC',
      pools: ['dmp-2'],
      months: [
        month(met, forDollars, '2026-01', [etc('4000'), etc('3000'), etc('3200')]),
        month(met, forDollars, '2026-02', [etc('3600'), etc('2700'), etc('3000')]),
        month(met, forDollars, '2026-03', [etc('4200'), etc('3150'), etc('3300')]),
      ],
    },
  ],
};

const withStock = company(3, 'Qobyzshy Mining LLP', {
  licensedFrom: '2025-03-17',
  story: 'Mines with two pools, sells for dollars, and had coins before the ledger began.',
  pools: ['dmp-1', 'dmp-3'],
  openingStock: btc('5'),
  months: [
    enough(forDollars, '2026-01', '30', '22.5', '25.5'),
    enough(forDollars, '2026-02', '28', '21', '23.8'),
    enough(forDollars, '2026-03', '32', '24', '28.8'),
  ],
});

const silentPool: LicenseePlan = {
  ...company(4, 'IE Ulgibayev', {
    licensedFrom: '2025-04-01',
    story: 'Keeps the rule, but its pool falls silent in March: nobody can say.',
    pools: ['dmp-5'],
    months: [
      enough(atKzt, '2026-01', '6', '4.5', '4.8'),
      enough(atKzt, '2026-02', '5.6', '4.2', '4.48'),
      {
        period: '2026-03',
        mined: btc('2.8'),
        minedThrough: '2026-03-14',
        sales: [sale(atKzt, '2026-03-21', '1.05'), sale(atKzt, '2026-03-28', '1.05')],
        expected: { ...met(btc('2.8'), btc('2.1'), btc('2.1')), verdict: 'inconclusive' },
      },
    ],
  }),
  kind: 'individual-entrepreneur',
  bin: inventedNumber('iin', 1),
};

const movesEarly = company(5, 'Sarydala Compute LLP', {
  licensedFrom: '2025-04-14',
  story: 'Sells its 75 % and sends the other 25 % away before its tax is paid.',
  pools: ['dmp-3'],
  months: [
    sentAwayEarly(enough(atKzt, '2026-01', '16', '12', '12'), '2026-01-31', '4'),
    sentAwayEarly(enough(atKzt, '2026-02', '14', '10.5', '10.5'), '2026-02-28', '3.5'),
    sentAwayEarly(enough(atKzt, '2026-03', '18', '13.5', '13.5'), '2026-03-31', '4.5'),
  ],
});

/** The free quarter goes to an exchange, comes back, and leaves: early, for nothing is released. */
function sentAwayEarly(plan: MonthPlan, on: string, freePart: string): MonthPlan {
  const amount = btc(freePart);
  return {
    ...plan,
    roundTrips: [{ on, venue: KZT, amount }],
    sentAway: [{ on, amount }],
    expected: {
      ...plan.expected,
      findings: [{ type: 'early-release', quantity: amount, needsChain: true }],
    },
  };
}

// ── Those who break it ──────────────────────────────────────────────────────────────────────────

const sellsTooLittle = company(6, 'Kokzhal Hash LLP', {
  licensedFrom: '2025-05-05',
  story: 'Sells 60 %, month after month.',
  pools: ['dmp-1'],
  months: [
    tooLittle(atAifc, '2026-01', '20', '15', '12'),
    tooLittle(atAifc, '2026-02', '18', '13.5', '10.8'),
    tooLittle(atAifc, '2026-03', '22', '16.5', '13.2'),
  ],
});

const sellsPrivately = company(7, 'Qarlygash Hash LLP', {
  licensedFrom: '2025-05-19',
  story: 'Sells 40 % on an exchange and 35 % to strangers, from its own wallet.',
  pools: ['dmp-2'],
  months: [
    soldToStrangers(tooLittle(atKzt, '2026-01', '15', '11.25', '6'), '31', '5.25', '3.75'),
    soldToStrangers(tooLittle(atKzt, '2026-02', '14', '10.5', '5.6'), '28', '4.9', '3.5'),
    soldToStrangers(tooLittle(atKzt, '2026-03', '16', '12', '6.4'), '31', '5.6', '4'),
  ],
});

/** Of what leaves, the free quarter leaves early; the rest belongs on an exchange. */
function soldToStrangers(plan: MonthPlan, day: string, sent: string, freePart: string): MonthPlan {
  const amount = btc(sent);
  const early = btc(freePart);
  return {
    ...plan,
    sentAway: [{ on: `${plan.period}-${day}`, amount }],
    expected: {
      ...plan.expected,
      findings: [
        ...plan.expected.findings,
        { type: 'early-release', quantity: early, needsChain: true },
        { type: 'unexplained-outflow', quantity: amount - early, needsChain: true },
      ],
    },
  };
}

const unlicensedVenue = company(8, 'Zhezkiik Data LLP', {
  licensedFrom: '2025-06-02',
  story: 'Sells 30 % of March at a venue that lost its licence.',
  pools: ['dmp-4'],
  months: [
    enough(atAifc, '2026-01', '8', '6', '6.4'),
    enough(atAifc, '2026-02', '8', '6', '6'),
    {
      period: '2026-03',
      mined: btc('10'),
      sales: [
        sale(atAifc, '2026-03-13', '2.5'),
        sale({ venue: QULAN, currency: 'USD' }, '2026-03-21', '3'),
        sale(atAifc, '2026-03-28', '2.5'),
      ],
      expected: {
        ...missed(btc('10'), btc('7.5'), btc('5')),
        findings: [
          { type: 'under-sold', quantity: btc('2.5') },
          { type: 'unlicensed-venue', quantity: btc('3') },
        ],
      },
    },
  ],
});

const busted = company(9, 'Qulansary Hashworks LLP', {
  licensedFrom: '2025-06-16',
  story: 'Kept the rule in January, until one of its trades was busted in February.',
  pools: ['dmp-4'],
  months: [
    {
      period: '2026-01',
      mined: btc('12'),
      sales: [
        sale(atKzt, '2026-01-13', '3.12'),
        sale(atKzt, '2026-01-21', '3.12', {
          busted: { on: '2026-02-20', reason: 'The buyer did not pay' },
        }),
        sale(atKzt, '2026-01-28', '3.12'),
      ],
      expected: missed(btc('12'), btc('9'), btc('6.24')),
      expectedBefore: { knownOn: '2026-02-20', ...met(btc('12'), btc('9'), btc('9.36')) },
    },
    enough(atKzt, '2026-02', '11.2', '8.4', '8.4'),
    enough(atKzt, '2026-03', '12.8', '9.6', '9.6'),
  ],
});

const SISTER = inventedNumber('bin', 110);

const selfTrade = company(10, 'Arqarly Compute LLP', {
  licensedFrom: '2025-07-01',
  story: 'Sells a third of what it sold in March to its own sister company.',
  relatedParties: [{ bin: SISTER, relation: 'subsidiary' }],
  pools: ['dmp-3'],
  months: [
    enough(atAifc, '2026-01', '9', '6.75', '7.2'),
    enough(atAifc, '2026-02', '8.8', '6.6', '7.04'),
    {
      period: '2026-03',
      mined: btc('9.2'),
      sales: [
        sale(atAifc, '2026-03-13', '2.3'),
        sale(atAifc, '2026-03-21', '2.3'),
        sale(atAifc, '2026-03-28', '2.3', { counterpartyBin: SISTER }),
      ],
      expected: {
        ...missed(btc('9.2'), btc('6.9'), btc('4.6')),
        findings: [
          { type: 'under-sold', quantity: btc('2.3') },
          { type: 'self-trade', quantity: btc('2.3') },
        ],
      },
    },
  ],
});

const lateReport = company(11, 'Qyranqaya Digital LLP', {
  licensedFrom: '2025-08-04',
  story: 'Kept the rule in February, until its pool reported 1.2 more in late March.',
  pools: ['dmp-4'],
  months: [
    enough(atKzt, '2026-01', '10', '7.5', '8'),
    {
      ...enough(atKzt, '2026-02', '10', '7.5', '7.5'),
      lateCredit: { creditedOn: '2026-02-27', reportedOn: '2026-03-25', net: btc('1.2') },
      expected: missed(btc('11.2'), btc('8.4'), btc('7.5')),
      expectedBefore: { knownOn: '2026-03-25', ...met(btc('10'), btc('7.5'), btc('7.5')) },
    },
    enough(atKzt, '2026-03', '10', '7.5', '7.5'),
  ],
});

const curesLate = company(12, 'Altynzhebe Compute LLP', {
  licensedFrom: '2025-09-01',
  story: 'Sells half of January in time and makes up for the rest in February.',
  pools: ['dmp-1'],
  months: [
    {
      ...tooLittle(atAifc, '2026-01', '10', '7.5', '5'),
      expected: {
        ...missed(btc('10'), btc('7.5'), btc('5')),
        soldLate: btc('2.5'),
        verdict: 'breach-cured-late',
      },
      expectedBefore: { knownOn: '2026-02-28', ...missed(btc('10'), btc('7.5'), btc('5')) },
    },
    {
      period: '2026-02',
      mined: btc('10'),
      // February takes its 7.5 first, because it is in time; the last 2.5 go to January.
      sales: [
        sale(atAifc, '2026-02-13', '3.5'),
        sale(atAifc, '2026-02-21', '3'),
        sale(atAifc, '2026-02-28', '3.5'),
      ],
      expected: met(btc('10'), btc('7.5'), btc('7.5')),
    },
    enough(atAifc, '2026-03', '10', '7.5', '8'),
  ],
});

/** Five pools, two exchanges and one that lost its licence, twelve licensees, three months. */
export const demonstrationSector: Sector = {
  opensOn: '2026-01-01',
  closesOn: '2026-04-12',
  checkedOn: ['2026-02-12', '2026-03-12', '2026-04-12'],
  pools,
  exchanges,
  licensees: [
    exactly,
    twoCoins,
    withStock,
    silentPool,
    movesEarly,
    sellsTooLittle,
    sellsPrivately,
    unlicensedVenue,
    busted,
    selfTrade,
    lateReport,
    curesLate,
  ],
  // After the end of the quarter, so that it changes no figure.
  suspensions: [
    {
      on: '2026-03-16',
      licenceId: sellsTooLittle.licenceId,
      from: '2026-04-01',
      until: '2026-07-01',
      ground: 'Sold 60 % instead of 75 % in January and February 2026 (SALE-1)',
    },
  ],
};

/** What is in the blocks that its pools find, and where their rewards go. */
export const DEMONSTRATION_MINERS = pools.map((pool) => ({
  tag: coinbaseTagOf(pool),
  address: inventedAddress('BTC', pool.id),
}));

/** Whom the demonstration needs tokens for, beside the regulator's staff. */
export const DEMONSTRATION_SENDERS = {
  pools: pools.map(({ id }) => id),
  exchanges: exchanges.map(({ id }) => id),
} as const;

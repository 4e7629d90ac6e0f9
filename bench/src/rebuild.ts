import { instantOf, millisOf, type Instant } from '@esep/kernel';
import { aifc2026, reconciliationRules } from '@esep/rulebook';
import { factOfEvent, SubjectFold, type ReconciledEvent } from '@esep/supervision-domain';

// npm run bench:rebuild: from the services' facts to every figure. 84 licensees × 24 months, 2 million
// facts (limit 60 s); one licensee with 50,000 facts from zero (limit 1 s) and from the fold's state
// (limit 50 ms). The arithmetic of a rebuild; reading the log comes on top.

const LICENSEES = 84;
const MONTHS = 24;
const FACTS = Number(process.argv[process.argv.indexOf('--facts') + 1]) || 2_000_000;
const START = millisOf('2024-06-30T19:00:00.000Z');
const MONTH_MS = 30.4375 * 86_400_000;
const NOW = instantOf(START + (MONTHS + 2) * MONTH_MS);
const POOLS = [1, 2, 3, 4, 5].map((n) => `dmp-${n}`);
const rules = reconciliationRules(aifc2026);

/** Half of the facts are credits of a pool, half are sales; every tenth sale is corrected or busted. */
const eventOf = (licenseeId: string, i: number, count: number): ReconciledEvent => {
  const at: Instant = instantOf(Math.floor(START + (MONTHS * MONTH_MS * i) / count));
  const who = { licenseeId, asset: 'BTC' } as const;
  if (i % 2 === 0)
    return {
      type: 'DistributionRecorded',
      ...who,
      poolId: POOLS[i % POOLS.length] as string,
      rowId: `d-${i}`,
      reportId: 'r',
      version: 1,
      licenceId: 'L',
      scheme: 'FPPS',
      gross: '101000',
      fee: '1000',
      net: '100000',
      distributedAt: at,
    };
  const trade = {
    exchangeId: 'ex-1',
    tradeId: `t-${i - (i % 20 === 19 ? 18 : 0)}`,
    side: 'sell',
  } as const;
  if (i % 20 === 19) return { type: 'FillBusted', ...who, ...trade, reason: 'error', bustedAt: at };
  const quote = { amount: '1', currency: 'KZT' };
  return { type: 'FillRecorded', ...who, ...trade, quantity: '78000', quote, executedAt: at };
};

const register = (licenseeId: string): ReconciledEvent[] => [
  {
    type: 'ExchangeLicensed',
    exchangeId: 'ex-1',
    name: 'x',
    kind: 'DATF',
    from: instantOf(START),
    depositAddresses: [],
  },
  {
    type: 'LicenceImported',
    licenceId: 'L',
    licenseeId,
    authority: 'AIFC',
    issuedAt: instantOf(START),
  },
  ...POOLS.flatMap((poolId): ReconciledEvent[] => [
    {
      type: 'PoolApproved',
      poolId,
      name: 'x',
      from: instantOf(START),
      coinbaseTags: [],
      payoutAddresses: [],
    },
    {
      type: 'PoolAffiliationDeclared',
      licenceId: 'L',
      licenseeId,
      poolId,
      asset: 'BTC',
      from: instantOf(START),
    },
  ]),
];

const foldOf = (licenseeId: string, count: number): SubjectFold => {
  const fold = new SubjectFold('party');
  const record = (event: ReconciledEvent, position: number) => {
    const source = { log: 'bench', position, eventId: `e-${position}` };
    const { list, fact } = factOfEvent(event, instantOf(START + position), source);
    fold.record(list as 'fills', fact as never);
  };
  register(licenseeId).forEach(record);
  for (let i = 0; i < count; i += 1) record(eventOf(licenseeId, i, count), i + 100);
  return fold;
};

const ms = (work: () => unknown): number => {
  const begun = performance.now();
  work();
  return performance.now() - begun;
};

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;

const line = (what: string, value: number, limit: number) =>
  console.log(
    `${what.padEnd(52)} ${value.toFixed(0).padStart(8)} ms  ${(value / limit).toFixed(2)} of the limit of ${limit} ms`,
  );

const each = Math.floor(FACTS / LICENSEES);
const whole = ms(() => {
  for (let n = 0; n < LICENSEES; n += 1) {
    foldOf(`licensee-${n}`, each).reconcile(rules, NOW, NOW);
    if (n % 12 === 11) process.stderr.write(`${n + 1} of ${LICENSEES} licensees\n`);
  }
});
line(`${LICENSEES} licensees × ${MONTHS} months, ${each * LICENSEES} facts`, whole, 60_000);
let fold = foldOf('one', 1);
line(
  'One licensee, 50,000 facts, from zero',
  ms(() => (fold = foldOf('one', 50_000)) && fold.reconcile(rules, NOW, NOW)),
  1_000,
);
const answers = Array.from({ length: 21 }, () => ms(() => fold.reconcile(rules, NOW, NOW)));
line('The same from the fold’s state (median of 21)', median(answers), 50);
const { findings } = fold.reconcile(rules, NOW, NOW);
console.log(`What does not add up: ${findings.length} findings`);

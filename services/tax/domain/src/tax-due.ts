import {
  ASSETS,
  assetOf,
  BPS_PER_WHOLE,
  inWholeUnits,
  periodsOf,
  type LocalDate,
  type Money,
  type Period,
  type Quarter,
} from '@esep/kernel';

import type { JudgedMonth } from './judged-month.js';
import {
  conditionSteps,
  lookAtConditions,
  unknownConditions,
  type RateConditionLooked,
  type StandingFinding,
} from './rate-conditions.js';
import type { AssessmentStep } from './assessment-step.js';

// The arithmetic of the tax of one licensee for one quarter (TAX-1 to TAX-3). Input: coins received,
// judgements, accepted costs, the law. Output: base, rate and amount with every step in words, or why
// none can be computed. The order of a list never matters.

/** Coins distributed on a local day, with what one of them was worth then. */
export interface Receipt {
  readonly asset: string;
  readonly day: LocalDate;
  /** Base units, net of the pool's fee. */
  readonly quantity: bigint;
  /** Of one whole coin; absent when the list has none for the day. */
  readonly price?: Money;
  /** Tiyn for one whole unit of the price's currency; not asked of a price in tenge. */
  readonly rateTiyn?: bigint;
}

/** The pack's values for the quarter. */
export interface TaxTerms {
  readonly rulePackHash: string;
  /** `profit`: value at receipt less costs (TAX-1). `value-at-receipt`: nothing is deducted (TAX-2). */
  readonly base: 'profit' | 'value-at-receipt';
  /** For who keeps all that `rateConditions` lists. */
  readonly rateBps: number;
  readonly harsherRateBps: number;
  /** See `rate-conditions.ts`. */
  readonly rateConditions: readonly string[];
}

export interface TaxQuestion {
  readonly quarter: Quarter;
  readonly judgements: readonly JudgedMonth[];
  readonly receipts: readonly Receipt[];
  /** What stands against the licensee in the quarter. */
  readonly findings: readonly StandingFinding[];
  readonly costTiyn: bigint;
  readonly terms: TaxTerms;
}

export type BlockReason =
  | 'period-not-final'
  | 'period-inconclusive'
  | 'receipts-differ-from-judgement'
  | 'price-missing'
  | 'exchange-rate-missing'
  | 'rate-condition-unknown'
  | 'figures-out-of-range';

export type TaxAnswer =
  | {
      readonly status: 'due';
      readonly baseTiyn: bigint;
      readonly rateBps: number;
      readonly amountTiyn: bigint;
      readonly conditions: readonly RateConditionLooked[];
      readonly why: readonly AssessmentStep[];
    }
  | { readonly status: 'blocked'; readonly reason: BlockReason; readonly detail: string };

/**
 * A whole tiyn is the least that can be owed, and what is below one is not (`taxRounding`, an
 * assumption of the rule pack). Base and amount are each rounded down once, from the exact sum: no rounded
 * figure is used again, so the amount may exceed the printed base times the rate by less than a tiyn.
 */
export const taxDue = (question: TaxQuestion): TaxAnswer => {
  const block = judgementBlock(question) ?? priceBlock(question) ?? conditionBlock(question);
  if (block !== undefined) return block;
  const { receipts, terms } = question;
  const received = receipts.filter(isReceived);
  const base = baseOf(
    received.reduce((sum, receipt) => sum + exactValue(receipt), 0n),
    question,
  );
  const baseTiyn = base.exact / EXACT_PER_TIYN;
  if (baseTiyn >= TIYN_END) return blocked('figures-out-of-range', [OUT_OF_RANGE]);
  const rate = rateOf(question);
  const amountTiyn = (base.exact * BigInt(rate.bps)) / (BPS_PER_WHOLE * EXACT_PER_TIYN);
  const product = `${inTenge(base.exact)} × ${inPercent(rate.bps)}`;
  const amount = inTenge(amountTiyn * EXACT_PER_TIYN);
  const total = { rule: ruleOf(terms), text: `${product} = ${amount}, rounded down to whole tiyn` };
  const valued = received.map(receiptStep).sort(byText);
  return {
    status: 'due',
    baseTiyn,
    rateBps: rate.bps,
    amountTiyn,
    conditions: rate.conditions,
    why: [...valued, base.step, ...rate.steps, total],
  };
};

/** An event cannot carry a larger amount, and none is real: a price or a row is wrong. */
const TIYN_END = 10n ** 78n;
const OUT_OF_RANGE = 'the value of what was received has more than 78 digits of tiyn';

const isReceived = ({ quantity }: Receipt): boolean => quantity > 0n;

const ruleOf = ({ base }: TaxTerms): string => (base === 'profit' ? 'TAX-1' : 'TAX-2');

// ── What stands in the way ──────────────────────────────────────────────────────────────────────

const judgementBlock = (question: TaxQuestion): TaxAnswer | undefined => {
  const { quarter, judgements } = question;
  const months = monthsOf(question);
  if (months.length === 0)
    return blocked('period-not-final', [`no period of ${quarter} is judged`]);
  const inconclusive = judgements.filter(({ verdict }) => verdict === 'inconclusive');
  if (inconclusive.length > 0) return blocked('period-inconclusive', inconclusive.map(nameOf));
  const open = months.filter((month) => judgementOf(judgements, month)?.state !== 'final');
  if (open.length > 0) return blocked('period-not-final', open.map(nameOf));
  // The two come from different logs; if they differ, one of them is not known up to the same instant.
  const differing = months.filter(
    (month) => judgementOf(judgements, month)?.mined !== receivedIn(question, month),
  );
  if (differing.length > 0) return blocked('receipts-differ-from-judgement', differing.map(nameOf));
  return undefined;
};

/** TAX-3: an asset without a published price blocks the assessment. */
const priceBlock = ({ receipts }: TaxQuestion): TaxAnswer | undefined => {
  const received = receipts.filter(isReceived);
  const unpriced = received.filter(({ price }) => price === undefined);
  if (unpriced.length > 0)
    return blocked(
      'price-missing',
      unpriced.map(({ asset, day }) => `${asset} ${day}`),
    );
  const unrated = received.filter(
    ({ price, rateTiyn }) => price?.currency !== 'KZT' && rateTiyn === undefined,
  );
  if (unrated.length > 0)
    return blocked(
      'exchange-rate-missing',
      unrated.map(({ price, day }) => `${price?.currency} ${day}`),
    );
  return undefined;
};

const conditionBlock = ({ terms }: TaxQuestion): TaxAnswer | undefined => {
  const unknown = unknownConditions(terms.rateConditions);
  return unknown.length > 0 ? blocked('rate-condition-unknown', unknown) : undefined;
};

const blocked = (reason: BlockReason, what: readonly string[]): TaxAnswer => ({
  status: 'blocked',
  reason,
  detail: [...new Set(what)].sort().join(', '),
});

interface Month {
  readonly asset: string;
  readonly period: Period;
}

/**
 * The months that must be judged: of each asset, from the first that was judged or mined in to the
 * end of the quarter. Before it, supervision has no row either (RECONCILIATION §2).
 */
const monthsOf = ({ quarter, judgements, receipts }: TaxQuestion): readonly Month[] => {
  const received = receipts.filter(isReceived);
  const seen: readonly Month[] = [
    ...judgements,
    ...received.map(({ asset, day }) => ({ asset, period: day.slice(0, 7) })),
  ];
  return [...new Set(seen.map(({ asset }) => asset))].flatMap((asset) =>
    periodsOf(quarter)
      .filter((period) => seen.some((known) => known.asset === asset && known.period <= period))
      .map((period) => ({ asset, period })),
  );
};

const judgementOf = (judgements: readonly JudgedMonth[], { asset, period }: Month) =>
  judgements.find((judgement) => judgement.asset === asset && judgement.period === period);

const receivedIn = ({ receipts }: TaxQuestion, { asset, period }: Month): bigint =>
  receipts
    .filter((receipt) => receipt.asset === asset && receipt.day.startsWith(period))
    .reduce((sum, { quantity }) => sum + quantity, 0n);

const nameOf = ({ asset, period }: Month): string => `${asset} ${period}`;

// ── Base and rate ───────────────────────────────────────────────────────────────────────────────

/** TAX-1 taxes profit: value at receipt less accepted costs (`miningProfit`, an assumption). */
const baseOf = (
  value: bigint,
  { terms, costTiyn }: TaxQuestion,
): { readonly exact: bigint; readonly step: AssessmentStep } => {
  if (terms.base === 'value-at-receipt') {
    const text = `Value at receipt: ${inTenge(value)}; what sales bring is outside the base`;
    return { exact: value, step: { rule: ruleOf(terms), text } };
  }
  const cost = costTiyn * EXACT_PER_TIYN;
  const exact = value > cost ? value - cost : 0n;
  const text = `Mining profit: ${inTenge(value)} − costs of ${inTenge(cost)}, not below 0 = ${inTenge(exact)}`;
  return { exact, step: { rule: ruleOf(terms), text } };
};

/** TAX-1 gives the lower rate only to who keeps all other rules. */
const rateOf = ({ judgements, findings, terms }: TaxQuestion) => {
  const conditions = lookAtConditions(terms.rateConditions, judgements, findings);
  const broken = conditions.filter(({ state }) => state === 'broken');
  const bps = broken.length === 0 ? terms.rateBps : terms.harsherRateBps;
  const reason =
    broken.length === 0
      ? 'Nothing that the lower rate asks for is broken'
      : `Not kept: ${broken.map(({ condition }) => condition).join(', ')}`;
  const step = { rule: ruleOf(terms), text: `${reason}: ${inPercent(bps)}` };
  return { bps, conditions, steps: [...conditionSteps(conditions), step] };
};

// ── Exact values ────────────────────────────────────────────────────────────────────────────────
// A coin has up to 18 decimals and a price two: values are counted in a unit so small that nothing
// is lost, and only the sum is rounded.

const MINOR_DIGITS = 2;
const EXACT_DIGITS = Math.max(...ASSETS.map(({ exponent }) => exponent)) + MINOR_DIGITS;
const EXACT_PER_TIYN = 10n ** BigInt(EXACT_DIGITS);

/** quantity × price × rate, where a price in tenge has rate 1. */
const exactValue = ({ asset, quantity, price, rateTiyn }: Receipt): bigint => {
  const exponent = exponentOf(asset);
  const amount = quantity * (price as Money).amount;
  return price?.currency === 'KZT'
    ? amount * 10n ** BigInt(EXACT_DIGITS - exponent)
    : amount * (rateTiyn as bigint) * 10n ** BigInt(EXACT_DIGITS - exponent - MINOR_DIGITS);
};

const exponentOf = (asset: string): number => {
  const known = assetOf(asset);
  if (known === undefined) throw new Error(`Coins of an asset that no ledger takes: ${asset}`);
  return known.exponent;
};

const receiptStep = (receipt: Receipt): AssessmentStep => {
  const { asset, day, quantity, price, rateTiyn } = receipt;
  const { amount, currency } = price as Money;
  const coins = inWholeUnits(quantity, exponentOf(asset));
  const factors = [`${coins} ${asset}`, `${inWholeUnits(amount, MINOR_DIGITS)} ${currency}`];
  if (currency !== 'KZT') factors.push(`${inWholeUnits(rateTiyn as bigint, MINOR_DIGITS)} KZT`);
  const text = `${asset} ${day}: ${factors.join(' × ')} = ${inTenge(exactValue(receipt))}`;
  return { rule: 'TAX-3', text };
};

const inTenge = (exact: bigint): string =>
  `${inWholeUnits(exact, EXACT_DIGITS + MINOR_DIGITS)} KZT`;

const inPercent = (bps: number): string => `${inWholeUnits(BigInt(bps), 2)} %`;

const byText = (left: AssessmentStep, right: AssessmentStep): number =>
  left.text < right.text ? -1 : left.text > right.text ? 1 : 0;

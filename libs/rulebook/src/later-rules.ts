import { BEGINNING, frozen, type Rule, type RulePack } from './rule-pack.js';

// A pack that was adopted never changes, and keys are added. What a pack that was adopted before a
// key existed says under it stands here: what the software did then, or what bounds a power that it
// left without a bound.

/** No date is stated for the beginning of the regime; the first share that is stated is that of 2024. */
export const regimeFrom: Rule<'regimeFrom'> = frozen({
  rule: 'SALE-5',
  values: [
    {
      from: BEGINNING,
      value: '2024-01-01',
      source: {
        fact: 'SALE-5',
        mark: 'A',
        note: 'The first share stated is that of 2024; what was before is opening stock',
      },
      assumption: true,
    },
  ],
});

/** Asks for a reason and judges nothing, so that it may well hold of a pack that was silent on it. */
export const priceToleranceBps: Rule<'priceToleranceBps'> = frozen({
  rule: 'TAX-3',
  values: [
    {
      from: BEGINNING,
      value: 2_500,
      source: {
        fact: 'TAX-3',
        mark: 'A',
        note: 'A price further than this from the one before says why it is so',
      },
      assumption: true,
    },
  ],
});

/** Either asks for a person's look and changes no figure, so that it may well hold of a silent pack. */
export const salePriceToleranceBps: Rule<'salePriceToleranceBps'> = frozen({
  rule: 'SALE-2',
  values: [
    {
      from: BEGINNING,
      value: 2_000,
      source: {
        fact: 'SALE-2',
        mark: 'A',
        note: 'A sale priced further than this from the published price of its day is looked at',
      },
      assumption: true,
    },
  ],
});

export const poolFeeLimitBps: Rule<'poolFeeLimitBps'> = frozen({
  rule: 'POOL-3',
  values: [
    {
      from: BEGINNING,
      value: 500,
      source: { fact: 'POOL-3', mark: 'A', note: 'Pools keep up to 4 % of what they credit' },
      assumption: true,
    },
  ],
});

export const proposalDays: Rule<'proposalDays'> = frozen({
  rule: 'SUP-4',
  values: [
    {
      from: BEGINNING,
      value: 14,
      source: { fact: 'SUP-4', mark: 'A', note: 'Days within which a second person confirms' },
      assumption: true,
    },
  ],
});

/** A licensee was given no notice, and nobody was barred, before packs said so: from now on, all are. */
export const sanctionNoticeDays: Rule<'sanctionNoticeDays'> = frozen({
  rule: 'SUP-7',
  values: [
    {
      from: BEGINNING,
      value: 5,
      source: {
        fact: 'SUP-7',
        mark: 'A',
        note: 'Days from the proposal until a suspension or a revocation takes effect',
      },
      assumption: true,
    },
  ],
});

export const barMonths: Rule<'barMonths'> = frozen({
  rule: 'LIC-11',
  values: [
    {
      from: BEGINNING,
      value: 12,
      source: { fact: 'LIC-11', mark: 'A', note: 'Months after a revocation without a licence' },
      assumption: true,
    },
  ],
});

const LATER_RULES: Partial<RulePack['rules']> = {
  regimeFrom,
  priceToleranceBps,
  salePriceToleranceBps,
  poolFeeLimitBps,
  proposalDays,
  sanctionNoticeDays,
  barMonths,
};

/** The JSON of an adopted pack with the rules that are younger than it; anything else as it is. */
export const withLaterRules = (pack: unknown): unknown => {
  if (!hasRules(pack)) return pack;
  return { ...pack, rules: { ...LATER_RULES, ...pack.rules } };
};

const hasRules = (pack: unknown): pack is { readonly rules: object } =>
  typeof pack === 'object' &&
  pack !== null &&
  'rules' in pack &&
  typeof pack.rules === 'object' &&
  pack.rules !== null;

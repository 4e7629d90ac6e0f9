import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  aifc2026,
  FIXED_RULES,
  kzLaw,
  notFollowed,
  RULE_KEYS,
  validatePack,
  type RuleKey,
} from '@esep/rulebook';

// A value of the law that nothing is done by is a promise that nobody keeps. For every key of the rule
// pack: the place, outside of the rulebook, where it is asked for or done, and that a pack which says
// otherwise than the software does is not adopted.

/** Where code asks for the value by its key. */
const asked = (file: string) => ({ file, word: `'KEY'` });
/** Where code uses the value, which `…-rules.ts` of the rulebook calls `word`. */
const used = (word: string, file: string) => ({ file, word, isRenamed: true });
/** Where the one way is gone that the software knows; `word` stands at the place. */
const done = (word: string, file: string) => ({ file, word, isFixed: true });

interface Place {
  readonly file: string;
  readonly word: string;
  readonly isRenamed?: true | boolean;
  readonly isFixed?: true | boolean;
}

const LICENSING = 'services/licensing/app/src';
const SUPERVISION = 'services/supervision/domain/src';
const TAX = 'services/tax';
const TELEMETRY = 'services/pool-reporting/telemetry/src/receive/telemetry-laws.ts';

const PLACE_OF: Readonly<Record<RuleKey, Place>> = {
  issuingAuthority: asked(`${LICENSING}/import-licence/import-licence.controller.ts`),
  applicantKinds: asked(`${LICENSING}/import-licence/import-licence.controller.ts`),
  licenceTermMonths: asked(`${LICENSING}/renew-licence/licence-terms.controller.ts`),
  suspensionMonths: asked(`${LICENSING}/sanction-licence/sanctions.controller.ts`),
  sanctionNoticeDays: asked(`${LICENSING}/sanction-licence/sanctions.controller.ts`),
  barMonths: asked(`${LICENSING}/answer-proposal/proposal-answers.ts`),
  licenceCost: asked(`${LICENSING}/estimate-cost/cost-estimates.controller.ts`),
  shareCapital: done('KEPT', 'services/licensing/domain/src/cost-estimate.ts'),
  unstatedCosts: done('restOfTotal', 'services/licensing/domain/src/cost-estimate.ts'),
  siteTenures: asked(`${LICENSING}/register-data-centre/data-centres.controller.ts`),
  siteEvidence: asked(`${LICENSING}/register-data-centre/data-centres.controller.ts`),
  poolCap: asked(`${LICENSING}/approve-pool/pool-roster.ts`),

  silentSenderWaiverDays: asked('services/supervision/app/src/judge-periods/judge.ts'),
  poolFeeLimitBps: used('poolFeeLimitBps', `${SUPERVISION}/cross-checks/pool-fee-check.ts`),

  telemetryRefusedBpsMax: asked(TELEMETRY),
  telemetryNominalBpsMax: asked(TELEMETRY),
  telemetryLateDaysMax: asked(TELEMETRY),

  saleShareBps: used('shareBps', `${SUPERVISION}/reconciliation/period-account.ts`),
  quoteCurrencies: used('quoteCurrencies', `${SUPERVISION}/reconciliation/sale-obstacles.ts`),
  salePriceToleranceBps: used(
    'salePriceToleranceBps',
    `${SUPERVISION}/cross-checks/price-check.ts`,
  ),
  saleCountsAt: done('executedAt', `${SUPERVISION}/subject/facts-of-event.ts`),
  curedLate: done(`verdict !== 'compliant'`, `${TAX}/domain/src/rate-conditions.ts`),
  retainedReleaseConditions: done('assessment-not-paid', `${TAX}/domain/src/release.ts`),
  regimeFrom: used('regimeBeginning', `${TAX}/app/src/tax-facts/laws.ts`),
  duplicateWindowHours: used(
    'duplicateWindowHours',
    `${SUPERVISION}/cross-checks/duplicate-settlements.ts`,
  ),
  payoutConfirmationHours: used('payoutConfirmationHours', `${SUPERVISION}/chain/payout-check.ts`),
  rebuyWindowHours: used('rebuyWindowHours', `${SUPERVISION}/cross-checks/wash-check.ts`),
  rebuyShareBps: used('rebuyShareBps', `${SUPERVISION}/cross-checks/wash-check.ts`),
  carryForward: done('surplus', `${SUPERVISION}/reconciliation/discharge.ts`),
  saleBasis: done('one licensee and one asset', `${SUPERVISION}/subject/subject-fold.ts`),
  period: done('startOf', 'libs/kernel/src/period.ts'),
  zone: done('ALMATY', 'libs/kernel/src/period.ts'),
  graceDays: used('graceDays', `${SUPERVISION}/decisions/judgement.ts`),
  deadlineRoll: done('isDayOff', 'libs/kernel/src/period.ts'),
  holidays: used('holidays', 'libs/kernel/src/period.ts'),

  taxRateBps: used('rateBps', `${TAX}/app/src/tax-facts/laws.ts`),
  taxBase: used('base', `${TAX}/app/src/tax-facts/laws.ts`),
  taxRateConditions: used('rateConditions', `${TAX}/app/src/tax-facts/laws.ts`),
  taxPeriod: done('quarter', `${TAX}/domain/src/tax-due.ts`),
  lawOfQuarter: done('lastMoment', `${TAX}/app/src/tax-facts/laws.ts`),
  brokenMonth: done('verdictsAgainst', `${TAX}/domain/src/rate-conditions.ts`),
  miningProfit: done('Mining profit', `${TAX}/domain/src/tax-due.ts`),
  taxRounding: done('rounded down', `${TAX}/domain/src/tax-due.ts`),
  harsherTaxRateBps: used('harsherRateBps', `${TAX}/app/src/tax-facts/laws.ts`),
  priceRule: done('priceOn', `${TAX}/app/src/assess-quarter/quarter-question.ts`),
  priceToleranceBps: used('priceToleranceBps', `${TAX}/app/src/tax-facts/laws.ts`),

  proposalDays: asked(`${LICENSING}/adopt-rule-pack/rule-packs.ts`),
};

/** The parts of the rulebook that hand values on under another name. */
const HANDED_ON = ['reconciliation-rules', 'cross-check-rules', 'tax-rules', 'pack-adoption']
  .map((name) => textOf(`libs/rulebook/src/${name}.ts`))
  .join('\n');

describe('FIGURES-25: every key of the rule pack', () => {
  it.each(RULE_KEYS)('%s is followed where the table says', (key) => {
    const { file, word, isRenamed, isFixed } = PLACE_OF[key];
    expect(file).toMatch(/^(services|apps|libs)\/(?!rulebook\/).*(?<!\.spec)\.ts$/);
    expect(textOf(file).includes(word.replace('KEY', key))).toBe(true);
    if (isRenamed) {
      for (const name of [key, word]) expect(HANDED_ON.match(/\w+/g)).toContain(name);
    }
    expect(isFixed ?? false).toBe(Object.hasOwn(FIXED_RULES, key));
  });

  it.each(Object.keys(FIXED_RULES) as RuleKey[])(
    '%s that is done in one way is not adopted with another',
    (key) => {
      for (const pack of [aifc2026, kzLaw])
        expect(isAdoptable(key, pack.rules[key].values[0].value)).toBe(true);
      for (const other of othersThan(aifc2026.rules[key].values[0].value))
        expect(isAdoptable(key, other)).toBe(false);
    },
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function textOf(file: string): string {
  const path = join(import.meta.dirname, '..', file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** By the schema and by what the software follows, as an officer's proposal is asked. */
function isAdoptable(key: RuleKey, value: unknown): boolean {
  const [first] = aifc2026.rules[key].values;
  const rules = {
    ...aifc2026.rules,
    [key]: { ...aifc2026.rules[key], values: [{ ...first, value }] },
  };
  const reading = validatePack({ ...aifc2026, rules });
  return reading.ok && notFollowed(reading.value).length === 0;
}

/** Of the same kind, as far as there is one. */
function othersThan(value: unknown): unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'string')
    return ['otherwise', 'value-pooled', 'settlement', 'calendar-quarter'];
  if (Array.isArray(value)) return [value.slice(1), [...(value as unknown[]), 'otherwise']];
  return Object.keys(value as object).map((member) => ({
    ...(value as object),
    [member]: 'otherwise',
  }));
}

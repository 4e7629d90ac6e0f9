import { BEGINNING, frozen, type Rule, type RulePack } from './rule-pack.js';
import { RULE_OF, SITE_EVIDENCE, type RuleKey, type RuleValues } from './rule-values.js';

// A pack that was adopted never changes, while keys are added and go. What a pack that was adopted
// before a key existed says under it stands here: what the software did then, or what bounds a power
// that it left without a bound. All of them are assumptions.

const assumption = <Key extends RuleKey>(
  key: Key,
  value: RuleValues[Key],
  note: string,
): Rule<Key> => {
  const rule = RULE_OF[key];
  const source = { fact: rule, mark: 'A', note } as const;
  return frozen({ rule, values: [{ from: BEGINNING, value, source, assumption: true }] });
};

/** No date is stated for the beginning of the regime; the first share that is stated is that of 2024. */
export const regimeFrom = assumption(
  'regimeFrom',
  '2024-01-01',
  'The first share stated is that of 2024; what was before is opening stock',
);

/** Asks for a reason and judges nothing, so that it may well hold of a pack that was silent on it. */
export const priceToleranceBps = assumption(
  'priceToleranceBps',
  2_500,
  'A price further than this from the one before says why it is so',
);

/** Each of these asks for a person's look and changes no figure, so that it may well hold of a silent pack. */
export const salePriceToleranceBps = assumption(
  'salePriceToleranceBps',
  2_000,
  'A sale priced further than this from the published price of its day is looked at',
);
export const poolFeeLimitBps = assumption(
  'poolFeeLimitBps',
  500,
  'Pools keep up to 4 % of what they credit',
);

export const telemetryRefusedBpsMax = assumption(
  'telemetryRefusedBpsMax',
  100,
  'A batch that is wrong in more than a hundredth of its rows was made wrongly',
);
export const telemetryNominalBpsMax = assumption(
  'telemetryNominalBpsMax',
  15_000,
  'Half more than the maker states is beyond any setting of a machine',
);
export const telemetryLateDaysMax = assumption(
  'telemetryLateDaysMax',
  45,
  'A month, and half of the next to correct it',
);

export const duplicateWindowHours = assumption(
  'duplicateWindowHours',
  72,
  'Venues number their trades each for itself: the same id this near in time is the same trade',
);

export const payoutConfirmationHours = assumption(
  'payoutConfirmationHours',
  24,
  'A payout that no block has after so long is missing; one that comes later ends the finding',
);

export const rebuyWindowHours = assumption(
  'rebuyWindowHours',
  24,
  'Hours after a sale in which buying back is suspicious',
);
export const rebuyShareBps = assumption(
  'rebuyShareBps',
  5_000,
  'The share of a sale from which on it counts as bought back',
);

export const proposalDays = assumption(
  'proposalDays',
  14,
  'Days within which a second person confirms',
);

/** A licensee was given no notice, and nobody was barred, before packs said so: from now on, all are. */
export const sanctionNoticeDays = assumption(
  'sanctionNoticeDays',
  5,
  'Days from the proposal until a suspension or a revocation takes effect',
);
export const barMonths = assumption('barMonths', 12, 'Months after a revocation without a licence');

// What the software always did, before packs said so.

export const shareCapital = assumption(
  'shareCapital',
  'stays-the-applicants',
  'It is paid in and shown, and is no cost; else the items exceed the total',
);
export const unstatedCosts = assumption(
  'unstatedCosts',
  'rest-of-the-total',
  'What the stated total leaves when the stated items are taken off',
);
export const curedLate = assumption(
  'curedLate',
  'breach',
  'What is sold after the due time ends what is outstanding, not the breach',
);
export const lawOfQuarter = assumption(
  'lawOfQuarter',
  'law-of-its-last-day',
  'A law that changes within a quarter holds for the whole of it',
);
export const brokenMonth = assumption(
  'brokenMonth',
  'breaks-its-quarter',
  'One month of one asset takes the lower rate from the whole quarter',
);
export const miningProfit = assumption(
  'miningProfit',
  'value-at-receipt-less-costs',
  'Costs as accepted; not below nothing',
);
export const taxRounding = assumption(
  'taxRounding',
  'down-to-minor-units-once',
  'Base and amount each, from the exact sum',
);

/** No data centre was registered before packs said so: they are by what the regime states. */
const siteTenures = assumption('siteTenures', ['owned', 'leased'], 'As the regime states it');
const siteEvidence = assumption('siteEvidence', SITE_EVIDENCE, 'As the regime states it');

const LATER_RULES: Partial<RulePack['rules']> = {
  regimeFrom,
  priceToleranceBps,
  salePriceToleranceBps,
  poolFeeLimitBps,
  telemetryRefusedBpsMax,
  telemetryNominalBpsMax,
  telemetryLateDaysMax,
  duplicateWindowHours,
  payoutConfirmationHours,
  rebuyWindowHours,
  rebuyShareBps,
  proposalDays,
  sanctionNoticeDays,
  barMonths,
  shareCapital,
  unstatedCosts,
  curedLate,
  lawOfQuarter,
  brokenMonth,
  miningProfit,
  taxRounding,
  siteTenures,
  siteEvidence,
};

/**
 * Keys that packs once had and nothing was done by (docs/adr/0018). They are not asked of a pack that
 * was adopted with them, and refused in a new one.
 */
export const FORMER_KEYS: ReadonlySet<string> = new Set([
  'foreignOwnershipBpsMax',
  'refusedStructures',
  'beneficialOwnerBpsMin',
  'personParticulars',
  'applicationWindows',
  'preparationEvidence',
  'incorporationEvidence',
  'localEmployeesMin',
  'boardMembersInKazakhstanMin',
  'shareCapitalMin',
  'approvalTests',
  'dataCentreTenures',
  'dataCentreEvidence',
  'machineParticulars',
  'hashrateOverRegisteredBps',
  'fineMax',
  'unlicensedMiningConsequences',
  'powerOverExpectedBps',
  'poolReports',
  'telemetryCoverageBpsMin',
  'maturityConfirmations',
  'earningsTolerance',
  'fiatArrivalWorkingDays',
  'depositWithoutSaleDays',
  'miningFee',
  'breachConsequences',
  'auditPeriod',
]);

/** The JSON of an adopted pack with the rules of today; anything else as it is. */
export const withRulesOfToday = (pack: unknown): unknown => {
  if (!hasRules(pack)) return pack;
  const said = Object.entries(pack.rules).filter(([key]) => !FORMER_KEYS.has(key));
  return { ...pack, rules: { ...LATER_RULES, ...Object.fromEntries(said) } };
};

const hasRules = (pack: unknown): pack is { readonly rules: object } =>
  typeof pack === 'object' &&
  pack !== null &&
  'rules' in pack &&
  typeof pack.rules === 'object' &&
  pack.rules !== null;

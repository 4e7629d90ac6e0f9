import { RULE_KEYS, RULE_OF, SITE_EVIDENCE, type RuleKey } from './rule-values.js';

// The JSON Schema (draft 2020-12) of a rule pack: what a regulator's lawyer and a foreign program
// may check a pack against. What a schema cannot say is in `validate-pack.ts`.

/** A JSON Schema, as data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

const bps = { type: 'integer', minimum: 0, maximum: 10_000 };
const count = { type: 'integer', minimum: 0, maximum: 1_000_000 };
const positive = { type: 'integer', minimum: 1, maximum: 1_000_000 };
const days = { type: 'integer', minimum: 0, maximum: 366 };
const months = { type: 'integer', minimum: 0, maximum: 1_200 };
const localDate = { type: 'string', format: 'date' };
/** A day whose instants the ledger can hold. */
const ledgerDay = { type: 'string', format: 'ledger-day' };
const instant = {
  type: 'string',
  format: 'date-time',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$',
};
const amount = { type: 'string', pattern: '^(0|[1-9][0-9]{0,30})$' };
const currency = { type: 'string', pattern: '^[A-Z]{3}$' };
const line = { type: 'string', minLength: 1, maxLength: 500 };

const only = (...values: readonly string[]): JsonSchema => ({ enum: values });

const listOf = (items: JsonSchema): JsonSchema => ({
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items,
});

/** An object with these members and no others; `optional` ones may be left out. */
const record = (
  properties: Readonly<Record<string, JsonSchema>>,
  ...optional: readonly string[]
): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
});

const codes = listOf({ type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' });
const range = record({ min: count, max: count });

const holidays = record({
  coveredFrom: localDate,
  coveredUntil: localDate,
  days: {
    type: 'array',
    maxItems: 5_000,
    items: record(
      {
        date: localDate,
        name: line,
        kind: only('holiday', 'religious', 'transferred'),
        assumption: { const: true },
      },
      'assumption',
    ),
  },
});

const valueSchemas: Readonly<Record<RuleKey, JsonSchema>> = {
  issuingAuthority: record({ code: line, name: line }),
  applicantKinds: listOf(only('legal-entity', 'individual-entrepreneur')),
  licenceTermMonths: positive,
  suspensionMonths: range,
  sanctionNoticeDays: days,
  barMonths: months,
  licenceCost: record({
    currency,
    totalMin: amount,
    totalMax: amount,
    items: listOf(
      record({ code: line, per: only('once', 'year'), min: amount, max: amount }, 'min', 'max'),
    ),
  }),
  shareCapital: only('stays-the-applicants'),
  unstatedCosts: only('rest-of-the-total'),
  poolCap: positive,
  siteTenures: listOf(only('owned', 'leased')),
  siteEvidence: listOf(only(...SITE_EVIDENCE)),

  silentSenderWaiverDays: count,
  poolFeeLimitBps: bps,
  telemetryRefusedBpsMax: bps,
  telemetryNominalBpsMax: { type: 'integer', minimum: 10_000, maximum: 100_000 },
  telemetryLateDaysMax: { type: 'integer', minimum: 1, maximum: 366 },

  saleShareBps: bps,
  // None at all is an answer too: before the regime began, no sale was a conversion.
  quoteCurrencies: {
    type: 'array',
    uniqueItems: true,
    items: { type: 'string', pattern: '^[A-Z0-9]{3,12}$' },
  },
  salePriceToleranceBps: count,
  saleCountsAt: only('trade'),
  curedLate: only('breach'),
  retainedReleaseConditions: codes,
  regimeFrom: ledgerDay,
  carryForward: { type: 'boolean' },
  duplicateWindowHours: { type: 'integer', minimum: 0, maximum: 8_784 },
  payoutConfirmationHours: { type: 'integer', minimum: 1, maximum: 8_784 },
  rebuyWindowHours: { type: 'integer', minimum: 0, maximum: 8_784 },
  rebuyShareBps: { ...bps, minimum: 1 },
  saleBasis: only('coins-per-asset', 'value-pooled'),
  period: only('calendar-month'),
  zone: record({
    name: only('Asia/Almaty'),
    transitions: listOf(
      record({ from: instant, offsetMinutes: { type: 'integer', minimum: -1440, maximum: 1440 } }),
    ),
  }),
  graceDays: { type: 'integer', minimum: 1, maximum: 366 },
  deadlineRoll: only('next-working-day'),
  holidays,

  taxRateBps: bps,
  taxBase: only('profit', 'value-at-receipt'),
  taxRateConditions: codes,
  harsherTaxRateBps: bps,
  taxPeriod: only('quarter'),
  lawOfQuarter: only('law-of-its-last-day'),
  brokenMonth: only('breaks-its-quarter'),
  miningProfit: only('value-at-receipt-less-costs'),
  taxRounding: only('down-to-minor-units-once'),
  priceRule: record({
    list: only('state-published'),
    setOn: only('working-days'),
    otherDays: only('previous-working-day'),
    exchangeRate: only('national-bank-of-the-date'),
    missingPrice: only('blocks-assessment'),
  }),
  priceToleranceBps: count,

  proposalDays: { ...days, minimum: 1 },
};

/** Stands once in the schema: each use of its own would make a check forty times as long to compile. */
const sourceRecord = record(
  {
    fact: { type: 'string', pattern: '^(LIC|POOL|SALE|TAX|SUP)-[1-9][0-9]*$' },
    mark: only('S', 'L', 'A'),
    act: line,
    note: line,
  },
  'mark',
  'act',
  'note',
);

const source = { $ref: '#/$defs/source' };

const ruleSchema = (key: RuleKey): JsonSchema =>
  record({
    rule: { const: RULE_OF[key] },
    values: {
      type: 'array',
      minItems: 1,
      items: record(
        { from: localDate, value: valueSchemas[key], source, assumption: { const: true } },
        'assumption',
      ),
    },
  });

export const rulePackSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:esep:rule-pack:1',
  title: 'Esep rule pack',
  $defs: { source: sourceRecord },
  ...record({
    format: { const: 1 },
    packId: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 },
    title: line,
    rules: record(Object.fromEntries(RULE_KEYS.map((key) => [key, ruleSchema(key)]))),
  }),
};

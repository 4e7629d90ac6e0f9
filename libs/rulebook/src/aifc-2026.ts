import { KAZAKHSTAN_HOLIDAYS } from './kazakhstan-holidays.js';
import {
  barMonths,
  brokenMonth,
  curedLate,
  duplicateWindowHours,
  payoutConfirmationHours,
  lawOfQuarter,
  miningProfit,
  poolFeeLimitBps,
  priceToleranceBps,
  proposalDays,
  rebuyShareBps,
  rebuyWindowHours,
  regimeFrom,
  salePriceToleranceBps,
  sanctionNoticeDays,
  shareCapital,
  taxRounding,
  unstatedCosts,
  telemetryRefusedBpsMax,
  telemetryNominalBpsMax,
  telemetryLateDaysMax,
} from './later-rules.js';
import { BEGINNING, frozen, type DatedValue, type RulePack, type Source } from './rule-pack.js';
import { SITE_EVIDENCE } from './rule-values.js';

// The default pack: what REGIME.md marks [S] and the software does, with an assumption wherever the
// regime is silent and a figure needs a value. What stands here is a proposal until `RulePackAdopted` records it.

export const DIGITAL_ASSETS_LAW =
  'Law of the Republic of Kazakhstan of 6 February 2023 № 193-VII "On Digital Assets in the Republic of Kazakhstan"';

export const HOLIDAY_ACTS =
  'Law of the Republic of Kazakhstan "On Holidays in the Republic of Kazakhstan", art. 5; Labour Code, art. 84 § 5 and art. 85 § 3';

/** Stated by the source of the order. */
const stated = <Value>(fact: string, value: Value): DatedValue<Value> => ({
  from: BEGINNING,
  value,
  source: { fact, mark: 'S' },
});

/** Said by REGIME.md without a mark: how the domain works, confirmed by nobody in particular. */
const given = <Value>(fact: string, value: Value): DatedValue<Value> => ({
  from: BEGINNING,
  value,
  source: { fact },
});

/** A parameter that nobody could confirm. */
const assumed = <Value>(fact: string, value: Value, note: string): DatedValue<Value> => ({
  from: BEGINNING,
  value,
  source: { fact, mark: 'A', note },
  assumption: true,
});

/** Known from Kazakh law where the source of the order is silent: taken over as an assumption. */
const borrowed = <Value>(fact: string, value: Value, act?: string): DatedValue<Value> => ({
  from: BEGINNING,
  value,
  source: { fact, mark: 'L', ...(act && { act }), note: 'The AIFC regime as ordered is silent' },
  assumption: true,
});

const saleShare: Source = { fact: 'SALE-1', mark: 'S' };

export const aifc2026: RulePack = frozen<RulePack>({
  format: 1,
  packId: 'aifc-2026',
  title: 'The mining regime of the AIFC, as ordered',
  rules: {
    // ── Licensing ──
    issuingAuthority: {
      rule: 'LIC-1',
      values: [stated('LIC-1', { code: 'AIFC', name: 'Astana International Financial Centre' })],
    },
    applicantKinds: {
      rule: 'LIC-2',
      values: [stated('LIC-2', ['legal-entity', 'individual-entrepreneur'])],
    },
    licenceTermMonths: {
      rule: 'LIC-11',
      values: [borrowed('LIC-11', 36, DIGITAL_ASSETS_LAW)],
    },
    suspensionMonths: { rule: 'LIC-11', values: [borrowed('LIC-11', { min: 1, max: 6 })] },
    sanctionNoticeDays,
    barMonths,
    licenceCost: {
      rule: 'LIC-12',
      values: [
        stated('LIC-12', {
          currency: 'USD',
          totalMin: '7500000',
          totalMax: '15000000',
          items: [
            { code: 'legal-incorporation', per: 'once', min: '2000000', max: '4000000' },
            { code: 'aifc-office', per: 'year', min: '1000000', max: '2000000' },
            { code: 'share-capital', per: 'once', min: '5000000' },
            { code: 'two-officers', per: 'year', min: '4000000', max: '6000000' },
            { code: 'aml-software', per: 'year' },
            { code: 'annual-fees', per: 'year' },
          ],
        }),
      ],
    },
    shareCapital,
    unstatedCosts,
    poolCap: {
      rule: 'LIC-13',
      values: [assumed('LIC-13', 5, 'Five are approved; that more cannot be is not stated')],
    },

    siteTenures: { rule: 'LIC-9', values: [stated('LIC-9', ['owned', 'leased'])] },
    siteEvidence: { rule: 'LIC-9', values: [stated('LIC-9', SITE_EVIDENCE)] },

    // ── Pool reporting ──
    silentSenderWaiverDays: {
      rule: 'POOL-1',
      values: [assumed('POOL-1', 30, 'Days after the due day until two persons may waive')],
    },
    poolFeeLimitBps,
    telemetryRefusedBpsMax,
    telemetryNominalBpsMax,
    telemetryLateDaysMax,

    // ── Exchange settlement ──
    saleShareBps: {
      rule: 'SALE-1',
      values: [
        assumed('SALE-1', 0, 'The first share that is stated is that of 2024'),
        { from: '2024-01-01', value: 5_000, source: saleShare },
        { from: '2025-01-01', value: 7_500, source: saleShare },
      ],
    },
    quoteCurrencies: { rule: 'SALE-2', values: [stated('SALE-2', ['KZT', 'USD'])] },
    salePriceToleranceBps,
    saleCountsAt: {
      rule: 'SALE-2',
      values: [assumed('SALE-2', 'trade', 'Not when it settles or the money arrives')],
    },
    curedLate,
    retainedReleaseConditions: {
      rule: 'SALE-3',
      values: [stated('SALE-3', ['period-reported', 'tax-paid'])],
    },
    regimeFrom,
    carryForward: {
      rule: 'SALE-5',
      values: [assumed('SALE-5', false, 'What is sold beyond a duty does not pay a later one')],
    },
    duplicateWindowHours,
    payoutConfirmationHours,
    rebuyWindowHours,
    rebuyShareBps,
    saleBasis: { rule: 'SALE-9', values: [assumed('SALE-9', 'coins-per-asset', 'Default')] },
    period: { rule: 'SALE-9', values: [assumed('SALE-9', 'calendar-month', 'Default')] },
    zone: {
      rule: 'SALE-9',
      values: [
        given('SALE-9', {
          name: 'Asia/Almaty',
          transitions: [
            { from: '2004-10-30T20:00:00.000Z', offsetMinutes: 360 },
            { from: '2024-02-29T18:00:00.000Z', offsetMinutes: 300 },
          ],
        }),
      ],
    },
    graceDays: {
      rule: 'SALE-9',
      values: [assumed('SALE-9', 10, 'March is due on 10 April')],
    },
    deadlineRoll: {
      rule: 'SALE-9',
      values: [assumed('SALE-9', 'next-working-day', 'Default')],
    },
    holidays: {
      rule: 'SALE-9',
      values: [
        {
          from: BEGINNING,
          value: KAZAKHSTAN_HOLIDAYS,
          source: {
            fact: 'SALE-9',
            mark: 'L',
            act: HOLIDAY_ACTS,
            note: 'Days that no published calendar has confirmed are marked one by one',
          },
        },
      ],
    },

    // ── Tax ──
    taxRateBps: { rule: 'TAX-1', values: [stated('TAX-1', 1_500)] },
    taxBase: { rule: 'TAX-1', values: [stated('TAX-1', 'profit')] },
    taxRateConditions: {
      rule: 'TAX-1',
      values: [
        stated('TAX-1', [
          'licence-in-force',
          'approved-pool',
          'declared-pool',
          'sold-share-met',
          'retained-moved-after-release',
          'continuing-duties',
        ]),
      ],
    },
    lawOfQuarter,
    brokenMonth,
    miningProfit,
    taxRounding,
    harsherTaxRateBps: {
      rule: 'TAX-1',
      values: [assumed('TAX-1', 2_000, 'The higher rate is stated without a number')],
    },
    taxPeriod: {
      rule: 'TAX-1',
      values: [assumed('TAX-1', 'quarter', 'As the audits of SUP-5')],
    },
    priceRule: {
      rule: 'TAX-3',
      values: [
        borrowed('TAX-3', {
          list: 'state-published',
          setOn: 'working-days',
          otherDays: 'previous-working-day',
          exchangeRate: 'national-bank-of-the-date',
          missingPrice: 'blocks-assessment',
        }),
      ],
    },
    priceToleranceBps,

    // ── Enforcement ──
    proposalDays,
  },
});

import { KAZAKHSTAN_HOLIDAYS } from './kazakhstan-holidays.js';
import {
  barMonths,
  poolFeeLimitBps,
  priceToleranceBps,
  proposalDays,
  regimeFrom,
  salePriceToleranceBps,
  sanctionNoticeDays,
} from './later-rules.js';
import { BEGINNING, frozen, type DatedValue, type RulePack, type Source } from './rule-pack.js';

// The default pack: everything that REGIME.md marks [S], with an assumption wherever it is silent
// and a figure needs a value. What stands here is a proposal until `RulePackAdopted` records it.

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
    foreignOwnershipBpsMax: { rule: 'LIC-3', values: [stated('LIC-3', 10_000)] },
    refusedStructures: {
      rule: 'LIC-3',
      values: [stated('LIC-3', ['offshore-structure', 'nominee-director'])],
    },
    beneficialOwnerBpsMin: { rule: 'LIC-4', values: [stated('LIC-4', 2_500)] },
    personParticulars: {
      rule: 'LIC-4',
      values: [stated('LIC-4', ['name', 'identity-number', 'signature', 'residence'])],
    },
    applicationWindows: {
      rule: 'LIC-5',
      values: [
        stated('LIC-5', {
          totalMonths: { min: 6, max: 9 },
          phases: [
            { phase: 'preparation', months: { min: 2, max: 4 } },
            { phase: 'incorporation', months: { min: 2, max: 3 } },
            { phase: 'approval', months: { min: 2, max: 3 } },
          ],
        }),
      ],
    },
    preparationEvidence: {
      rule: 'LIC-6',
      values: [
        stated('LIC-6', [
          'business-plan',
          'financial-projections-with-bank-statements',
          'aml-cft-policies',
          'kyc-software-documentation',
          'management-experience',
        ]),
      ],
    },
    incorporationEvidence: {
      rule: 'LIC-7',
      values: [
        stated('LIC-7', [
          'aifc-office-lease',
          'aml-officer',
          'compliance-officer',
          'paid-up-share-capital',
          'management-board-in-kazakhstan',
        ]),
      ],
    },
    localEmployeesMin: { rule: 'LIC-7', values: [stated('LIC-7', 2)] },
    boardMembersInKazakhstanMin: { rule: 'LIC-7', values: [stated('LIC-7', 4)] },
    shareCapitalMin: {
      rule: 'LIC-7',
      values: [stated('LIC-7', { amount: '5000000', currency: 'USD' })],
    },
    approvalTests: {
      rule: 'LIC-8',
      values: [
        stated('LIC-8', [
          'live-aml-checks',
          'client-onboarding-simulation',
          'approved-pool-connection',
        ]),
      ],
    },
    dataCentreTenures: {
      rule: 'LIC-9',
      values: [stated('LIC-9', ['owned', 'leased-long-term'])],
    },
    dataCentreEvidence: {
      rule: 'LIC-9',
      values: [
        stated('LIC-9', [
          'deed-or-signed-lease',
          'power-supply-contract',
          'physical-access-logs',
          'cooling-standard',
          'power-redundancy-standard',
          'security-standard',
        ]),
      ],
    },
    machineParticulars: {
      rule: 'LIC-10',
      values: [
        stated('LIC-10', ['serial', 'model', 'nominal-hashrate', 'nominal-power', 'data-centre']),
      ],
    },
    hashrateOverRegisteredBps: {
      rule: 'LIC-10',
      values: [assumed('LIC-10', 500, 'Machines run up to 5 % above their nominal hash rate')],
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
    poolCap: { rule: 'LIC-13', values: [stated('LIC-13', 5)] },
    fineMax: {
      rule: 'LIC-15',
      values: [stated('LIC-15', { amount: '1000000000', currency: 'KZT' })],
    },
    unlicensedMiningConsequences: {
      rule: 'LIC-15',
      values: [
        stated('LIC-15', [
          'equipment-seizure',
          'bank-account-freeze',
          'fine',
          're-entry-bar',
          'back-taxes',
        ]),
      ],
    },
    powerOverExpectedBps: {
      rule: 'LIC-15',
      values: [assumed('LIC-15', 1_500, 'Cooling and losses take up to 15 % above the machines')],
    },

    // ── Pool reporting ──
    poolReports: {
      rule: 'POOL-1',
      values: [stated('POOL-1', ['hashrate', 'payout', 'coin-movement'])],
    },
    silentSenderWaiverDays: {
      rule: 'POOL-1',
      values: [assumed('POOL-1', 30, 'Days after the due day until two persons may waive')],
    },
    telemetryCoverageBpsMin: {
      rule: 'POOL-4',
      values: [assumed('POOL-4', 9_000, 'Below 90 % of the intervals nothing is concluded')],
    },
    maturityConfirmations: { rule: 'POOL-5', values: [given('POOL-5', { BTC: 100 })] },
    earningsTolerance: {
      rule: 'POOL-7',
      values: [
        assumed(
          'POOL-7',
          {
            underReportBps: 200,
            overReportBps: 200,
            pplnsWindowDaysMin: 30,
            pplnsSigmas: 3,
            acceptedSharesMin: 1_000,
          },
          'Only the window of 30 days is given',
        ),
      ],
    },
    poolFeeLimitBps,

    // ── Exchange settlement ──
    saleShareBps: {
      rule: 'SALE-1',
      values: [
        { from: BEGINNING, value: 0, source: saleShare },
        { from: '2024-01-01', value: 5_000, source: saleShare },
        { from: '2025-01-01', value: 7_500, source: saleShare },
      ],
    },
    quoteCurrencies: { rule: 'SALE-2', values: [stated('SALE-2', ['KZT', 'USD'])] },
    salePriceToleranceBps,
    saleCountsAt: { rule: 'SALE-2', values: [stated('SALE-2', 'trade')] },
    fiatArrivalWorkingDays: {
      rule: 'SALE-2',
      values: [assumed('SALE-2', 5, 'Working days from the trade to the credit')],
    },
    retainedReleaseConditions: {
      rule: 'SALE-3',
      values: [stated('SALE-3', ['period-reported', 'tax-paid'])],
    },
    depositWithoutSaleDays: {
      rule: 'SALE-4',
      values: [assumed('SALE-4', 30, 'Days that coins may lie on a venue unsold')],
    },
    regimeFrom,
    carryForward: {
      rule: 'SALE-5',
      values: [assumed('SALE-5', false, 'What is sold beyond a duty does not pay a later one')],
    },
    rebuyWindowHours: {
      rule: 'SALE-7',
      values: [assumed('SALE-7', 24, 'Hours after a sale in which buying back is suspicious')],
    },
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
    miningFee: {
      rule: 'TAX-4',
      values: [
        assumed('TAX-4', { applies: false }, 'The AIFC regime as ordered knows no fee per kWh'),
      ],
    },

    // ── Enforcement ──
    proposalDays,
    breachConsequences: {
      rule: 'SUP-2',
      values: [
        stated('SUP-2', [
          'suspension',
          'revocation',
          'back-taxes',
          'fine',
          'licensing-bar',
          'asset-freeze',
        ]),
      ],
    },
    auditPeriod: { rule: 'SUP-5', values: [stated('SUP-5', 'quarter')] },
  },
});

import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What each value of a rule pack answers, by the part of the regime that it belongs to. */
export const QUESTIONS: readonly (readonly [
  part: MessageDescriptor,
  questions: Readonly<Record<string, MessageDescriptor>>,
])[] = [
  [
    msg`What must be sold`,
    {
      saleShareBps: msg`Share of what was mined that must be sold`,
      saleBasis: msg`What the share is taken of`,
      period: msg`Period`,
      zone: msg`Time zone`,
      graceDays: msg`Days after the month until sales are due`,
      deadlineRoll: msg`When the due day is no working day`,
      holidays: msg`Holidays`,
      quoteCurrencies: msg`Money that a sale may be for`,
      saleCountsAt: msg`When a sale counts`,
      carryForward: msg`Does a surplus count in the next month?`,
      curedLate: msg`What is sold after the due time`,
      regimeFrom: msg`First day of the regime`,
      retainedReleaseConditions: msg`Before retained coins may leave`,
      rebuyWindowHours: msg`Hours within which buying back takes a sale away`,
      rebuyShareBps: msg`Share of a sale from which it counts as bought back`,
      salePriceToleranceBps: msg`How far a price may be from the published one`,
    },
  ],
  [
    msg`Licences, pools and data centres`,
    {
      issuingAuthority: msg`Who issues licences`,
      applicantKinds: msg`Who may apply`,
      licenceTermMonths: msg`Term of a licence, months`,
      suspensionMonths: msg`Length of a suspension, months`,
      sanctionNoticeDays: msg`Days of notice before a sanction`,
      barMonths: msg`Months without a licence after a revocation`,
      poolCap: msg`Most pools that are approved at once`,
      siteTenures: msg`How a data centre may be held`,
      siteEvidence: msg`What a data centre is shown by`,
      licenceCost: msg`Cost of a licence`,
      shareCapital: msg`Share capital`,
      unstatedCosts: msg`Items without a stated price`,
    },
  ],
  [
    msg`Reports and checks`,
    {
      silentSenderWaiverDays: msg`Days until two persons may judge without a silent sender`,
      poolFeeLimitBps: msg`Fee of a pool from which it is looked at`,
      telemetryRefusedBpsMax: msg`Share of refused readings from which a batch is refused`,
      telemetryNominalBpsMax: msg`Greatest hash rate of a reading, of the nominal one`,
      telemetryLateDaysMax: msg`Days within which a reading may come`,
      duplicateWindowHours: msg`Hours within which a repeated row is looked at`,
      payoutConfirmationHours: msg`Hours until a payout is on the chain`,
      proposalDays: msg`Days within which a second person confirms`,
    },
  ],
  [
    msg`Taxes`,
    {
      taxRateBps: msg`Rate of the tax`,
      harsherTaxRateBps: msg`Rate without the conditions of the lower one`,
      taxRateConditions: msg`Conditions of the lower rate`,
      taxBase: msg`What the tax is taken of`,
      miningProfit: msg`How the profit is reckoned`,
      taxPeriod: msg`Period of the tax`,
      lawOfQuarter: msg`When the law changes within a quarter`,
      brokenMonth: msg`When one month of a quarter is broken`,
      taxRounding: msg`How amounts are rounded`,
      priceRule: msg`Price of a coin`,
      priceToleranceBps: msg`How far a price may be from that of the day before`,
    },
  ],
];

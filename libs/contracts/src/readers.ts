import { catalogueEntry, type EventType } from './catalogue.js';

// Who reads whose events. Whoever changes an event sees here who has to know, and docs/asyncapi.yaml
// says it to everybody; e2e/ holds it against what the services do.

/** A durable consumer that reads other services' logs. */
export interface Reader {
  readonly service: string;
  /** Its name with its version, as in `/health` and in the name of its group. */
  readonly consumer: string;
  /** The services whose logs it reads, beside its own. */
  readonly of: readonly string[];
  /** What it acts on, of whichever log. */
  readonly wants: readonly EventType[];
}

export const READERS: readonly Reader[] = [
  {
    service: 'pool-reporting',
    consumer: 'register_v1',
    of: ['licensing'],
    wants: [
      'LicenceImported',
      'LicenceTransferred',
      'WalletBound',
      'WalletReleased',
      'RulePackAdopted',
    ],
  },
  {
    service: 'exchange-settlement',
    consumer: 'register_v1',
    of: ['licensing'],
    wants: ['LicenseeRegistered', 'LicenseeNumberCorrected', 'RulePackAdopted'],
  },
  {
    service: 'tax',
    consumer: 'tax_facts_v1',
    of: ['licensing', 'pool-reporting', 'supervision'],
    wants: [
      'LicenseeRegistered',
      'LicenseeRenamed',
      'OpeningStockDeclared',
      'OpeningStockCorrected',
      'RulePackAdopted',
      'DistributionRecorded',
      'DistributionReplaced',
      'DistributionWithdrawn',
      'DistributionReversed',
      'PeriodJudged',
      'FindingRaised',
      'FindingRevised',
      'FindingReopened',
      'FindingWithdrawn',
      'FindingContradicted',
      'FindingConfirmed',
      'FindingDismissalConfirmed',
      'PricePublished',
      'ExchangeRatePublished',
      'CostDeclared',
      'CostAccepted',
      'CostRejected',
      'TaxPaid',
      'RetainedReleased',
      'PriceProposed',
      'PriceConfirmed',
      'PriceDeclined',
      'ExchangeRateProposed',
      'ExchangeRateConfirmed',
      'ExchangeRateDeclined',
      'RetainedReleaseProposed',
      'RetainedReleaseConfirmed',
      'RetainedReleaseDeclined',
    ],
  },
  {
    service: 'supervision',
    consumer: 'reconciliation_v1',
    of: ['licensing', 'pool-reporting', 'exchange-settlement', 'tax'],
    wants: [
      'PoolApproved',
      'PoolApprovalWithdrawn',
      'ExchangeLicensed',
      'ExchangeLicenceWithdrawn',
      'DepositAddressesAdded',
      'DepositAddressesEnded',
      'PayoutAddressesAdded',
      'PayoutAddressesEnded',
      'RulePackAdopted',
      'LicenseeRegistered',
      'LicenceImported',
      'LicenceSuspended',
      'LicenceReinstated',
      'LicenceRevoked',
      'LicenceRenewed',
      'LicenceRelinquished',
      'LicenceTransferred',
      'LicenseeRenamed',
      'LicenseeNumberCorrected',
      'PoolAffiliationDeclared',
      'PoolAffiliationEnded',
      'RelatedPartyDeclared',
      'RelatedPartyEnded',
      'OpeningStockDeclared',
      'OpeningStockCorrected',
      'WalletBound',
      'WalletReleased',
      'DistributionRecorded',
      'DistributionReplaced',
      'DistributionWithdrawn',
      'DistributionReversed',
      'PayoutReported',
      'PayoutWithdrawn',
      'PoolReportedThrough',
      'ChainMovementObserved',
      'ChainMovementReversed',
      'BlockAttributed',
      'ChainSpendsUnresolved',
      'ChainSpendsResolved',
      'FillRecorded',
      'FillCorrected',
      'FillBusted',
      'DepositCredited',
      'TransferWithdrawn',
      'ExchangeReportedThrough',
      'RetainedReleased',
      'PricePublished',
      'ExchangeRatePublished',
      'CompletenessWaived',
      'CompletenessWaiverRevoked',
      'SaleDisqualified',
      'SaleRequalified',
    ],
  },
];

/** What figures and taxes rest upon for all licensees alike: explanations show it to each of them. */
export const isShownInFigures = (type: string): boolean =>
  catalogueEntry(type)?.topic === 'global' &&
  READERS.some(({ service, wants }) => FIGURES.has(service) && wants.includes(type as EventType));

const FIGURES = new Set(['supervision', 'tax']);

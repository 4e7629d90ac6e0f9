import { catalogueEntry, type EventType } from './catalogue.js';
import type { ExchangeSettlementEvent } from './exchange-settlement.js';
import type { LicensingEvent } from './licensing.js';
import type { ParkedRelease } from './parked-release.js';
import type { PoolReportingEvent } from './pool-reporting.js';
import type { SubmissionEvent } from './submission.js';
import type { SupervisionEvent } from './supervision.js';
import type { TaxEvent } from './tax.js';

// Who reads whose events. Whoever changes an event sees here who has to know, and docs/asyncapi.yaml
// says it to everybody. A consumer takes its name, its events and their types from its row
// (`consumerOf` of the platform), so the compiler finds an event that is wanted and not handled, or
// handled and not wanted; e2e/ holds `of` against the logs that the services read.

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

/** The view of licensing that each service which takes reports has. */
export const REGISTER = 'register_v1';

export const POOL_REPORTING_REGISTER = {
  service: 'pool-reporting',
  consumer: REGISTER,
  of: ['licensing'],
  wants: [
    'LicenceImported',
    'LicenceTransferred',
    'WalletBound',
    'WalletReleased',
    'RulePackAdopted',
  ],
} as const satisfies Reader;

/** Which machines a pool may report of, and whose they are. */
export const TELEMETRY_REGISTER = {
  service: 'pool-reporting',
  consumer: 'telemetry_register_v1',
  of: ['licensing'],
  wants: [
    'LicenceImported',
    'LicenceTransferred',
    'PoolAffiliationDeclared',
    'PoolAffiliationEnded',
    'MachinesRegistered',
    'MachinesMoved',
    'MachinesRetired',
    'RulePackAdopted',
  ],
} as const satisfies Reader;

export const EXCHANGE_SETTLEMENT_REGISTER = {
  service: 'exchange-settlement',
  consumer: REGISTER,
  of: ['licensing'],
  wants: ['LicenseeRegistered', 'LicenseeNumberCorrected', 'RulePackAdopted'],
} as const satisfies Reader;

export const TAX_FACTS = {
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
  ],
} as const satisfies Reader;

export const RECONCILIATION = {
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
} as const satisfies Reader;

export const READERS: readonly Reader[] = [
  POOL_REPORTING_REGISTER,
  TELEMETRY_REGISTER,
  EXCHANGE_SETTLEMENT_REGISTER,
  TAX_FACTS,
  RECONCILIATION,
];

/** The event of a type, or the union of several. */
export type EventOf<Type extends EventType> = Extract<
  | LicensingEvent
  | PoolReportingEvent
  | ExchangeSettlementEvent
  | TaxEvent
  | SupervisionEvent
  | SubmissionEvent
  | ParkedRelease,
  { readonly type: Type }
>;

/** What a consumer acts on, by its row. */
export type WantedBy<Row extends Pick<Reader, 'wants'>> = EventOf<Row['wants'][number]>;

/** What figures and taxes rest upon for all licensees alike: explanations show it to each of them. */
export const isShownInFigures = (type: string): boolean =>
  catalogueEntry(type)?.topic === 'global' &&
  READERS.some(({ service, wants }) => FIGURES.has(service) && wants.includes(type as EventType));

const FIGURES = new Set(['supervision', 'tax']);

import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

import { ACTS } from './acts.js';
import { FINDING_EVENTS, REPORT_EVENTS } from './words.js';

type Words = Readonly<Record<string, MessageDescriptor>>;

/** What was recorded, but for reports, findings and the steps of acts of two persons. */
const EVENTS: Words = {
  PoolApproved: msg`Pool approved`,
  PoolApprovalWithdrawn: msg`Approval of the pool ended`,
  ExchangeLicensed: msg`Exchange licensed`,
  ExchangeLicenceWithdrawn: msg`Licence of the exchange ended`,
  SenderRosterChanged: msg`Pools or exchanges counted anew`,
  DepositAddressesAdded: msg`Deposit addresses added`,
  DepositAddressesEnded: msg`Deposit addresses ended`,
  PayoutAddressesAdded: msg`Payout addresses added`,
  PayoutAddressesEnded: msg`Payout addresses ended`,
  SenderKeyRegistered: msg`Key of a sender registered`,
  SenderKeyRevoked: msg`Key of a sender revoked`,
  RulePackAdopted: msg`Rule pack adopted`,
  LicenseeRegistered: msg`Licensee registered`,
  RelatedPartyDeclared: msg`Related party declared`,
  RelatedPartyEnded: msg`Related party ended`,
  OpeningStockDeclared: msg`Opening stock declared`,
  OpeningStockCorrected: msg`Opening stock corrected`,
  LicenceImported: msg`Licence brought in`,
  LicenceSuspended: msg`Licence suspended`,
  LicenceReinstated: msg`Licence reinstated`,
  LicenceRevoked: msg`Licence revoked`,
  LicenceRenewed: msg`Licence renewed`,
  LicenceRelinquished: msg`Licence given up`,
  LicenceTransferred: msg`Licence transferred`,
  PoolAffiliationDeclared: msg`Pool declared`,
  PoolAffiliationEnded: msg`Pool no longer declared`,
  DataCentreRegistered: msg`Data centre registered`,
  DataCentreAmended: msg`Data centre has other terms`,
  DataCentreClosed: msg`Data centre closed`,
  MachinesRegistered: msg`Machines registered`,
  MachinesMoved: msg`Machines moved`,
  MachinesRetired: msg`Machines retired`,
  MachineRegisterChanged: msg`Register of machines changed`,
  WalletBound: msg`Wallet bound`,
  WalletReleased: msg`Wallet no longer bound`,
  BarImposed: msg`Barred from licences`,
  LicenseeRenamed: msg`Licensee has another name`,
  LicenseeNumberCorrected: msg`Number of the licensee corrected`,
  SubmissionRecorded: msg`Report received`,
  RowRejected: msg`Row rejected`,
  PoolReportedThrough: msg`Pool complete up to a day`,
  BlockAttributed: msg`Block attributed to a pool`,
  BlockOrphaned: msg`Block no longer on the chain`,
  ChainSpendsUnresolved: msg`Spends on the chain not resolved yet`,
  ChainSpendsResolved: msg`Spends on the chain resolved`,
  AddressWatched: msg`Address watched on the chain`,
  AddressesRescanned: msg`Addresses looked for on the chain again`,
  TelemetryChunkRecorded: msg`Telemetry received`,
  TelemetryChunkReplaced: msg`Telemetry corrected`,
  TradeBusted: msg`Trade undone by the exchange`,
  TradeCorrected: msg`Trade corrected by the exchange`,
  TransferWithdrawn: msg`Deposit or withdrawal taken back`,
  ExchangeReportedThrough: msg`Exchange complete up to a day`,
  PricePublished: msg`Price published`,
  ExchangeRatePublished: msg`Exchange rate published`,
  CostDeclared: msg`Costs declared`,
  CostAccepted: msg`Costs accepted`,
  CostRejected: msg`Costs rejected`,
  AssessmentIssued: msg`Tax assessed`,
  AssessmentBlocked: msg`Assessment blocked`,
  AssessmentApproved: msg`Assessment approved`,
  TaxPaid: msg`Tax paid`,
  PaymentReferenceUsed: msg`Reference of a payment used`,
  RetainedReleased: msg`Retained coins released`,
  PeriodJudged: msg`Month judged`,
  CompletenessWaived: msg`Month judged without a sender`,
  CompletenessWaiverRevoked: msg`Month waits for a sender again`,
  SaleDisqualified: msg`Sale does not count`,
  SaleRequalified: msg`Sale counts again`,
};

const STEPS: Words = {
  Proposed: msg`proposed`,
  Confirmed: msg`confirmed`,
  Declined: msg`declined`,
};
const STEP = /^(\w+?)(Proposed|Confirmed|Declined)$/;

/** All types that have words, but for the steps of acts of two persons, by name. */
export const EVENT_TYPES: readonly string[] = Object.keys({
  ...EVENTS,
  ...REPORT_EVENTS,
  ...FINDING_EVENTS,
}).toSorted();

/** What an event records, in the language that is spoken; its type where no words are known. */
export const eventWords = (type: string): string => {
  const own = EVENTS[type] ?? REPORT_EVENTS[type];
  if (own) return i18n._(own);
  const finding = FINDING_EVENTS[type];
  if (finding) return `${i18n._(msg`Finding`)}: ${i18n._(finding)}`;
  const [, act = '', step = ''] = STEP.exec(type) ?? [];
  return ACTS[act] && STEPS[step] ? `${i18n._(ACTS[act])}: ${i18n._(STEPS[step])}` : type;
};

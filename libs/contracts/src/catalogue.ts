import type { JsonObject } from '@esep/ledger-format';

// What is published, where, and when it happened: one row per event type. `licensee` events go to
// the topic keyed by licensee, `global` events to the topic that every instance reads whole,
// `private` ones stay in their log.

type Route =
  | {
      readonly topic: 'licensee';
      /** The field of the body with the licensee, or the licensees, that it is about. */
      readonly keyedBy: 'licenseeId' | 'holders';
    }
  | { readonly topic: 'global' }
  | { readonly topic: 'private' };

export type CatalogueEntry = Route & {
  readonly schemaVersion: number;
  /** The field of the body that says when it happened. */
  readonly validAt: string;
  /** Takes effect only when its log has been read up to it in every partition. */
  readonly completeness?: true;
  /** Tells of several licensees what each may keep from the others: none of them reads it. */
  readonly isKeptApart?: true;
  /** The act of two persons whose proposal, or answer to one, it is. */
  readonly act?: { readonly name: string; readonly step: ActStep };
};

export type ActStep = 'proposed' | 'confirmed' | 'declined';

const licensee = (
  validAt: string,
  keyedBy: 'licenseeId' | 'holders' = 'licenseeId',
): CatalogueEntry => ({ topic: 'licensee', keyedBy, validAt, schemaVersion: 1 });
const telemetry: CatalogueEntry = { ...licensee('receivedAt', 'holders'), isKeptApart: true };
const global = (validAt: string): CatalogueEntry => ({
  topic: 'global',
  validAt,
  schemaVersion: 1,
});
const privateEvent = (validAt: string): CatalogueEntry => ({
  topic: 'private',
  validAt,
  schemaVersion: 1,
});
/** Version 2 knows kinds of findings that version 1 did not. */
const finding = (validAt = 'at'): CatalogueEntry => ({ ...licensee(validAt), schemaVersion: 2 });
const completeness = (): CatalogueEntry => ({ ...global('through'), completeness: true });

/** The three events of an act of two persons. */
const twoPersons = <Act extends string>(name: Act, route: (validAt: string) => CatalogueEntry) => {
  const row = (step: ActStep): CatalogueEntry => ({ ...route(`${step}At`), act: { name, step } });
  return {
    [`${name}Proposed`]: row('proposed'),
    [`${name}Confirmed`]: row('confirmed'),
    [`${name}Declined`]: row('declined'),
  } as Record<`${Act}Proposed` | `${Act}Confirmed` | `${Act}Declined`, CatalogueEntry>;
};

export const CATALOGUE = {
  PoolApproved: global('from'),
  PoolApprovalWithdrawn: global('at'),
  ExchangeLicensed: global('from'),
  ExchangeLicenceWithdrawn: global('at'),
  SenderRosterChanged: privateEvent('at'),
  DepositAddressesAdded: global('from'),
  DepositAddressesEnded: global('to'),
  PayoutAddressesAdded: global('from'),
  PayoutAddressesEnded: global('to'),
  SenderKeyRegistered: global('from'),
  SenderKeyRevoked: global('at'),
  RulePackAdopted: global('effectiveFrom'),
  ...twoPersons('RulePackAdoption', global),
  LicenseeRegistered: licensee('registeredAt'),
  RelatedPartyDeclared: licensee('from'),
  RelatedPartyEnded: licensee('to'),
  OpeningStockDeclared: licensee('at'),
  LicenceImported: licensee('issuedAt'),
  LicenceSuspended: licensee('from'),
  LicenceReinstated: licensee('at'),
  LicenceRevoked: licensee('at'),
  ...twoPersons('LicenceSuspension', licensee),
  ...twoPersons('LicenceReinstatement', licensee),
  ...twoPersons('LicenceRevocation', licensee),
  PoolAffiliationDeclared: licensee('from'),
  PoolAffiliationEnded: licensee('to'),
  DataCentreRegistered: licensee('from'),
  DataCentreAmended: licensee('from'),
  DataCentreClosed: licensee('at'),
  MachinesRegistered: licensee('from'),
  MachinesMoved: licensee('from'),
  MachinesRetired: licensee('at'),
  MachineRegisterChanged: privateEvent('at'),
  WalletBound: licensee('from'),
  WalletReleased: licensee('to'),
  ...twoPersons('PoolApproval', global),
  ...twoPersons('PoolApprovalWithdrawal', global),
  ...twoPersons('ExchangeLicensing', global),
  ...twoPersons('ExchangeLicenceWithdrawal', global),
  ...twoPersons('LicenceRenewal', licensee),
  LicenceRenewed: licensee('from'),
  ...twoPersons('LicenceTransfer', licensee),
  LicenceRelinquished: licensee('at'),
  LicenceTransferred: licensee('from'),
  BarImposed: licensee('from'),
  ...twoPersons('PoolAffiliationCorrection', licensee),
  ...twoPersons('LicenseeRenaming', licensee),
  LicenseeRenamed: licensee('from'),
  ...twoPersons('LicenseeNumberCorrection', licensee),
  LicenseeNumberCorrected: licensee('correctedAt'),
  ...twoPersons('OpeningStockCorrection', licensee),
  OpeningStockCorrected: licensee('at'),
  ...twoPersons('RelatedPartyCorrection', licensee),
  ...twoPersons('WalletBinding', licensee),
  ...twoPersons('WalletCorrection', licensee),

  SubmissionRecorded: global('receivedAt'),
  RowRejected: privateEvent('receivedAt'),
  ...twoPersons('ParkedRelease', privateEvent),

  DistributionRecorded: licensee('distributedAt'),
  DistributionReplaced: licensee('distributedAt'),
  DistributionWithdrawn: licensee('withdrawnAt'),
  DistributionReversed: licensee('reversedAt'),
  PayoutReported: licensee('paidAt'),
  PayoutWithdrawn: licensee('withdrawnAt'),
  PoolReportedThrough: completeness(),
  ChainMovementObserved: licensee('blockTime', 'holders'),
  ChainMovementReversed: licensee('reversedAt', 'holders'),
  BlockAttributed: global('blockTime'),
  BlockOrphaned: global('orphanedAt'),
  ChainSpendsUnresolved: global('blockTime'),
  ChainSpendsResolved: global('resolvedAt'),
  AddressWatched: privateEvent('watchedAt'),
  AddressesRescanned: privateEvent('rescannedAt'),
  TelemetryChunkRecorded: telemetry,
  TelemetryChunkReplaced: telemetry,

  FillRecorded: licensee('executedAt'),
  FillCorrected: licensee('correctedAt'),
  FillBusted: licensee('bustedAt'),
  TradeBusted: privateEvent('bustedAt'),
  TradeCorrected: privateEvent('correctedAt'),
  DepositCredited: licensee('at'),
  WithdrawalSent: licensee('at'),
  TransferWithdrawn: licensee('withdrawnAt'),
  ExchangeReportedThrough: completeness(),

  PricePublished: global('publishedAt'),
  ...twoPersons('Price', global),
  ExchangeRatePublished: global('publishedAt'),
  ...twoPersons('ExchangeRate', global),
  CostDeclared: licensee('declaredAt'),
  CostAccepted: licensee('acceptedAt'),
  CostRejected: licensee('rejectedAt'),
  AssessmentIssued: licensee('issuedAt'),
  AssessmentBlocked: licensee('blockedAt'),
  AssessmentApproved: licensee('approvedAt'),
  TaxPaid: licensee('at'),
  PaymentReferenceUsed: privateEvent('usedAt'),
  ...twoPersons('RetainedRelease', licensee),
  RetainedReleased: licensee('at'),

  PeriodJudged: licensee('asOf'),
  FindingRaised: finding(),
  FindingRevised: finding(),
  FindingWithdrawn: finding(),
  FindingReopened: finding(),
  FindingContradicted: finding(),
  FindingExplained: finding(),
  FindingConfirmed: finding(),
  FindingDismissed: finding(),
  ...twoPersons('FindingDismissal', finding),
  CompletenessWaived: global('waivedAt'),
  ...twoPersons('CompletenessWaiver', global),
  CompletenessWaiverRevoked: global('revokedAt'),
  ...twoPersons('CompletenessWaiverRevocation', global),
  SaleDisqualified: licensee('at'),
  SaleRequalified: licensee('at'),
  ...twoPersons('SaleDisqualification', licensee),
  ...twoPersons('SaleRequalification', licensee),
} satisfies Record<string, CatalogueEntry>;

export type EventType = keyof typeof CATALOGUE;

/** The row of a type, or undefined for a type nobody declared. */
export const catalogueEntry = (type: string): CatalogueEntry | undefined =>
  (CATALOGUE as Record<string, CatalogueEntry>)[type];

/** The types of a step of all acts of two persons, or of one act. */
export const typesOfStep = (step: ActStep, act?: string): readonly string[] =>
  Object.entries<CatalogueEntry>(CATALOGUE)
    .filter(([, { act: of }]) => of?.step === step && (act === undefined || of.name === act))
    .map(([type]) => type);

/** The licensees whose partitions a fact goes to; none for a global or private fact. */
export const keysOf = (type: string, body: JsonObject): readonly string[] => {
  const entry = catalogueEntry(type);
  if (entry?.topic !== 'licensee') return [];
  const keys = body[entry.keyedBy];
  return Array.isArray(keys) ? (keys as readonly string[]) : [String(keys)];
};

/** The licensees who may read a fact for being among those whom it is about. */
export const readersOf = (type: string, body: JsonObject): readonly string[] =>
  catalogueEntry(type)?.isKeptApart ? [] : keysOf(type, body);

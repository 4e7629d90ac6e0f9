import type {
  BlockAttributed,
  FillCorrected,
  FillRecorded,
  LicenseeRegistered,
  LicenseeRenamed,
  RECONCILIATION,
  RulePackAdopted,
  WantedBy,
} from '@esep/contracts';
import type { Instant } from '@esep/kernel';

import { movementRecordOf, type MovementRecord } from '../chain/chain-movement.js';
import { depositRecordOf, type DepositRecord } from '../cross-checks/deposit-check.js';
import { payoutId, payoutOf } from '../chain/payout-check.js';
import type { FactList, FactOf, FactSource, Recorded } from '../facts/reconciliation-facts.js';
import type { PayoutRecord } from '../chain/subject-chain.js';

// From what the services say to what figures and findings rest on. One event gives one fact; what an
// event means for the coins is decided here and nowhere else.

/** Whom a fact is about: everybody, or one licensee; all their coins, or those of one asset. */
export interface FactSubject {
  readonly licenseeId?: string;
  readonly asset?: string;
}

/** The lists of the reconciliation, and what stands beside it. */
type SubjectFacts = { readonly [List in FactList]: FactOf<List> } & {
  readonly movements: MovementRecord;
  readonly payouts: PayoutRecord;
  readonly deposits: DepositRecord;
  readonly wallets: Recorded;
  /** Only told to what all licensees share: whose addresses are, how far a chain is known, prices. */
  readonly surroundings: Recorded;
};

export type SubjectFact = {
  [List in keyof SubjectFacts]: {
    /** Several where a movement of coins concerns several licensees. */
    readonly subjects: readonly FactSubject[];
    readonly list: List;
    readonly fact: SubjectFacts[List];
  };
}[keyof SubjectFacts];

/**
 * The events that figures and findings rest on: all that supervision wants, but whom the figures are
 * of, by which law, and how far the chain was read.
 */
export type ReconciledEvent = Exclude<
  WantedBy<typeof RECONCILIATION>,
  LicenseeRegistered | LicenseeRenamed | RulePackAdopted | BlockAttributed
>;

/** How the row of a pool is named wherever rows of several pools stand together. */
export const distributionId = (row: { poolId: string; rowId: string }): string =>
  `${row.poolId}:${row.rowId}`;

export const factOfEvent = (
  event: ReconciledEvent,
  recordedAt: Instant,
  source: FactSource,
): SubjectFact => {
  const recorded: Recorded = { recordedAt, source };
  switch (event.type) {
    case 'PoolApproved':
      return everybody('pools', {
        ...recorded,
        id: event.poolId,
        approvedFrom: event.from,
        approvedTo: null,
      });
    case 'PoolApprovalWithdrawn':
      return everybody('pools', {
        ...recorded,
        id: event.poolId,
        approvedFrom: event.from,
        approvedTo: event.at,
      });
    case 'ExchangeLicensed':
      return everybody('venues', {
        ...recorded,
        id: event.exchangeId,
        licensedFrom: event.from,
        licensedTo: null,
      });
    case 'ExchangeLicenceWithdrawn':
      return everybody('venues', {
        ...recorded,
        id: event.exchangeId,
        licensedFrom: event.from,
        licensedTo: event.at,
      });
    case 'PoolReportedThrough':
      return everybody('completeness', {
        ...recorded,
        sender: event.poolId,
        through: event.through,
      });
    case 'ExchangeReportedThrough':
      return everybody('completeness', {
        ...recorded,
        sender: event.exchangeId,
        through: event.through,
      });
    case 'CompletenessWaived':
      return everybody('waivers', { ...recorded, period: event.period, sender: event.sender });
    case 'CompletenessWaiverRevoked': {
      const { period, sender } = event;
      return everybody('waivers', { ...recorded, period, sender, revoked: true });
    }
    case 'LicenceImported':
    case 'LicenceSuspended':
    case 'LicenceReinstated':
    case 'LicenceRevoked':
    case 'LicenceRenewed':
    case 'LicenceRelinquished':
    case 'LicenceTransferred':
      return licenceFact(event, recorded);
    case 'LicenseeNumberCorrected':
      // As with wallets, what is the licensee's own is another than it was taken for.
      return ofLicensee(event, 'wallets', recorded);
    case 'RelatedPartyDeclared':
    case 'RelatedPartyEnded':
      return ofLicensee(event, 'relatedParties', {
        ...recorded,
        party: event.partyId,
        from: event.from,
        to: event.type === 'RelatedPartyEnded' ? event.to : null,
      });
    case 'PoolAffiliationDeclared':
    case 'PoolAffiliationEnded':
      return ofCoins(event, 'affiliations', {
        ...recorded,
        pool: event.poolId,
        licence: event.licenceId,
        from: event.from,
        to: event.type === 'PoolAffiliationEnded' ? event.to : null,
      });
    case 'OpeningStockDeclared':
    case 'OpeningStockCorrected':
      return ofCoins(event, 'openingStock', {
        ...recorded,
        quantity: BigInt(event.quantity),
        at: event.at,
      });
    case 'RetainedReleased':
      return ofCoins(event, 'releases', {
        ...recorded,
        period: event.period,
        quantity: BigInt(event.quantity),
        at: event.at,
      });
    case 'DistributionRecorded':
    case 'DistributionReplaced':
      return ofCoins(event, 'distributions', {
        ...recorded,
        id: distributionId(event),
        version: event.version,
        pool: event.poolId,
        licence: event.licenceId,
        at: event.distributedAt,
        gross: BigInt(event.gross),
        fee: BigInt(event.fee),
        net: BigInt(event.net),
      });
    case 'DistributionWithdrawn':
      return ofCoins(event, 'withdrawals', {
        ...recorded,
        id: distributionId(event),
        version: event.version,
      });
    case 'DistributionReversed':
      return ofCoins(event, 'reversals', { ...recorded, id: distributionId(event) });
    case 'FillRecorded':
      return ofCoins(event, 'fills', {
        ...recorded,
        venue: event.exchangeId,
        tradeId: event.tradeId,
        side: event.side,
        at: event.executedAt,
        quantity: BigInt(event.quantity),
        quote: event.quote.currency,
        quoteAmount: BigInt(event.quote.amount),
        ...baseFee(event),
        ...(event.counterpartyId === undefined ? {} : { counterparty: event.counterpartyId }),
      });
    case 'FillCorrected':
      return ofCoins(event, 'corrections', {
        ...recorded,
        venue: event.exchangeId,
        tradeId: event.tradeId,
        ...(event.executedAt === undefined ? {} : { at: event.executedAt }),
        ...(event.quantity === undefined ? {} : { quantity: BigInt(event.quantity) }),
        ...(event.quote === undefined
          ? {}
          : { quote: event.quote.currency, quoteAmount: BigInt(event.quote.amount) }),
        ...baseFee(event),
        ...(event.counterpartyId === undefined ? {} : { counterparty: event.counterpartyId }),
      });
    case 'FillBusted':
      return ofCoins(event, 'busts', {
        ...recorded,
        venue: event.exchangeId,
        tradeId: event.tradeId,
      });
    case 'DepositAddressesAdded':
    case 'DepositAddressesEnded':
    case 'PayoutAddressesAdded':
    case 'PayoutAddressesEnded':
    case 'ChainSpendsUnresolved':
    case 'ChainSpendsResolved':
    case 'ExchangeRatePublished':
      return everybody('surroundings', recorded);
    case 'PricePublished':
      return { subjects: [{ asset: event.asset }], list: 'surroundings', fact: recorded };
    case 'SaleDisqualified':
    case 'SaleRequalified':
      return ofCoins(event, 'disqualifications', {
        ...recorded,
        venue: event.exchangeId,
        tradeId: event.tradeId,
        side: event.side,
        disqualified: event.type === 'SaleDisqualified',
      });
    case 'WalletBound':
    case 'WalletReleased':
      return ofCoins(event, 'wallets', recorded);
    case 'PayoutReported':
    case 'PayoutWithdrawn':
      return ofCoins(event, 'payouts', {
        recordedAt,
        source,
        id: payoutId(event),
        payout: payoutOf(event),
      });
    case 'DepositCredited':
    case 'TransferWithdrawn':
      return ofCoins(event, 'deposits', depositRecordOf(event, recordedAt, source));
    case 'ChainMovementObserved':
    case 'ChainMovementReversed': {
      const { asset, holders } = event;
      return {
        subjects: holders.map((licenseeId) => ({ licenseeId, asset })),
        list: 'movements',
        fact: movementRecordOf(event, recordedAt, source),
      };
    }
  }
};

/** A fee in anything but the traded asset leaves the coins alone; fee and its asset come together. */
const baseFee = ({ asset, fee, feeAsset }: FillRecorded | FillCorrected): { baseFee?: bigint } =>
  fee === undefined ? {} : { baseFee: feeAsset === asset ? BigInt(fee) : 0n };

type LicenceEventType =
  | 'LicenceImported'
  | 'LicenceSuspended'
  | 'LicenceReinstated'
  | 'LicenceRevoked'
  | 'LicenceRenewed'
  | 'LicenceRelinquished'
  | 'LicenceTransferred';

const licenceFact = (
  event: Extract<ReconciledEvent, { readonly type: LicenceEventType }>,
  recorded: Recorded,
): SubjectFact => {
  const licence = event.licenceId;
  switch (event.type) {
    case 'LicenceImported':
      return ofLicensee(event, 'licence', {
        ...recorded,
        licence,
        status: 'active',
        from: event.issuedAt,
        to: event.validUntil ?? null,
      });
    case 'LicenceSuspended':
      return ofLicensee(event, 'licence', {
        ...recorded,
        licence,
        status: 'suspended',
        from: event.from,
        to: event.until ?? null,
      });
    case 'LicenceReinstated':
      return ofLicensee(event, 'licence', {
        ...recorded,
        licence,
        status: 'suspended',
        from: event.from,
        to: event.at,
      });
    case 'LicenceRevoked':
    case 'LicenceRelinquished':
      return ofLicensee(event, 'licence', {
        ...recorded,
        licence,
        status: 'active',
        from: event.from,
        to: event.at,
      });
    case 'LicenceRenewed':
    case 'LicenceTransferred':
      return ofLicensee(event, 'licence', {
        ...recorded,
        licence,
        status: 'active',
        from: event.from,
        to: event.until ?? null,
      });
  }
};

const everybody = <List extends keyof SubjectFacts>(
  list: List,
  fact: SubjectFacts[List],
): SubjectFact => ({ subjects: EVERYBODY, list, fact }) as SubjectFact;

const EVERYBODY: readonly FactSubject[] = [{}];

const ofLicensee = <List extends keyof SubjectFacts>(
  { licenseeId }: { licenseeId: string },
  list: List,
  fact: SubjectFacts[List],
): SubjectFact => ({ subjects: [{ licenseeId }], list, fact }) as SubjectFact;

const ofCoins = <List extends keyof SubjectFacts>(
  { licenseeId, asset }: { licenseeId: string; asset: string },
  list: List,
  fact: SubjectFacts[List],
): SubjectFact => ({ subjects: [{ licenseeId, asset }], list, fact }) as SubjectFact;

import type {
  ChainMovementObserved,
  ChainMovementReversed,
  ExchangeLicenceWithdrawn,
  ExchangeLicensed,
  PayoutReported,
  PayoutWithdrawn,
  PoolApproved,
  WalletBound,
  WalletReleased,
} from '@esep/contracts';
import type { Instant } from '@esep/kernel';

import { AddressRegister, isAddressEvent } from '../chain/address-register.js';
import { entryOf } from '../facts/entry-of.js';
import { factOfEvent, type ReconciledEvent } from '../subject/facts-of-event.js';
import { ChainProgress } from '../chain/chain-progress.js';
import { SubjectChain } from '../chain/subject-chain.js';

// The words in which specifications tell of a chain: days of March 2026, licensees `A` and `B`, and
// addresses of a few letters.

/** Noon of a day of March 2026, in UTC. */
export const day = (ofMarch: number): Instant =>
  `2026-03-${String(ofMarch).padStart(2, '0')}T12:00:00.000Z`;

/** An event as it stands in its log. */
export interface RecordedEvent {
  readonly event: ReconciledEvent;
  readonly recordedAt: Instant;
  readonly position: number;
}

/** Events recorded on a day, in this order, after those of the days before. */
export const on = (
  ofMarch: number,
  ...events: readonly ReconciledEvent[]
): readonly RecordedEvent[] =>
  events.map((event, index) => ({
    event,
    recordedAt: day(ofMarch),
    position: ofMarch * 1_000 + index,
  }));

export class ChainWorld {
  readonly addresses = new AddressRegister();
  readonly progress = new ChainProgress();
  private readonly chains = new Map<string, SubjectChain>();
  private readonly recorded: RecordedEvent[] = [];

  constructor(...told: readonly (readonly RecordedEvent[])[]) {
    for (const each of told.flat()) this.record(each);
  }

  of(licenseeId: string): SubjectChain {
    return entryOf(this.chains, licenseeId, () => {
      const chain = new SubjectChain(licenseeId, 'BTC', this);
      for (const told of this.recorded) recordOnChain(chain, licenseeId, told);
      return chain;
    });
  }

  record(told: RecordedEvent): void {
    this.recorded.push(told);
    const { event, recordedAt } = told;
    if (isAddressEvent(event)) {
      const changed = this.addresses.record(event, { recordedAt, source: sourceOf(told) });
      for (const chain of this.chains.values()) chain.ownersChanged(changed);
    }
    // A chain is made anew when a wallet is bound to its licensee.
    if (event.type === 'WalletBound' || event.type === 'WalletReleased')
      this.chains.delete(event.licenseeId);
    for (const [licenseeId, chain] of this.chains) recordOnChain(chain, licenseeId, told);
  }
}

const recordOnChain = (chain: SubjectChain, licenseeId: string, told: RecordedEvent): void => {
  const { subjects, list, fact } = factOfEvent(told.event, told.recordedAt, sourceOf(told));
  if (!subjects.some((subject) => subject.licenseeId === licenseeId)) return;
  if (list === 'movements') chain.recordMovement(fact);
  if (list === 'payouts') chain.recordPayout(fact);
};

const sourceOf = ({ position }: RecordedEvent) => ({
  log: 'log',
  position,
  eventId: `event-${position}`,
});

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export const bound = (holder: string, address: string, from = day(1)): WalletBound => ({
  type: 'WalletBound',
  asset: 'BTC',
  address,
  licenseeId: holder,
  licenceId: `L-${holder}`,
  from,
  proof: 'signed',
});

export const released = (
  holder: string,
  address: string,
  to: Instant,
  from = day(1),
): WalletReleased => ({
  type: 'WalletReleased',
  asset: 'BTC',
  address,
  licenseeId: holder,
  from,
  to,
});

export const venue = (address: string, from = day(1)): ExchangeLicensed => ({
  type: 'ExchangeLicensed',
  exchangeId: 'ex-1',
  name: 'One',
  kind: 'DATF',
  from,
  depositAddresses: [address],
});

export const venueClosed = (at: Instant, from = day(1)): ExchangeLicenceWithdrawn => ({
  type: 'ExchangeLicenceWithdrawn',
  exchangeId: 'ex-1',
  from,
  at,
  reason: 'closed',
});

export const pool = (address: string, from = day(1)): PoolApproved => ({
  type: 'PoolApproved',
  poolId: 'dmp-1',
  name: 'One',
  from,
  coinbaseTags: [],
  payoutAddresses: [address],
});

type Coins = readonly (readonly [address: string | undefined, amount: number])[];

export interface Move {
  readonly from?: Coins;
  readonly to?: Coins;
  /** Inputs of unknown origin. */
  readonly foreign?: number;
  readonly txid?: string;
  readonly at?: Instant;
  readonly hash?: string;
  readonly holders?: readonly string[];
  /** All outputs are told; without it, when there are inputs. */
  readonly pays?: boolean;
}

/** Coins that move, of one transaction in one block. */
export const moved = ({
  from = [],
  to = [],
  foreign = 0,
  txid = 'tx',
  at = day(5),
  hash = 'block',
  holders = ['A', 'B'],
  pays = from.length > 0,
}: Move): ChainMovementObserved => ({
  type: 'ChainMovementObserved',
  asset: 'BTC',
  txid,
  height: 1,
  hash,
  blockTime: at,
  inputs: from.map(([address = '', amount], vout) => ({
    txid: `before-${txid}`,
    vout,
    address,
    amount: String(amount),
  })),
  foreignInputs: foreign,
  outputs: to.map(([address, amount], vout) => ({
    vout,
    ...(address === undefined ? {} : { address }),
    amount: String(amount),
  })),
  ...(pays ? {} : { foreignOutputs: 0 }),
  holders,
});

export const takenBack = (hash = 'block', txid = 'tx'): ChainMovementReversed => ({
  type: 'ChainMovementReversed',
  asset: 'BTC',
  txid,
  height: 1,
  hash,
  holders: ['A', 'B'],
  reversedAt: day(9),
});

export const paidOut = (but: Partial<PayoutReported> = {}): PayoutReported => ({
  type: 'PayoutReported',
  poolId: 'dmp-1',
  rowId: 'r-1',
  reportId: 'report',
  version: 1,
  licenseeId: 'A',
  licenceId: 'L-A',
  asset: 'BTC',
  amount: '50',
  txid: 'tx',
  vout: 0,
  paidAt: day(5),
  wallet: 'a1',
  ...but,
});

export const payoutWithdrawn = (): PayoutWithdrawn => ({
  type: 'PayoutWithdrawn',
  poolId: 'dmp-1',
  rowId: 'r-1',
  reportId: 'report',
  version: 2,
  licenseeId: 'A',
  asset: 'BTC',
  withdrawnAt: day(9),
});

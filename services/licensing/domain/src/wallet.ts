import type { WalletBound, WalletEvent, WalletReleased } from '@esep/contracts';
import {
  accept,
  assetOf,
  refuse,
  sameContent,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

import {
  inForceOrLatest,
  overlap,
  overlapsAnother,
  recorded,
  startingAt,
  type Interval,
} from './interval.js';

// Whose an address is, and when (REGIME §6, Wallets). One stream per address, so that two licensees
// who claim the same one meet here: `wallet-<asset>-<address>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type WalletCommand = BindWallet | ReleaseWallet;

export interface BindWallet {
  readonly type: 'BindWallet';
  readonly asset: string;
  readonly address: string;
  readonly licenseeId: string;
  readonly licenceId: string;
  readonly from: Instant;
  /** What shows control of the address. */
  readonly proof: string;
}

/**
 * Sets or moves the end of a licensee's binding: of the one that began at `from`, or else of the one
 * in force at `to` or the latest. `to` = `from` annuls it.
 */
export interface ReleaseWallet {
  readonly type: 'ReleaseWallet';
  readonly licenseeId: string;
  readonly from?: Instant;
  readonly to: Instant;
}

export type WalletRefusal =
  | 'asset-unknown'
  | 'wallet-bound-to-another'
  | 'wallet-already-bound'
  | 'wallet-not-bound'
  | 'release-before-binding';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface Binding extends Interval {
  readonly bound: WalletBound;
}

/** No two bindings overlap, so a start names one. */
export type Wallet = readonly Binding[];

type WalletDecision = Decision<WalletEvent, WalletRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: WalletCommand, wallet: Wallet): WalletDecision => {
  switch (command.type) {
    case 'BindWallet':
      return bind(command, wallet);
    case 'ReleaseWallet':
      return release(command, wallet);
    default:
      return unreachable(command);
  }
};

const bind = (command: BindWallet, wallet: Wallet): WalletDecision => {
  const { asset, address, licenseeId, licenceId, from, proof } = command;
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  const known = startingAt(wallet, from);
  const bound: WalletBound = {
    type: 'WalletBound',
    asset,
    address,
    licenseeId,
    licenceId,
    from,
    proof,
  };
  if (known !== undefined && known.to === undefined && sameContent(known.bound, bound))
    return accept();
  return clash(wallet, licenseeId, { from }) ?? accept(bound);
};

const release = ({ licenseeId, from, to }: ReleaseWallet, wallet: Wallet): WalletDecision => {
  const own = wallet.filter(({ bound }) => bound.licenseeId === licenseeId);
  const known = from === undefined ? inForceOrLatest(own, to) : startingAt(own, from);
  if (known === undefined) return refuse('wallet-not-bound');
  if (to < known.from) return refuse('release-before-binding');
  if (known.to === to) return accept();
  const { asset, address } = known.bound;
  const released: WalletReleased = {
    type: 'WalletReleased',
    asset,
    address,
    licenseeId,
    from: known.from,
    to,
  };
  return clash(wallet, licenseeId, { from: known.from, to }) ?? accept(released);
};

/** Two holders at once would leave the coins to nobody, and one holder twice says nothing. */
const clash = (wallet: Wallet, licenseeId: string, next: Interval) => {
  const ofOthers = wallet.filter(({ bound }) => bound.licenseeId !== licenseeId);
  if (ofOthers.some((binding) => overlap(binding, next))) return refuse('wallet-bound-to-another');
  return overlapsAnother(wallet, next) ? refuse('wallet-already-bound') : undefined;
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (wallet: Wallet, event: WalletEvent): Wallet => {
  switch (event.type) {
    case 'WalletBound':
      return recorded(wallet, { from: event.from, bound: event });
    case 'WalletReleased':
      return wallet.map((binding) =>
        binding.from === event.from ? { ...binding, to: event.to } : binding,
      );
    default:
      return unreachable(event);
  }
};

export const walletDecider: Decider<Wallet, WalletCommand, WalletEvent, WalletRefusal> = {
  initial: [],
  decide,
  evolve,
};

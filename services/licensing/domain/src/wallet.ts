import type {
  WalletBinding,
  WalletBound,
  WalletCorrection,
  WalletEvent,
  WalletReleased,
} from '@esep/contracts';
import {
  accept,
  assetOf,
  decideAct,
  evolveAct,
  refuse,
  sameContent,
  unreachable,
  type ActCommand,
  type ActRefusal,
  type Answering,
  type Decider,
  type Decision,
  type Instant,
  type Interval,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

import {
  changedFrom,
  endingAt,
  isDatedBack,
  isRetroactive,
  overlapsAnother,
  startingAt,
} from './interval.js';

// Whose an address is, and when (REGIME §6, Wallets). One stream per address, so that two licensees
// who claim the same one meet here: `wallet-<asset>-<address>`. Both claims are recorded; supervision
// attributes the coins to nobody and raises a finding, until two persons decide whose it is. A binding
// that is dated back changes what left the licensee's wallets in months that have passed: two persons.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type WalletCommand =
  | BindWallet
  | ProposeWalletBinding
  | ConfirmWalletBinding
  | DeclineWalletBinding
  | ReleaseWallet
  | ProposeWalletCorrection
  | ConfirmWalletCorrection
  | DeclineWalletCorrection;

/** How control of an address is shown. That a signature is good is not checked yet. */
export const PROOF_METHODS = [
  'signed-message',
  'test-transaction',
  'custodian-statement',
  'witnessed',
] as const;
export type ProofMethod = (typeof PROOF_METHODS)[number];

/** What a proof of each method is: a signature, a transaction, or the digest of a document on file. */
const PROOF_FORMS: Readonly<Record<ProofMethod, RegExp>> = {
  'signed-message': /^[A-Za-z0-9+/]{80,}={0,2}$/,
  'test-transaction': /^(0x)?[0-9a-f]{64}$/,
  'custodian-statement': /^[0-9a-f]{64}$/,
  witnessed: /^[0-9a-f]{64}$/,
};

interface BindingSaid {
  readonly asset: string;
  readonly address: string;
  readonly licenseeId: string;
  readonly licenceId: string;
  readonly from: Instant;
  readonly proofMethod: ProofMethod;
  readonly proof: string;
}

/** By one person. */
export interface BindWallet extends BindingSaid {
  readonly type: 'BindWallet';
  readonly now: Instant;
}

/** From a time that has passed; also of a binding that was ended, which it opens again. */
export interface ProposeWalletBinding extends BindingSaid, Proposing {
  readonly type: 'ProposeWalletBinding';
}
export interface ConfirmWalletBinding extends Answering {
  readonly type: 'ConfirmWalletBinding';
}
export interface DeclineWalletBinding extends Answering {
  readonly type: 'DeclineWalletBinding';
}

/**
 * Sets or moves the end of a licensee's binding, from now on: of the one that began at `from`, or
 * else of the one in force at `to` or the latest.
 */
export interface ReleaseWallet {
  readonly type: 'ReleaseWallet';
  readonly licenseeId: string;
  readonly from?: Instant;
  readonly to: Instant;
  readonly now: Instant;
}

/** The same for a time that has passed, or of one of two who claim the wallet: by two persons. */
export interface ProposeWalletCorrection extends Proposing {
  readonly type: 'ProposeWalletCorrection';
  readonly licenseeId: string;
  readonly from?: Instant;
  readonly to: Instant;
  readonly reason: string;
}
export interface ConfirmWalletCorrection extends Answering {
  readonly type: 'ConfirmWalletCorrection';
}
export interface DeclineWalletCorrection extends Answering {
  readonly type: 'DeclineWalletCorrection';
}

type Objection =
  | 'asset-unknown'
  | 'proof-malformed'
  | 'wallet-already-bound'
  | 'wallet-not-bound'
  | 'release-before-binding'
  | 'nothing-changes'
  | 'effective-before-published';

export type WalletRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface Binding extends Interval {
  readonly bound: WalletBound;
}

type BindingTerms = Omit<WalletBound, 'type'>;
type CorrectionTerms = Omit<WalletReleased, 'type'> & { readonly reason: string };

export interface Wallet {
  /** A licensee and a start name one: of one licensee none overlap, of two they may. */
  readonly bindings: readonly Binding[];
  /** Absent from what was kept before there were any. */
  readonly proposedBindings?: Proposals<BindingTerms>;
  readonly corrections: Proposals<CorrectionTerms>;
}

type WalletRecorded = WalletEvent | WalletBinding | WalletCorrection;
type WalletDecision = Decision<WalletRecorded, WalletRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: WalletCommand, wallet: Wallet): WalletDecision => {
  switch (command.type) {
    case 'BindWallet':
      return bind(command, wallet);
    case 'ProposeWalletBinding': {
      const terms = termsOf(command);
      if (isBound(wallet, terms)) return accept();
      const { proposalId, by, at, expiresAt } = command;
      const who = { proposalId, by, at, ...(expiresAt !== undefined && { expiresAt }) };
      return bindByTwo({ step: 'propose', terms, ...who }, wallet);
    }
    case 'ConfirmWalletBinding':
      return bindByTwo({ step: 'confirm', ...command }, wallet);
    case 'DeclineWalletBinding':
      return bindByTwo({ step: 'decline', ...command }, wallet);
    case 'ReleaseWallet':
      return release(command, wallet);
    case 'ProposeWalletCorrection': {
      const { licenseeId, from, to, reason, proposalId, by, at, expiresAt } = command;
      const known = endingAt(bindingsOf(wallet, licenseeId), from, to);
      if (known === undefined) return refuse('wallet-not-bound');
      const { asset, address } = known.bound;
      const terms = { asset, address, licenseeId, from: known.from, to, reason };
      const who = { proposalId, by, at, ...(expiresAt !== undefined && { expiresAt }) };
      return correct({ step: 'propose', terms, ...who }, wallet);
    }
    case 'ConfirmWalletCorrection':
      return correct({ step: 'confirm', ...command }, wallet);
    case 'DeclineWalletCorrection':
      return correct({ step: 'decline', ...command }, wallet);
    default:
      return unreachable(command);
  }
};

const termsOf = (said: BindingSaid): BindingTerms => {
  const { asset, address, licenseeId, licenceId, from, proof, proofMethod } = said;
  return { asset, address, licenseeId, licenceId, from, proof, proofMethod };
};

/** The same binding stands already. */
const isBound = (wallet: Wallet, terms: BindingTerms): boolean => {
  const known = startingAt(bindingsOf(wallet, terms.licenseeId), terms.from);
  const bound: WalletBound = { type: 'WalletBound', ...terms };
  return known !== undefined && known.to === undefined && sameContent(known.bound, bound);
};

const bindingObjection = (
  wallet: Wallet,
  { asset, licenseeId, from, proof, proofMethod }: BindingTerms,
): Objection | undefined => {
  if (assetOf(asset) === undefined) return 'asset-unknown';
  if (!PROOF_FORMS[proofMethod as ProofMethod].test(proof)) return 'proof-malformed';
  return overlapsAnother(bindingsOf(wallet, licenseeId), { from })
    ? 'wallet-already-bound'
    : undefined;
};

const bind = (command: BindWallet, wallet: Wallet): WalletDecision => {
  const terms = termsOf(command);
  if (isBound(wallet, terms)) return accept();
  const wrong = bindingObjection(wallet, terms);
  if (wrong !== undefined) return refuse(wrong);
  const { licenseeId, from, now } = command;
  const known = startingAt(bindingsOf(wallet, licenseeId), from);
  const reopens = known !== undefined && isRetroactive(changedFrom(known, { from }), now);
  return reopens || isDatedBack(from, now)
    ? refuse('effective-before-published')
    : accept({ type: 'WalletBound', ...terms });
};

const bindByTwo = (command: ActCommand<BindingTerms>, wallet: Wallet): WalletDecision =>
  decideAct<'WalletBinding', BindingTerms, WalletBound, Objection>(
    'WalletBinding',
    command,
    wallet.proposedBindings ?? [],
    {
      objection: (terms) => bindingObjection(wallet, terms),
      effects: (terms) => [{ type: 'WalletBound', ...terms }],
    },
  );

const release = ({ licenseeId, from, to, now }: ReleaseWallet, wallet: Wallet): WalletDecision => {
  const own = bindingsOf(wallet, licenseeId);
  const known = endingAt(own, from, to);
  if (known === undefined) return refuse('wallet-not-bound');
  const reason = releaseObjection(own, known, to);
  if (reason === 'nothing-changes') return accept();
  if (reason !== undefined) return refuse(reason);
  if (isRetroactive(changedFrom(known, { from: known.from, to }), now))
    return refuse('effective-before-published');
  const { asset, address } = known.bound;
  return accept({ type: 'WalletReleased', asset, address, licenseeId, from: known.from, to });
};

const correct = (command: ActCommand<CorrectionTerms>, wallet: Wallet): WalletDecision =>
  decideAct<'WalletCorrection', CorrectionTerms, WalletReleased, Objection>(
    'WalletCorrection',
    command,
    wallet.corrections,
    {
      objection: ({ licenseeId, from, to }) => {
        const own = bindingsOf(wallet, licenseeId);
        const known = startingAt(own, from);
        return known === undefined ? 'wallet-not-bound' : releaseObjection(own, known, to);
      },
      effects: ({ reason: _, ...released }) => [{ type: 'WalletReleased', ...released }],
    },
  );

const releaseObjection = (
  own: readonly Binding[],
  { from, to: known }: Binding,
  to: Instant,
): Objection | undefined => {
  if (to < from) return 'release-before-binding';
  if (known === to) return 'nothing-changes';
  return overlapsAnother(own, { from, to }) ? 'wallet-already-bound' : undefined;
};

const bindingsOf = ({ bindings }: Wallet, licenseeId: string): readonly Binding[] =>
  bindings.filter(({ bound }) => bound.licenseeId === licenseeId);

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (wallet: Wallet, event: WalletRecorded): Wallet => {
  const { bindings, corrections } = wallet;
  switch (event.type) {
    case 'WalletBound': {
      const others = bindings.filter((binding) => !isMeantBy(event, binding));
      return { ...wallet, bindings: [...others, { from: event.from, bound: event }] };
    }
    case 'WalletReleased':
      return {
        ...wallet,
        bindings: bindings.map((binding) =>
          isMeantBy(event, binding) ? { ...binding, to: event.to } : binding,
        ),
      };
    case 'WalletBindingProposed':
    case 'WalletBindingConfirmed':
    case 'WalletBindingDeclined':
      return { ...wallet, proposedBindings: evolveAct(wallet.proposedBindings ?? [], event) };
    default:
      return { ...wallet, corrections: evolveAct(corrections, event) };
  }
};

const isMeantBy = ({ licenseeId, from }: WalletBound | WalletReleased, binding: Binding): boolean =>
  binding.from === from && binding.bound.licenseeId === licenseeId;

export const walletDecider: Decider<Wallet, WalletCommand, WalletRecorded, WalletRefusal> = {
  initial: { bindings: [], corrections: [] },
  decide,
  evolve,
};

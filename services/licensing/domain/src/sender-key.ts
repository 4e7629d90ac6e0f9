import type { SenderKeyRegistered, SenderKeyRevoked } from '@esep/contracts';
import {
  accept,
  refuse,
  sameContent,
  unreachable,
  type Decision,
  type Instant,
} from '@esep/kernel';

// The keys under which a pool or an exchange signs what it sends. They live in the stream of their
// owner, so this is not a decider of its own: pool.ts and exchange.ts hand their commands on to it.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type SenderKeyEvent = SenderKeyRegistered | SenderKeyRevoked;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type SenderKeyCommand = RegisterSenderKey | RevokeSenderKey;

export interface RegisterSenderKey {
  readonly type: 'RegisterSenderKey';
  readonly sender: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly from: Instant;
}

/** `at` may lie in the past: a key counts for nothing from the instant it was lost. */
export interface RevokeSenderKey {
  readonly type: 'RevokeSenderKey';
  readonly keyId: string;
  readonly at: Instant;
}

export type SenderKeyRefusal =
  | 'key-id-taken'
  | 'public-key-already-registered'
  | 'key-unknown'
  | 'key-revoked'
  | 'revocation-before-registration';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface SenderKey {
  readonly registered: SenderKeyRegistered;
  readonly revokedAt?: Instant;
}

export type SenderKeys = readonly SenderKey[];

type SenderKeyDecision = Decision<SenderKeyEvent, SenderKeyRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decideSenderKey = (command: SenderKeyCommand, keys: SenderKeys): SenderKeyDecision => {
  switch (command.type) {
    case 'RegisterSenderKey':
      return register(command, keys);
    case 'RevokeSenderKey':
      return revoke(command, keys);
    default:
      return unreachable(command);
  }
};

const register = (command: RegisterSenderKey, keys: SenderKeys): SenderKeyDecision => {
  const { sender, keyId, publicKey, from } = command;
  const registered: SenderKeyRegistered = {
    type: 'SenderKeyRegistered',
    sender,
    keyId,
    publicKey,
    from,
  };
  const known = keyOf(keys, keyId);
  if (known !== undefined) {
    if (!sameContent(known.registered, registered)) return refuse('key-id-taken');
    return known.revokedAt === undefined ? accept() : refuse('key-revoked');
  }
  // Else a revoked key could come back under another name.
  if (keys.some((key) => key.registered.publicKey === publicKey))
    return refuse('public-key-already-registered');
  return accept(registered);
};

const revoke = ({ keyId, at }: RevokeSenderKey, keys: SenderKeys): SenderKeyDecision => {
  const known = keyOf(keys, keyId);
  if (known === undefined) return refuse('key-unknown');
  if (at < known.registered.from) return refuse('revocation-before-registration');
  if (known.revokedAt === at) return accept();
  // A later end would make void signatures valid again.
  if (known.revokedAt !== undefined && at > known.revokedAt) return refuse('key-revoked');
  return accept({ type: 'SenderKeyRevoked', sender: known.registered.sender, keyId, at });
};

const keyOf = (keys: SenderKeys, keyId: string): SenderKey | undefined =>
  keys.find(({ registered }) => registered.keyId === keyId);

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolveSenderKeys = (keys: SenderKeys, event: SenderKeyEvent): SenderKeys => {
  switch (event.type) {
    case 'SenderKeyRegistered':
      return [...keys, { registered: event }];
    case 'SenderKeyRevoked':
      return keys.map((key) =>
        key.registered.keyId === event.keyId ? { ...key, revokedAt: event.at } : key,
      );
    default:
      return unreachable(event);
  }
};

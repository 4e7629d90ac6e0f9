// What the ledger format asks of `node:crypto`, in a browser: synchronous, as its callers are.
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';

interface PublicKey {
  readonly raw: Uint8Array;
}

export const hash = (_: 'sha256', data: string | Uint8Array, output: 'buffer' | 'hex') => {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  const digest = Buffer.from(sha256(bytes));
  return output === 'hex' ? digest.toString('hex') : digest;
};

/** Its DER ends with the 32 bytes of an Ed25519 key. */
export const createPublicKey = ({ key }: { readonly key: Uint8Array }): PublicKey => ({
  raw: key.subarray(-32),
});

export const verify = (
  _: null,
  data: Uint8Array,
  { raw }: PublicKey,
  signature: Uint8Array,
): boolean => {
  try {
    // As OpenSSL checks it (RFC 8032): ZIP 215 accepts signatures that `esep verify` refuses.
    return ed25519.verify(signature, data, raw, { zip215: false });
  } catch {
    return false;
  }
};

export const sign = (): never => {
  throw new Error('The console signs nothing.');
};

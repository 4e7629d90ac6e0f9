import { hash } from 'node:crypto';

/** Bitcoin's hash: SHA-256 of SHA-256. */
export const sha256d = (bytes: Uint8Array): Buffer =>
  hash('sha256', hash('sha256', bytes, 'buffer'), 'buffer');

/** Hashes stand on the wire the other way round than people read them. */
export const reversedHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes).reverse().toString('hex');

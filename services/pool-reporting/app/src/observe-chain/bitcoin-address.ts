import { hash } from 'node:crypto';

import type { DecodedInput } from '@esep/pool-reporting-domain';
import { address as encoding } from 'bitcoinjs-lib';

import type { BitcoinNetwork } from './bitcoin-network.js';

// Addresses from scripts and back. The five standard forms are recognised by their bytes, because a
// block has thousands of outputs, and a general parser throws for most of the others.

type Prefixes = Pick<BitcoinNetwork, 'bech32' | 'pubKeyHash' | 'scriptHash'>;

/** The address of an output script, or undefined for a script that has none. */
export const addressOf = (script: Uint8Array, network: Prefixes): string | undefined => {
  const { length } = script;
  if (length === 25 && startsWith(script, 0x76, 0xa9, 0x14) && endsWith(script, 0x88, 0xac))
    return encoding.toBase58Check(script.subarray(3, 23), network.pubKeyHash);
  if (length === 23 && startsWith(script, 0xa9, 0x14) && endsWith(script, 0x87))
    return encoding.toBase58Check(script.subarray(2, 22), network.scriptHash);
  const version = witnessVersionOf(script);
  return version === undefined
    ? undefined
    : encoding.toBech32(script.subarray(2), version, network.bech32);
};

/** A witness program is one version opcode and one push of 2 to 40 bytes; version 0 has 20 or 32. */
const witnessVersionOf = (script: Uint8Array): number | undefined => {
  const { length } = script;
  if (length < 4 || length > 42 || script[1] !== length - 2) return undefined;
  const opcode = script[0] as number;
  if (opcode === 0x00) return length === 22 || length === 34 ? 0 : undefined;
  return opcode >= 0x51 && opcode <= 0x60 ? opcode - 0x50 : undefined;
};

/** The address that an input spends from, as far as its scripts show it; see `DecodedInput`. */
export type Claims = Pick<DecodedInput, 'claimedAddress' | 'otherClaim' | 'mayHide'>;

/**
 * The addresses of the public key or script that an input's scripts show. Only the spent output proves
 * them. `mayHide` marks inputs whose scripts show none, so that no spend is missed because its scripts
 * have an unusual form.
 */
export const claimsOf = (
  scriptSig: Uint8Array,
  witness: readonly Uint8Array[],
  network: Prefixes,
): Claims => {
  if (scriptSig.length === 0) return { ...ofWitness(witness, network), mayHide: 'witness-program' };
  const shown = lastPushOf(scriptSig);
  if (shown === undefined) return { mayHide: 'any' };
  const ofScript = encoding.toBase58Check(hash160(shown), network.scriptHash);
  return isPublicKey(shown)
    ? {
        claimedAddress: encoding.toBase58Check(hash160(shown), network.pubKeyHash),
        otherClaim: ofScript,
      }
    : { claimedAddress: ofScript };
};

const ofWitness = (witness: readonly Uint8Array[], network: Prefixes): Claims => {
  const shown = witness.at(-1);
  if (shown === undefined || shown.length === 0) return {};
  const ofScript = encoding.toBech32(sha256(shown), 0, network.bech32);
  if (witness.length === 2 && shown.length === 33 && isPublicKey(shown))
    return {
      claimedAddress: encoding.toBech32(hash160(shown), 0, network.bech32),
      otherClaim: ofScript,
    };
  return { claimedAddress: ofScript };
};

/** The output script that pays an address of this network. */
export const scriptOf = (text: string, network: Prefixes): Uint8Array | undefined => {
  try {
    const { prefix, version, data } = encoding.fromBech32(text);
    const script = Uint8Array.from([version === 0 ? 0 : 0x50 + version, data.length, ...data]);
    return prefix === network.bech32 && witnessVersionOf(script) === version ? script : undefined;
  } catch {
    return base58ScriptOf(text, network);
  }
};

const base58ScriptOf = (text: string, network: Prefixes): Uint8Array | undefined => {
  try {
    const { version, hash } = encoding.fromBase58Check(text);
    if (version === network.pubKeyHash)
      return Uint8Array.from([0x76, 0xa9, 0x14, ...hash, 0x88, 0xac]);
    return version === network.scriptHash
      ? Uint8Array.from([0xa9, 0x14, ...hash, 0x87])
      : undefined;
  } catch {
    return undefined;
  }
};

/** The bytes that the last push of a script of pushes alone puts on the stack. */
const lastPushOf = (script: Uint8Array): Uint8Array | undefined => {
  let last: Uint8Array | undefined;
  for (let offset = 0; offset < script.length;) {
    const opcode = script[offset] as number;
    const [lengthBytes, length] = pushAt(script, offset, opcode);
    if (length === undefined) return undefined;
    offset += 1 + lengthBytes;
    last = script.subarray(offset, offset + length);
    offset += length;
    if (offset > script.length) return undefined;
  }
  return last && last.length > 0 ? last : undefined;
};

const pushAt = (
  script: Uint8Array,
  offset: number,
  opcode: number,
): readonly [lengthBytes: number, length: number | undefined] => {
  if (opcode <= 0x4b) return [0, opcode];
  if (opcode === 0x4c) return [1, script[offset + 1]];
  if (opcode === 0x4d && offset + 2 < script.length)
    return [2, (script[offset + 1] as number) | ((script[offset + 2] as number) << 8)];
  // Small numbers are pushed by their opcode alone.
  return [0, opcode === 0x4f || (opcode >= 0x51 && opcode <= 0x60) ? 0 : undefined];
};

const isPublicKey = (bytes: Uint8Array): boolean =>
  (bytes.length === 33 && (bytes[0] === 2 || bytes[0] === 3)) ||
  (bytes.length === 65 && bytes[0] === 4);

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
const hash160 = (bytes: Uint8Array): Buffer => hash('ripemd160', sha256(bytes), 'buffer');

const startsWith = (bytes: Uint8Array, ...prefix: number[]): boolean =>
  prefix.every((byte, i) => bytes[i] === byte);
const endsWith = (bytes: Uint8Array, ...suffix: number[]): boolean =>
  suffix.every((byte, i) => bytes[bytes.length - suffix.length + i] === byte);

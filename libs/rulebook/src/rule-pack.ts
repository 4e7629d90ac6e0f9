import { hash } from 'node:crypto';

import type { LocalDate } from '@esep/kernel';
import canonicalize from 'canonicalize';

import type { RULE_OF, RuleKey, RuleValues } from './rule-values.js';

// A rule pack is the law as data: for every question a list of dated answers, each with who says so.
// Packs are adopted on the ledger by their bytes, so what is written here only ever proposes.

/** Who says so: a fact of `REGIME.md` with its mark, and the act where it is known by name. */
export interface Source {
  readonly fact: string;
  /** S: stated by the source of the order; L: found in Kazakh law; A: an assumption. */
  readonly mark?: 'S' | 'L' | 'A';
  readonly act?: string;
  readonly note?: string;
}

/** A value from a local midnight of Asia/Almaty on, until the next one of the same rule. */
export interface DatedValue<Value> {
  readonly from: LocalDate;
  readonly value: Value;
  readonly source: Source;
  /** Nobody could confirm it: the console marks it so. */
  readonly assumption?: true;
}

export interface Rule<Key extends RuleKey> {
  readonly rule: (typeof RULE_OF)[Key];
  readonly values: readonly [
    DatedValue<RuleValues[Key]>,
    ...(readonly DatedValue<RuleValues[Key]>[]),
  ];
}

export interface RulePack {
  readonly format: 1;
  readonly packId: string;
  readonly title: string;
  readonly rules: { readonly [Key in RuleKey]: Rule<Key> };
}

/** The `from` of every first value, so that a pack answers for any day. */
export const BEGINNING: LocalDate = '0001-01-01';

/**
 * The RFC 8785 bytes of a pack, as text: what is hashed, and what `RulePackAdopted` carries. Throws
 * on what JSON cannot carry, which a valid pack never has.
 */
export const canonicalPackBytes = (pack: RulePack): string => canonicalize(pack) as string;

const hashes = new WeakMap<RulePack, string>();

/**
 * SHA-256 (hex) over the RFC 8785 bytes of a pack. Bytes are brought into canonical form first, so
 * white space and the order of members do not make another law. Throws on bytes that are no JSON:
 * ask `validatePack` first.
 */
export const packHash = (pack: RulePack | string | Uint8Array): string => {
  if (typeof pack === 'string') return sha256(canonicalize(JSON.parse(pack)) as string);
  if (pack instanceof Uint8Array) return packHash(new TextDecoder().decode(pack));
  // Every evaluation names the hash, and a pack is never changed once it is made.
  const known = hashes.get(pack);
  if (known !== undefined) return known;
  const computed = sha256(canonicalPackBytes(pack));
  hashes.set(pack, computed);
  return computed;
};

/** Makes a pack answer with the hash of the bytes that it was read from, whatever was added to it. */
export const withHash = (pack: RulePack, hash: string): RulePack => {
  hashes.set(pack, hash);
  return pack;
};

const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Freezes all of a value, so that a hash once computed stays true. */
export const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

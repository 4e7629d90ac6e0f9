import { unparsable, type Instant, type Parsed } from '@esep/kernel';

import { packHash, type RulePack } from './rule-pack.js';
import { validatePack, type PackRefusal } from './validate-pack.js';

/** The body of `RulePackAdopted`: the law as the ledger took it. */
export interface PackAdoption {
  readonly packId: string;
  /** SHA-256 (hex) over the RFC 8785 bytes. */
  readonly hash: string;
  /** The RFC 8785 bytes, as text. */
  readonly bytes: string;
  readonly effectiveFrom: Instant;
}

/**
 * The adoption in force at an instant: the one with the latest `effectiveFrom` that has come. Of two
 * with the same, the later one of the ledger's order corrects the earlier. Undefined before the
 * first: without a law nothing can be judged.
 */
export const packInForce = <Adoption extends Pick<PackAdoption, 'effectiveFrom'>>(
  adoptions: readonly Adoption[],
  at: Instant,
): Adoption | undefined =>
  adoptions
    .filter(({ effectiveFrom }) => effectiveFrom <= at)
    .reduce<Adoption | undefined>(
      (latest, next) => (latest && latest.effectiveFrom > next.effectiveFrom ? latest : next),
      undefined,
    );

export type AdoptionProblem = PackRefusal | 'rule-pack-hash-differs' | 'rule-pack-id-differs';

/** The pack of an adoption, after holding its bytes against its hash and its name. */
export const adoptedPack = ({
  packId,
  hash,
  bytes,
}: PackAdoption): Parsed<RulePack, AdoptionProblem> => {
  const reading = validatePack(bytes);
  if (!reading.ok) return unparsable(reading.reason);
  if (packHash(reading.value) !== hash) return unparsable('rule-pack-hash-differs');
  if (reading.value.packId !== packId) return unparsable('rule-pack-id-differs');
  return reading;
};

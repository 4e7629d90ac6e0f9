import {
  parsed,
  REGIME_FROM,
  startOfDay,
  unparsable,
  type Instant,
  type Parsed,
} from '@esep/kernel';

import { withRulesOfToday } from './later-rules.js';
import { reconciliationRules, type DueRules } from './reconciliation-rules.js';
import { packHash, withHash, type RulePack } from './rule-pack.js';
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

/**
 * The pack of an adoption, after holding its bytes against its hash and its name. It has the keys of
 * today: those that are younger than its adoption too, with what the software did before they were
 * there, and none that went.
 */
export const adoptedPack = ({
  packId,
  hash,
  bytes,
}: PackAdoption): Parsed<RulePack, AdoptionProblem> => {
  const json = jsonOf(bytes);
  if (json === undefined) return unparsable('rule-pack-not-json');
  const reading = validatePack(withRulesOfToday(json) as object);
  if (!reading.ok) return unparsable(reading.reason);
  if (packHash(bytes) !== hash) return unparsable('rule-pack-hash-differs');
  if (reading.value.packId !== packId) return unparsable('rule-pack-id-differs');
  return parsed(withHash(reading.value, hash));
};

/** The pack of an adoption that stands on the ledger, which software of its time could read. */
export const requirePack = (adoption: PackAdoption): RulePack => {
  const pack = adoptedPack(adoption);
  if (!pack.ok) throw new Error(`Rule pack ${adoption.packId} cannot be read: ${pack.reason}`);
  return pack.value;
};

const jsonOf = (bytes: string): unknown => {
  try {
    return JSON.parse(bytes) as unknown;
  } catch {
    return undefined;
  }
};

/** The first instant of the regime, as a pack says: nothing that is reported happened before. */
export const regimeBeginning = ({ rules }: RulePack): Instant =>
  startOfDay(rules.regimeFrom.values[0].value);

/** The same of an adoption. One that cannot be read says nothing new about it. */
export const regimeBeginningOf = (adoption: PackAdoption): Instant => {
  const pack = adoptedPack(adoption);
  return pack.ok ? regimeBeginning(pack.value) : REGIME_FROM;
};

/** By what an adoption has a month's reports due (`dueUnder`); undefined for one that cannot be read. */
export const dueRulesOf = (adoption: PackAdoption): DueRules | undefined => {
  const pack = adoptedPack(adoption);
  if (!pack.ok) return undefined;
  const { graceDays, holidays } = reconciliationRules(pack.value);
  return { graceDays, holidays };
};

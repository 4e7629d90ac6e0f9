import { isLocalDate, localDateOf, type Instant, type LocalDate } from '@esep/kernel';

import { packHash, type DatedValue, type RulePack, type Source } from './rule-pack.js';
import { RULE_OF, type RuleId, type RuleKey, type RuleValues } from './rule-values.js';

/** Why a value holds: enough to find it again in the pack, and the pack on the ledger. */
export interface Why {
  readonly key: RuleKey;
  readonly rule: RuleId;
  /** The local day from which this value holds. */
  readonly from: LocalDate;
  readonly source: Source;
  readonly assumption: boolean;
  readonly packId: string;
  readonly packHash: string;
}

export interface Evaluation<Key extends RuleKey> {
  readonly value: RuleValues[Key];
  readonly why: Why;
}

/**
 * What the pack says on a day, and why. A value holds from the local midnight of its day, half-open:
 * at 2024-12-31T23:59:59.999+05:00 the year 2024 still rules. Throws on what is neither an instant
 * nor a local date.
 */
export const evaluate = <Key extends RuleKey>(
  pack: RulePack,
  key: Key,
  at: Instant | LocalDate,
): Evaluation<Key> => {
  const { from, value, source, assumption } = valueOn(pack, key, localDayOf(at));
  return {
    value,
    why: {
      key,
      rule: RULE_OF[key],
      from,
      source,
      assumption: assumption ?? false,
      packId: pack.packId,
      packHash: packHash(pack),
    },
  };
};

const valueOn = <Key extends RuleKey>(
  pack: RulePack,
  key: Key,
  day: LocalDate,
): DatedValue<RuleValues[Key]> => {
  const { values } = pack.rules[key];
  return values.findLast(({ from }) => from <= day) ?? values[0];
};

const localDayOf = (at: Instant | LocalDate): LocalDate => {
  if (at.includes('T')) return localDateOf(at);
  if (!isLocalDate(at)) throw new Error(`Neither an instant nor a local date: ${at}`);
  return at;
};

import type { FindingContent, FindingType } from '@esep/contracts';
import { mapWork, nameBasedId, type Instant, type Period, type Work } from '@esep/kernel';

import { FINDINGS, type CrossCheckFinding } from './finding-catalogue.js';
import {
  isSameContent,
  type KnownFinding,
  type RaiseFinding,
  type WithdrawFinding,
} from './finding.js';
import type { ReconciliationFinding } from './period-findings.js';

// From a recomputation to what its findings are told.

/** What makes a finding the same one again: UUIDv5 of what it is about (RECONCILIATION §8). */
export const findingId = (
  type: FindingType,
  licenseeId: string,
  asset: string,
  period: Period,
  about?: string,
): string =>
  nameBasedId('finding', type, licenseeId, asset, period, ...(about === undefined ? [] : [about]));

/** An event must stay well below the size of an entry of the log; `explain` gives the whole list. */
export const FACTS_MAX = 200;

/** The same for the same facts, however many. */
const factsIdOf = (facts: readonly string[]): string => nameBasedId('facts', ...facts);

/**
 * Is a fact among those of a finding on record? The record names the first ones only; all of them are
 * named by what is found anew, where it is the same list.
 */
export function* restsOnWork(
  { facts, factsId, factCount }: FindingContent,
  fact: string,
  foundWork: () => Work<readonly FoundFinding[]>,
): Work<boolean> {
  if (facts.includes(fact)) return true;
  if (factCount <= facts.length) return false;
  const found = yield* foundWork();
  return found.some((now) => now.facts.includes(fact) && factsIdOf(now.facts) === factsId);
}

/** Found by the reconciliation, or by holding two sources against each other. */
export type FoundFinding = Omit<CrossCheckFinding, 'type'> &
  Pick<ReconciliationFinding, 'curedAt'> & { readonly type: FindingType };

/** What a recomputation found, as its stream takes it. */
export const raiseFinding = (
  licenseeId: string,
  asset: string,
  finding: FoundFinding,
  at: Instant,
): RaiseFinding => {
  const { type: findingType, period, quantity, quantityMax, facts, rules, curedAt } = finding;
  const { sender, severity } = finding;
  const about = findingType === 'under-sold' ? undefined : (sender ?? facts[0]);
  return {
    type: 'RaiseFinding',
    identity: {
      findingId: findingId(findingType, licenseeId, asset, period, about),
      findingType,
      licenseeId,
      asset,
      period,
    },
    content: {
      severity: severity ?? FINDINGS[findingType].severity,
      quantity: quantity.toString(),
      ...(quantityMax === undefined ? {} : { quantityMax: quantityMax.toString() }),
      facts: facts.slice(0, FACTS_MAX),
      factCount: facts.length,
      factsId: factsIdOf(facts),
      rules,
      ...(curedAt === undefined ? {} : { curedAt }),
      ...(sender === undefined ? {} : { sender }),
    },
    at,
  };
};

/**
 * Anybody can compute the id of a finding from what it is about, and so could ask whether there is one.
 * `secretOf` gives an id that nobody else can compute. A finding that stands on record under the first
 * kind keeps it: what was published stays what it was.
 */
export const underSecretId = (
  command: RaiseFinding,
  onRecord: ReadonlyMap<string, unknown>,
  secretOf: (findingId: string) => string,
): RaiseFinding => {
  const { findingId: id } = command.identity;
  if (onRecord.has(id)) return command;
  return { ...command, identity: { ...command.identity, findingId: secretOf(id) } };
};

/** What is kept of a finding between two recomputations. */
export type FindingOnRecord = Pick<KnownFinding, 'found' | 'content'>;

/**
 * What has to be said to which finding after a recomputation: found ones that are new or changed,
 * and ones on record (by finding id) that are no longer found.
 */
export function* findingCommandsWork(
  found: readonly RaiseFinding[],
  onRecord: ReadonlyMap<string, FindingOnRecord>,
  at: Instant,
): Work<readonly CommandToFinding[]> {
  const ids = new Set(yield* mapWork(found, ({ identity }) => identity.findingId));
  const changed = yield* mapWork(found, (command): CommandToFinding[] => {
    const { identity, content } = command;
    const record = onRecord.get(identity.findingId);
    const isSaid = record?.found && isSameContent(content, record.content);
    return isSaid ? [] : [{ findingId: identity.findingId, command }];
  });
  const gone = yield* mapWork([...onRecord], ([findingId, record]): CommandToFinding[] => {
    const isGone = record.found && !ids.has(findingId);
    return isGone ? [{ findingId, command: { type: 'WithdrawFinding', at } }] : [];
  });
  return [...changed.flat(), ...gone.flat()];
}

interface CommandToFinding {
  readonly findingId: string;
  readonly command: RaiseFinding | WithdrawFinding;
}

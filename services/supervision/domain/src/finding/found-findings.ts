import type { FindingContent, FindingType } from '@esep/contracts';
import { mapWork, nameBasedId, type Instant, type Period, type Work } from '@esep/kernel';

import { FINDINGS, type CrossCheckFinding } from '../finding-catalogue.js';
import {
  isSameContent,
  type KnownFinding,
  type RaiseFinding,
  type WithdrawFinding,
} from './finding.js';
import type { ReconciliationFinding } from '../reconciliation/period-findings.js';

// From the findings of a recomputation to commands for their streams.

/** The identity of a finding over recomputations: a UUIDv5 of its subject matter (RECONCILIATION §8). */
export const findingId = (
  type: FindingType,
  licenseeId: string,
  asset: string,
  period: Period,
  about?: string,
): string =>
  nameBasedId('finding', type, licenseeId, asset, period, ...(about === undefined ? [] : [about]));

/** Keeps the event below the size of a log entry; `explain` has the whole list. */
export const FACTS_MAX = 200;

/** Identifies the whole list of facts, of which the event names at most `FACTS_MAX`. */
const factsIdOf = (facts: readonly string[]): string => nameBasedId('facts', ...facts);

/**
 * Is a fact among those of a finding on record? The record names only the first `FACTS_MAX`; the rest
 * come from the same finding of a recomputation, if `factsId` shows that its list is equal.
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

/** A finding of the reconciliation or of a cross-check. */
export type FoundFinding = Omit<CrossCheckFinding, 'type'> &
  Pick<ReconciliationFinding, 'curedAt'> & { readonly type: FindingType };

/** The command for the stream of a finding. */
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
 * The name-based id of a finding can be computed from public facts, so a caller could probe whether the
 * finding exists. `secretOf` gives a keyed id instead. A finding already on record under the first kind
 * keeps it, because published ids never change.
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

/** What `findingCommandsWork` needs of a finding on record. */
export type FindingOnRecord = Pick<KnownFinding, 'found' | 'content'>;

/**
 * The commands after a recomputation: raise each finding that is new or changed, and withdraw each one
 * on record (by finding id) that is no longer found.
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

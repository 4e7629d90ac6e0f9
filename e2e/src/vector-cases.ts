import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assetOf } from '@esep/kernel';
import type { WireReconciliationRules } from '@esep/rulebook';

import type { Json } from './test-hosts.js';

// The published rule cases that can be told over the API, and which of them may share a ledger. What
// the API cannot say by itself is left to other tests: outflows, which the chain tells; releases, which
// tax grants; decisions about a sale, which need a finding; rows without a licence beside licences that
// have a name; more coins than there are; a suspension that never was; an affiliation to a pool that
// nobody registered.

const VECTORS = join(import.meta.dirname, '../../../shared/vectors/reconciliation/rules.json');

export interface Fact extends Json {
  readonly recordedAt: string;
}
export interface VectorCase extends Record<string, unknown> {
  readonly name: string;
  readonly licenseeBin: string;
  readonly knownAt: string;
  readonly asOf: string;
  readonly rulePack: WireReconciliationRules;
}
export interface Vector {
  readonly case: VectorCase;
  readonly expected: { rows: Json[]; findings: (Json & { facts: string[] })[] } & Json;
}

export const list = (facts: VectorCase, name: string) => facts[name] as Fact[];

/** All facts of licences name theirs, or none does: then the licensee has only one. */
const namesLicences = (facts: VectorCase): boolean | undefined => {
  const named = ['licence', 'affiliations', 'distributions']
    .flatMap((name) => list(facts, name))
    .map(({ licenceId }) => licenceId !== undefined);
  return named.every(Boolean) ? true : named.some(Boolean) ? undefined : false;
};

const supply = assetOf('BTC')?.maxSupply ?? 0n;
const areThere = ({ quantity = '0', gross = '0' }: Fact): boolean =>
  BigInt(String(quantity)) <= supply && BigInt(String(gross)) <= supply;

const isAnnulled = ({ status, from, to }: Fact): boolean => status === 'suspended' && from === to;

const isRegistered = (facts: VectorCase, affiliation: Fact): boolean =>
  list(facts, 'pools').some(({ id }) => id === affiliation['pool']);

const canBeTold = (facts: VectorCase): boolean =>
  list(facts, 'affiliations').every((affiliation) => isRegistered(facts, affiliation)) &&
  !list(facts, 'licence').some(isAnnulled) &&
  ['distributions', 'fills', 'corrections'].every((name) => list(facts, name).every(areThere)) &&
  ['outflows', 'releases', 'disqualifications'].every((name) => list(facts, name).length === 0) &&
  (namesLicences(facts) !== undefined || list(facts, 'distributions').length === 0);

export const vectors: Vector[] = existsSync(VECTORS)
  ? (JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[]).filter(({ case: facts }) =>
      canBeTold(facts),
    )
  : [];

export const isVenue = (facts: VectorCase, sender: unknown): boolean =>
  list(facts, 'venues').some(({ id }) => id === sender) && !isPool(facts, sender);
const isPool = (facts: VectorCase, sender: unknown): boolean =>
  list(facts, 'pools').some(({ id }) => id === sender);

/** The last promise of each exchange that somebody who asks at `knownAt` is told of. */
const promisesOf = (cases: readonly VectorCase[], knownAt: string): string => {
  const promises = new Map<unknown, number>();
  for (const facts of cases)
    for (const { sender, through, recordedAt } of list(facts, 'completeness'))
      if (isVenue(facts, sender) && Date.parse(recordedAt) <= Date.parse(knownAt))
        promises.set(
          sender,
          Math.max(promises.get(sender) ?? -Infinity, Date.parse(String(through))),
        );
  return JSON.stringify([...promises].sort());
};

export const lawOf = ({ rulePack }: VectorCase): string => JSON.stringify(rulePack);

/** A ledger begins with the law of its first case; who has another one is asked last of all. */
export const isAskedLast = (facts: VectorCase, cases: readonly VectorCase[]): boolean =>
  lawOf(facts) !== lawOf(cases[0] as VectorCase);

const END_OF_TELLING = '9000-01-01T00:00:00Z';

/** Nobody in a ledger may hear of what is not of its own case: promises, or its own later facts. */
const mayShare = (cases: readonly VectorCase[]): boolean =>
  cases.every((facts) => {
    const { knownAt } = facts;
    const askedAt = isAskedLast(facts, cases) ? END_OF_TELLING : knownAt;
    const isUnheard = promisesOf(cases, askedAt) === promisesOf([facts], knownAt);
    return isUnheard && (askedAt === knownAt || saysNothingAfter(facts, knownAt));
  });

const saysNothingAfter = (facts: VectorCase, knownAt: string): boolean =>
  Object.values(facts)
    .filter((value): value is Fact[] => Array.isArray(value))
    .flat()
    .every(({ recordedAt }) => Date.parse(recordedAt) <= Date.parse(knownAt));

export const casesOf = (sector: readonly Vector[]) => sector.map(({ case: facts }) => facts);

/** The cases of one ledger each. */
export const sectors: Vector[][] = [];
for (const alike of Map.groupBy(vectors, ({ case: { venues } }) =>
  JSON.stringify(venues),
).values()) {
  const ledgers: Vector[][] = [];
  for (const vector of alike) {
    const ledger = ledgers.find((told) => mayShare(casesOf([...told, vector])));
    if (ledger) ledger.push(vector);
    else ledgers.push([vector]);
  }
  sectors.push(...ledgers);
}

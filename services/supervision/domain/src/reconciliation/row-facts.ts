import type { Instant } from '@esep/kernel';

import { entryOf } from '../facts/entry-of.js';
import type {
  CompletenessFact,
  OutflowFact,
  ReconciliationFacts,
  Recorded,
} from '../facts/reconciliation-facts.js';
import { toWire, type WireReconciliationFacts } from './reconciliation-wire.js';

/**
 * What of the facts known at an instant the rows rest on, for whoever works them out elsewhere. It is
 * less than the findings rest on: of a source the order alone, of a sender's promises the furthest, and
 * parties by numbers, since they are only ever compared.
 */
export const rowFacts = (facts: ReconciliationFacts, knownAt: Instant): WireReconciliationFacts => {
  const numbers = new Map([[facts.licenseeParty, '0']]);
  const numberOf = (party: string) => entryOf(numbers, party, () => String(numbers.size));
  const known = <Fact extends Recorded>(list: readonly Fact[]) =>
    list.filter(({ recordedAt }) => recordedAt <= knownAt).map(placed);
  const withParty = <Fact extends { readonly counterparty?: string }>({
    counterparty,
    ...trade
  }: Fact) => ({
    ...trade,
    ...(counterparty !== undefined && { counterpartyBin: numberOf(counterparty) }),
  });
  return toWire({
    licenseeBin: '0',
    venues: known(facts.venues),
    pools: known(facts.pools),
    licence: known(facts.licence).map(underLicence),
    affiliations: known(facts.affiliations).map(underLicence),
    relatedBins: known(facts.relatedParties).map(({ party, ...related }) => ({
      ...related,
      bin: numberOf(party),
    })),
    openingStock: known(facts.openingStock),
    distributions: known(facts.distributions).map(underLicence),
    withdrawals: known(facts.withdrawals),
    reversals: known(facts.reversals),
    fills: known(facts.fills).map(withParty),
    busts: known(facts.busts),
    corrections: known(facts.corrections).map(withParty),
    disqualifications: known(facts.disqualifications),
    outflows: known(facts.outflows).map(withoutOrigin),
    releases: known(facts.releases),
    completeness: furthest(known(facts.completeness)),
    waivers: known(facts.waivers),
  });
};

const placed = <Fact extends Recorded>({ source, ...fact }: Fact) => ({
  ...fact,
  ...(source !== undefined && { position: source.position }),
});

const underLicence = <Fact extends { readonly licence?: string }>({ licence, ...fact }: Fact) => ({
  ...fact,
  ...(licence !== undefined && { licenceId: licence }),
});

const withoutOrigin = <Fact extends Pick<OutflowFact, 'to' | 'derivedFrom'>>({
  to: _to,
  derivedFrom: _derivedFrom,
  ...outflow
}: Fact) => outflow;

const furthest = <Fact extends CompletenessFact>(said: readonly Fact[]): readonly Fact[] => {
  const bySender = new Map<string, Fact>();
  for (const one of said) {
    const known = bySender.get(one.sender);
    if (known === undefined || one.through > known.through) bySender.set(one.sender, one);
  }
  return [...bySender.values()];
};

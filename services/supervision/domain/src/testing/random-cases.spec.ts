import { RECONCILIATION_FINDINGS } from '../finding-catalogue.js';
import { randomCases, type VectorCase } from './random-cases.js';
import { caseOf } from '../reconciliation/reconciliation-wire.js';
import { reconcile } from '../reconciliation/reconciliation.js';

const COUNT = 1_000;
const cases = randomCases(20_260_520, COUNT);

describe('Random cases', () => {
  it('are the same for the same seed, however many are drawn', () => {
    expect(randomCases(7, 3)).toEqual(randomCases(7, 5).slice(0, 3));
    expect(randomCases(8, 3)).not.toEqual(randomCases(7, 3));
  });

  it('have no fields but those of the published vectors', () => {
    expect(new Set(cases.flatMap(Object.keys))).toEqual(new Set(FIELDS));
  });

  it('never say two things of one subject at one instant, which intake would refuse', () => {
    for (const one of cases) {
      const records = [
        ...one.venues.map((fact) => ['venue', fact.id, at(fact.licensedFrom), fact] as const),
        ...one.pools.map((fact) => ['pool', fact.id, at(fact.approvedFrom), fact] as const),
        ...one.licence.map(
          (fact) => ['licence', ofLicence(fact, 'status'), at(fact.from), fact] as const,
        ),
        ...one.affiliations.map(
          (fact) => ['affiliation', ofLicence(fact, 'pool'), at(fact.from), fact] as const,
        ),
        ...one.relatedBins.map((fact) => ['related', fact.bin, at(fact.from), fact] as const),
        ...one.distributions.map((fact) => ['row', fact.id, fact.version, fact] as const),
        ...one.corrections.map((fact) => ['trade', fact.venue, fact.tradeId, fact] as const),
        ...one.disqualifications.map(
          (fact) => ['decision', `${fact.venue}:${fact.tradeId}`, fact.side, fact] as const,
        ),
      ].map(([kind, name, start, fact]) => [kind, name, start, at(fact.recordedAt)].join(' '));
      const identities = [
        ...one.fills.map(({ venue, tradeId, side }) => `${venue}:${tradeId}:${side}`),
        ...one.outflows.map(({ ref }) => ref),
        ...one.openingStock.map((fact) => `opening ${at(fact.at)} ${at(fact.recordedAt)}`),
        ...one.releases.map((fact) => `release ${fact.period} ${at(fact.recordedAt)}`),
      ];
      expect(new Set(records).size).toBe(records.length);
      expect(new Set(identities).size).toBe(identities.length);
    }
  });

  describe('meet', () => {
    const met = counted(cases.map(whatIsMet));

    it.each(Object.keys(RECONCILIATION_FINDINGS))('the finding %s in 5 of 100', (type) =>
      expect(met.get(type)).toBeGreaterThan(COUNT / 20),
    );

    it.each([
      'open pending',
      'provisional pending',
      'provisional inconclusive',
      'final compliant',
      'final breach',
      'final breach-cured-late',
    ])('the verdict %s in 4 of 100', (verdict) =>
      expect(met.get(verdict)).toBeGreaterThan(COUNT / 25),
    );

    it.each([
      'a surplus',
      'a debt',
      'coins bought',
      'a lawful release',
      'facts not yet known',
      'a sale for nothing',
      'a fee in coins',
      'a disqualified sale',
      'two licences',
      'dated grace days',
      'dated quote currencies',
    ])('%s in 5 of 100', (what) => expect(met.get(what)).toBeGreaterThan(COUNT / 20));

    it('months without any row now and then', () => expect(met.get('no row')).toBeGreaterThan(3));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const FIELDS: readonly (keyof VectorCase)[] = [
  'name',
  'note',
  'licenseeBin',
  'asset',
  'knownAt',
  'asOf',
  'rulePack',
  'venues',
  'pools',
  'licence',
  'affiliations',
  'relatedBins',
  'openingStock',
  'distributions',
  'reversals',
  'fills',
  'busts',
  'corrections',
  'disqualifications',
  'outflows',
  'releases',
  'completeness',
];

function ofLicence<Field extends string>(
  fact: { readonly [name in Field]: string } & { readonly licenceId?: string },
  field: Field,
): string {
  return `${fact[field]} of ${fact.licenceId ?? 'none'}`;
}

function at(text: string): number {
  return Date.parse(text);
}

function whatIsMet(one: VectorCase): readonly string[] {
  const { facts, rules, knownAt, asOf } = caseOf(one);
  const { rows, findings, used, stockAtEnd, boughtAtEnd } = reconcile(facts, rules, knownAt, asOf);
  const unknown = facts.distributions.some(({ recordedAt }) => recordedAt > knownAt);
  return [
    ...rows.map(({ state, verdict }) => `${state} ${verdict}`),
    ...findings.map(({ type }) => type),
    ...(rows.length === 0 ? ['no row'] : []),
    ...(rows.some(({ surplus }) => surplus > 0n) ? ['a surplus'] : []),
    ...(stockAtEnd < 0n ? ['a debt'] : []),
    ...(boughtAtEnd > 0n ? ['coins bought'] : []),
    ...(used > 0n ? ['a lawful release'] : []),
    ...(unknown ? ['facts not yet known'] : []),
    ...(one.fills.some(({ quoteAmount }) => quoteAmount === '0') ? ['a sale for nothing'] : []),
    ...(one.fills.some(({ baseFee }) => (baseFee ?? '0') !== '0') ? ['a fee in coins'] : []),
    ...(one.disqualifications.length > 0 ? ['a disqualified sale'] : []),
    ...(one.licence.some(({ licenceId }) => licenceId !== undefined) ? ['two licences'] : []),
    ...(typeof one.rulePack.graceDays === 'number' ? [] : ['dated grace days']),
    ...(rules.quoteCurrencies.length > 1 ? ['dated quote currencies'] : []),
  ];
}

/** In how many cases each thing is met. */
function counted(met: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const things of met)
    for (const thing of new Set(things)) counts.set(thing, (counts.get(thing) ?? 0) + 1);
  return counts;
}

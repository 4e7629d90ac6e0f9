import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import {
  aifc2026,
  evaluate,
  kzLaw,
  packFromReconciliationRules,
  packHash,
  reconciliationRules,
  rulesOfWire,
  validatePack,
  type ReconciliationRules,
  type WireReconciliationRules,
} from './index.js';

describe('The reconciliation rules of a pack', () => {
  it('have exactly the form of RECONCILIATION.md', () => {
    const { holidays, regimeFrom: _, ...rest } = reconciliationRules(aifc2026);
    expect(rest).toEqual({
      shareBps: [
        { from: '2024-01-01', bps: 5_000 },
        { from: '2025-01-01', bps: 7_500 },
      ],
      graceDays: [{ from: '0001-01-01', days: 10 }],
      quoteCurrencies: [{ from: '0001-01-01', currencies: ['KZT', 'USD'] }],
    });
    expect(holidays).toContain('2026-05-11');
  });

  it('are the same in the law of Kazakhstan', () => {
    expect(reconciliationRules(kzLaw)).toEqual(reconciliationRules(aifc2026));
  });
});

describe('A pack made from reconciliation rules', () => {
  const given: ReconciliationRules = {
    shareBps: [
      { from: '2025-01-01', bps: 7_500 },
      { from: '2024-01-01', bps: 5_000 },
    ],
    graceDays: [
      { from: '2026-02-01', days: 15 },
      { from: '0001-01-01', days: 10 },
    ],
    holidays: ['2026-04-10', '2026-04-01', '2026-04-10'],
    quoteCurrencies: [{ from: '2025-07-01', currencies: ['KZT'] }],
  };

  it('is valid, answers as given, and as its base in all else', () => {
    const pack = packFromReconciliationRules(aifc2026, given);
    expect(validatePack(pack)).toMatchObject({ ok: true });
    expect(reconciliationRules(pack)).toEqual({
      ...given,
      shareBps: given.shareBps.toReversed(),
      graceDays: given.graceDays.toReversed(),
      holidays: ['2026-04-01', '2026-04-10'],
      // Before the first entry there are none, and a pack says so.
      quoteCurrencies: [{ from: '0001-01-01', currencies: [] }, ...given.quoteCurrencies],
      regimeFrom: '2023-12-31T18:00:00.000Z',
    });
    expect(evaluate(pack, 'poolCap', '2026-01-01').value).toBe(5);
    expect(packHash(pack)).not.toBe(packHash(aifc2026));
  });

  it('is never taken for the law', () => {
    const pack = packFromReconciliationRules(aifc2026, given);
    expect(pack.packId).toBe('aifc-2026-given');
    expect(evaluate(pack, 'graceDays', '2026-01-01').why).toMatchObject({
      assumption: true,
      source: { mark: 'A' },
    });
  });

  it('takes a share from the beginning, and no holidays at all', () => {
    const always = {
      shareBps: [{ from: '0001-01-01', bps: 2_500 }],
      graceDays: [{ from: '0001-01-01', days: 3 }],
      holidays: [],
      quoteCurrencies: [{ from: '0001-01-01', currencies: ['KZT'] }],
    };
    const pack = packFromReconciliationRules(aifc2026, always);
    expect(validatePack(pack)).toMatchObject({ ok: true });
    expect(reconciliationRules(pack)).toMatchObject(always);
  });

  it('gives back the rules of the pack it came from', () => {
    const rules = reconciliationRules(aifc2026);
    expect(reconciliationRules(packFromReconciliationRules(kzLaw, rules))).toEqual(rules);
  });
});

const vectors = join(import.meta.dirname, '../../../../shared/vectors/reconciliation');
const described = existsSync(vectors) ? describe : describe.skip;

described('The rule pack of every vector (needs ../shared)', () => {
  it('becomes a valid pack and comes back as it was', () => {
    const rulePacks = vectorRulePacks();
    expect(rulePacks.size).toBeGreaterThan(1);
    for (const text of rulePacks) {
      const rules = rulesOfWire(JSON.parse(text) as WireReconciliationRules);
      const pack = packFromReconciliationRules(aifc2026, rules);
      expect(validatePack(pack)).toMatchObject({ ok: true });
      const back = reconciliationRules(pack);
      expect(back).toMatchObject({ shareBps: rules.shareBps, holidays: rules.holidays.toSorted() });
      // Entries keep their values; what held before the first one is written out.
      expect(back.graceDays.map(({ days }) => days)).toEqual(inOrder(rules.graceDays, 'days'));
      expect(back.quoteCurrencies.map(({ currencies }) => currencies)).toEqual([
        ...(rules.quoteCurrencies.some(({ from }) => from === '0001-01-01') ? [] : [[]]),
        ...inOrder(rules.quoteCurrencies, 'currencies'),
      ]);
    }
  });
});

function inOrder<Entry extends { readonly from: string }, Field extends keyof Entry>(
  entries: readonly Entry[],
  field: Field,
): readonly Entry[Field][] {
  return entries
    .toSorted((left, right) => (left.from < right.from ? -1 : 1))
    .map((entry) => entry[field]);
}

function vectorRulePacks(): ReadonlySet<string> {
  const files = readdirSync(vectors).filter((name) => name.endsWith('.json'));
  return new Set(
    files
      .flatMap(
        (name) =>
          JSON.parse(readFileSync(join(vectors, name), 'utf8')) as {
            case: { rulePack: WireReconciliationRules };
          }[],
      )
      .map((vector) => JSON.stringify(vector.case.rulePack)),
  );
}

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import {
  aifc2026,
  evaluate,
  kzLaw,
  packFromReconciliationRules,
  packHash,
  reconciliationRules,
  validatePack,
  type ReconciliationRules,
} from './index.js';

describe('The reconciliation rules of a pack', () => {
  it('have exactly the form of RECONCILIATION.md', () => {
    const { holidays, ...rest } = reconciliationRules(aifc2026);
    expect(rest).toEqual({
      shareBps: [
        { from: '2024-01-01', bps: 5_000 },
        { from: '2025-01-01', bps: 7_500 },
      ],
      graceDays: 10,
      quoteCurrencies: ['KZT', 'USD'],
      carryForward: false,
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
    graceDays: 15,
    holidays: ['2026-04-10', '2026-04-01', '2026-04-10'],
    quoteCurrencies: ['KZT'],
    carryForward: true,
  };

  it('is valid, answers as given, and as its base in all else', () => {
    const pack = packFromReconciliationRules(aifc2026, given);
    expect(validatePack(pack)).toMatchObject({ ok: true });
    expect(reconciliationRules(pack)).toEqual({
      ...given,
      shareBps: given.shareBps.toReversed(),
      holidays: ['2026-04-01', '2026-04-10'],
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
    const always = { ...given, shareBps: [{ from: '0001-01-01', bps: 2_500 }], holidays: [] };
    const pack = packFromReconciliationRules(aifc2026, always);
    expect(validatePack(pack)).toMatchObject({ ok: true });
    expect(reconciliationRules(pack)).toEqual(always);
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
      const rules = JSON.parse(text) as ReconciliationRules;
      const pack = packFromReconciliationRules(aifc2026, rules);
      expect(validatePack(pack)).toMatchObject({ ok: true });
      expect(reconciliationRules(pack)).toEqual({
        ...rules,
        holidays: rules.holidays.toSorted(),
      });
    }
  });
});

function vectorRulePacks(): ReadonlySet<string> {
  const files = readdirSync(vectors).filter((name) => name.endsWith('.json'));
  return new Set(
    files
      .flatMap(
        (name) =>
          JSON.parse(readFileSync(join(vectors, name), 'utf8')) as {
            case: { rulePack: ReconciliationRules };
          }[],
      )
      .map((vector) => JSON.stringify(vector.case.rulePack)),
  );
}

import { REGIME_FROM } from '@esep/kernel';

import {
  adoptedPack,
  aifc2026,
  canonicalPackBytes,
  evaluate,
  kzLaw,
  packHash,
  packInForce,
  regimeBeginning,
  regimeBeginningOf,
  validatePack,
  type PackAdoption,
  type RulePack,
} from './index.js';

describe('The pack in force', () => {
  const first = adopted(aifc2026, '2026-01-01T00:00:00.000Z');
  const second = adopted(kzLaw, '2027-01-01T00:00:00.000Z');

  it('is none before the first adoption', () => {
    expect(packInForce([], '2026-06-01T00:00:00.000Z')).toBeUndefined();
    expect(packInForce([first], '2025-12-31T23:59:59.999Z')).toBeUndefined();
  });

  it.each([
    ['2026-01-01T00:00:00.000Z', first],
    ['2026-12-31T23:59:59.999Z', first],
    ['2027-01-01T00:00:00.000Z', second],
    ['2030-01-01T00:00:00.000Z', second],
  ])('at %s is the latest that has come into effect', (at, expected) => {
    expect(packInForce([first, second], at)).toBe(expected);
    expect(packInForce([second, first], at)).toBe(expected);
  });

  it('is the later adoption where two take effect at the same instant', () => {
    const correction = adopted(kzLaw, first.effectiveFrom);
    expect(packInForce([first, correction], '2026-06-01T00:00:00.000Z')).toBe(correction);
  });
});

describe('An adopted pack', () => {
  it('is read back from the bytes on the ledger', () => {
    expect(adoptedPack(adopted(kzLaw))).toEqual({ ok: true, value: kzLaw });
  });

  it.each([
    ['rule-pack-hash-differs', { hash: packHash(kzLaw) }],
    ['rule-pack-id-differs', { packId: 'kz-law' }],
    ['rule-pack-not-json', { bytes: '{' }],
    ['rule-pack-invalid', { bytes: '{}' }],
  ])('is refused: %s', (reason, but) => {
    expect(adoptedPack({ ...adopted(aifc2026), ...but })).toEqual({ ok: false, reason });
  });
});

describe('A pack that was adopted before a key existed', () => {
  const { regimeFrom: _, ...rules } = aifc2026.rules;
  const older = { ...aifc2026, rules } as unknown as RulePack;

  it('is still read, with what the software did before, under the hash that was adopted', () => {
    const reading = adoptedPack(adopted(older));
    expect(reading).toMatchObject({ ok: true, value: { rules: aifc2026.rules } });
    if (!reading.ok) return;
    expect(packHash(reading.value)).toBe(adopted(older).hash);
    expect(packHash(reading.value)).not.toBe(packHash(aifc2026));
    expect(evaluate(reading.value, 'regimeFrom', '2026-01-01')).toMatchObject({
      value: '2024-01-01',
      why: { assumption: true, packHash: adopted(older).hash },
    });
  });

  it('cannot be proposed again: a new pack leaves no question open', () => {
    expect(validatePack(older)).toMatchObject({
      ok: false,
      problems: [{ pointer: '/rules/regimeFrom', code: 'missing' }],
    });
  });
});

describe('FIGURES-25: a pack that was adopted with a key that nothing was done by', () => {
  const fineMax = {
    rule: 'LIC-15',
    values: [{ from: '0001-01-01', value: { amount: '1' }, source: { fact: 'LIC-15', mark: 'S' } }],
  };
  const { curedLate: _, ...others } = aifc2026.rules;
  const older = { ...aifc2026, rules: { ...others, fineMax } } as unknown as RulePack;

  it('is still read under its hash, without the key and with what the software always did', () => {
    const reading = adoptedPack(adopted(older));
    expect(reading).toEqual({ ok: true, value: aifc2026 });
    expect(reading.ok && packHash(reading.value)).toBe(adopted(older).hash);
  });

  it('cannot be proposed again: the key is refused by name', () =>
    expect(validatePack(older)).toMatchObject({
      ok: false,
      problems: expect.arrayContaining([
        expect.objectContaining({ pointer: '/rules/fineMax', code: 'not-followed' }),
      ]) as object,
    }));
});

describe('The beginning of the regime', () => {
  it('API-1: is the local midnight of the day that the pack says', () => {
    expect(regimeBeginning(aifc2026)).toBe('2023-12-31T18:00:00.000Z');
    expect(regimeBeginningOf(adopted(kzLaw))).toBe(REGIME_FROM);
  });

  it('FIELD-3: is a day whose instants the ledger can hold', () => {
    const from = (value: string) => {
      const values = [{ ...aifc2026.rules.regimeFrom.values[0], value }];
      const rules = { ...aifc2026.rules, regimeFrom: { rule: 'SALE-5', values } };
      return validatePack({ ...aifc2026, rules });
    };
    expect(from('2025-06-01')).toMatchObject({ ok: true });
    for (const day of ['0000-01-01', '1969-12-31', '9999-01-01'])
      expect(from(day)).toMatchObject({ problems: [{ code: 'wrong-format' }] });
  });
});

function adopted(pack: RulePack, effectiveFrom = '2026-01-01T00:00:00.000Z'): PackAdoption {
  const bytes = canonicalPackBytes(pack);
  return { packId: pack.packId, hash: packHash(bytes), bytes, effectiveFrom };
}

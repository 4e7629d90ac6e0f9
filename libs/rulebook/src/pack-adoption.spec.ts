import {
  adoptedPack,
  aifc2026,
  canonicalPackBytes,
  kzLaw,
  packHash,
  packInForce,
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

function adopted(pack: RulePack, effectiveFrom = '2026-01-01T00:00:00.000Z'): PackAdoption {
  const bytes = canonicalPackBytes(pack);
  return { packId: pack.packId, hash: packHash(bytes), bytes, effectiveFrom };
}

import { createHash } from 'node:crypto';

import canonicalize from 'canonicalize';
import fc from 'fast-check';

import { aifc2026, canonicalPackBytes, kzLaw, packHash, RULE_KEYS } from './index.js';

describe('The hash of a rule pack', () => {
  it.each([aifc2026, kzLaw])('is SHA-256 over the RFC 8785 bytes of $packId', (pack) => {
    const expected = createHash('sha256')
      .update(canonicalize(pack) as string, 'utf8')
      .digest('hex');
    expect(packHash(pack)).toBe(expected);
    expect(packHash(canonicalPackBytes(pack))).toBe(expected);
    expect(packHash(new TextEncoder().encode(canonicalPackBytes(pack)))).toBe(expected);
  });

  it('does not hang on white space or on the order of members', () => {
    const shuffled = Object.fromEntries(Object.entries(aifc2026).reverse());
    expect(packHash(JSON.stringify(shuffled, null, 4))).toBe(packHash(aifc2026));
  });

  it('changes with every value of every rule', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RULE_KEYS), fc.nat(100), (key, position) => {
        const changed = structuredClone(aifc2026) as unknown as {
          rules: Record<string, { values: { source: { note?: string } }[] }>;
        };
        const values = changed.rules[key]?.values ?? [];
        const value = values[position % values.length];
        if (value) value.source.note = 'changed';
        expect(packHash(JSON.stringify(changed))).not.toBe(packHash(aifc2026));
      }),
      { numRuns: 200 },
    );
  });

  it('is not the same for the two packs that ship', () => {
    expect(packHash(aifc2026)).not.toBe(packHash(kzLaw));
  });

  it('cannot be made false by changing a pack afterwards', () => {
    expect(() => Object.assign(aifc2026.rules.poolCap.values[0], { value: 6 })).toThrow(TypeError);
    expect(() => Object.assign(kzLaw.rules.taxRateBps, { values: [] })).toThrow(TypeError);
  });
});

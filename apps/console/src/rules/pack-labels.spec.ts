import { labelsOf } from './pack-labels.js';

describe('The labels of a rule pack', () => {
  const first = pack('2019-12-31', '2026-01-02');
  const former = pack('2026-02-01', '2026-01-20');
  const court = { ...pack('2026-08-01', '2026-05-02'), retroactive: 'The court found it.' };

  it('tell what is announced, what is in force, and what is over', () => {
    const law = { ...pack('2026-03-01', '2026-02-20'), inForce: true };
    const next = pack('2026-07-01', '2026-05-01');
    const packs = [next, law, former, first];
    expect(packs.map((one) => labelsOf(packs, one))).toEqual([['announced'], ['in-force'], [], []]);
  });

  it('tell what is in force from before it was adopted, or changes days that were over', () => {
    const law = { ...pack('2026-03-01', '2026-03-20'), inForce: true };
    const packs = [court, law, former, first];
    expect(packs.map((one) => labelsOf(packs, one))).toEqual([
      ['announced', 'retroactive'],
      ['in-force', 'retroactive'],
      [],
      [],
    ]);
  });

  it('do not call the first law retroactive', () => {
    const law = { ...first, inForce: true };
    expect(labelsOf([law], law)).toEqual(['in-force']);
  });
});

function pack(from: string, adopted: string) {
  return {
    effectiveFrom: `${from}T19:00:00.000Z`,
    adoptedAt: `${adopted}T07:00:00.000Z`,
    inForce: false,
  };
}

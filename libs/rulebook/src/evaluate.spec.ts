import { aifc2026, evaluate, kzLaw, packHash, taxRules } from './index.js';

describe('The share to be sold', () => {
  it.each([
    ['2023-12-31T23:59:59.999+06:00', '2023-12-31T17:59:59.999Z', 0],
    ['2024-01-01T00:00+06:00', '2023-12-31T18:00:00.000Z', 5_000],
    ['2024-12-31T23:59+05:00', '2024-12-31T18:59:00.000Z', 5_000],
    ['2024-12-31T23:59:59.999+05:00', '2024-12-31T18:59:59.999Z', 5_000],
    ['2025-01-01T00:00+05:00', '2024-12-31T19:00:00.000Z', 7_500],
    ['2026-11-22T12:00+05:00', '2026-11-22T07:00:00.000Z', 7_500],
  ])('at %s is the one of the local day', (_local, at, bps) => {
    expect(evaluate(aifc2026, 'saleShareBps', at).value).toBe(bps);
  });

  it.each([
    ['0001-01-01', 0],
    ['2023-12-31', 0],
    ['2024-01-01', 5_000],
    ['2024-12-31', 5_000],
    ['2025-01-01', 7_500],
    ['9999-12-31', 7_500],
  ])('on the local day %s is %d basis points', (day, bps) => {
    expect(evaluate(aifc2026, 'saleShareBps', day).value).toBe(bps);
  });
});

describe('An answer of the pack', () => {
  it('says by which rule, since when, by whose word and in which pack', () => {
    expect(evaluate(aifc2026, 'saleShareBps', '2024-06-01')).toEqual({
      value: 5_000,
      why: {
        key: 'saleShareBps',
        rule: 'SALE-1',
        from: '2024-01-01',
        source: { fact: 'SALE-1', mark: 'S' },
        assumption: false,
        packId: 'aifc-2026',
        packHash: packHash(aifc2026),
      },
    });
  });

  it('says when nobody could confirm it', () => {
    const { why } = evaluate(aifc2026, 'graceDays', '2026-03-05');
    expect(why.assumption).toBe(true);
    expect(why.source.mark).toBe('A');
  });

  it('goes back before the first day of the calendar to the first value', () => {
    expect(evaluate(aifc2026, 'saleShareBps', '0000-06-01').value).toBe(0);
  });

  it.each(['2026-02-30', 'today', '', '2026'])('is not given for %j', (at) => {
    expect(() => evaluate(aifc2026, 'poolCap', at)).toThrow('Neither an instant nor a local date');
  });

  it('is not given for a broken instant', () => {
    expect(() => evaluate(aifc2026, 'poolCap', '2026-02-30T25:00')).toThrow('Not an instant');
  });
});

describe('The tax rules of a day', () => {
  it('are 15 % of the profit in the AIFC', () => {
    const rules = taxRules(aifc2026, '2026-03-31');
    expect(rules.rateBps.value).toBe(1_500);
    expect(rules.base.value).toBe('profit');
    expect(rules.rateBps.why.source).toEqual({ fact: 'TAX-1', mark: 'S' });
  });

  it('are 20 % of the value at receipt in the law of Kazakhstan', () => {
    const rules = taxRules(kzLaw, '2026-03-31');
    expect(rules.rateBps.value).toBe(2_000);
    expect(rules.base.value).toBe('value-at-receipt');
    expect(rules.rateBps.why).toMatchObject({
      rule: 'TAX-1',
      source: { fact: 'TAX-2', mark: 'L' },
      packId: 'kz-law',
    });
    expect(rules.price.value.missingPrice).toBe('blocks-assessment');
  });
});

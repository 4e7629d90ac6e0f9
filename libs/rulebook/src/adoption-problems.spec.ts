import { aifc2026, kzLaw, notFollowed, pastChanges, type RulePack } from './index.js';

const TODAY = '2026-05-20';

describe('A pack that is to be adopted', () => {
  it.each([aifc2026, kzLaw])('may be one of those that ship: $packId', (pack) =>
    expect(notFollowed(pack)).toEqual([]),
  );

  it.each([
    ['carryForward', true],
    ['saleBasis', 'value-pooled'],
    ['taxRateConditions', ['approved-pool', 'never-late']],
    ['retainedReleaseConditions', ['tax-paid']],
  ] as const)(
    'FIGURES-21: is refused by name where %s is %j, which nothing follows',
    (key, value) =>
      expect(notFollowed(withValue(key, [value]))).toMatchObject([
        { pointer: `/rules/${key}/values/0/value`, code: 'not-followed' },
      ]),
  );

  it('is also refused for a value that begins later', () =>
    expect(notFollowed(withValue('carryForward', [false, true]))).toMatchObject([
      { pointer: '/rules/carryForward/values/1/value' },
    ]));
});

describe('The past', () => {
  it('is the same under the same pack, and under one that changes tomorrow', () => {
    expect(pastChanges(aifc2026, aifc2026, TODAY)).toEqual([]);
    expect(pastChanges(aifc2026, withShare(TODAY, 9_000), TODAY)).toEqual([]);
    expect(pastChanges(aifc2026, withShare('2026-06-01', 9_000), TODAY)).toEqual([]);
  });

  it('FIGURES-21: is another where a share is changed from a day that is over', () =>
    expect(pastChanges(aifc2026, withShare('2026-05-19', 10_000), TODAY)).toMatchObject([
      {
        pointer: '/rules/saleShareBps',
        code: 'changes-the-past',
        message: expect.stringContaining('2026-05-19') as string,
      },
    ]));

  it('is another where an undated value is replaced', () =>
    expect(pastChanges(aifc2026, withValue('graceDays', [15]), TODAY)).toMatchObject([
      { pointer: '/rules/graceDays', message: expect.stringContaining('0001-01-01') as string },
    ]));

  it('stays where days off are added to a year to come, and not where one was', () => {
    expect(pastChanges(aifc2026, withHoliday('2027-12-31'), TODAY)).toEqual([]);
    expect(pastChanges(aifc2026, withHoliday('2026-04-09'), TODAY)).toMatchObject([
      { pointer: '/rules/holidays', message: expect.stringContaining('2026-04-09') as string },
    ]);
  });

  it('is another under the law of Kazakhstan, key by key', () =>
    expect(pastChanges(aifc2026, kzLaw, TODAY).map(({ pointer }) => pointer)).toContain(
      '/rules/taxBase',
    ));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function withValue(key: keyof RulePack['rules'], values: readonly unknown[]): RulePack {
  const [first] = aifc2026.rules[key].values;
  const dated = values.map((value, year) => ({
    ...first,
    from: year === 0 ? first.from : `${2026 + year}-01-01`,
    value,
  }));
  const rule = { ...aifc2026.rules[key], values: dated };
  return { ...aifc2026, rules: { ...aifc2026.rules, [key]: rule } } as unknown as RulePack;
}

function withShare(from: string, value: number): RulePack {
  const { saleShareBps } = aifc2026.rules;
  const values = [...saleShareBps.values, { ...saleShareBps.values[0], from, value }];
  return {
    ...aifc2026,
    rules: { ...aifc2026.rules, saleShareBps: { ...saleShareBps, values } },
  } as unknown as RulePack;
}

function withHoliday(date: string): RulePack {
  const { holidays } = aifc2026.rules;
  const [first] = holidays.values;
  const days = [...first.value.days, { date, name: 'One more', kind: 'holiday' }];
  const values = [{ ...first, value: { ...first.value, days } }];
  return {
    ...aifc2026,
    rules: { ...aifc2026.rules, holidays: { ...holidays, values } },
  } as unknown as RulePack;
}

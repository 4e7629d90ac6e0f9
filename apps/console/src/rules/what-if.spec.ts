import { atOnce, startOfDay } from '@esep/kernel';
import {
  caseOf,
  reconcile,
  SubjectFold,
  toWire,
  type Reconciliation,
  type Wire,
} from '@esep/supervision-domain';
import { randomCases } from '@esep/supervision-domain/random-cases';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { WhatIf, type Input, type KnownRow, type ReckonedBy } from './what-if.js';

type Asked = ReturnType<typeof caseOf>;
type Rows = Wire<Reconciliation>['rows'];

// The published vectors of RECONCILIATION.md, which lie beside this repository.
const VECTORS = join(import.meta.dirname, '../../../../../shared/vectors/reconciliation');
interface Vector {
  readonly case: Parameters<typeof caseOf>[0];
  readonly expected: { readonly rows: Rows };
}
const files = existsSync(VECTORS)
  ? readdirSync(VECTORS).filter((name) => name.endsWith('.json'))
  : [];

/** What the browser gets of a case, with the rows that the ledger has. */
const given = ({ facts, rules, knownAt, asOf }: Asked, rows: Rows): [ReckonedBy, Input] => [
  { knownAt, asOf, rules },
  {
    licenseeId: 'one',
    rows: knownRows(rows),
    facts: JSON.parse(JSON.stringify(atOnce(SubjectFold.of(facts).rowFactsWork(knownAt)))),
  },
];

const knownRows = (rows: Rows): KnownRow[] =>
  rows.map(({ period, verdict, state, mined, required, soldInTime, soldLate, shortfall }) => {
    return { period, verdict, state, mined, required, soldInTime, soldLate, shortfall };
  });

const whatIfOf = ([by, input]: [ReckonedBy, Input]): WhatIf => {
  const whatIf = new WhatIf(by);
  whatIf.take([input]);
  return whatIf;
};

describe('What would be if the law said something else', () => {
  const cases = randomCases(59, 200).map(caseOf);
  const rowsOf = ({ facts, rules, knownAt, asOf }: Asked): Rows =>
    toWire(reconcile(facts, rules, knownAt, asOf)).rows;

  if (files.length === 0)
    it.skip('is what the ledger has with nothing moved (skipped: ../shared is absent)', () =>
      undefined);
  it.each(files)('is what the ledger has with nothing moved, by the vectors of %s', (file) => {
    const vectors = JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as readonly Vector[];
    let months = 0;
    for (const { case: wire, expected } of vectors) {
      const supposed = whatIfOf(given(caseOf(wire), expected.rows)).suppose({});
      expect(supposed).toMatchObject({ months: expected.rows.length, changed: [] });
      expect(supposed.same).toBe(supposed.months);
      months += supposed.months;
    }
    expect(months).toBeGreaterThan(0);
  });

  it('is what the ledger would have under another share and other grace days', () => {
    const verdicts = new Set<string>();
    for (const asked of cases) {
      const rows = rowsOf(asked);
      const whatIf = whatIfOf(given(asked, rows));
      for (const values of [
        { shareBps: 8_000 },
        { graceDays: 2 },
        { shareBps: 100, graceDays: 30 },
      ]) {
        const { changed } = whatIf.suppose(values);
        const then = new Map(changed.map(({ row }) => [row.period, row]));
        const would = rows.map((row) => then.get(row.period) ?? row);
        expect(would).toMatchObject(knownRows(rowsOf(under(asked, values))));
        for (const { verdict } of then.values()) verdicts.add(verdict);
      }
      // One answer does not depend on those before it.
      expect(whatIf.suppose({}).changed).toEqual([]);
    }
    expect([...verdicts].toSorted()).toEqual([
      'breach',
      'breach-cured-late',
      'compliant',
      'inconclusive',
      'pending',
    ]);
  });

  it('moves the values in force, and leaves those of other days', () => {
    const [asked] = cases as [Asked];
    const [by, input] = given(asked, rowsOf(asked));
    const shareBps = [
      { from: '2019-01-01', bps: 5_000 },
      { from: '2019-01-02', bps: 7_500 },
      { from: '2099-01-01', bps: 9_000 },
    ];
    const whatIf = whatIfOf([{ ...by, rules: { ...by.rules, shareBps } }, input]);
    expect(whatIf.suppose({}).moved.shareBps).toBe(7_500);
    expect(whatIf.suppose({ graceDays: 3 }).moved).toEqual({ shareBps: 7_500, graceDays: 3 });
  });

  it('says where it does not come to what the ledger has', () => {
    const asked = cases.find((one) => rowsOf(one).length > 1) as Asked;
    const rows = rowsOf(asked);
    const others = rows.map((row, nth) => (nth === 0 ? { ...row, shortfall: '123456' } : row));
    const other = whatIfOf(given(asked, others)).suppose({});
    expect(other).toMatchObject({ months: rows.length, same: rows.length - 1 });
    const more = [...rows, { ...(rows[0] as Rows[number]), period: '1999-01' }];
    const missed = whatIfOf(given(asked, more)).suppose({});
    expect(missed).toMatchObject({ months: rows.length + 1, same: rows.length, changed: [] });
    const fewer = whatIfOf(given(asked, rows.slice(1))).suppose({});
    expect(fewer).toMatchObject({ months: rows.length, same: rows.length - 1 });
  });

  it('works out nothing of who has more facts than are given', () => {
    const [asked] = cases as [Asked];
    const [by, input] = given(asked, rowsOf(asked));
    const supposed = whatIfOf([by, { ...input, facts: null }]).suppose({ shareBps: 0 });
    expect(supposed).toMatchObject({ months: 0, same: 0, changed: [] });
  });
});

/** The same case under a law with other values in place of those in force. */
const under = (
  asked: Asked,
  { shareBps, graceDays }: { readonly shareBps?: number; readonly graceDays?: number },
): Asked => {
  const { rules } = asked;
  const isInForce = <Entry extends { readonly from: string }>(
    { from }: Entry,
    all: readonly Entry[],
  ) =>
    from ===
    all
      .map((one) => one.from)
      .filter((day) => startOfDay(day) <= asked.asOf)
      .toSorted()
      .at(-1);
  return {
    ...asked,
    rules: {
      ...rules,
      shareBps: rules.shareBps.map((one, _, all) =>
        shareBps !== undefined && isInForce(one, all) ? { ...one, bps: shareBps } : one,
      ),
      graceDays: rules.graceDays.map((one, _, all) =>
        graceDays !== undefined && isInForce(one, all) ? { ...one, days: graceDays } : one,
      ),
    },
  };
};

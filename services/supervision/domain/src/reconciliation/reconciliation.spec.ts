import type { ReconciliationRules } from '@esep/rulebook';

import type { FactLists } from '../facts/reconciliation-facts.js';
import { reconcile, type Reconciliation, type ReconciliationRow } from './reconciliation.js';
import {
  at,
  inWords,
  mined,
  movedOut,
  released,
  sold,
  WORKED_AS_OF,
  WORKED_ROWS,
  WORKED_RULES,
  worldOf,
} from '../testing/worked-rows.js';

describe('The worked rows', () => {
  it.each(WORKED_ROWS)('$name', ({ given, then, findings = [], rules }) =>
    expect(inWords(reckoned(given, rules), Object.keys(then))).toEqual({ then, findings }),
  );
});

describe('A row of a pool', () => {
  const row = mined('2026-03-05T12:00', 100n, { id: 'd-1' });

  it('that a later version of its report leaves out is not mined', () => {
    const withdrawals = [{ id: 'd-1', version: 2, recordedAt: at('2026-03-06T12:00') }];
    expect(march({ distributions: [row], withdrawals }).mined).toBe(0n);
  });

  it('that was left out and comes back in a still later version is mined', () => {
    const back = { ...row, version: 3, net: 70n, recordedAt: at('2026-03-04T12:00') };
    const withdrawals = [{ id: 'd-1', version: 2, recordedAt: at('2026-03-06T12:00') }];
    expect(march({ distributions: [row, back], withdrawals }).mined).toBe(70n);
  });

  it('stays reversed whatever a later version says', () => {
    const later = { ...row, version: 2, recordedAt: at('2026-03-07T12:00') };
    const reversals = [{ id: 'd-1', recordedAt: at('2026-03-06T12:00') }];
    expect(march({ distributions: [row, later], reversals }).mined).toBe(0n);
  });

  it('is judged by the licence that it was mined under', () => {
    const licence = [
      licenceFact('lic-1', 'active'),
      licenceFact('lic-2', 'active'),
      licenceFact('lic-2', 'suspended'),
    ];
    const distributions = [
      mined('2026-03-05T12:00', 1n, { licence: 'lic-1', id: 'under-1' }),
      mined('2026-03-05T12:00', 1n, { licence: 'lic-2', id: 'under-2' }),
      mined('2026-03-05T12:00', 1n, { licence: 'lic-3', id: 'under-3' }),
    ];
    const from = at('2026-03-01T00:00');
    const affiliations = [
      { pool: 'dmp-1', licence: 'lic-1', from, to: null, recordedAt: from },
      { pool: 'dmp-1', licence: 'lic-2', from, to: null, recordedAt: from },
      { pool: 'dmp-1', licence: 'lic-3', from, to: from, recordedAt: from },
    ];
    const { findings } = reckoned({ licence, affiliations, distributions });
    expect(findings.filter(({ type }) => type !== 'under-sold')).toMatchObject([
      { type: 'mined-while-suspended', facts: ['under-2'] },
      { type: 'mined-without-licence', facts: ['under-3'] },
      { type: 'undeclared-pool', facts: ['under-3'] },
    ]);
  });

  it('FIGURES-15: of one licence keeps its affiliation when that of another is annulled', () => {
    const from = at('2026-03-01T00:00');
    const affiliation = { pool: 'dmp-1', from, to: null, recordedAt: from };
    const annulled = {
      ...affiliation,
      licence: 'lic-2',
      to: from,
      recordedAt: at('2026-04-01T00:00'),
    };
    const affiliations = [
      { ...affiliation, licence: 'lic-1' },
      { ...affiliation, licence: 'lic-2' },
      annulled,
    ];
    const { rows } = reckoned({ affiliations, completeness: [] });
    expect(rows.map(({ period, verdict }) => `${period} ${verdict}`)).toEqual([
      '2026-03 inconclusive',
      '2026-04 inconclusive',
      '2026-05 pending',
    ]);
  });
});

describe('A fill', () => {
  it('gets the counterparty that a correction names', () => {
    const fills = [sold('2026-03-20T12:00', 1n, { tradeId: 't-1' })];
    const correction = { venue: 'ex-1', tradeId: 't-1', recordedAt: WORKED_AS_OF };
    const corrections = [{ ...correction, counterparty: '990040000003' }];
    expect(reckoned({ fills, corrections }).findings.map(({ type }) => type)).toContain(
      'self-trade',
    );
  });

  it('corrected twice at one instant takes the later place in the log', () => {
    const fills = [sold('2026-03-20T12:00', 1n, { tradeId: 't-1', venue: 'ex-0' })];
    const corrections = [7, 5, 6].map((position) => ({
      venue: 'ex-0',
      tradeId: 't-1',
      quantity: BigInt(position),
      recordedAt: WORKED_AS_OF,
      source: { log: 'esep/exchange-settlement/test', position, eventId: `event-${position}` },
    }));
    expect(reckoned({ fills, corrections }).findings).toMatchObject([
      { type: 'unlicensed-venue', quantity: 7n },
      { type: 'unsourced-sale', quantity: 7n },
    ]);
  });
});

describe('An outflow', () => {
  it('recorded again is what the later record says, down to nothing', () => {
    const first = movedOut('2026-03-20T12:00', 9n);
    const less = { ...first, amount: 4n, recordedAt: at('2026-04-01T12:00') };
    const none = { ...first, amount: 0n, recordedAt: at('2026-05-01T12:00') };
    expect(reckoned({ outflows: [less, first] }).unexplained).toBe(4n);
    expect(reckoned({ outflows: [none, first, less] })).toMatchObject({
      unexplained: 0n,
      findings: [],
    });
  });
});

describe('At one instant', () => {
  it('opening stock, then coins, then what leaves: the room is that of all of them', () =>
    expect(
      reckoned({
        openingStock: [{ quantity: 8n, at: at('2026-03-05T12:00'), recordedAt: WORKED_AS_OF }],
        distributions: [mined('2026-03-05T12:00', 8n)],
        outflows: [movedOut('2026-03-05T12:00', 11n)],
      }),
    ).toMatchObject({ early: 10n, unexplained: 1n }));

  it('at which a month begins, its first coins are there to leave', () =>
    expect(
      reckoned({
        distributions: [mined('2026-03-05T12:00', 4n), mined('2026-04-01T00:00', 4n)],
        outflows: [movedOut('2026-04-01T00:00', 3n)],
      }),
    ).toMatchObject({ early: 2n, unexplained: 1n }));
});

describe('A release', () => {
  it('of a month that retained nothing releases nothing', () =>
    expect(
      reckoned({
        distributions: [mined('2026-03-05T12:00', 4n)],
        outflows: [movedOut('2026-03-06T12:00', 1n)],
        releases: [released('2026-02', '2026-03-01T12:00', 9n)],
      }),
    ).toMatchObject({ used: 0n, early: 1n }));
});

describe('A pool', () => {
  const through = (until: string) => ({
    completeness: [
      { sender: 'dmp-1', through: at(until), recordedAt: WORKED_AS_OF },
      { sender: 'ex-1', through: WORKED_AS_OF, recordedAt: WORKED_AS_OF },
    ],
  });
  const affiliated = (from: string, to: string | null) => ({
    pool: 'dmp-1',
    from: at(from),
    to: to === null ? null : at(to),
    recordedAt: at(from),
  });

  it('that reported coins of the very instant its affiliation ended is asked for all the month', () => {
    const affiliations = [affiliated('2026-03-01T00:00', '2026-03-10T12:00')];
    const before = [mined('2026-03-10T11:59:59.999', 0n)];
    const then = [mined('2026-03-10T12:00', 0n)];
    const silent = through('2026-03-10T12:00');
    expect(march({ affiliations, distributions: before, ...silent }).verdict).toBe('compliant');
    expect(march({ affiliations, distributions: then, ...silent }).verdict).toBe('inconclusive');
  });

  it('affiliated twice in a month is asked up to the end of the last time', () => {
    const first = affiliated('2026-03-01T00:00', '2026-03-10T00:00');
    const second = affiliated('2026-03-20T00:00', '2026-03-25T00:00');
    const until = (end: string) =>
      march({ affiliations: [second, first], ...through(end) }).verdict;
    expect(until('2026-03-10T00:00')).toBe('inconclusive');
    expect(until('2026-03-25T00:00')).toBe('compliant');
  });

  it('affiliated a second time without end is asked for all the month', () => {
    const first = affiliated('2026-03-01T00:00', '2026-03-10T00:00');
    const second = affiliated('2026-03-20T00:00', null);
    const until = (end: string) =>
      march({ affiliations: [second, first], ...through(end) }).verdict;
    expect(until('2026-03-31T23:59:59.999')).toBe('inconclusive');
    expect(until('2026-04-01T00:00')).toBe('compliant');
  });

  it('is not asked for a month that began when its affiliation ended', () => {
    const other = { ...affiliated('2026-02-01T00:00', '2026-03-01T00:00'), pool: 'dmp-2' };
    const { rows } = reckoned({ affiliations: [affiliated('2026-03-01T00:00', null), other] });
    expect(rows.map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'compliant',
      'compliant',
      'pending',
    ]);
  });

  it('whose affiliation is recorded again as empty never was affiliated', () => {
    const known = { ...affiliated('2026-03-10T00:00', null), pool: 'dmp-2' };
    const empty = { ...known, to: known.from, recordedAt: at('2026-04-01T00:00') };
    const affiliations = [affiliated('2026-03-01T00:00', null), empty, known];
    expect(march({ affiliations }).verdict).toBe('compliant');
  });

  it('affiliated from the first instant of the next month is not asked for this one', () => {
    const affiliations = [
      affiliated('2026-03-01T00:00', null),
      { ...affiliated('2026-04-01T00:00', null), pool: 'dmp-2' },
    ];
    const { rows } = reckoned({ affiliations });
    expect(rows.map(({ verdict }) => verdict)).toEqual(['compliant', 'inconclusive', 'pending']);
  });
});

describe('A missing report', () => {
  const silent = { completeness: [] };
  const waiver = (sender: string) => ({ period: '2026-03', sender, recordedAt: WORKED_AS_OF });

  it('that two persons waived does not keep the month from being judged, and shows on the row', () =>
    expect(march({ ...silent, waivers: [waiver('dmp-1'), waiver('ex-1')] })).toMatchObject({
      state: 'final',
      verdict: 'compliant',
      waived: ['dmp-1', 'ex-1'],
    }));

  it('of another sender still does', () =>
    expect(march({ ...silent, waivers: [waiver('dmp-1')] })).toMatchObject({
      verdict: 'inconclusive',
    }));

  it('FIGURES-5: whose waiver was taken back is waited for again, in whatever order that is heard', () => {
    const back = {
      ...waiver('dmp-1'),
      recordedAt: '2026-05-10T00:00:00.000Z',
      revoked: true as const,
    };
    const first = { ...waiver('dmp-1'), recordedAt: '2026-05-01T00:00:00.000Z' };
    const waivers = [back, first, waiver('ex-1')];
    expect(march({ ...silent, waivers })).toMatchObject({ verdict: 'inconclusive' });
    const again = { ...first, recordedAt: WORKED_AS_OF };
    expect(march({ ...silent, waivers: [again, ...waivers] })).toMatchObject({
      verdict: 'compliant',
    });
  });

  it('waived for one month is not waived for the next', () => {
    const waivers = ['dmp-1', 'ex-1'].map(waiver);
    const { rows } = reckoned({ ...silent, waivers });
    expect(rows.map(({ verdict }) => verdict)).toEqual(['compliant', 'inconclusive', 'pending']);
  });

  it('that came after all needs no waiver', () =>
    expect(march({ waivers: [waiver('dmp-1')] })).not.toHaveProperty('waived'));
});

describe('Reconciling', () => {
  it('nothing gives nothing', () =>
    expect(reckoned({ affiliations: [] })).toEqual({
      rows: [],
      findings: [],
      used: 0n,
      early: 0n,
      unexplained: 0n,
      stockAtEnd: 0n,
      boughtAtEnd: 0n,
    }));

  it('finds what left the wallets also where there is no row', () =>
    expect(
      reckoned({ affiliations: [], outflows: [movedOut('2026-02-01T12:00', 5n)] }),
    ).toMatchObject({ rows: [], unexplained: 5n, findings: [{ period: '2026-02' }] }));

  describe('API-1: from the beginning of the regime', () => {
    const regimeFrom = at('2026-01-01T00:00');
    const long = '2009-06-01T00:00:00.000Z';
    const affiliation = (from: string, to: string | null) => [
      { pool: 'dmp-1', from, to, recordedAt: from },
    ];
    const stock = [{ quantity: 5n, at: long, recordedAt: long }];
    it.each([
      ['an affiliation of 2009', { affiliations: affiliation(long, null) }],
      [
        'an affiliation that ended before it',
        { affiliations: affiliation(long, '2010-01-01T00:00:00.000Z') },
      ],
      ['coins that were there in 2009', { affiliations: [], openingStock: stock }],
    ])('%s makes rows', (_, given) => {
      const { rows } = reckoned(given, { regimeFrom });
      expect(rows.map(({ period }) => period)).toEqual([
        '2026-01',
        '2026-02',
        '2026-03',
        '2026-04',
        '2026-05',
      ]);
      // Without a beginning they are all there, as RECONCILIATION §2 has it.
      expect(reckoned(given).rows[0]?.period).toBe('2009-06');
    });

    it('what was mined or sold before it is never left out', () => {
      const given = {
        distributions: [mined('2025-11-05T12:00', 100n)],
        affiliations: affiliation(long, null),
        openingStock: stock,
      };
      expect(reckoned(given, { regimeFrom }).rows[0]).toMatchObject({
        period: '2025-11',
        mined: 100n,
      });
      expect(
        reckoned({ fills: [sold('2025-12-05T12:00', 1n)] }, { regimeFrom }).rows[0]?.period,
      ).toBe('2025-12');
    });

    it('coins of before are at hand for what is sold after it', () => {
      const given = { openingStock: stock, fills: [sold('2026-03-20T12:00', 5n)] };
      expect(reckoned(given, { regimeFrom })).toMatchObject({ stockAtEnd: 0n, findings: [] });
    });
  });

  it('at a time after what is known is a bug', () =>
    expect(() =>
      reconcile(worldOf({}), WORKED_RULES, at('2026-04-01T00:00'), WORKED_AS_OF),
    ).toThrow('Cannot judge'));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function reckoned(
  given: Partial<FactLists>,
  rules: Partial<ReconciliationRules> = {},
): Reconciliation {
  return reconcile(worldOf(given), { ...WORKED_RULES, ...rules }, WORKED_AS_OF, WORKED_AS_OF);
}

function march(given: Partial<FactLists>): ReconciliationRow {
  const row = reckoned(given).rows.find(({ period }) => period === '2026-03');
  if (row === undefined) throw new Error('March has no row');
  return row;
}

function licenceFact(licence: string, status: 'active' | 'suspended') {
  const from = at('2026-01-01T00:00');
  return { licence, status, from, to: null, recordedAt: from };
}

import { accept, refuse, type Decision } from './decider.js';
import {
  decideReplacement,
  decideRows,
  factTimeRefusal,
  inStream,
  isInFuture,
  isReportedId,
  isTxid,
  isVout,
  replacementRefusal,
  ROW_MESSAGES,
  type ReplaceableRow,
  type ReplacementRefusal,
} from './report-rows.js';

describe('An id that a sender gives', () => {
  it.each([
    'r',
    '1',
    'r-1',
    'a.b_c:d~e-',
    '0190a5b2-7c1e-7f3a-9d2b-6e1f0c4a8b77',
    `${'f'.repeat(64)}:4294967295`,
    'x'.repeat(128),
  ])('may be %s', (id) => expect(isReportedId(id)).toBe(true));

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(129)],
    ['begun by a hyphen', '-r'],
    ['a folder', '..'],
    ['a name of the language', '__proto__'],
    ['a path', 'a/b'],
    ['a query', 'a?b'],
    ['an escape', 'a%2d'],
    ['padded', ' a'],
    ['ended by a line', 'a\n'],
    ['cut by a zero', 'a\u0000b'],
    ['Cyrillic that looks Latin', 'а'],
    ['turned around', 'a\u202eb'],
    ['half a character', '\ud800'],
    ['joined to SQL', "a';--"],
  ])('is not %s', (_, id) => expect(isReportedId(id)).toBe(false));
});

describe('A transaction id', () => {
  it.each([
    ['of Bitcoin', 'ab'.repeat(32), true],
    ['of Ethereum Classic', `0x${'ab'.repeat(32)}`, true],
    ['in capitals', 'AB'.repeat(32), false],
    ['too short', 'ab'.repeat(31), false],
    ['too long', 'ab'.repeat(33), false],
    ['not in hex', 'xy'.repeat(32), false],
    ['empty', '', false],
  ])('%s', (_, txid, is) => expect(isTxid(txid)).toBe(is));

  it.each([
    [0, true],
    [0xffff_ffff, true],
    [0x1_0000_0000, false],
    [-1, false],
    [0.5, false],
    [NaN, false],
  ])('has an output %d: %s', (vout, is) => expect(isVout(vout)).toBe(is));
});

describe('A sender whose clock is ahead', () => {
  const now = '2026-03-05T07:00:00.000Z';
  it.each([
    ['2026-03-05T06:00:00.000Z', false],
    [now, false],
    ['2026-03-05T07:05:00.000Z', false],
    ['2026-03-05T07:05:00.001Z', true],
    ['9999-12-31T23:59:59.999Z', true],
  ])('by %s is in the future: %s', (at, is) => expect(isInFuture(at, now)).toBe(is));
});

describe('A reported fact', () => {
  const at = '2026-03-05T07:00:00.000Z';
  it.each([
    ['2023-12-31T17:59:59.999Z', 'before-regime'],
    ['2023-12-31T18:00:00.000Z', undefined],
    ['1970-01-01T00:00:00.000Z', 'before-regime'],
    [at, undefined],
    ['2026-03-05T07:05:00.001Z', 'instant-in-future'],
  ])('API-1: of %s lies in the regime but for %s', (happenedAt, refusal) =>
    expect(factTimeRefusal({ at }, happenedAt)).toBe(refusal),
  );

  it('API-1: is held against the beginning that the law in force says', () => {
    const regimeFrom = '2025-12-31T19:00:00.000Z';
    expect(factTimeRefusal({ at, regimeFrom }, '2025-12-31T18:59:59.999Z')).toBe('before-regime');
    expect(factTimeRefusal({ at, regimeFrom }, regimeFrom, undefined)).toBeUndefined();
  });
});

describe('A row that replaces another', () => {
  const known: ReplaceableRow = { reportId: 'a', version: 2, licenseeId: 'l-1', asset: 'BTC' };
  it.each<[string, Partial<ReplaceableRow>, ReplacementRefusal | undefined]>([
    ['comes in a higher version', { version: 3 }, undefined],
    ['is not of the same version', { version: 2 }, 'version-not-newer'],
    ['is not of a lower version', { version: 1 }, 'version-not-newer'],
    ['stays in its report', { version: 3, reportId: 'b' }, 'row-belongs-to-another-report'],
    ['stays with its licensee', { version: 3, licenseeId: 'l-2' }, 'licensee-changed'],
    ['keeps its asset', { version: 3, asset: 'LTC' }, 'asset-changed'],
  ])('%s', (_, but, refusal) =>
    expect(replacementRefusal({ ...known, ...but }, known)).toBe(refusal),
  );
});

// A report about parcels: one without weight is refused, one that is known already stays quiet.
const MESSAGES = { ...ROW_MESSAGES, weightless: 'It weighs nothing. Weigh it again.' };
type Parcel = { readonly rowId: string; readonly grams: number };
const parcel = (rowId: string, grams = 1): Parcel => ({ rowId, grams });
const weigh = ({ rowId, grams }: Parcel, known?: number): Decision<string, 'weightless'> => {
  if (grams === 0) return refuse('weightless');
  return known === grams ? accept() : accept(`${rowId} weighs ${grams}`);
};

describe('The rows of a report', () => {
  const decided = (...rows: Parcel[]) =>
    decideRows<Parcel, string, 'weightless'>(rows, {
      idOf: ({ rowId }) => rowId,
      decide: (row) => inStream(`parcel-${row.rowId}`, weigh(row)),
      messages: MESSAGES,
    });

  it('stand or fall one by one', () =>
    expect(decided(parcel('a'), parcel('b', 0), parcel('c', 3))).toEqual({
      accepted: 2,
      rejected: [{ index: 1, rowId: 'b', code: 'weightless', message: MESSAGES.weightless }],
      withdrawn: [],
      appends: [
        { stream: 'parcel-a', events: ['a weighs 1'] },
        { stream: 'parcel-c', events: ['c weighs 3'] },
      ],
    }));

  it('count once under an id, even when they say the same', () => {
    const { accepted, rejected, appends } = decided(parcel('a'), parcel('a'), parcel('a', 2));
    expect(accepted).toBe(1);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [1, 'duplicate-row'],
      [2, 'duplicate-row'],
    ]);
    expect(appends).toHaveLength(1);
  });

  it('do not get a second try within one report', () =>
    expect(decided(parcel('a', 0), parcel('a', 1)).rejected.map(({ code }) => code)).toEqual([
      'weightless',
      'duplicate-row',
    ]));

  it('are rejected under an id that could not stand in a stream name', () =>
    expect(decided(parcel('a/b'), parcel('a/b')).rejected.map(({ code }) => code)).toEqual([
      'id-malformed',
      'id-malformed',
    ]));

  it('may be told apart by more than the id', () =>
    expect(
      decideRows<Parcel, string, 'weightless'>([parcel('a', 1), parcel('a', 2)], {
        idOf: ({ rowId }) => rowId,
        rowIdOf: ({ rowId, grams }) => `${rowId}:${grams}`,
        decide: (row) => inStream(`parcel-${row.rowId}-${row.grams}`, weigh(row)),
        messages: MESSAGES,
      }).accepted,
    ).toBe(2));
});

describe('The next version of a report', () => {
  const known = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['withdrawn before', 9],
  ]);
  const decided = (rows: readonly Parcel[]) =>
    decideReplacement<Parcel, number | undefined, string, 'weightless'>(rows, {
      streamOf: (rowId) => `parcel-${rowId}`,
      known,
      initial: undefined,
      report: weigh,
      stands: (grams) => grams !== 9,
      withdraw: (grams) => accept(`no ${grams} grams`),
      messages: MESSAGES,
    });

  it('replaces what changed, leaves what did not, adds what is new, withdraws what is gone', () =>
    expect(decided([parcel('a', 1), parcel('b', 5), parcel('d', 4)])).toEqual({
      accepted: 3,
      rejected: [],
      withdrawn: ['c'],
      appends: [
        { stream: 'parcel-b', events: ['b weighs 5'] },
        { stream: 'parcel-d', events: ['d weighs 4'] },
        { stream: 'parcel-c', events: ['no 3 grams'] },
      ],
    }));

  it('withdraws all of them when it has no rows', () =>
    expect(decided([])).toMatchObject({ accepted: 0, withdrawn: ['a', 'b', 'c'] }));

  it('does not withdraw a row that it has in a form that cannot be taken', () =>
    expect(decided([parcel('a', 0)])).toMatchObject({ accepted: 0, withdrawn: ['b', 'c'] }));

  it('cannot be refused a withdrawal: that would be a bug of ours', () =>
    expect(() =>
      decideReplacement<Parcel, number, string, 'weightless'>([], {
        streamOf: String,
        known: new Map([['a', 1]]),
        initial: 0,
        report: weigh,
        stands: () => true,
        withdraw: () => refuse('weightless'),
        messages: MESSAGES,
      }),
    ).toThrow('Cannot withdraw a: weightless'));
});

describe('A refusal of a row', () => {
  it.each(Object.entries(ROW_MESSAGES))('%s says what is wrong and what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});

import fc from 'fast-check';

import { instantOf, isLocalDate, plusDays } from './instant.js';
import {
  ALMATY,
  dueAt,
  endOf,
  isDayOff,
  isPeriod,
  isQuarter,
  localDateOf,
  periodOf,
  periodsBetween,
  periodsOf,
  plusPeriods,
  quarterOf,
  startOf,
  startOfDay,
} from './period.js';

const HOUR_MS = 3_600_000;

describe('Asia/Almaty', () => {
  it('has the local time that IANA gives it, every hour around midnight from 2005 to 2040', () => {
    const differing: string[] = [];
    for (let day = '2005-01-01'; day < '2041-01-01'; day = plusDays(day, 1)) {
      const noonUtc = Date.parse(`${day}T12:00:00.000Z`);
      // 16:00Z to 21:00Z is the time in which the local day changes.
      for (let hour = 4; hour <= 9; hour += 1) {
        const at = instantOf(noonUtc + hour * HOUR_MS);
        if (localDateOf(at) !== ianaDateOf(at)) differing.push(at);
      }
    }
    expect(differing).toEqual([]);
  });

  it('begins each day where IANA does, from 2005 to 2040', () => {
    const differing: string[] = [];
    for (let day = '2005-01-01'; day < '2041-01-01'; day = plusDays(day, 1)) {
      const start = startOfDay(day);
      const before = instantOf(Date.parse(start) - 1);
      if (ianaDateOf(start) !== day || ianaDateOf(before) !== plusDays(day, -1))
        differing.push(day);
    }
    expect(differing).toEqual([]);
  });

  it('changed on the very instants that IANA names', () => {
    const [, change] = ALMATY;
    expect(change?.from).toBe('2024-02-29T18:00:00.000Z');
    expect(ianaTimeOf('2024-02-29T17:59:59.999Z')).toBe('2024-02-29, 23:59:59');
    expect(ianaTimeOf('2024-02-29T18:00:00.000Z')).toBe('2024-02-29, 23:00:00');
    expect(ALMATY).toHaveLength(2);
  });

  it('gave 29 February 2024 twenty-five hours', () => {
    expect(startOfDay('2024-02-29')).toBe('2024-02-28T18:00:00.000Z');
    expect(startOfDay('2024-03-01')).toBe('2024-02-29T19:00:00.000Z');
    expect(localDateOf('2024-02-29T18:59:59.999Z')).toBe('2024-02-29');
    expect(localDateOf('2024-02-29T19:00:00.000Z')).toBe('2024-03-01');
  });
});

describe('A period', () => {
  it.each([
    ['2023-12', '2023-11-30T18:00:00.000Z', '2023-12-31T18:00:00.000Z'],
    ['2024-01', '2023-12-31T18:00:00.000Z', '2024-01-31T18:00:00.000Z'],
    ['2024-02', '2024-01-31T18:00:00.000Z', '2024-02-29T19:00:00.000Z'],
    ['2024-03', '2024-02-29T19:00:00.000Z', '2024-03-31T19:00:00.000Z'],
    ['2024-12', '2024-11-30T19:00:00.000Z', '2024-12-31T19:00:00.000Z'],
    ['2026-03', '2026-02-28T19:00:00.000Z', '2026-03-31T19:00:00.000Z'],
  ])('%s is [%s, %s)', (period, start, end) => {
    expect(startOf(period)).toBe(start);
    expect(endOf(period)).toBe(end);
    expect(periodOf(start)).toBe(period);
    expect(periodOf(instantOf(Date.parse(end) - 1))).toBe(period);
    expect(periodOf(end)).toBe(plusPeriods(period, 1));
  });

  it('is the one that contains the instant, half-open', () => {
    fc.assert(
      fc.property(instants, (at) => {
        const period = periodOf(at);
        expect(startOf(period) <= at && at < endOf(period)).toBe(true);
      }),
    );
  });

  it.each([
    ['2026-03', 1, '2026-04'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-03', -15, '2024-12'],
    ['2026-03', 0, '2026-03'],
  ])('%s and %d is %s', (period, months, expected) =>
    expect(plusPeriods(period, months)).toBe(expected),
  );

  it.each(['2026-00', '2026-13', '2026-3', '2026', '2026-03-01', ''])('is not %j', (text) =>
    expect(isPeriod(text)).toBe(false),
  );

  it('stands in a list without gaps', () => {
    expect(periodsBetween('2025-11', '2026-02')).toEqual([
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
    ]);
    expect(periodsBetween('2026-02', '2026-02')).toEqual(['2026-02']);
    expect(periodsBetween('2026-03', '2026-02')).toEqual([]);
  });

  it.each(['0000-01', '0001-01', '1969-12', '9999-01', '9999-12'])(
    'FIELD-1: is not %s, whose instants the ledger does not have',
    (text) => expect(isPeriod(text)).toBe(false),
  );

  it('FIELD-1: never stands in a list that does not end, whatever the years', () => {
    expect(() => periodsBetween('2024-01', '9999-12')).toThrow('Too many periods');
    expect(() => periodsBetween('0001-01', '2026-11')).toThrow('Too many periods');
    expect(periodsBetween('9998-11', '9999-01')).toEqual(['9998-11', '9998-12', '9999-01']);
    expect(() => plusPeriods('9999-12', 1)).toThrow('No period');
  });
});

describe('A quarter', () => {
  it.each([
    ['2026-01', '2026-Q1'],
    ['2026-03', '2026-Q1'],
    ['2026-04', '2026-Q2'],
    ['2026-09', '2026-Q3'],
    ['2026-12', '2026-Q4'],
  ])('of %s is %s', (period, quarter) => {
    expect(quarterOf(period)).toBe(quarter);
    expect(periodsOf(quarter)).toContain(period);
  });

  it('has three periods', () =>
    expect(periodsOf('2026-Q4')).toEqual(['2026-10', '2026-11', '2026-12']));

  it.each(['1969-Q4', '9999-Q1'])('FIELD-1: is not %s', (text) =>
    expect(isQuarter(text)).toBe(false),
  );

  it.each(['2026-Q0', '2026-Q5', '2026Q1', 'Q1', ''])('is not %j', (text) =>
    expect(isQuarter(text)).toBe(false),
  );
});

describe('The due day', () => {
  it.each<[period: string, graceDays: number, holidays: string[], due: string]>([
    // 10 April 2026 is a Friday: the grace days end with it, at local midnight.
    ['2026-03', 10, [], '2026-04-10T19:00:00.000Z'],
    // 10 January 2026 is a Saturday, 10 May 2026 a Sunday.
    ['2025-12', 10, [], '2026-01-12T19:00:00.000Z'],
    ['2026-04', 10, [], '2026-05-11T19:00:00.000Z'],
    ['2026-04', 10, ['2026-05-11'], '2026-05-12T19:00:00.000Z'],
    // A holiday on a Friday carries over the weekend.
    ['2026-03', 10, ['2026-04-10'], '2026-04-13T19:00:00.000Z'],
    ['2026-03', 10, ['2026-04-13', '2026-04-10'], '2026-04-14T19:00:00.000Z'],
    // A holiday before the due day does not lengthen the time.
    ['2026-03', 10, ['2026-04-09', '2026-04-01'], '2026-04-10T19:00:00.000Z'],
    ['2026-03', 1, [], '2026-04-01T19:00:00.000Z'],
    ['2026-03', 15, [], '2026-04-15T19:00:00.000Z'],
    ['2026-03', 40, [], '2026-05-11T19:00:00.000Z'],
    // The zone of the due day counts, not that of the period.
    ['2024-01', 10, [], '2024-02-12T18:00:00.000Z'],
    ['2024-01', 29, [], '2024-02-29T19:00:00.000Z'],
    ['2024-02', 10, [], '2024-03-11T19:00:00.000Z'],
    ['2023-12', 10, [], '2024-01-10T18:00:00.000Z'],
  ])('of %s with %d days of grace and holidays %j ends at %s', (period, graceDays, holidays, due) =>
    expect(dueAt(period, { graceDays, holidays })).toBe(due),
  );

  it('is a working day, and no working day lies between it and the last day of grace', () => {
    fc.assert(
      fc.property(
        instants.map(periodOf),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 20 }),
        (period, graceDays, offsets) => {
          const first = localDateOf(endOf(period));
          const holidays = offsets.map((days) => plusDays(first, days));
          const dueDay = plusDays(localDateOf(dueAt(period, { graceDays, holidays })), -1);
          expect(isDayOff(dueDay, holidays)).toBe(false);
          const skipped: string[] = [];
          for (let day = plusDays(first, graceDays - 1); day < dueDay; day = plusDays(day, 1))
            skipped.push(day);
          expect(skipped.every((day) => isDayOff(day, holidays))).toBe(true);
          expect(dueDay >= plusDays(first, graceDays - 1)).toBe(true);
        },
      ),
    );
  });
});

const instants = fc
  .integer({ min: Date.parse('2005-01-02T00:00:00.000Z'), max: Date.parse('2040-12-30') })
  .map(instantOf);

const ianaDate = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' });
const ianaTime = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Almaty',
  dateStyle: 'short',
  timeStyle: 'medium',
  hourCycle: 'h23',
});

function ianaDateOf(at: string): string {
  const date = ianaDate.format(Date.parse(at));
  if (!isLocalDate(date)) throw new Error(`Intl wrote ${date}`);
  return date;
}
function ianaTimeOf(at: string): string {
  return ianaTime.format(Date.parse(at));
}

import { ALMATY, localDateOf, plusDays, weekdayOf } from '@esep/kernel';

import { KAZAKHSTAN_HOLIDAYS } from './kazakhstan-holidays.js';
import { aifc2026, dueUnder, reconciliationRules } from './index.js';

const { days } = KAZAKHSTAN_HOLIDAYS;
const dates = new Set(days.map(({ date }) => date));
const isOff = (date: string): boolean => weekdayOf(date) % 6 === 0 || dates.has(date);

/** Moved by an order of the minister, not by the law itself. */
const BY_ORDER = ['2024-05-08', '2025-01-03'];

describe('The holidays of Kazakhstan', () => {
  it.each([2024, 2025, 2026, 2027])('of %d hold every fixed holiday of the law', (year) => {
    const constitutionDay = { 2024: '08-30', 2025: '08-30', 2027: '03-15' }[year];
    const fixed = words(`
      01-01 01-02 03-08 03-21 03-22 03-23 05-01 05-07 05-09 07-06 10-25 12-16
      ${constitutionDay ?? ''}`).sort();
    expect(
      days
        .filter(({ date, kind }) => kind === 'holiday' && date.startsWith(String(year)))
        .map(({ date }) => date.slice(5)),
    ).toEqual(fixed);
  });

  it('carry a holiday that meets a weekend to the next working day, and no other', () => {
    const expected = new Set<string>();
    for (const { date, kind } of days) {
      if (kind !== 'holiday' || weekdayOf(date) % 6 !== 0) continue;
      let day = date;
      do day = plusDays(day, 1);
      while (
        weekdayOf(day) % 6 === 0 ||
        expected.has(day) ||
        days.some((other) => other.date === day && other.kind !== 'transferred')
      );
      expected.add(day);
    }
    const transferred = days.filter(({ kind }) => kind === 'transferred').map(({ date }) => date);
    expect(transferred.filter((date) => !BY_ORDER.includes(date))).toEqual([...expected]);
  });

  it('hold Orthodox Christmas and the first day of Kurban Ait, which are not carried over', () => {
    expect(days.filter(({ kind }) => kind === 'religious').map(({ date }) => date)).toEqual(
      words(`2024-01-07 2024-06-16 2025-01-07 2025-06-06
             2026-01-07 2026-05-27 2027-01-07 2027-05-16`),
    );
    expect(isOff('2024-01-08')).toBe(false);
    expect(isOff('2024-06-17')).toBe(false);
  });

  it('no longer hold 30 August from 2026 on', () => {
    expect(isOff('2026-08-31')).toBe(false);
    expect(isOff('2027-08-30')).toBe(false);
  });

  it('mark each day that no published calendar has confirmed', () => {
    expect(days.filter(({ assumption }) => assumption).map(({ date }) => date)).toEqual(
      words('2027-01-04 2027-03-15 2027-03-24 2027-05-03 2027-05-10 2027-05-16'),
    );
  });
});

describe('The zone of the pack', () => {
  const { transitions } = aifc2026.rules.zone.values[0].value;

  it('is the one that periods are computed with', () => expect(transitions).toEqual(ALMATY));

  it.each([2005, 2014, 2023, 2024, 2025, 2026, 2027, 2040])('agrees with IANA in %d', (year) => {
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Almaty' });
    for (let hour = 0; hour < 366 * 24; hour += 1) {
      const at = new Date(Date.UTC(year, 0, 1, hour));
      const offsetMinutes =
        transitions.findLast(({ from }) => from <= at.toISOString())?.offsetMinutes ?? NaN;
      const shifted = new Date(at.getTime() + offsetMinutes * 60_000).toISOString().slice(0, 10);
      expect(shifted).toBe(local.format(at));
    }
  });
});

describe('A month is due under the pack', () => {
  const calendar = reconciliationRules(aifc2026);
  it.each([
    ['2024-02', '2024-03-11', '10 March is a Sunday'],
    ['2025-02', '2025-03-11', "10 March carries Women's Day"],
    ['2026-03', '2026-04-10', 'a Friday'],
    ['2026-04', '2026-05-12', '10 May is a Sunday, 11 May carries Victory Day'],
    ['2027-04', '2027-05-11', '10 May carries Victory Day'],
    ['2026-12', '2027-01-11', '10 January is a Sunday'],
  ])('%s on %s: %s', (period, dueDay) => {
    expect(dueUnder(calendar, period)).toBe(
      new Date(Date.parse(`${dueDay}T23:59:59.999+05:00`) + 1).toISOString(),
    );
    expect(localDateOf(dueUnder(calendar, period))).toBe(plusDays(dueDay, 1));
  });
});

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

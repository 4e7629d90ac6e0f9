import type { Holiday, HolidayCalendar } from './rule-values.js';

// Days off in Kazakhstan beside Saturdays and Sundays. A holiday that meets a weekend is carried to
// the next working day (law "On Holidays", art. 5); Orthodox Christmas and the first day of Kurban
// Ait are days off that are not carried over (Labour Code, art. 84 § 5). Single days are moved by
// order of the minister (Labour Code, art. 85 § 3). The weekends that such orders turn into working
// days stay days off here: a deadline never falls on one, to nobody's harm.

const holiday = (date: string, name: string): Holiday => ({ date, name, kind: 'holiday' });
const religious = (date: string, name: string): Holiday => ({ date, name, kind: 'religious' });
const moved = (date: string, name: string): Holiday => ({ date, name, kind: 'transferred' });
/** Follows from the law, but no published calendar has confirmed it yet. */
const expected = (day: Holiday): Holiday => ({ ...day, assumption: true });

const NEW_YEAR = 'New Year';
const CHRISTMAS = 'Orthodox Christmas';
const WOMENS_DAY = "International Women's Day";
const NAURYZ = 'Nauryz';
const UNITY_DAY = 'Unity Day of the People of Kazakhstan';
const DEFENDER_DAY = 'Defender of the Fatherland Day';
const VICTORY_DAY = 'Victory Day';
const KURBAN_AIT = 'Kurban Ait, first day';
const CAPITAL_DAY = 'Capital Day';
const CONSTITUTION_DAY = 'Constitution Day';
const REPUBLIC_DAY = 'Republic Day';
const INDEPENDENCE_DAY = 'Independence Day';

const in2024: readonly Holiday[] = [
  holiday('2024-01-01', NEW_YEAR),
  holiday('2024-01-02', NEW_YEAR),
  religious('2024-01-07', CHRISTMAS),
  holiday('2024-03-08', WOMENS_DAY),
  holiday('2024-03-21', NAURYZ),
  holiday('2024-03-22', NAURYZ),
  holiday('2024-03-23', NAURYZ),
  moved('2024-03-25', 'Nauryz, from Saturday 23 March'),
  holiday('2024-05-01', UNITY_DAY),
  holiday('2024-05-07', DEFENDER_DAY),
  moved('2024-05-08', 'From Saturday 4 May, by order of the minister of 17 April 2024'),
  holiday('2024-05-09', VICTORY_DAY),
  religious('2024-06-16', KURBAN_AIT),
  holiday('2024-07-06', CAPITAL_DAY),
  moved('2024-07-08', 'Capital Day, from Saturday 6 July'),
  holiday('2024-08-30', CONSTITUTION_DAY),
  holiday('2024-10-25', REPUBLIC_DAY),
  holiday('2024-12-16', INDEPENDENCE_DAY),
];

const in2025: readonly Holiday[] = [
  holiday('2025-01-01', NEW_YEAR),
  holiday('2025-01-02', NEW_YEAR),
  moved('2025-01-03', 'From Sunday 5 January, by order of the minister of 21 November 2024'),
  religious('2025-01-07', CHRISTMAS),
  holiday('2025-03-08', WOMENS_DAY),
  moved('2025-03-10', "Women's Day, from Saturday 8 March"),
  holiday('2025-03-21', NAURYZ),
  holiday('2025-03-22', NAURYZ),
  holiday('2025-03-23', NAURYZ),
  moved('2025-03-24', 'Nauryz, from Saturday 22 March'),
  moved('2025-03-25', 'Nauryz, from Sunday 23 March'),
  holiday('2025-05-01', UNITY_DAY),
  holiday('2025-05-07', DEFENDER_DAY),
  holiday('2025-05-09', VICTORY_DAY),
  religious('2025-06-06', KURBAN_AIT),
  holiday('2025-07-06', CAPITAL_DAY),
  moved('2025-07-07', 'Capital Day, from Sunday 6 July'),
  holiday('2025-08-30', CONSTITUTION_DAY),
  moved('2025-09-01', 'Constitution Day, from Saturday 30 August'),
  holiday('2025-10-25', REPUBLIC_DAY),
  moved('2025-10-27', 'Republic Day, from Saturday 25 October'),
  holiday('2025-12-16', INDEPENDENCE_DAY),
];

// The constitution adopted by referendum on 15 March 2026 made that day Constitution Day: the
// ministry of labour announced that 30 August 2026 is no holiday any more, so Monday 31 August 2026
// is a working day, and that 15 March is one from 2027 on.
const in2026: readonly Holiday[] = [
  holiday('2026-01-01', NEW_YEAR),
  holiday('2026-01-02', NEW_YEAR),
  religious('2026-01-07', CHRISTMAS),
  holiday('2026-03-08', WOMENS_DAY),
  moved('2026-03-09', "Women's Day, from Sunday 8 March"),
  holiday('2026-03-21', NAURYZ),
  holiday('2026-03-22', NAURYZ),
  holiday('2026-03-23', NAURYZ),
  moved('2026-03-24', 'Nauryz, from Saturday 21 March'),
  moved('2026-03-25', 'Nauryz, from Sunday 22 March'),
  holiday('2026-05-01', UNITY_DAY),
  holiday('2026-05-07', DEFENDER_DAY),
  holiday('2026-05-09', VICTORY_DAY),
  moved('2026-05-11', 'Victory Day, from Saturday 9 May'),
  religious('2026-05-27', KURBAN_AIT),
  holiday('2026-07-06', CAPITAL_DAY),
  holiday('2026-10-25', REPUBLIC_DAY),
  moved('2026-10-26', 'Republic Day, from Sunday 25 October'),
  holiday('2026-12-16', INDEPENDENCE_DAY),
];

const in2027: readonly Holiday[] = [
  holiday('2027-01-01', NEW_YEAR),
  holiday('2027-01-02', NEW_YEAR),
  expected(moved('2027-01-04', 'New Year, from Saturday 2 January')),
  religious('2027-01-07', CHRISTMAS),
  holiday('2027-03-08', WOMENS_DAY),
  expected(holiday('2027-03-15', CONSTITUTION_DAY)),
  holiday('2027-03-21', NAURYZ),
  holiday('2027-03-22', NAURYZ),
  holiday('2027-03-23', NAURYZ),
  expected(moved('2027-03-24', 'Nauryz, from Sunday 21 March')),
  holiday('2027-05-01', UNITY_DAY),
  expected(moved('2027-05-03', 'Unity Day, from Saturday 1 May')),
  holiday('2027-05-07', DEFENDER_DAY),
  holiday('2027-05-09', VICTORY_DAY),
  expected(moved('2027-05-10', 'Victory Day, from Sunday 9 May')),
  expected(religious('2027-05-16', KURBAN_AIT)),
  holiday('2027-07-06', CAPITAL_DAY),
  holiday('2027-10-25', REPUBLIC_DAY),
  holiday('2027-12-16', INDEPENDENCE_DAY),
];

export const KAZAKHSTAN_HOLIDAYS: HolidayCalendar = {
  coveredFrom: '2024-01-01',
  coveredUntil: '2028-01-01',
  days: [...in2024, ...in2025, ...in2026, ...in2027],
};

import fc from 'fast-check';

import { INSTANT_MAX, INSTANT_MIN } from './bounds.js';
import {
  earliest,
  instantIn,
  instantOf,
  isLedgerDay,
  isLocalDate,
  latest,
  millisOf,
  parseInstant,
  plusDays,
  plusMillis,
  weekdayOf,
  type InstantProblem,
} from './instant.js';

describe('An instant is read', () => {
  it.each([
    ['2026-03-05T07:00:00.000Z', '2026-03-05T07:00:00.000Z'],
    ['2026-03-05T07:00:00Z', '2026-03-05T07:00:00.000Z'],
    ['2026-03-05T12:00:00+05:00', '2026-03-05T07:00:00.000Z'],
    ['2026-03-05T12:00:00.5+05:00', '2026-03-05T07:00:00.500Z'],
    ['2026-03-05T12:00:00.120000+05:00', '2026-03-05T07:00:00.120Z'],
    ['2026-03-05t07:00:00z', '2026-03-05T07:00:00.000Z'],
    ['2024-02-29T23:59:59.999+06:00', '2024-02-29T17:59:59.999Z'],
    ['2025-12-31T23:00:00-02:30', '2026-01-01T01:30:00.000Z'],
    ['2026-03-05T07:00:00-00:00', '2026-03-05T07:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['1970-01-01T05:00:00+05:00', '1970-01-01T00:00:00.000Z'],
    ['9998-12-31T23:59:59.999Z', '9998-12-31T23:59:59.999Z'],
    ['9999-01-01T04:59:59.999+05:00', '9998-12-31T23:59:59.999Z'],
  ])('%s as %s', (text, instant) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: instant });
  });

  it('from any offset of the day', () => {
    fc.assert(
      fc.property(millis, fc.integer({ min: -1439, max: 1439 }), (at, offsetMinutes) => {
        expect(parseInstant(local(at, offsetMinutes))).toEqual({ ok: true, value: instantOf(at) });
      }),
    );
  });

  it('in one way only: what is written is read as itself', () => {
    fc.assert(
      fc.property(millis, (at) => {
        expect(parseInstant(instantOf(at))).toEqual({ ok: true, value: instantOf(at) });
        expect(millisOf(instantOf(at))).toBe(at);
      }),
    );
  });
});

describe('FIELD-2: an instant is refused:', () => {
  it.each<[text: string, reason: InstantProblem]>([
    ['2026-03-05T07:00:00', 'instant-without-offset'],
    ['2026-03-05T07:00:00.123', 'instant-without-offset'],
    ['2026-03-05T07:00:00.0001Z', 'instant-finer-than-a-millisecond'],
    ['2026-03-05T07:00:00.123456789+05:00', 'instant-finer-than-a-millisecond'],
    ['2026-02-29T07:00:00Z', 'instant-malformed'],
    ['2026-02-30T07:00:00Z', 'instant-malformed'],
    ['2026-04-31T07:00:00Z', 'instant-malformed'],
    ['2026-13-01T07:00:00Z', 'instant-malformed'],
    ['2026-00-01T07:00:00Z', 'instant-malformed'],
    ['2026-03-00T07:00:00Z', 'instant-malformed'],
    ['2026-03-05T24:00:00Z', 'instant-malformed'],
    ['2026-03-05T07:60:00Z', 'instant-malformed'],
    ['2026-06-30T23:59:60Z', 'instant-malformed'],
    ['2026-03-05T07:00:00+24:00', 'instant-malformed'],
    ['2026-03-05T07:00:00+05:60', 'instant-malformed'],
    ['2026-03-05T07:00:00+0500', 'instant-malformed'],
    ['2026-03-05T07:00:00+05', 'instant-malformed'],
    ['2026-03-05T07:00Z', 'instant-malformed'],
    ['2026-03-05 07:00:00Z', 'instant-malformed'],
    ['2026-03-05T07:00:00.Z', 'instant-malformed'],
    ['2026-03-05T07:00:00,5Z', 'instant-malformed'],
    [' 2026-03-05T07:00:00Z', 'instant-malformed'],
    ['2026-03-05T07:00:00Z\n', 'instant-malformed'],
    ['2026-03-05', 'instant-malformed'],
    ['26-03-05T07:00:00Z', 'instant-malformed'],
    ['+002026-03-05T07:00:00Z', 'instant-malformed'],
    ['', 'instant-malformed'],
    ['now', 'instant-malformed'],
    ['1772694000000', 'instant-malformed'],
  ])('%j, because of %s', (text, reason) => {
    expect(parseInstant(text)).toEqual({ ok: false, reason });
  });

  it.each([
    '0000-01-01T00:00:00Z',
    '0000-01-01T00:00:00+00:01',
    '0001-01-01T00:00:00Z',
    '0026-04-12T10:00:00+05:00',
    '1969-12-31T23:59:59.999Z',
    '1970-01-01T04:59:59.999+05:00',
    '9999-01-01T00:00:00Z',
    '9998-12-31T23:59:59.999-00:01',
    '9999-12-31T23:59:59.999Z',
    '9999-12-31T23:59:59.999-00:01',
  ])('FIELD-1: %s, because years outside of 1970 to 9998 are no instants here', (text) => {
    expect(parseInstant(text)).toEqual({ ok: false, reason: 'instant-out-of-range' });
  });

  it('no text at all makes it throw', () => {
    fc.assert(fc.property(fc.string(), (text) => expect(parseInstant(text)).toHaveProperty('ok')));
  });
});

describe('Instants', () => {
  it('sort as text in the order of time', () => {
    fc.assert(
      fc.property(millis, millis, (a, b) => {
        expect(instantOf(a) < instantOf(b)).toBe(a < b);
      }),
    );
  });

  it('FIELD-1: are never computed beyond four digits of a year, where text order ends', () => {
    expect(() => instantOf(Date.parse('+010000-01-01T00:00:00.000Z'))).toThrow(RangeError);
    expect(() => plusDays('9999-12-31', 1)).toThrow(RangeError);
  });

  it('that are none are a bug, not an answer', () => {
    expect(() => millisOf('tomorrow')).toThrow('Not an instant: tomorrow');
  });
});

describe('A local date', () => {
  it.each(['2024-02-29', '2026-12-31', '0001-01-01'])('is %s', (text) =>
    expect(isLocalDate(text)).toBe(true),
  );

  it('is one of the ledger from 1970 to 9998', () => {
    const days = ['1969-12-31', '1970-01-01', '9998-12-31', '9999-01-01', '2026-02-29'];
    expect(days.filter(isLedgerDay)).toEqual(['1970-01-01', '9998-12-31']);
  });

  it.each(['2026-02-29', '2026-2-9', '2026-04-31', '2026-13-01', '2026-01-00', '20260101', ''])(
    'is not %j',
    (text) => expect(isLocalDate(text)).toBe(false),
  );

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-28', 2, '2024-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['2026-03-05', 0, '2026-03-05'],
  ])('%s and %d days is %s', (date, days, expected) => expect(plusDays(date, days)).toBe(expected));

  it.each([
    ['2024-02-29', 4],
    ['2026-11-22', 0],
    ['2026-11-28', 6],
  ])('%s falls on weekday %d', (date, weekday) => expect(weekdayOf(date)).toBe(weekday));
});

describe('Instants', () => {
  const AT = '2026-03-05T07:00:00.000Z';
  const NEXT = '2026-03-05T07:00:00.001Z';

  it('are counted on and back in milliseconds', () => {
    expect([plusMillis(AT, 1), plusMillis(NEXT, -1)]).toEqual([NEXT, AT]);
  });

  it('have an earliest and a latest, unless there are none', () => {
    expect([earliest([NEXT, AT, NEXT]), latest([AT, NEXT, AT])]).toEqual([AT, NEXT]);
    expect(() => earliest([])).toThrow(TypeError);
    expect(() => latest([])).toThrow(TypeError);
  });

  it('that were checked before are read or thrown for', () => {
    expect(instantIn('2026-03-05T12:00:00+05:00')).toBe(AT);
    expect(() => instantIn('2026-03-05')).toThrow('instant-malformed: 2026-03-05');
  });
});

const millis = fc.integer({
  min: Date.parse(INSTANT_MIN) + 86_400_000,
  max: Date.parse(INSTANT_MAX) - 86_400_000,
});

function local(at: number, offsetMinutes: number): string {
  const sign = offsetMinutes < 0 ? '-' : '+';
  const size = Math.abs(offsetMinutes);
  const hours = String(Math.floor(size / 60)).padStart(2, '0');
  const minutes = String(size % 60).padStart(2, '0');
  const text = new Date(at + offsetMinutes * 60_000).toISOString().slice(0, -1);
  return `${text}${sign}${hours}:${minutes}`;
}

import { newestOf } from './history.js';

const at = (...hours: number[]) =>
  hours.map((hour) => ({ recordedAt: `2026-03-05T${String(hour).padStart(2, '0')}:00:00.000Z` }));

describe('A history of several lists', () => {
  it('is the newest first, of whichever list', () => {
    const all = newestOf([
      { items: at(9, 5), isLast: true },
      { items: at(8, 7), isLast: true },
    ]);
    expect(all).toEqual(at(9, 8, 7, 5));
  });

  it('goes no further back than a list is known', () => {
    const some = newestOf([
      { items: at(9, 8), isLast: false },
      { items: at(8, 3), isLast: true },
    ]);
    expect(some).toEqual(at(9, 8, 8));
  });

  it('is nothing of nothing', () => expect(newestOf([])).toEqual([]));
});

import { holdsAt } from './interval.js';

const AT = '2026-03-05T07:00:00.000Z';
const BEFORE = '2026-03-05T06:59:59.999Z';
const AFTER = '2026-03-05T07:00:00.001Z';

describe('An interval', () => {
  it('holds from its start on, and no longer at its end', () => {
    expect([BEFORE, AT, AFTER].map((at) => holdsAt({ from: AT, to: AFTER }, at))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('without an end holds on', () => expect(holdsAt({ from: AT }, AFTER)).toBe(true));

  it('that ends where it starts never held', () =>
    expect(holdsAt({ from: AT, to: AT }, AT)).toBe(false));
});

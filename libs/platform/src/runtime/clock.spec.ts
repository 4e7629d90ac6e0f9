import { DevelopmentClock, SystemClock, type ClockOffset } from './clock.js';

const JAN = '2026-01-01T00:00:00.000Z';
const FEB = '2026-02-01T00:00:00.000Z';

describe('The system clock', () => {
  it('tells real time in UTC with milliseconds', () => {
    const before = Date.now();
    const now = new SystemClock().now();
    expect(now).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(now)).toBeLessThanOrEqual(Date.now());
  });
});

describe('The development clock', () => {
  it('starts at real time when nothing else is said', async () => {
    const clock = await DevelopmentClock.start({ real: () => Date.parse(JAN) });
    expect(clock.now()).toBe(JAN);
  });

  it('starts where it is told and goes on as fast as real time', async () => {
    const real = { now: Date.parse(FEB) };
    const clock = await DevelopmentClock.start({ startAt: JAN, real: () => real.now });
    real.now += 1_500;
    expect(clock.now()).toBe('2026-01-01T00:00:01.500Z');
  });

  it('moves forward and goes on from there', async () => {
    const real = { now: Date.parse(JAN) };
    const clock = await DevelopmentClock.start({ real: () => real.now });
    expect(await clock.moveTo(FEB)).toEqual({ accepted: true, now: FEB });
    real.now += 1;
    expect(clock.now()).toBe('2026-02-01T00:00:00.001Z');
  });

  it('refuses to move back, as a value, and stays where it was', async () => {
    const clock = await DevelopmentClock.start({ startAt: FEB, real: () => 0 });
    expect(await clock.moveTo('2026-01-31T23:59:59.999Z')).toEqual({
      accepted: false,
      reason: 'clock-moves-forward-only',
    });
    expect(clock.now()).toBe(FEB);
  });

  it('never tells an earlier time when the machine sets its own back', async () => {
    const real = { now: Date.parse(FEB) };
    const clock = await DevelopmentClock.start({ real: () => real.now });
    expect(clock.now()).toBe(FEB);
    real.now -= 60_000;
    expect(clock.now()).toBe(FEB);
  });

  it('takes moves one after the other', async () => {
    const offset = saver(undefined);
    const clock = await DevelopmentClock.start({ startAt: JAN, real: () => 0, offset });
    const moves = await Promise.all([clock.moveTo('2026-03-01T00:00:00.000Z'), clock.moveTo(FEB)]);
    expect(moves.map(({ accepted }) => accepted)).toEqual([true, false]);
    expect(await offset.load()).toBe(Date.parse('2026-03-01T00:00:00.000Z'));
  });

  it('goes on after a restart from the time that it had, and the time the restart took', async () => {
    const offset = saver(undefined);
    const first = await DevelopmentClock.start({ real: () => Date.parse(JAN), offset });
    await first.moveTo(FEB);
    const restarted = await DevelopmentClock.start({
      startAt: JAN,
      real: () => Date.parse(JAN) + 2_000,
      offset,
    });
    expect(restarted.now()).toBe('2026-02-01T00:00:02.000Z');
  });

  it('does not run where figures are real', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(DevelopmentClock.start()).rejects.toThrow('The development clock');
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('tells its listeners of a move until they stop listening', async () => {
    const clock = await DevelopmentClock.start({ startAt: JAN, real: () => 0 });
    const heard: string[] = [];
    const stop = clock.onMoved((now) => heard.push(now));
    await clock.moveTo(FEB);
    stop();
    await clock.moveTo('2026-03-01T00:00:00.000Z');
    expect(heard).toEqual([FEB]);
  });
});

const saver = (offsetMs: number | undefined): ClockOffset => {
  const kept = { offsetMs };
  return {
    load: async () => kept.offsetMs,
    save: async (value) => {
      kept.offsetMs = value;
    },
  };
};

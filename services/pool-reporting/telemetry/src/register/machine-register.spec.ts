import { MachineRegister, WITHOUT_END, type PlacementRow } from './machine-register.js';
import { ServedLicences } from './served-licences.js';

const ROW: PlacementRow = {
  number: 10,
  serial: 'AST-0000001',
  from: 100,
  until: 200,
  licence: 1,
  licensee: 2,
  dataCentre: 3,
  nominalHashrate: 11_000,
  nominalPower: 3_250,
};

const registerOf = (...rows: readonly Partial<PlacementRow>[]): MachineRegister => {
  const builder = MachineRegister.builder();
  for (const row of rows) builder.add({ ...ROW, ...row });
  return builder.build();
};

const find = (register: MachineRegister, serial: string): number => {
  const bytes = Buffer.from(`"${serial}"`);
  return register.find(bytes, 1, bytes.length - 1);
};

describe('The register of machines', () => {
  it('finds a machine by the bytes of its serial, and no other', () => {
    const register = registerOf({}, { number: 11, serial: 'AST-0000002' });
    expect(['AST-0000001', 'AST-0000002'].map((serial) => find(register, serial))).toEqual([0, 1]);
    expect([find(register, 'AST-0000003'), find(register, ''), find(register, 'A')]).toEqual([
      -1, -1, -1,
    ]);
    expect(find(register, 'x'.repeat(65))).toBe(-1);
    expect([register.serialOf(1), register.number[1]]).toEqual(['AST-0000002', 11]);
  });

  it('knows where a machine is at a second, at the bounds too', () => {
    const moved = { from: 300, until: WITHOUT_END, dataCentre: 9 };
    const register = registerOf({}, moved, { number: 11, serial: 'B', from: 0 });
    const at = [99, 100, 199, 200, 299, 300, WITHOUT_END - 1];
    expect(at.map((second) => register.placementAt(0, second))).toEqual([-1, 0, 0, -1, -1, 1, 1]);
    expect([register.placementAt(1, 0), register.dataCentre[1]]).toEqual([2, 9]);
  });

  it('of nobody finds nothing', () => expect(find(registerOf(), 'AST-0000001')).toBe(-1));

  it('finds each of many, however their hashes fall', () => {
    const rows = Array.from({ length: 20_000 }, (_, number) => ({ number, serial: `S${number}` }));
    const register = registerOf(...rows);
    expect(rows.filter(({ number, serial }) => find(register, serial) !== number)).toEqual([]);
    expect(find(register, 'S20000')).toBe(-1);
  });

  it('of 415,000 machines takes at most 120 MB (LIC-10)', () => {
    const before = process.memoryUsage().rss;
    const builder = MachineRegister.builder();
    for (let number = 0; number < 415_000; number += 1)
      builder.add({ ...ROW, number, serial: `AST-${String(number).padStart(7, '0')}` });
    const register = builder.build();
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1_000_000);
    expect([register.machines, find(register, 'AST-0414999')]).toEqual([415_000, 414_999]);
  });

  const WRONG: readonly [why: string, ...rows: readonly Partial<PlacementRow>[]][] = [
    ['Two machines have the serial', {}, { number: 11 }],
    ['it comes after machine 10', {}, { number: 9, serial: 'B' }],
    ['it also has the serial AST-0000001', {}, { serial: 'B', from: 300, until: 400 }],
    ['before the one before it ends', {}, { from: 199, until: 400 }],
    ['has no second', { until: 100 }],
    ['printable', { serial: 'with space' }],
    ['printable', { serial: 'a"b' }],
    ['printable', { serial: 'a\\b' }],
    ['printable', { serial: 'ä' }],
    ['printable', { serial: 'x'.repeat(65) }],
    ['whole number', { nominalHashrate: 1.5 }],
    ['whole number below', { licensee: 2 ** 26 }],
  ];
  it.each(WRONG)('is not built where %s', (why, ...rows) =>
    expect(() => registerOf(...rows)).toThrow(why),
  );
});

describe('The licences that a pool serves', () => {
  const served = new ServedLicences([
    { licence: 1, from: 100, until: 200 },
    { licence: 1, from: 300, until: 400 },
  ]);

  it('cover an interval that is within one period', () => {
    const intervals = [
      [100, 200],
      [99, 110],
      [190, 201],
      [190, 310],
      [300, 310],
    ] as const;
    expect(intervals.map(([from, until]) => served.serves(1, from, until))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('cover nothing of another licence', () => expect(served.serves(2, 100, 110)).toBe(false));
});

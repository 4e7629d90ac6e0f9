import type { PartialSums } from '../batch/roll-up.js';
import type { Slice } from '../batch/slice-builder.js';
import { MachineRegister, WITHOUT_END } from '../register/machine-register.js';
import { FIRST_SECOND, type Reading } from './readings.js';

// The same sums by the slowest way there is, for what the fast one is held against.

export interface Move {
  readonly machine: number;
  readonly from: number;
  readonly party: number;
}

/** Machine 0 stays; machine 1 is with party 1, then for ten minutes with party 2, then again with 1. */
export const MOVES: readonly Move[] = [
  { machine: 0, from: 0, party: 0 },
  { machine: 1, from: 0, party: 1 },
  { machine: 1, from: FIRST_SECOND + 1_200, party: 2 },
  { machine: 1, from: FIRST_SECOND + 1_800, party: 1 },
  { machine: 2, from: 0, party: 1 },
];

export const movingRegister = (): MachineRegister => {
  const builder = MachineRegister.builder();
  for (const [i, { machine, from, party }] of MOVES.entries()) {
    const next = MOVES[i + 1];
    builder.add({
      number: machine,
      serial: `AST-${String(machine).padStart(7, '0')}`,
      from,
      until: next?.machine === machine ? next.from : WITHOUT_END,
      licence: party,
      licensee: party,
      dataCentre: party,
      nominalHashrate: 11_000,
      nominalPower: 3_250,
    });
  }
  return builder.build();
};

export interface Recount {
  /** Lines, from 1. */
  readonly overlaps: readonly number[];
  readonly sums: readonly PartialSums[];
}

const startOf = ({ intervalStart }: Reading): number => Date.parse(intervalStart) / 1_000;

/** Of rows in the order of lines, which all are readings of machines of the moving register. */
export const recount = (rows: readonly Reading[]): Recount => {
  const taken: Reading[] = [];
  const overlaps: number[] = [];
  for (const [i, row] of rows.entries()) {
    const [from, until] = [startOf(row), startOf(row) + row.intervalSeconds];
    const others = taken.filter(({ machineId }) => machineId === row.machineId);
    const isOver = others.some(
      (other) => startOf(other) < until && startOf(other) + other.intervalSeconds > from,
    );
    if (isOver) overlaps.push(i + 1);
    else taken.push(row);
  }
  const groups = Map.groupBy(taken, (row) => {
    const machine = Number(row.machineId.slice(4));
    const placed = MOVES.filter((move) => move.machine === machine && move.from <= startOf(row));
    return `${placed.at(-1)!.party} ${Math.floor(startOf(row) / 3_600) * 3_600}`;
  });
  return { overlaps, sums: sorted([...groups].map(([key, of]) => sumsOf(key, of))) };
};

const sumsOf = (key: string, rows: readonly Reading[]): PartialSums => {
  const [party, hour] = key.split(' ').map(Number) as [number, number];
  const sum = (value: (row: Reading) => bigint) =>
    rows.reduce((total, row) => total + value(row), 0n);
  const seconds = (row: Reading) => BigInt(row.intervalSeconds);
  return {
    licensee: party,
    dataCentre: party,
    hour,
    readings: rows.length,
    machines: new Set(rows.map(({ machineId }) => machineId)).size,
    seconds: sum(seconds),
    accepted: sum(({ accepted }) => BigInt(accepted)),
    stale: sum(({ stale }) => BigInt(stale)),
    rejected: sum(({ rejected }) => BigInt(rejected)),
    hashrateSeconds: sum((row) => BigInt(Math.round(row.hashrate * 100)) * seconds(row)),
    energy: sum((row) => BigInt(row.powerW ?? 0) * seconds(row)),
    meteredSeconds: sum((row) => (row.powerW === undefined ? 0n : seconds(row))),
  };
};

const sorted = (sums: readonly PartialSums[]): readonly PartialSums[] =>
  sums.toSorted(
    (a, b) => a.licensee - b.licensee || a.dataCentre - b.dataCentre || a.hour - b.hour,
  );

/** Partial sums of slices, added up by group. */
export const added = (slices: readonly Pick<Slice, 'sums'>[]): readonly PartialSums[] => {
  const groups = Map.groupBy(
    slices.flatMap(({ sums }) => sums),
    ({ licensee, dataCentre, hour }) => `${licensee} ${dataCentre} ${hour}`,
  );
  return sorted([...groups.values()].map((parts) => parts.reduce(add)));
};

const add = (a: PartialSums, b: PartialSums): PartialSums => ({
  ...a,
  readings: a.readings + b.readings,
  machines: a.machines + b.machines,
  seconds: a.seconds + b.seconds,
  accepted: a.accepted + b.accepted,
  stale: a.stale + b.stale,
  rejected: a.rejected + b.rejected,
  hashrateSeconds: a.hashrateSeconds + b.hashrateSeconds,
  energy: a.energy + b.energy,
  meteredSeconds: a.meteredSeconds + b.meteredSeconds,
});

import { ExactSums } from '../batch/exact-sums.js';
import { HAS_POWER, HAS_TEMPERATURE, type Columns } from '../columns/columns.js';
import type { MachineRegister } from '../register/machine-register.js';

/** What a file of readings adds up to, column by column. */
export interface CheckSums {
  readonly rows: bigint;
  readonly machine: bigint;
  readonly start: bigint;
  readonly seconds: bigint;
  readonly accepted: bigint;
  readonly stale: bigint;
  readonly rejected: bigint;
  readonly hashrate: bigint;
  readonly temperature: bigint;
  /** Rows that have a temperature, and a power. */
  readonly temperatures: bigint;
  readonly power: bigint;
  readonly powers: bigint;
}

/** The same of a file, as columns of one row of text: sums of DuckDB are wider than what JSON holds. */
export const CHECK_SUMS_SQL = `
  select count(*) as "rows", sum(machine) as machine, sum(epoch("start")::bigint) as "start",
    sum(seconds) as seconds, sum(accepted) as accepted, sum(stale) as stale, sum(rejected) as rejected,
    sum(hashrate) as hashrate, coalesce(sum(temperature), 0) as temperature,
    count(temperature) as temperatures, coalesce(sum(power), 0) as power, count(power) as powers`;

/** Temperatures may be below zero, and the sums are not for that. */
const TEMPERATURE_OFFSET = 600;

export const checkSumsOf = (columns: Columns, register: MachineRegister): CheckSums => {
  const [temperatures, powers] = [HAS_TEMPERATURE, HAS_POWER].map((bit) =>
    sumOf(columns, (row) => Number((columns.validity[row]! & bit) !== 0)),
  ) as [bigint, bigint];
  const shifted = sumOf(columns, (row) =>
    columns.validity[row]! & HAS_TEMPERATURE ? columns.temperature[row]! + TEMPERATURE_OFFSET : 0,
  );
  return {
    rows: BigInt(columns.rows),
    machine: sumOf(columns, (row) => register.number[columns.machine[row]!]!),
    start: sumOf(columns, (row) => columns.start[row]!),
    seconds: sumOf(columns, (row) => columns.seconds[row]!),
    accepted: sumOf(columns, (row) => columns.accepted[row]!),
    stale: sumOf(columns, (row) => columns.stale[row]!),
    rejected: sumOf(columns, (row) => columns.rejected[row]!),
    hashrate: sumOf(columns, (row) => columns.hashrate[row]!),
    temperature: shifted - temperatures * BigInt(TEMPERATURE_OFFSET),
    temperatures,
    power: sumOf(columns, (row) => columns.power[row]!),
    powers,
  };
};

const sumOf = (columns: Columns, value: (row: number) => number): bigint => {
  const sums = new ExactSums(1);
  for (let row = 0; row < columns.rows; row += 1) sums.add(0, value(row));
  return sums.at(0);
};

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

/** So many values of 32 bits add up to an exact double. */
const ROWS_MAX = 2 ** 21;

export const checkSumsOf = (columns: Columns, register: MachineRegister): CheckSums => {
  const { rows, validity } = columns;
  if (rows > ROWS_MAX) throw new Error(`${rows} rows are more than the ${ROWS_MAX} of a chunk.`);
  let [machine, start, seconds, hashrate] = [0, 0, 0, 0];
  let [temperature, temperatures, power, powers] = [0, 0, 0, 0];
  const [accepted, stale, rejected] = [0, 1, 2];
  const work = new ExactSums(3);
  for (let row = 0; row < rows; row += 1) {
    machine += register.number[columns.machine[row]!]!;
    start += columns.start[row]!;
    seconds += columns.seconds[row]!;
    work.add(accepted, columns.accepted[row]!);
    work.add(stale, columns.stale[row]!);
    work.add(rejected, columns.rejected[row]!);
    hashrate += columns.hashrate[row]!;
    temperature += columns.temperature[row]!;
    power += columns.power[row]!;
    if (validity[row]! & HAS_TEMPERATURE) temperatures += 1;
    if (validity[row]! & HAS_POWER) powers += 1;
  }
  return {
    rows: BigInt(rows),
    machine: BigInt(machine),
    start: BigInt(start),
    seconds: BigInt(seconds),
    accepted: work.at(accepted),
    stale: work.at(stale),
    rejected: work.at(rejected),
    hashrate: BigInt(hashrate),
    temperature: BigInt(temperature),
    temperatures: BigInt(temperatures),
    power: BigInt(power),
    powers: BigInt(powers),
  };
};

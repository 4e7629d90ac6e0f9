import { HAS_POWER, type Columns } from '../columns/columns.js';
import { PARTY_NUMBERS_MAX, type MachineRegister } from '../register/machine-register.js';
import { ExactSums } from './exact-sums.js';

export const HOUR_SECONDS = 3_600;

/** Sums over readings of one licensee in one data centre and hour: exact, and to be added to others. */
export interface PartialSums {
  readonly licensee: number;
  readonly dataCentre: number;
  /** Begin of the hour in seconds since 1970. */
  readonly hour: number;
  readonly readings: number;
  /**
   * Machines of which the first reading of this hour in this batch is among these: to be added over the
   * slices of a batch, and not over batches.
   */
  readonly machines: number;
  /** Seconds that readings cover; what is missing is not zero (POOL-4). */
  readonly seconds: bigint;
  /** Work, weighted by difficulty. */
  readonly accepted: bigint;
  readonly stale: bigint;
  readonly rejected: bigint;
  /** 0.01 TH/s times seconds. */
  readonly hashrateSeconds: bigint;
  /** Watt seconds, over those seconds of which power was measured. */
  readonly energy: bigint;
  readonly meteredSeconds: bigint;
}

/** Groups fit into one exact double: two parties of 26 bits would not with an hour, so pairs are counted. */
const HOURS_MAX = 2 ** 21;

/** The roll-up of one slice, row by row. */
export class RollUp {
  private readonly pairs = new Map<number, number>();
  private readonly groups = new Map<number, number>();
  private readonly keys: { licensee: number; dataCentre: number; hour: number }[] = [];
  private readonly readings = new ExactSums();
  private readonly machines = new ExactSums();
  private readonly seconds = new ExactSums();
  private readonly accepted = new ExactSums();
  private readonly stale = new ExactSums();
  private readonly rejected = new ExactSums();
  private readonly hashrateSeconds = new ExactSums();
  private readonly energy = new ExactSums();
  private readonly meteredSeconds = new ExactSums();
  /** By group: the machine whose rows came last. */
  private readonly machineOf: number[] = [];
  private lastPlacement = -1;
  private lastHour = -1;
  private lastGroup = -1;

  constructor(private readonly register: MachineRegister) {}

  /** The group of a row: a number from 0. */
  groupOf(placement: number, start: number): number {
    const hour = Math.floor(start / HOUR_SECONDS);
    if (placement === this.lastPlacement && hour === this.lastHour) return this.lastGroup;
    this.lastPlacement = placement;
    this.lastHour = hour;
    this.lastGroup = this.findGroup(placement, hour);
    return this.lastGroup;
  }

  /** Whether the group has had no row of this machine yet; rows come by machine. */
  isNew(group: number, machine: number): boolean {
    if (this.machineOf[group] === machine) return false;
    this.machineOf[group] = machine;
    return true;
  }

  countMachine(group: number): void {
    this.machines.add(group, 1);
  }

  add(group: number, columns: Columns, row: number): void {
    const seconds = columns.seconds[row]!;
    this.readings.add(group, 1);
    this.seconds.add(group, seconds);
    this.accepted.add(group, columns.accepted[row]!);
    this.stale.add(group, columns.stale[row]!);
    this.rejected.add(group, columns.rejected[row]!);
    // Below 2^32 × 3,600, so exact.
    this.hashrateSeconds.add(group, columns.hashrate[row]! * seconds);
    if ((columns.validity[row]! & HAS_POWER) === 0) return;
    this.energy.add(group, columns.power[row]! * seconds);
    this.meteredSeconds.add(group, seconds);
  }

  sums(): readonly PartialSums[] {
    return this.keys.map(({ licensee, dataCentre, hour }, group) => ({
      licensee,
      dataCentre,
      hour: hour * HOUR_SECONDS,
      readings: Number(this.readings.at(group)),
      machines: Number(this.machines.at(group)),
      seconds: this.seconds.at(group),
      accepted: this.accepted.at(group),
      stale: this.stale.at(group),
      rejected: this.rejected.at(group),
      hashrateSeconds: this.hashrateSeconds.at(group),
      energy: this.energy.at(group),
      meteredSeconds: this.meteredSeconds.at(group),
    }));
  }

  private findGroup(placement: number, hour: number): number {
    const licensee = this.register.licensee[placement]!;
    const dataCentre = this.register.dataCentre[placement]!;
    const pair = numberOf(this.pairs, licensee * PARTY_NUMBERS_MAX + dataCentre);
    const group = numberOf(this.groups, pair * HOURS_MAX + hour);
    if (group === this.keys.length) this.keys.push({ licensee, dataCentre, hour });
    return group;
  }
}

/** The number of a key, which is the next one where it is new. */
const numberOf = (numbers: Map<number, number>, key: number): number => {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
};

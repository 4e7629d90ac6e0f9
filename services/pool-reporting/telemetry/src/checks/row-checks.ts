import { Columns, HAS_POWER, HAS_TEMPERATURE } from '../columns/columns.js';
import {
  HASHRATE,
  INTERVAL_SECONDS,
  INTERVAL_START,
  MEMBERS,
  POWER,
  REQUIRED_BITS,
  TEMPERATURE,
} from '../columns/members.js';
import type { MachineRegister } from '../register/machine-register.js';
import type { ServedLicences } from '../register/served-licences.js';
import type { RowRefusalCode } from './refusals.js';

const HOUR_SECONDS = 3_600;
const SECONDS_MAX = 2 ** 32 - 1;

const LEAST = Float64Array.from(MEMBERS, ({ least }) => least);
const GREATEST = Float64Array.from(MEMBERS, ({ greatest }) => greatest);

export interface RowRules {
  readonly register: MachineRegister;
  readonly served: ServedLicences;
  /** Seconds since 1970. An interval may end so many seconds later, for clocks that are ahead. */
  readonly now: number;
  readonly toleranceSeconds: number;
  /** Seconds since 1970: what begins earlier is too old. */
  readonly oldest: number;
  /** The greatest hash rate, in thousandths of the nominal one: 1,500 is one and a half times. */
  readonly nominalPerMille: number;
}

/** What is checked of a row whatever format it came in: bounds, time, machine, licence, hash rate. */
export class RowChecks {
  readonly register: MachineRegister;
  private readonly latestEnd: number;

  constructor(
    readonly rules: RowRules,
    private readonly columns: Columns,
  ) {
    this.register = rules.register;
    this.latestEnd = Math.min(rules.now + rules.toleranceSeconds, SECONDS_MAX);
  }

  /**
   * Appends the row to the columns, or says why not. `values` has whole numbers by the places of
   * `MEMBERS`, `present` a bit for each member that the row has; `machine` is an index of the register,
   * or -1.
   */
  admit(
    line: number,
    machine: number,
    values: Float64Array,
    present: number,
  ): RowRefusalCode | undefined {
    if ((present & REQUIRED_BITS) !== REQUIRED_BITS) return 'missing-member';
    if (!this.isInRange(values, present)) return 'out-of-range';
    const refusal = this.timeRefusal(values[INTERVAL_START]!, values[INTERVAL_SECONDS]!);
    if (refusal) return refusal;
    if (machine < 0) return 'unknown-machine';
    const start = values[INTERVAL_START]!;
    const end = start + values[INTERVAL_SECONDS]!;
    const { register, rules } = this;
    const placement = register.placementAt(machine, start);
    if (placement < 0 || end > register.until[placement]!) return 'machine-not-in-service';
    if (!rules.served.serves(register.licence[placement]!, start, end))
      return 'machine-of-another-licence';
    if (values[HASHRATE]! * 1_000 > register.nominalHashrate[placement]! * rules.nominalPerMille)
      return 'above-nominal';
    this.columns.append(line, machine, placement, values, validityOf(present));
    return undefined;
  }

  private isInRange(values: Float64Array, present: number): boolean {
    for (let place = INTERVAL_SECONDS; place <= POWER; place += 1) {
      if ((present & (1 << place)) === 0) continue;
      const value = values[place]!;
      if (value < LEAST[place]! || value > GREATEST[place]!) return false;
    }
    return true;
  }

  /** Intervals that divide the hour never cross one, so each belongs to one row of the roll-up. */
  private timeRefusal(start: number, seconds: number): RowRefusalCode | undefined {
    if (HOUR_SECONDS % seconds !== 0 || start % seconds !== 0) return 'interval-not-aligned';
    if (start < Math.max(this.rules.oldest, 0)) return 'too-old';
    if (start + seconds > this.latestEnd) return 'in-the-future';
    return undefined;
  }
}

const validityOf = (present: number): number =>
  (present & (1 << TEMPERATURE) ? HAS_TEMPERATURE : 0) | (present & (1 << POWER) ? HAS_POWER : 0);

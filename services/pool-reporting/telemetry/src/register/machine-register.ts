import { GrowingBytes, GrowingNumbers } from './growing.js';

/** A machine at a place for a time, as licensing's log says (LIC-10). A machine has one or more. */
export interface PlacementRow {
  /**
   * The machine's number in the ledger, below 2^31: given once, in the order of registration, and never
   * again.
   */
  readonly number: number;
  /** Printable ASCII without spaces, quotes and backslashes, 1 to 64 characters. */
  readonly serial: string;
  /** Seconds since 1970: from the first, up to and without the second. */
  readonly from: number;
  readonly until: number;
  readonly licence: number;
  readonly licensee: number;
  readonly dataCentre: number;
  /** 0.01 TH/s. */
  readonly nominalHashrate: number;
  /** W. */
  readonly nominalPower: number;
}

/** What `until` is of a placement without end. */
export const WITHOUT_END = 2 ** 32 - 1;

/** Licensees and data centres have numbers below this, so that two of them are one exact double. */
export const PARTY_NUMBERS_MAX = 2 ** 26;

const SERIAL_MAX = 64;
const SERIAL = /^[!#-[\]-~]{1,64}$/;
const LAST = 2 ** 32 - 1;
const NUMBER_MAX = 2 ** 31 - 1;

/**
 * All machines of the sector in a few arrays of numbers, without an object or a string for each of them.
 * Machines are found by the bytes of their serials. Nothing in it changes: a newer state of licensing's
 * log is another register.
 */
export class MachineRegister {
  /** Number in the ledger, by index. */
  readonly number: Uint32Array;
  /** The placements of a machine: those from `firstPlacement[index]` up to `firstPlacement[index + 1]`. */
  readonly firstPlacement: Uint32Array;
  /** By placement. */
  readonly from: Uint32Array;
  readonly until: Uint32Array;
  readonly licence: Uint32Array;
  readonly licensee: Uint32Array;
  readonly dataCentre: Uint32Array;
  readonly nominalHashrate: Uint32Array;
  readonly nominalPower: Uint32Array;
  private readonly serialBytes: Uint8Array;
  private readonly serialOffset: Uint32Array;
  /** Index and one of the machine of a hash, 0 where there is none; open addressing, half empty. */
  private readonly slots: Uint32Array;
  private readonly mask: number;

  private constructor(parts: RegisterParts) {
    this.number = parts.number.finish();
    this.firstPlacement = parts.firstPlacement.finish();
    this.from = parts.from.finish();
    this.until = parts.until.finish();
    this.licence = parts.licence.finish();
    this.licensee = parts.licensee.finish();
    this.dataCentre = parts.dataCentre.finish();
    this.nominalHashrate = parts.nominalHashrate.finish();
    this.nominalPower = parts.nominalPower.finish();
    this.serialBytes = parts.serialBytes.finish();
    this.serialOffset = parts.serialOffset.finish();
    this.slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(2, this.machines * 2))));
    this.mask = this.slots.length - 1;
    for (let index = 0; index < this.machines; index += 1) this.fillSlot(index);
  }

  /** Takes rows one by one, in the order of machine number and `from`. */
  static builder(): RegisterBuilder {
    return new RegisterBuilder((parts) => new MachineRegister(parts));
  }

  get machines(): number {
    return this.number.length;
  }

  /** Index of the machine whose serial these bytes are, or -1. */
  find(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > SERIAL_MAX) return -1;
    let slot = hashOf(bytes, start, end) & this.mask;
    for (;;) {
      const index = this.slots[slot]! - 1;
      if (index < 0 || this.hasSerial(index, bytes, start, end)) return index;
      slot = (slot + 1) & this.mask;
    }
  }

  /** Index of the placement that the machine has at this second, or -1. */
  placementAt(index: number, second: number): number {
    const end = this.firstPlacement[index + 1]!;
    for (let placement = this.firstPlacement[index]!; placement < end; placement += 1)
      if (second >= this.from[placement]! && second < this.until[placement]!) return placement;
    return -1;
  }

  /** The serial of a machine, for people. */
  serialOf(index: number): string {
    const [start, end] = [this.serialOffset[index], this.serialOffset[index + 1]];
    return Buffer.from(this.serialBytes.subarray(start, end)).toString('latin1');
  }

  private hasSerial(index: number, bytes: Uint8Array, start: number, end: number): boolean {
    const offset = this.serialOffset[index]!;
    const length = end - start;
    if (this.serialOffset[index + 1]! - offset !== length) return false;
    for (let i = 0; i < length; i += 1)
      if (this.serialBytes[offset + i] !== bytes[start + i]) return false;
    return true;
  }

  private fillSlot(index: number): void {
    const [start, end] = [this.serialOffset[index]!, this.serialOffset[index + 1]!];
    let slot = hashOf(this.serialBytes, start, end) & this.mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & this.mask)
      if (this.hasSerial(this.slots[slot]! - 1, this.serialBytes, start, end))
        throw new Error(`Two machines have the serial ${this.serialOf(index)}.`);
    this.slots[slot] = index + 1;
  }
}

/** FNV-1a, its upper half mixed into the lower one, which is what is used. */
const hashOf = (bytes: Uint8Array, start: number, end: number): number => {
  let hash = 0x811c9dc5 | 0;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ bytes[i]!, 16_777_619);
  return hash ^ (hash >>> 15);
};

class RegisterParts {
  readonly number = new GrowingNumbers();
  readonly firstPlacement = new GrowingNumbers();
  readonly from = new GrowingNumbers();
  readonly until = new GrowingNumbers();
  readonly licence = new GrowingNumbers();
  readonly licensee = new GrowingNumbers();
  readonly dataCentre = new GrowingNumbers();
  readonly nominalHashrate = new GrowingNumbers();
  readonly nominalPower = new GrowingNumbers();
  readonly serialBytes = new GrowingBytes();
  readonly serialOffset = new GrowingNumbers();
}

/** Throws at a row that the ledger cannot have, or that is out of order: both are bugs of the caller. */
class RegisterBuilder {
  private readonly parts = new RegisterParts();
  private lastNumber = -1;
  private lastSerial = '';
  private lastUntil = 0;

  constructor(private readonly make: (parts: RegisterParts) => MachineRegister) {}

  add(row: PlacementRow): void {
    const { parts } = this;
    this.check(row);
    if (row.number !== this.lastNumber) this.begin(row);
    parts.from.push(row.from);
    parts.until.push(row.until);
    parts.licence.push(row.licence);
    parts.licensee.push(row.licensee);
    parts.dataCentre.push(row.dataCentre);
    parts.nominalHashrate.push(row.nominalHashrate);
    parts.nominalPower.push(row.nominalPower);
    this.lastNumber = row.number;
    this.lastSerial = row.serial;
    this.lastUntil = row.until;
  }

  /** The register; the builder is empty afterwards. */
  build(): MachineRegister {
    this.parts.firstPlacement.push(this.parts.from.length);
    this.parts.serialOffset.push(this.parts.serialBytes.length);
    return this.make(this.parts);
  }

  private begin({ number, serial }: PlacementRow): void {
    const { parts } = this;
    parts.number.push(number);
    parts.firstPlacement.push(parts.from.length);
    parts.serialOffset.push(parts.serialBytes.length);
    parts.serialBytes.reserve(serial.length);
    for (let i = 0; i < serial.length; i += 1)
      parts.serialBytes.values[parts.serialBytes.length++] = serial.charCodeAt(i);
  }

  private check(row: PlacementRow): void {
    const { number, serial, from, until, licensee, dataCentre } = row;
    const wrong = (why: string): never => {
      throw new Error(`Machine ${number} (${serial}) cannot be in the register: ${why}.`);
    };
    const { licence, nominalHashrate, nominalPower } = row;
    for (const value of [number, from, until, licence, nominalHashrate, nominalPower])
      if (!Number.isInteger(value) || value < 0 || value > LAST)
        wrong(`${value} is no whole number up to ${LAST}`);
    for (const value of [licensee, dataCentre])
      if (!Number.isInteger(value) || value < 0 || value >= PARTY_NUMBERS_MAX)
        wrong(`${value} is no whole number below ${PARTY_NUMBERS_MAX}`);
    if (number > NUMBER_MAX) wrong(`its number is above ${NUMBER_MAX}`);
    if (from >= until) wrong(`a placement from ${from} until ${until} has no second`);
    if (!SERIAL.test(serial)) wrong('its serial is not of 1 to 64 printable characters');
    if (number < this.lastNumber) wrong(`it comes after machine ${this.lastNumber}`);
    if (number !== this.lastNumber) return;
    if (serial !== this.lastSerial) wrong(`it also has the serial ${this.lastSerial}`);
    if (from < this.lastUntil)
      wrong(`a placement begins at ${from}, before the one before it ends`);
  }
}

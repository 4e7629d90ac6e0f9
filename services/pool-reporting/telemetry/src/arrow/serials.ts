import type { MachineRegister } from '../register/machine-register.js';
import type { ColumnBuffers } from './batch-buffers.js';

/** What stands for a serial that is null; -1 is a machine that nobody registered. */
export const NO_SERIAL = -2;

/** Finds the machines of serials: `out` from 0. False where offsets point outside of the text. */
export const findSerials = (
  { values, offsets }: ColumnBuffers,
  offsetBits: 32 | 64,
  register: MachineRegister,
  from: number,
  until: number,
  out: Int32Array,
): boolean => {
  if (!offsets) return false;
  let start = offsetAt(offsets, offsetBits, from);
  for (let row = from; row < until; row += 1) {
    const end = offsetAt(offsets, offsetBits, row + 1);
    if (!(start >= 0 && start <= end && end <= values.length)) return false;
    out[row - from] = register.find(values, start, end);
    start = end;
  }
  return true;
};

const offsetAt = (offsets: DataView, bits: 32 | 64, place: number): number =>
  bits === 32
    ? offsets.getInt32(place * 4, true)
    : offsets.getInt32(place * 8 + 4, true) * 2 ** 32 + offsets.getUint32(place * 8, true);

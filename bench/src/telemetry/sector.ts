import { MachineRegister, ServedLicences, WITHOUT_END } from '@esep/telemetry';
import { chance, noisyNominal, noisyValues } from '@esep/telemetry/testing';

/** 2026-11-01T00:00:00Z. */
export const FIRST_SECOND = 1_793_491_200;

/** Machines of the sector (LIC-10), all of which are in the register. */
export const MACHINES = 415_000;
const LICENSEES = 84;

export const serialOf = (machine: number): string => `AST-${String(machine).padStart(7, '0')}`;

export const registerOf = (machines: number): MachineRegister => {
  const builder = MachineRegister.builder();
  for (let number = 0; number < machines; number += 1)
    builder.add({
      number,
      serial: serialOf(number),
      from: 0,
      until: WITHOUT_END,
      licence: number % LICENSEES,
      licensee: number % LICENSEES,
      dataCentre: number % (2 * LICENSEES),
      nominalHashrate: noisyNominal(number),
      nominalPower: 3_250,
    });
  return builder.build();
};

export const served = new ServedLicences(
  Array.from({ length: LICENSEES }, (_, licence) => ({ licence, from: 0, until: WITHOUT_END })),
);

export interface Row {
  readonly machine: number;
  /** As the places of a reading's members are. */
  readonly values: Float64Array;
}

/** Minute by minute, as they arrive. */
export function* rowsOf(machines: number, rows: number): Generator<Row> {
  const random = chance(42);
  for (let row = 0; row < rows; row += 1) {
    const machine = row % machines;
    const start = FIRST_SECOND + Math.floor(row / machines) * 60;
    yield { machine, values: noisyValues(random, machine, start) };
  }
}

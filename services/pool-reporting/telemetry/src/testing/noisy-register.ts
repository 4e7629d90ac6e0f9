import { MachineRegister, WITHOUT_END } from '../register/machine-register.js';
import { noisyNominal } from './noisy-readings.js';

/** Machine n is number n, of three licensees with two data centres each. */
export const noisyRegister = (machines: number): MachineRegister => {
  const builder = MachineRegister.builder();
  for (let number = 0; number < machines; number += 1)
    builder.add({
      number,
      serial: `AST-${String(number).padStart(7, '0')}`,
      from: 0,
      until: WITHOUT_END,
      licence: number % 3,
      licensee: number % 3,
      dataCentre: number % 6,
      nominalHashrate: noisyNominal(number),
      nominalPower: 3_250,
    });
  return builder.build();
};

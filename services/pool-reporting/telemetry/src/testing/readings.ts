import { Columns } from '../columns/columns.js';
import { RefusalLog } from '../checks/refusal-log.js';
import { RowChecks, type RowRules } from '../checks/row-checks.js';
import { MachineRegister, WITHOUT_END } from '../register/machine-register.js';
import { ServedLicences } from '../register/served-licences.js';

/** A reading as a pool would write it. */
export interface Reading {
  readonly machineId: string;
  readonly intervalStart: string;
  readonly intervalSeconds: number;
  readonly accepted: number;
  readonly stale: number;
  readonly rejected: number;
  readonly hashrate: number;
  readonly temperatureC?: number;
  readonly powerW?: number;
}

/** 2026-11-01T00:00:00Z. */
export const FIRST_SECOND = 1_793_491_200;

export const READING: Reading = {
  machineId: 'AST-0000001',
  intervalStart: '2026-11-01T00:00:00Z',
  intervalSeconds: 60,
  accepted: 6_000,
  stale: 1,
  rejected: 2,
  hashrate: 104.5,
  temperatureC: 62.5,
  powerW: 3_250,
};

export const timeOf = (second: number): string =>
  new Date(second * 1_000).toISOString().replace('.000Z', 'Z');

/** Machine n is number n, of licence, licensee and data centre n modulo so many, and has 110 TH/s. */
export const registerOf = (machines: number, licensees = 3): MachineRegister => {
  const builder = MachineRegister.builder();
  for (let number = 0; number < machines; number += 1)
    builder.add({
      number,
      serial: `AST-${String(number).padStart(7, '0')}`,
      from: 0,
      until: WITHOUT_END,
      licence: number % licensees,
      licensee: number % licensees,
      dataCentre: number % licensees,
      nominalHashrate: 11_000,
      nominalPower: 3_250,
    });
  return builder.build();
};

export const servedOf = (licensees = 3): ServedLicences =>
  new ServedLicences(
    Array.from({ length: licensees }, (_, licence) => ({ licence, from: 0, until: WITHOUT_END })),
  );

export const rulesOf = (rules: Partial<RowRules> = {}): RowRules => ({
  register: registerOf(10),
  served: servedOf(),
  now: FIRST_SECOND + 86_400,
  toleranceSeconds: 300,
  oldest: FIRST_SECOND - 86_400,
  nominalPerMille: 1_500,
  ...rules,
});

export interface ReaderParts {
  readonly columns: Columns;
  readonly checks: RowChecks;
  readonly refusals: RefusalLog;
}

export const readerParts = (rules: Partial<RowRules> = {}, capacity = 1_000): ReaderParts => {
  const columns = new Columns(capacity);
  return { columns, checks: new RowChecks(rulesOf(rules), columns), refusals: new RefusalLog() };
};

/** A row of the columns, in the units of readings. */
export const readingAt = (columns: Columns, register: MachineRegister, row: number): Reading => ({
  machineId: register.serialOf(columns.machine[row]!),
  intervalStart: timeOf(columns.start[row]!),
  intervalSeconds: columns.seconds[row]!,
  accepted: columns.accepted[row]!,
  stale: columns.stale[row]!,
  rejected: columns.rejected[row]!,
  hashrate: columns.hashrate[row]! / 100,
  ...(columns.validity[row]! & 1 ? { temperatureC: columns.temperature[row]! / 10 } : {}),
  ...(columns.validity[row]! & 2 ? { powerW: columns.power[row]! } : {}),
});

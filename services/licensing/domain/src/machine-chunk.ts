import type { MachineEvent, MachinesMoved, MachineTotals } from '@esep/contracts';
import type { Instant } from '@esep/kernel';

import type { MachineChange, MachineLine, Placement } from './machine.js';

// What accepted lines of one licence come to: the events of their chunk. A stream has the chunks of one
// licence, `machines-<licenceId>`.

export interface MachineChunk {
  readonly act: MachineLine['act'];
  /** Under which the machines stand after it; of retired ones, under which they stood. */
  readonly licenceId: string;
  /** Of the canonical lines. */
  readonly sha256: string;
  readonly changes: readonly MachineChange[];
}

/** Who holds a licence. */
export type HolderOf = (licenceId: string) => string;

/** The events of a chunk: of its licence, and of each that machines of it came from. */
export const machineEvents = (
  chunk: MachineChunk,
  holderOf: HolderOf,
): readonly [MachineEvent, ...MachineEvent[]] => {
  const { act, licenceId, sha256, changes } = chunk;
  const own = {
    licenceId,
    licenseeId: holderOf(licenceId),
    sha256,
    machines: changes.length,
  };
  switch (act) {
    case 'register': {
      const arrived = totalsOf(changes.flatMap(arrivals));
      return [{ type: 'MachinesRegistered', ...own, from: earliestOf(arrived), arrived }];
    }
    case 'retire': {
      const left = totalsOf(changes.flatMap(departures));
      return [{ type: 'MachinesRetired', ...own, at: earliestOf(left), left }];
    }
    case 'move': {
      const arrived = totalsOf(changes.flatMap(arrivals));
      const left = totalsOf(changes.flatMap(departures).filter(isOf(licenceId)));
      const from = earliestOf(arrived);
      return [
        { type: 'MachinesMoved', ...own, from, left, arrived },
        ...movedAway(chunk, holderOf),
      ];
    }
  }
};

/** To each other licence, that machines of it went away. */
const movedAway = (
  { licenceId, sha256, changes }: MachineChunk,
  holderOf: HolderOf,
): MachinesMoved[] => {
  const away = changes.flatMap(departures).filter((one) => one.placement.licenceId !== licenceId);
  const bySource = Map.groupBy(away, ({ placement }) => placement.licenceId);
  return [...bySource].map(([source, ended]) => {
    const left = totalsOf(ended);
    const ids = { licenceId: source, licenseeId: holderOf(source), sha256 };
    const from = earliestOf(left);
    return { type: 'MachinesMoved', ...ids, machines: ended.length, from, left, arrived: [] };
  });
};

interface Dated {
  readonly placement: Placement;
  readonly at: Instant;
}

const arrivals = ({ arrived }: MachineChange): Dated[] =>
  arrived ? [{ placement: arrived, at: arrived.from }] : [];

const departures = ({ left }: MachineChange): Dated[] => (left ? [left] : []);

const isOf =
  (licenceId: string) =>
  ({ placement }: Dated): boolean =>
    placement.licenceId === licenceId;

/** By data centre, algorithm and instant, in that order. */
const totalsOf = (dated: readonly Dated[]): readonly MachineTotals[] => {
  const totals = new Map<string, MachineTotals>();
  for (const { placement, at } of dated) {
    const { dataCentreId, algorithm, hashrate, power } = placement;
    const key = `${dataCentreId} ${algorithm} ${at}`;
    const sum = totals.get(key) ?? { ...NOTHING, dataCentreId, algorithm, at };
    totals.set(key, {
      ...sum,
      machines: sum.machines + 1,
      hashrate: sum.hashrate + hashrate,
      power: sum.power + power,
    });
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
};

const NOTHING = { machines: 0, hashrate: 0, power: 0 };

const earliestOf = (totals: readonly MachineTotals[]): Instant =>
  totals.reduce((earliest, { at }) => (at < earliest ? at : earliest), totals[0]?.at ?? '');

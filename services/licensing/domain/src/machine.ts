import {
  accept,
  refuse,
  sameContent,
  unreachable,
  type Decision,
  type Instant,
} from '@esep/kernel';

import { dataCentreAt, type DataCentre } from './data-centre.js';
import { isActiveAt } from './licence-sanction.js';
import type { Licence } from './licence.js';
import { loadedBy, overloadedAt, type SiteLoad } from './site-load.js';

// A machine that mines under a licence (LIC-10), ASIC or GPU alike, known by its serial number. It is
// decided line by line of a file; what a chunk of lines comes to is recorded as one event
// (`MachinesRegistered`, `MachinesMoved`, `MachinesRetired`).

export const MACHINE_KINDS = ['asic', 'gpu'] as const;

// ── Lines ───────────────────────────────────────────────────────────────────────────────────────

export type MachineLine = MachineRegistration | MachineMove | MachineRetirement;

/** How a machine runs and where it stands. */
export interface MachineTerms {
  readonly licenceId: string;
  readonly dataCentreId: string;
  /** Nominal, in hundredths of the algorithm's unit. */
  readonly hashrate: number;
  /** Nominal, in watts. */
  readonly power: number;
}

/** What a machine is: it never changes. */
export interface MachineMake {
  readonly kind: string;
  readonly model: string;
  /** A code of `HASH_ALGORITHMS`. */
  readonly algorithm: string;
}

/** A machine mines from `from` on. One that was retired by then may come back, under any licence. */
export interface MachineRegistration extends MachineMake, MachineTerms {
  readonly act: 'register';
  readonly serial: string;
  readonly from: Instant;
}

/** All its terms from `from` on. Said again with the same `from` they replace what was said. */
export interface MachineMove extends MachineTerms {
  readonly act: 'move';
  readonly serial: string;
  readonly from: Instant;
}

/** It mines no more from `at` on. */
export interface MachineRetirement {
  readonly act: 'retire';
  readonly serial: string;
  readonly at: Instant;
}

export type MachineRefusal =
  | 'before-registration'
  | 'data-centre-closed'
  | 'data-centre-of-another-licence'
  | 'data-centre-unknown'
  | 'licence-not-active'
  | 'licence-unknown'
  | 'machine-not-in-service'
  | 'moved-later'
  | 'serial-already-registered'
  | 'serial-unknown'
  | 'site-capacity-exceeded';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

/** A machine at one place, on one set of terms. */
export interface Placement extends MachineMake, MachineTerms {
  readonly from: Instant;
  readonly until?: Instant;
}

export interface Machine {
  readonly serial: string;
  /** By `from`, earliest first; no two overlap. */
  readonly placements: readonly Placement[];
}

/** What a line is decided in sight of; the licence and the data centre are those that it names. */
export interface MachineSurroundings {
  readonly machine: Machine | undefined;
  readonly licence: Licence | undefined;
  readonly dataCentre: DataCentre | undefined;
  readonly load: SiteLoad;
}

/** What a line changes: the machine as it is now, where it no longer stands, and where it does. */
export interface MachineChange {
  readonly machine: Machine;
  readonly left?: Departure;
  readonly arrived?: Placement;
}

/** The end of a placement, or at its very beginning its being taken back. */
export interface Departure {
  readonly placement: Placement;
  readonly at: Instant;
}

type MachineDecision = Decision<MachineChange, MachineRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

/** Accepted with no change where it is so already: a file may be sent again. */
export const decideMachine = (line: MachineLine, around: MachineSurroundings): MachineDecision => {
  switch (line.act) {
    case 'register':
      return register(line, around);
    case 'move':
      return move(line, around);
    case 'retire':
      return retire(line, around.machine);
    default:
      return unreachable(line);
  }
};

const register = (line: MachineRegistration, around: MachineSurroundings): MachineDecision => {
  const { act: _, serial, ...placement } = line;
  const placements = around.machine?.placements ?? [];
  const known = placements.find(({ from }) => from === line.from);
  if (known && sameContent(said(known), placement)) return accept();
  if (placements.some(({ until }) => until === undefined || until > line.from))
    return refuse('serial-already-registered');
  return arrive({ serial, placements: [...placements, placement] }, placement, around);
};

const move = (line: MachineMove, around: MachineSurroundings): MachineDecision => {
  const { machine } = around;
  const last = machine?.placements.at(-1);
  if (machine === undefined || last === undefined) return refuse('serial-unknown');
  const { act: _, serial, ...terms } = line;
  const { until: __, ...before } = last;
  const placement: Placement = { ...before, ...terms };
  if (sameContent(said(last), placement)) return accept();
  if (line.from < last.from) return refuse('moved-later');
  if (last.until !== undefined) return refuse('machine-not-in-service');
  const left: Departure = { placement: last, at: line.from };
  const placements = [...upTo(machine, left), placement];
  return arrive({ serial, placements }, placement, around, left);
};

const retire = (
  { serial, at }: MachineRetirement,
  machine: Machine | undefined,
): MachineDecision => {
  const last = machine?.placements.at(-1);
  if (machine === undefined || last === undefined) return refuse('serial-unknown');
  if (last.until === at) return accept();
  if (at < last.from) return refuse('moved-later');
  if (last.until !== undefined) return refuse('machine-not-in-service');
  const left: Departure = { placement: last, at };
  const ended = { ...last, until: at };
  return accept({
    machine: { serial, placements: [...machine.placements.slice(0, -1), ended] },
    left,
  });
};

/** The placements once the last one has ended; none is left of one that would be empty. */
const upTo = ({ placements }: Machine, { placement, at }: Departure): readonly Placement[] => [
  ...placements.slice(0, -1),
  ...(placement.from < at ? [{ ...placement, until: at }] : []),
];

const arrive = (
  machine: Machine,
  arrived: Placement,
  around: MachineSurroundings,
  left?: Departure,
): MachineDecision => {
  const change: MachineChange = { machine, arrived, ...(left && { left }) };
  const wrong = objection(arrived, around) ?? excess(change, arrived, around);
  return wrong === undefined ? accept(change) : refuse(wrong);
};

const objection = (
  { licenceId, from }: Placement,
  { licence, dataCentre }: MachineSurroundings,
): MachineRefusal | undefined => {
  if (licence?.status !== 'held') return 'licence-unknown';
  if (!isActiveAt(licence, from)) return 'licence-not-active';
  if (dataCentre?.status !== 'registered') return 'data-centre-unknown';
  if (dataCentre.licenceId !== licenceId) return 'data-centre-of-another-licence';
  if (dataCentreAt(dataCentre, from) === undefined)
    return from < dataCentre.from ? 'before-registration' : 'data-centre-closed';
  return undefined;
};

/** A site whose contract was cut takes no more machines; those that stand there may run on less. */
const excess = (
  change: MachineChange,
  { dataCentreId, from, power }: Placement,
  { dataCentre, load }: MachineSurroundings,
): MachineRefusal | undefined => {
  const before = change.left?.placement;
  if (before?.dataCentreId === dataCentreId && power <= before.power) return undefined;
  const after = loadAfter(load, dataCentreId, change);
  return dataCentre && overloadedAt(after, dataCentre, from) !== undefined
    ? 'site-capacity-exceeded'
    : undefined;
};

/** The load of a data centre after a change. */
export const loadAfter = (
  load: SiteLoad,
  dataCentreId: string,
  { left, arrived }: MachineChange,
): SiteLoad => {
  let after = load;
  if (left?.placement.dataCentreId === dataCentreId)
    after = loadedBy(after, left.at, -left.placement.power);
  if (arrived?.dataCentreId === dataCentreId) after = loadedBy(after, arrived.from, arrived.power);
  return after;
};

/** What was said of a placement, whether it has ended or not. */
const said = ({ until: _, ...placement }: Placement): Placement => placement;

/** How a machine ran and where it stood at an instant. */
export const placementAt = ({ placements }: Machine, at: Instant): Placement | undefined =>
  placements.findLast(({ from, until }) => from <= at && (until === undefined || at < until));

import { beginsTurn, refusalAnswer, type Instant } from '@esep/kernel';
import type { JsonObject } from '@esep/ledger-format';
import { nextTurn } from '@esep/platform';
import {
  decideMachine,
  LICENSING_REFUSALS,
  loadAfter,
  NO_LOAD,
  type DataCentre,
  type Licence,
  type Machine,
  type MachineChange,
  type MachineLine,
  type MachineTerms,
  type SiteLoad,
} from '@esep/licensing-domain';

import type { MachineBody, MachineMoveBody, MachineRegistrationBody } from './machine-bodies.js';
import type { ReadLine, RefusedLine } from './machine-lines.js';

// The lines of a chunk, decided in their order, each in sight of those before it.

export type MachineAct = MachineLine['act'];

/** What lines are decided in sight of. */
export interface Surroundings {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly licences: ReadonlyMap<string, Licence>;
  readonly dataCentres: ReadonlyMap<string, DataCentre>;
  readonly loads: ReadonlyMap<string, SiteLoad>;
}

/** Accepted lines of one licence, with what they change. */
export interface AcceptedLines {
  readonly licenceId: string;
  readonly lines: JsonObject[];
  readonly changes: MachineChange[];
}

export interface DecidedLines {
  readonly accepted: readonly AcceptedLines[];
  readonly unchanged: number;
  readonly refused: readonly RefusedLine[];
}

/** A line whose machine is known by its serial: a move has all its terms then. */
export const lineOf = (act: MachineAct, body: MachineBody, machine?: Machine): MachineLine => {
  const { serial } = body;
  if (act === 'retire') return { act, serial, at: (body as { readonly at: Instant }).at };
  if (act === 'register') {
    const { kind, model, algorithm, from } = body as MachineRegistrationBody;
    return {
      act,
      serial,
      kind,
      model,
      algorithm,
      ...termsOf(body as MachineRegistrationBody),
      from,
    };
  }
  const move = body as MachineMoveBody;
  return { act, serial, ...termsOf(move, machine?.placements.at(-1)), from: move.from };
};

const termsOf = (body: MachineMoveBody, before?: MachineTerms): MachineTerms => ({
  licenceId: body.licenceId ?? before?.licenceId ?? '',
  dataCentreId: body.dataCentreId ?? before?.dataCentreId ?? '',
  hashrate: body.hashrate ?? before?.hashrate ?? 0,
  power: body.powerW ?? before?.power ?? 0,
});

const LINES_PER_TURN = 250;

export const decideLines = async (
  act: MachineAct,
  lines: readonly ReadLine[],
  { machines, licences, dataCentres, loads }: Surroundings,
): Promise<DecidedLines> => {
  const accepted = new Map<string, AcceptedLines>();
  const refused: RefusedLine[] = [];
  const after = new Map(loads);
  const seen = new Set<string>();
  let unchanged = 0;

  for (const [index, { line, body }] of lines.entries()) {
    if (beginsTurn(index, LINES_PER_TURN)) await nextTurn();
    const { serial } = body;
    if (seen.has(serial)) {
      refused.push({ line, serial, code: 'serial-repeated', message: SERIAL_REPEATED });
      continue;
    }
    seen.add(serial);
    const machine = machines.get(serial);
    const said = lineOf(act, body, machine);
    const { licenceId, dataCentreId } = said.act === 'retire' ? NOWHERE : said;
    const decision = decideMachine(said, {
      machine,
      licence: licences.get(licenceId),
      dataCentre: dataCentres.get(dataCentreId),
      load: after.get(dataCentreId) ?? NO_LOAD,
    });
    if (!decision.accepted) {
      const message =
        refusalAnswer(LICENSING_REFUSALS, decision.reason)?.message ?? decision.reason;
      refused.push({ line, serial, code: decision.reason, message });
      continue;
    }
    const [change] = decision.events;
    if (change === undefined) {
      unchanged += 1;
      continue;
    }
    for (const site of sitesOf(change))
      after.set(site, loadAfter(after.get(site) ?? NO_LOAD, site, change));
    const owner = change.arrived?.licenceId ?? change.left?.placement.licenceId ?? '';
    const group = accepted.get(owner) ?? { licenceId: owner, lines: [], changes: [] };
    group.lines.push(keptLine(said));
    group.changes.push(change);
    accepted.set(owner, group);
  }
  return { accepted: [...accepted.values()], unchanged, refused };
};

const NOWHERE = { licenceId: '', dataCentreId: '' };

const SERIAL_REPEATED =
  'The serial stands in a line shortly before. Send what is said of it next in another file.';

const sitesOf = ({ left, arrived }: MachineChange): Set<string> =>
  new Set([left?.placement.dataCentreId, arrived?.dataCentreId].filter((id) => id !== undefined));

/** The line as the chunk keeps it: whole numbers only, which every reader writes alike. */
const keptLine = (line: MachineLine): JsonObject => {
  const { act: _, ...said } = line;
  if (!('power' in said)) return { ...said };
  const { power, hashrate, ...rest } = said;
  return { ...rest, hashrateHundredths: hashrate, powerW: power };
};

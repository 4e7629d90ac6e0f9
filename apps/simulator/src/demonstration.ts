import { localDateOf, startOfDay, type LocalDate } from '@esep/kernel';

import { timeOf, type Chain, type Row } from './acts.js';
import { Api } from './api.js';
import type { Caller, ReportKind, ReportRows } from './caller.js';
import { Desks } from './desks.js';
import { FigureCheck } from './figure-check.js';
import type { FoundRow } from './found-row.js';
import { registerSector, untilRegisterIsKnown } from './register-sector.js';
import { daysOf, type Day, type Report, type SenderDay } from './sector-days.js';
import type { Sector, SuspensionPlan } from './sector-plan.js';
import { demonstrationSector } from './sector.js';

export interface DemonstrationOptions {
  /** Where Esep is, e.g. `http://127.0.0.1:7080`. */
  readonly baseUrl: string;
  /** The demonstration of `sector.ts` without it. */
  readonly sector?: Sector;
  readonly onProgress?: (progress: DemonstrationProgress) => void;
  /** Where coins move; without it no chain shows what nobody reports. */
  readonly chain?: Chain;
  /** Requests under way at one time. */
  readonly concurrency?: number;
}

/** What was done by the end of a day. */
export interface DemonstrationProgress {
  readonly day: LocalDate;
  /** From 1 up. */
  readonly dayNumber: number;
  readonly days: number;
  readonly submissions: number;
  readonly rows: number;
}

export interface DemonstrationResult {
  /** As found at the end. */
  readonly rows: readonly FoundRow[];
  /** Sentences, each with what was expected and what was found. None when all is as it must be. */
  readonly mismatches: readonly string[];
  readonly days: number;
  readonly submissions: number;
  readonly rowsSent: number;
  readonly requests: number;
  readonly seconds: number;
}

/**
 * Lives through a sector day by day over the public API, and checks that the ledger says what must
 * come of it. Everything it sends may be sent again, so a run that broke off may be begun anew on the
 * same ledger. Throws when the ledger cannot be reached or refuses what it should take.
 */
export const runDemonstration = async ({
  baseUrl,
  sector = demonstrationSector,
  onProgress = () => undefined,
  chain,
  concurrency = 8,
}: DemonstrationOptions): Promise<DemonstrationResult> => {
  const began = performance.now();
  const api = new Api({ baseUrl, concurrency });
  await openSector(sector, await Desks.open(api));
  // Asked for again, because a token is good for a year from the time it was given.
  const desks = await Desks.open(api);
  const ids = await registerSector(sector, desks);
  const days = daysOf(sector);
  await untilRegisterIsKnown(sector, days, desks);

  const check = new FigureCheck(sector, ids, desks, chain !== undefined);
  const mismatches: string[] = [];
  let rows: readonly FoundRow[] = [];
  let [submissions, rowsSent] = [0, 0];
  for (const [i, day] of days.entries()) {
    await desks.of('demo').moveClock(day.now);
    if (day.isChecked) {
      const checked = await check.at(day.now);
      mismatches.push(...checked.mismatches);
      ({ rows } = checked);
    }
    const sent = await reportDay(day, sector, desks, chain);
    submissions += sent.submissions;
    rowsSent += sent.rows;
    onProgress({
      day: day.day,
      dayNumber: i + 1,
      days: days.length,
      submissions,
      rows: rowsSent,
    });
  }
  const seconds = (performance.now() - began) / 1_000;
  const requests = api.answered;
  return { rows, mismatches, days: days.length, submissions, rowsSent, requests, seconds };
};

/** Sets the clock to the first day. A ledger that is past it has to be one where this began before. */
const openSector = async ({ opensOn, licensees }: Sector, desks: Desks): Promise<void> => {
  const opening = startOfDay(opensOn);
  if (await desks.of('demo').moveClock(opening)) return;
  const bin = licensees[0]?.bin;
  const isKnown = bin && (await desks.of('licensing-officer').licenseeIdOf(bin));
  if (isKnown === undefined)
    throw new Error(
      `The clock of this ledger is past ${localDateOf(opening)}, where the demonstration begins, and it goes forward only. Begin with an empty ledger.`,
    );
};

const reportDay = async (
  day: Day,
  { suspensions = [] }: Sector,
  desks: Desks,
  chain: Chain | undefined,
): Promise<{ submissions: number; rows: number }> => {
  if (chain) for (const movement of day.unreported) await chain(movement);
  await Promise.all(day.senders.map((sender) => report(sender, desks, chain)));
  for (const suspension of suspensions.filter(({ on }) => on === day.day))
    await suspend(suspension, desks);
  const reports = day.senders.flatMap((sender) => sender.reports);
  return {
    submissions: reports.length,
    rows: reports.reduce((count, { rows }) => count + rows.length, 0),
  };
};

/** One sender's evening: its reports in their order, then its word that they are all. */
const report = async (
  { role, sender, reports, through }: SenderDay,
  desks: Desks,
  chain: Chain | undefined,
): Promise<void> => {
  const caller = desks.of(role, sender);
  for (const each of reports) await send(caller, sender, each, chain);
  if (through !== undefined) await caller.reportThrough(role, sender, through);
};

const send = async (
  caller: Caller,
  sender: string,
  { kind, reportId, rows }: Report,
  chain: Chain | undefined,
): Promise<void> => {
  const sent = chain ? await onChain(rows, chain) : rows.map(({ row }) => row);
  const { rejected } = await caller.submit(kind, sender, reportId, sent);
  if (rejected.length === 0) return;
  const faults = rejected.map(({ rowId, code, message }) => `${rowId} (${code}: ${message})`);
  throw new Error(`Of ${reportId} of ${sender}, rows were rejected: ${faults.join(', ')}`);
};

/** The rows with the places that the chain gave their coins, one after another. */
const onChain = async (
  rows: readonly Row[],
  chain: Chain,
): Promise<readonly ReportRows[ReportKind][]> => {
  const placed: ReportRows[ReportKind][] = [];
  for (const { row, movement } of rows)
    placed.push(movement ? { ...row, ...(await chain(movement)) } : row);
  return placed;
};

const suspend = async (
  { licenceId, from, until, ground }: SuspensionPlan,
  desks: Desks,
): Promise<void> => {
  const [first, second] = desks.two('enforcement-officer');
  const terms = { from: timeOf(from, 0), until: timeOf(until, 0), ground };
  const { proposalId } = await first.proposeSuspension(licenceId, terms);
  await second.confirm(proposalId);
};

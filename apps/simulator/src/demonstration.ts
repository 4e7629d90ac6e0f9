import { instantIn, localDateOf, startOfDay, type Asset, type LocalDate } from '@esep/kernel';

import { timeOf, type Chain, type MinedMovements, type Movement, type Row } from './acts.js';
import { Api } from './api.js';
import type { Caller, ReportKind, ReportRows } from './caller.js';
import { Participants } from './participants.js';
import { FigureCheck } from './figure-check.js';
import type { FoundRow } from './found-row.js';
import { LogTail, type SaidEvent } from './log-tail.js';
import { assetsOf, registerSector, untilRegisterIsKnown } from './register-sector.js';
import { daysOf, type Day, type Report, type SenderDay } from './sector-days.js';
import type { Sector, SuspensionPlan } from './sector-plan.js';
import { demonstrationSector } from './sector.js';
import { listedPrice } from './sold-coins.js';

export interface DemonstrationOptions {
  /** Where Esep is, e.g. `http://127.0.0.1:7080`. */
  readonly baseUrl: string;
  /** The demonstration of `sector.ts` without it. */
  readonly sector?: Sector;
  /** The next day begins when this is done. */
  readonly onProgress?: (progress: DemonstrationProgress) => unknown;
  /** Where coins move; without it no chain shows what nobody reports. */
  readonly chain?: Chain;
  /** Requests under way at one time. */
  readonly concurrency?: number;
  /** How long one call, or what must come of others, is waited for; half a minute without it. */
  readonly patienceMs?: number;
  /** The state's price of a coin on a day, in tiyn; an invented course without it. */
  readonly priceOf?: (asset: string, day: LocalDate) => bigint;
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
  patienceMs = 30_000,
  priceOf = (asset, day) => listedPrice(asset, day, 'KZT'),
}: DemonstrationOptions): Promise<DemonstrationResult> => {
  const began = performance.now();
  const api = new Api({ baseUrl, concurrency, patienceMs });
  await openSector(sector, await Participants.open(api));
  // Asked for again, because a token is good for a year from the time it was given.
  const participants = await Participants.open(api);
  const ids = await registerSector(sector, participants);
  const days = daysOf(sector);
  await untilRegisterIsKnown(sector, days, participants, patienceMs);

  const blocks = new ReadBlocks(participants.of('auditor'), patienceMs);
  const check = new FigureCheck(sector, ids, participants, {
    hasChain: chain !== undefined,
    patienceMs,
  });
  const mismatches: string[] = [];
  let rows: readonly FoundRow[] = [];
  let [submissions, rowsSent] = [0, 0];
  for (const [i, day] of days.entries()) {
    await participants.of('demo').moveClock(day.now);
    if (day.isChecked) {
      const checked = await check.at(day.now);
      mismatches.push(...checked.mismatches);
      ({ rows } = checked);
    }
    const places = chain ? await mineDay(day, chain, blocks) : NOWHERE;
    const sent = await reportDay(day, sector, participants, places, priceOf);
    submissions += sent.submissions;
    rowsSent += sent.rows;
    await onProgress({
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
const openSector = async (
  { opensOn, licensees }: Sector,
  participants: Participants,
): Promise<void> => {
  const opening = startOfDay(opensOn);
  if (await participants.of('demo').moveClock(opening)) return;
  const bin = licensees[0]?.bin;
  const isKnown = bin && (await participants.of('licensing-officer').licenseeIdOf(bin));
  if (isKnown === undefined)
    throw new Error(
      `The clock of this ledger is past ${localDateOf(opening)}, where the demonstration begins, and it goes forward only. Begin with an empty ledger.`,
    );
};

type PriceOf = NonNullable<DemonstrationOptions['priceOf']>;

const reportDay = async (
  day: Day,
  sector: Sector,
  participants: Participants,
  places: Places,
  priceOf: PriceOf,
): Promise<{ submissions: number; rows: number }> => {
  const { suspensions = [] } = sector;
  await Promise.all([
    ...day.senders.map((sender) => report(sender, participants, places)),
    ...assetsOf(sector).map((asset) =>
      publishPrice(asset, day.day, priceOf(asset, day.day), participants),
    ),
  ]);
  for (const suspension of suspensions.filter(({ on }) => on === day.day))
    await suspend(suspension, participants);
  const reports = day.senders.flatMap((sender) => sender.reports);
  return {
    submissions: reports.length,
    rows: reports.reduce((count, { rows }) => count + rows.length, 0),
  };
};

/** The state's list of the day: without it no quarter could be assessed (TAX-3). */
const publishPrice = async (
  asset: Asset['code'],
  day: LocalDate,
  tiyn: bigint,
  participants: Participants,
): Promise<void> => {
  const [first, second] = participants.two('tax-officer');
  const value = { amount: tiyn.toString(), currency: 'KZT' };
  const source = `Invented list of ${day}`;
  const { proposalId } = await first.proposePrice({ asset, day, value, source });
  await second.confirm('tax', proposalId);
};

/** One sender's evening: its reports in their order, then its word that they are all. */
const report = async (
  { role, sender, reports, through }: SenderDay,
  participants: Participants,
  places: Places,
): Promise<void> => {
  const caller = participants.of(role, sender);
  for (const each of reports) await send(caller, sender, each, places);
  if (through !== undefined) await caller.reportThrough(role, sender, through);
};

const send = async (
  caller: Caller,
  sender: string,
  { kind, reportId, rows }: Report,
  places: Places,
): Promise<void> => {
  const sent = rows.map((row) => placed(row, places));
  const { rejected } = await caller.submit(kind, sender, reportId, sent);
  if (rejected.length === 0) return;
  const faults = rejected.map(({ rowId, code, message }) => `${rowId} (${code}: ${message})`);
  throw new Error(`Of ${reportId} of ${sender}, rows were rejected: ${faults.join(', ')}`);
};

/** The row with the place that the chain gave its coins, if it is on one. */
const placed = ({ row, movement }: Row, places: Places): ReportRows[ReportKind] => ({
  ...row,
  ...(movement && places.get(movement.id)),
});

// ── The chain ───────────────────────────────────────────────────────────────────────────────────

type Places = MinedMovements['places'];

const NOWHERE: Places = new Map();

/** An hour before the reports of the day. */
const MINING_HOUR = 20;

/** Mines what moves on a day, and waits until the ledger has read it. */
const mineDay = async (day: Day, chain: Chain, blocks: ReadBlocks): Promise<Places> => {
  const reported = day.senders.flatMap(({ reports }) => reports).flatMap(({ rows }) => rows);
  const movements = [...day.unreported, ...reported.flatMap(({ movement }) => movement ?? [])]
    .filter(({ asset }) => asset === chain.asset)
    .sort(byTime);
  if (movements.length === 0) return NOWHERE;
  const { hash, places } = await chain.mine(movements, instantIn(timeOf(day.day, MINING_HOUR)));
  await blocks.until(hash);
  return places;
};

const byTime = (left: Movement, right: Movement): number =>
  left.at < right.at || (left.at === right.at && left.id < right.id) ? -1 : 1;

/** The blocks that pool reporting has read. */
class ReadBlocks {
  private readonly hashes = new Set<string>();
  private readonly log: LogTail;

  constructor(auditor: Caller, patienceMs: number) {
    const take = ({ type, body }: SaidEvent): void => {
      if (type === 'BlockAttributed') this.hashes.add((body as { hash: string }).hash);
    };
    this.log = new LogTail(auditor, 'pool-reporting', patienceMs, take);
  }

  async until(hash: string): Promise<void> {
    if (!(await this.log.until(() => this.hashes.has(hash))))
      throw new Error(`The ledger did not read block ${hash}. Does it observe this chain?`);
  }
}

const suspend = async (
  { licenceId, from, until, ground }: SuspensionPlan,
  participants: Participants,
): Promise<void> => {
  const [first, second] = participants.two('enforcement-officer');
  const terms = { from: timeOf(from, 0), until: timeOf(until, 0), ground };
  const { proposalId } = await first.proposeSuspension(licenceId, terms);
  await second.confirm('licensing', proposalId);
};

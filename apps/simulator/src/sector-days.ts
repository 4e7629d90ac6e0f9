import { instantIn, localDateOf, plusDays, type Instant, type LocalDate } from '@esep/kernel';

import {
  plannedMonthsOf,
  timeOf,
  type Act,
  type Movement,
  type Row,
  type PlannedMonth,
} from './acts.js';
import type { ReportKind, SenderRole } from './caller.js';
import { creditsOf, payoutsOf } from './mined-coins.js';
import type { Sector } from './sector-plan.js';
import { bustsOf, fillsOf, roundTripsOf, sentAwayOf } from './sold-coins.js';

// From a plan to days: what each sender sends on which evening. Pure, so that what will be sent can
// be looked at before anything is.

export interface Day {
  readonly day: LocalDate;
  /** When everything of the day has happened and is reported. */
  readonly now: Instant;
  readonly senders: readonly SenderDay[];
  /** Movements that nobody reports. */
  readonly unreported: readonly Movement[];
  readonly isChecked: boolean;
}

export interface SenderDay {
  readonly role: SenderRole;
  readonly sender: string;
  readonly reports: readonly Report[];
  /** Everything up to here is reported. */
  readonly through?: string;
}

export interface Report {
  readonly kind: ReportKind;
  readonly reportId: string;
  readonly rows: readonly Row[];
}

/** Every day of a sector, in order. */
export const daysOf = (sector: Sector): Day[] => {
  const plannedMonths = plannedMonthsOf(sector);
  const acts = Map.groupBy(
    plannedMonths.flatMap((planned) => actsOf(planned, sector)),
    ({ on }) => on,
  );
  const unreported = Map.groupBy(plannedMonths.flatMap(sentAwayOf), ({ at }) => localDateOf(at));
  const days: Day[] = [];
  for (let day = sector.opensOn; day <= sector.closesOn; day = plusDays(day, 1))
    days.push({
      day,
      now: instantIn(timeOf(day, 21)),
      senders: sendersOf(sector, day, acts.get(day) ?? []),
      unreported: unreported.get(day) ?? [],
      isChecked: sector.checkedOn.includes(day),
    });
  return days;
};

const actsOf = (planned: PlannedMonth, { pools }: Sector): Act[] => {
  const credits = creditsOf(planned, pools);
  return [
    ...credits.map(({ act }) => act),
    ...payoutsOf(planned, credits, pools),
    ...roundTripsOf(planned),
    ...fillsOf(planned),
    ...bustsOf(planned),
  ];
};

const sendersOf = (
  { pools, exchanges, checkedOn }: Sector,
  day: LocalDate,
  acts: readonly Act[],
): SenderDay[] => {
  const bySender = Map.groupBy(acts, ({ sender }) => sender);
  const isFirst = day.endsWith('-01');
  // By the sixteenth the month before has fallen due.
  const isAsked = isFirst || day.endsWith('-16') || checkedOn.includes(plusDays(day, 1));
  const through = { through: timeOf(day, 0) };
  const all = [
    ...pools.map(({ id, silentFrom }): SenderDay => {
      const speaks = isFirst && (silentFrom === undefined || day < silentFrom);
      return { ...senderDay('pool', id, bySender), ...(speaks ? through : {}) };
    }),
    ...exchanges.map(({ id, withdrawn }): SenderDay => {
      const speaks = isAsked && !(withdrawn && withdrawn.from <= day);
      return { ...senderDay('exchange', id, bySender), ...(speaks ? through : {}) };
    }),
  ];
  return all.filter(({ reports, through: said }) => reports.length > 0 || said !== undefined);
};

/** A venue reports a trade before what became of it, and coins that came before those that went. */
const ORDER: readonly ReportKind[] = [
  'distributions',
  'payouts',
  'deposits',
  'fills',
  'busts',
  'withdrawals',
];

const senderDay = (
  role: SenderRole,
  sender: string,
  acts: ReadonlyMap<string, readonly Act[]>,
): SenderDay => {
  const reports = Map.groupBy(acts.get(sender) ?? [], ({ kind, reportId }) => `${kind} ${reportId}`)
    .values()
    .flatMap(reportsOf)
    .toArray()
    .sort((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind));
  return { role, sender, reports };
};

/** Half of what one submission may hold. */
const ROWS_MAX = 5_000;

/** One report, or as many as its rows need. */
const reportsOf = (acts: readonly Act[]): Report[] => {
  const { kind, reportId } = acts[0] as Act;
  const rows = acts.map(({ row, movement }) => ({ row, ...(movement && { movement }) }));
  const count = Math.ceil(rows.length / ROWS_MAX);
  return Array.from({ length: count }, (_, i) => ({
    kind,
    reportId: count === 1 ? reportId : `${reportId}.${i + 1}`,
    rows: rows.slice(i * ROWS_MAX, (i + 1) * ROWS_MAX),
  }));
};

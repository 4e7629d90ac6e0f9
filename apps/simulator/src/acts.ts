import {
  endOf,
  localDateOf,
  plusDays,
  type Instant,
  type LocalDate,
  type Period,
} from '@esep/kernel';

import type { ReportKind, ReportRows } from './caller.js';
import type { ChainPlace } from './invented-chain.js';
import type { HoldingPlan, LicenseePlan, MonthPlan, Sector } from './sector-plan.js';

// What is done in a sector, row by row, and when.

/** A row with who sends it, on which evening and in which report. */
export interface Act extends Row {
  readonly on: LocalDate;
  readonly sender: string;
  readonly kind: ReportKind;
  readonly reportId: string;
}

export interface Row {
  /** With an invented place in the chain, where the row has one. */
  readonly row: ReportRows[ReportKind];
  readonly movement?: Movement;
}

/** Coins that go from one address to another. */
export interface Movement {
  readonly id: string;
  readonly asset: string;
  readonly amount: bigint;
  readonly from: string;
  readonly to: string;
  readonly at: Instant;
}

/** A chain that the ledger observes. */
export interface Chain {
  readonly asset: string;
  /** Puts movements into a block of their own, in their order; once, however often it is asked. */
  mine(movements: readonly Movement[], at: Instant): Promise<MinedMovements>;
}

export interface MinedMovements {
  /** Of the block. */
  readonly hash: string;
  /** By movement id. */
  readonly places: ReadonlyMap<string, ChainPlace>;
}

/** Whose coins, in which month. `place` tells licensees apart where they do the same. */
export interface PlannedMonth {
  readonly place: number;
  readonly licensee: LicenseePlan;
  readonly holding: HoldingPlan;
  readonly month: MonthPlan;
}

export const plannedMonthsOf = ({ licensees }: Sector): PlannedMonth[] =>
  licensees
    .flatMap((licensee) => licensee.holdings.map((holding) => ({ licensee, holding })))
    .flatMap((held, place) => held.holding.months.map((month) => ({ ...held, place, month })));

/** Local time of a day, with the offset of Almaty; each holding has a second of its own. */
export const timeOf = (day: LocalDate, hour: number, place = 0): string => {
  const [hours, minutes, seconds] = [hour, Math.floor(place / 60) % 60, place % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${day}T${hours}:${minutes}:${seconds}+05:00`;
};

export const lastDayOf = (period: Period): LocalDate => plusDays(localDateOf(endOf(period)), -1);

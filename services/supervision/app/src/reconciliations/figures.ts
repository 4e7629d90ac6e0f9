import { Injectable } from '@nestjs/common';
import { RECONCILIATION, type PeriodJudged } from '@esep/contracts';
import { proposalExpiry, type Instant, type Moment, type Period } from '@esep/kernel';
import {
  EventStore,
  momentOf,
  nextTurn,
  Problem,
  Subscriptions,
  type Ledger,
  type MomentQuery,
  type ProposalLaw,
} from '@esep/platform';
import { evaluate } from '@esep/rulebook';
import {
  SectorTotals,
  totalsOfRow,
  toWire,
  type Reconciliation,
  type Wire,
} from '@esep/supervision-domain';

import { FactBook, type SupervisionLaw } from '../project-facts/fact-book.js';
import { shownName, type LicenseeName, type NamedSubject } from '../project-facts/licensee-name.js';
import type { Subject } from '../project-facts/subject.js';
import { JudgementBook } from '../judge-periods/judgement-book.js';
import {
  distinctSubjects,
  placeOf,
  standsAfter,
  type RowKey,
  type RowSort,
  type SortedRowKey,
} from './row-key.js';

/** The moment of an answer, and what was known of the sources when it was worked out. */
export interface AnswerMoment extends Moment {
  readonly ledger: Ledger;
}

export type WireRow = Wire<Reconciliation['rows'][number]> & {
  readonly licenseeId: string;
  readonly name: string | null;
  readonly asset: string;
  readonly restatement: number;
  readonly displayName: string;
  readonly licences: readonly string[];
};

/** The rows that a list or a sum is of. */
export interface RowFilter {
  readonly asset?: string | undefined;
  readonly licenseeId?: string | undefined;
  readonly period?: string | undefined;
  /** One of these months. */
  readonly periods?: readonly Period[] | undefined;
  readonly verdict?: string | undefined;
  /** With a shortfall. */
  readonly isShort?: boolean | undefined;
}

/** The rows that a list shows, in its order, from a key on. */
export interface RowList extends RowFilter {
  /** By licensee, asset and month without it. */
  readonly sort?: RowSort | undefined;
  readonly after?: RowKey | SortedRowKey | undefined;
  /** One more is found where another page follows. */
  readonly limit: number;
}

/** Rows of a list, and the moment that they are of. */
export interface FoundRows {
  readonly rows: readonly WireRow[];
  readonly moment: AnswerMoment;
}

/** Which rows a matrix shows: one asset's, from one month to another, everybody's or one licensee's. */
export interface MatrixRange {
  readonly asset: string;
  readonly from: Period;
  readonly until: Period;
  readonly licenseeId?: string | undefined;
}

/** A row as a board shows it. */
export interface Cell extends Pick<
  WireRow,
  'period' | 'verdict' | 'state' | 'mined' | 'required' | 'shortfall' | 'restatement'
> {
  /** In time and late. */
  readonly sold: string;
}

export interface MatrixLicensee extends LicenseeName {
  readonly licenseeId: string;
  /** Those of the range, in no order; at least one. */
  readonly cells: readonly Cell[];
}

export interface FoundMatrix {
  /** By their ids. */
  readonly licensees: readonly MatrixLicensee[];
  readonly moment: AnswerMoment;
}

/** How many rows have each verdict. */
export interface FoundCounts {
  readonly verdicts: ReadonlyMap<string, number>;
  /** Whose rows were counted. */
  readonly counted: readonly Subject[];
  readonly moment: AnswerMoment;
}

/** Which rows are added up, month by month. */
export interface TotalsRange {
  readonly asset?: string | undefined;
  readonly from: Period;
  readonly until: Period;
}

/** Adds up rows of several months. */
export class TotalsByPeriod {
  private readonly totals = new Map<Period, SectorTotals>();

  /** Of nothing, where there is no row of the month. */
  of(period: Period): SectorTotals {
    const totals = this.totals.get(period) ?? new SectorTotals();
    this.totals.set(period, totals);
    return totals;
  }
}

export interface FoundTotals {
  readonly totals: TotalsByPeriod;
  /** The subjects whose rows were added up. */
  readonly counted: readonly Subject[];
  readonly moment: AnswerMoment;
}

/** Figures at any two instants. They are computed and not recorded: only the judge records. */
@Injectable()
export class Figures implements ProposalLaw {
  constructor(
    private readonly facts: FactBook,
    private readonly book: JudgementBook,
    private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
  ) {}

  /**
   * Both instants default to `knownThrough` of all sources: the latest at which an answer can be
   * complete. Throws 400 `as-of-after-known-at`.
   */
  moment(query: MomentQuery, licensee?: string): AnswerMoment {
    const about = { key: licensee, knownAt: query.knownAt };
    const ledger = this.subscriptions.ledger(RECONCILIATION.consumer, about);
    return { ...momentOf(query, ledger.knownThrough), ledger };
  }

  /** The same ledger, but not complete where coins of these subjects may have moved on a chain unseen. */
  async ledgerOf(
    { knownAt, asOf, ledger }: AnswerMoment,
    about: readonly Subject[],
  ): Promise<Ledger> {
    if (!ledger.complete) return ledger;
    const complete = await this.facts.areWhole(distinctSubjects(about), knownAt, asOf);
    return { ...ledger, complete };
  }

  async law({ knownAt, asOf }: Moment): Promise<SupervisionLaw> {
    const law = await this.facts.law(knownAt, asOf);
    if (law) return law;
    throw new Problem(422, 'no-rule-pack', { detail: `No rule pack was in force at ${asOf}.` });
  }

  async proposalExpiry(now: Instant): Promise<Instant> {
    const { pack } = await this.law(this.moment({}));
    return proposalExpiry(now, evaluate(pack, 'proposalDays', now).value);
  }

  /** One subject's figures; undefined for an unknown licensee. */
  async reconcile(subject: Subject, moment: Moment): Promise<Reconciliation | undefined> {
    const { rules } = await this.law(moment);
    return this.facts.ask(subject, (fold) =>
      fold.reconcileWork(rules, moment.knownAt, moment.asOf),
    );
  }

  /** The same, with how often each period's final row was restated, as known at the moment. */
  async restated(
    subject: Subject,
    moment: Moment,
  ): Promise<{ found: Reconciliation; restatements: ReadonlyMap<Period, number> } | undefined> {
    const [found, judgements] = await Promise.all([
      this.reconcile(subject, moment),
      this.book.judgements([subject]),
    ]);
    if (!found) return undefined;
    const restatements = new Map<Period, number>();
    for (const { period } of found.rows)
      restatements.set(
        period,
        await this.restatementOf(subject, period, judgements(subject).get(period), moment),
      );
    return { found, restatements };
  }

  /** From the last judgement, if it was known at the moment; else from the stream of judgements. */
  async restatementOf(
    subject: Subject,
    period: Period,
    last: Pick<PeriodJudged, 'knownAt' | 'restatement'> | undefined,
    moment: Moment,
  ): Promise<number> {
    // It only grows: where there is none yet, there was none before.
    if (!last || last.restatement === 0) return 0;
    if (last.knownAt <= moment.knownAt) return last.restatement;
    return (await this.restatementAt(subject, period, moment)) ?? 0;
  }

  private async restatementAt(
    { licenseeId, asset }: Subject,
    period: Period,
    { knownAt }: Moment,
  ): Promise<number | undefined> {
    const events = await this.store.readStream(`judgement-${licenseeId}-${asset}-${period}`);
    const before = events.filter(({ envelope }) => (envelope.body['knownAt'] as string) <= knownAt);
    return before.at(-1)?.envelope.body['restatement'] as number | undefined;
  }

  /** A subject's rows as lists answer them. */
  async rows(subject: NamedSubject, moment: Moment): Promise<WireRow[]> {
    const restated = await this.restated(subject, moment);
    if (!restated) return [];
    const { found, restatements } = restated;
    const { licenseeId, name, asset } = subject;
    return found.rows.map((row) => ({
      ...{ licenseeId, asset, name },
      ...toWire(row),
      restatement: restatements.get(row.period) ?? 0,
      ...shownName(subject),
    }));
  }

  /** Rows of all subjects, worked out one subject after the other, until there are enough. */
  async list(list: RowList, moment: AnswerMoment): Promise<FoundRows> {
    const { after, sort, limit } = list;
    let found: WireRow[] = [];
    for await (const rows of this.matching(list, moment, sort ? undefined : after?.[0])) {
      found.push(...rows.filter((row) => isListed(row, list)));
      // The largest may be the last subject's.
      if (sort) found = firstOf(found, list);
      else if (found.length > limit) break;
    }
    return { rows: found, moment };
  }

  async counts(filter: RowFilter, moment: AnswerMoment): Promise<FoundCounts> {
    const counts = new RowCounts();
    for await (const rows of this.matching(filter, moment)) counts.add(rows);
    return { ...counts, moment };
  }

  /** The rows of a range, worked out one subject after the other; nothing once nobody waits for it. */
  async matrix(range: MatrixRange, moment: AnswerMoment, gone: AbortSignal): Promise<FoundMatrix> {
    const licensees: MatrixLicensee[] = [];
    for await (const rows of this.matching(range, moment)) {
      if (gone.aborted) break;
      licensees.push(...matrixLicensee(rows, range));
    }
    return { licensees, moment };
  }

  /** By subject, from a licensee on. */
  private async *matching(
    filter: RowFilter,
    moment: AnswerMoment,
    from = '',
  ): AsyncGenerator<readonly WireRow[]> {
    for (const subject of await this.facts.subjects(filter.asset, filter.licenseeId)) {
      if (subject.licenseeId < from) continue;
      await nextTurn();
      yield (await this.rows(subject, moment)).filter((row) => isMeant(row, filter));
    }
  }

  /** The sector month by month, worked out one subject after the other. */
  async totals(range: TotalsRange, moment: AnswerMoment): Promise<FoundTotals> {
    const totals = new TotalsByPeriod();
    const counted: Subject[] = [];
    for (const subject of await this.facts.subjects(range.asset)) {
      await nextTurn();
      if (await this.addTo(totals, subject, range, moment)) counted.push(subject);
    }
    return { totals, counted, moment };
  }

  /** False where the subject has no row in the range. */
  async addTo(
    totals: TotalsByPeriod,
    subject: Subject,
    { from, until }: TotalsRange,
    moment: Moment,
  ): Promise<boolean> {
    const { rules } = await this.law(moment);
    const standing = await this.facts.ask(subject, (fold) =>
      fold.standingWork(rules, moment.knownAt, moment.asOf),
    );
    const rows = standing?.rows.filter(({ period }) => from <= period && period <= until) ?? [];
    for (const row of rows) {
      const sums = totals.of(row.period);
      sums.add(totalsOfRow(subject.asset, row));
      sums.addConversions(standing?.conversions.get(row.period) ?? []);
    }
    return rows.length > 0;
  }
}

/** One subject's rows in a range; none where it has none there. */
export const matrixLicensee = (
  all: readonly WireRow[],
  { from, until }: MatrixRange,
): readonly MatrixLicensee[] => {
  const rows = all.filter(({ period }) => from <= period && period <= until);
  const cells = rows.map(cellOf);
  return rows
    .slice(0, 1)
    .map(({ licenseeId, name, licences }) => ({ licenseeId, name, licences, cells }));
};

const cellOf = ({ soldInTime, soldLate, ...row }: WireRow): Cell => {
  const { period, verdict, state, mined, required, shortfall, restatement } = row;
  const sold = String(BigInt(soldInTime) + BigInt(soldLate));
  return { period, verdict, state, mined, required, sold, shortfall, restatement };
};

/** Counts rows by their verdicts. */
export class RowCounts {
  readonly verdicts = new Map<string, number>();
  readonly counted: Subject[] = [];

  add(rows: readonly WireRow[]): void {
    for (const { licenseeId, asset, verdict } of rows)
      this.addSome({ licenseeId, asset }, verdict, 1);
  }

  addSome(subject: Subject, verdict: string, count: number): void {
    this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + count);
    this.counted.push(subject);
  }
}

export const isMeant = (row: WireRow, filter: RowFilter): boolean => {
  const { period, periods, verdict, isShort } = filter;
  return (
    (period === undefined || row.period === period) &&
    (periods === undefined || periods.includes(row.period)) &&
    (verdict === undefined || row.verdict === verdict) &&
    (!isShort || row.shortfall !== '0')
  );
};

export const isListed = (row: WireRow, { sort, after, ...filter }: RowList): boolean =>
  isMeant(row, filter) && (after === undefined || standsAfter(placeOf(row, sort), after));

/** In the order of the list, and one more than it shows where there are more. */
export const firstOf = (rows: readonly WireRow[], { sort, limit }: RowList): WireRow[] =>
  rows
    .map((row) => ({ row, place: placeOf(row, sort) }))
    .sort((a, b) => (standsAfter(a.place, b.place) ? 1 : -1))
    .slice(0, limit + 1)
    .map(({ row }) => row);

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
import type { Subject } from '../project-facts/subject.js';
import { JudgementBook } from '../judge-periods/judgement-book.js';
import { distinctSubjects, isAfter, keyOf, type RowKey } from './row-key.js';

/** The moment of an answer, and what was known of the sources when it was worked out. */
export interface AnswerMoment extends Moment {
  readonly ledger: Ledger;
}

export type WireRow = Wire<Reconciliation['rows'][number]> & {
  readonly licenseeId: string;
  readonly name: string | null;
  readonly asset: string;
  readonly restatement: number;
};

/** Which rows a list shows, and from which on. */
export interface RowFilter {
  readonly asset?: string | undefined;
  readonly licenseeId?: string | undefined;
  readonly period?: string | undefined;
  readonly verdict?: string | undefined;
  readonly after?: RowKey | undefined;
  /** One more than these is found where there are more. */
  readonly limit: number;
}

/** What a list shows, and the moment at which it is so. */
export interface FoundRows {
  readonly rows: readonly WireRow[];
  readonly moment: AnswerMoment;
}

export interface FoundTotals {
  readonly totals: SectorTotals;
  /** Whose rows were added up. */
  readonly counted: readonly Subject[];
  readonly moment: AnswerMoment;
}

/** Figures at any two instants. Reads compute; only the judge says anything. */
@Injectable()
export class Figures implements ProposalLaw {
  constructor(
    private readonly facts: FactBook,
    private readonly book: JudgementBook,
    private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
  ) {}

  /**
   * Both default to the last instant that every source is known through: the latest at which an
   * answer can be whole.
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

  /** One subject's figures; undefined for a licensee nobody knows. */
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
    const [found, said] = await Promise.all([
      this.reconcile(subject, moment),
      this.book.judgements([subject]),
    ]);
    if (!found) return undefined;
    const restatements = new Map<Period, number>();
    for (const { period } of found.rows)
      restatements.set(
        period,
        await this.restatementOf(subject, period, said(subject).get(period), moment),
      );
    return { found, restatements };
  }

  /** By what was judged last, where that was known at the moment. */
  async restatementOf(
    subject: Subject,
    period: Period,
    last: Pick<PeriodJudged, 'knownAt' | 'restatement'> | undefined,
    moment: Moment,
  ): Promise<number> {
    if (!last) return 0;
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
  async rows(
    subject: Subject & { readonly name: string | null },
    moment: Moment,
  ): Promise<WireRow[]> {
    const restated = await this.restated(subject, moment);
    if (!restated) return [];
    const { found, restatements } = restated;
    const { licenseeId, name, asset } = subject;
    return found.rows.map((row) => ({
      ...{ licenseeId, asset, name },
      ...toWire(row),
      restatement: restatements.get(row.period) ?? 0,
    }));
  }

  /** Rows of all subjects, worked out one subject after the other until there are enough. */
  async list(filter: RowFilter, moment: AnswerMoment): Promise<FoundRows> {
    const { after } = filter;
    const found: WireRow[] = [];
    for (const subject of await this.facts.subjects(filter.asset, filter.licenseeId)) {
      if (after && subject.licenseeId < after[0]) continue;
      await nextTurn();
      found.push(...(await this.rows(subject, moment)).filter((row) => isShown(row, filter)));
      if (found.length > filter.limit) break;
    }
    return { rows: found, moment };
  }

  /** The sector of a period, worked out one subject after the other. */
  async totals(period: Period, moment: AnswerMoment): Promise<FoundTotals> {
    const totals = new SectorTotals();
    const counted: Subject[] = [];
    for (const subject of await this.facts.subjects()) {
      await nextTurn();
      if (await this.addTo(totals, subject, period, moment)) counted.push(subject);
    }
    return { totals, counted, moment };
  }

  /** False where the subject has no row of the period. */
  async addTo(
    totals: SectorTotals,
    subject: Subject,
    period: Period,
    moment: Moment,
  ): Promise<boolean> {
    const { rules } = await this.law(moment);
    const standing = await this.facts.ask(subject, (fold) =>
      fold.standingWork(rules, moment.knownAt, moment.asOf),
    );
    const row = standing?.rows.find((one) => one.period === period);
    if (!standing || !row) return false;
    totals.add(totalsOfRow(subject.asset, row));
    totals.addConversions(standing.conversions.get(period) ?? []);
    return true;
  }
}

export const isShown = (row: WireRow, { period, verdict, after }: RowFilter): boolean =>
  (period === undefined || row.period === period) &&
  (verdict === undefined || row.verdict === verdict) &&
  (after === undefined || isAfter(keyOf(row), after));

import { Injectable } from '@nestjs/common';
import { RECONCILIATION } from '@esep/contracts';
import { finished, type Instant, type Period } from '@esep/kernel';
import { EventStore, Problem, Subscriptions } from '@esep/platform';
import { toWire, type Reconciliation, type Wire } from '@esep/supervision-domain';

import { FactBook, type SupervisionLaw } from '../project-facts/fact-book.js';
import type { Subject } from '../project-facts/subject.js';
import { JudgementBook } from '../judge-periods/judgement-book.js';

/** The two instants of a bitemporal question: known at, and judged as of. */
export interface Moment {
  readonly knownAt: Instant;
  readonly asOf: Instant;
  /** What the answer rests on. */
  readonly ledger: Ledger;
}

/** What was known of the sources when an answer was worked out. */
export interface Ledger {
  readonly sources: {
    readonly [log: string]: { readonly position: number; readonly recordedAt: Instant };
  };
  readonly knownThrough: Instant;
  /**
   * False when something may be missing or other: late sources, a parked fact, a forked log, coins
   * that may have moved on a chain unseen.
   */
  readonly complete: boolean;
}

export type WireRow = Wire<Reconciliation['rows'][number]> & {
  readonly licenseeId: string;
  readonly name: string | null;
  readonly asset: string;
  readonly restatement: number;
};

/** Figures at any two instants. Reads compute; only the judge says anything. */
@Injectable()
export class Figures {
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
  moment(
    query: { readonly knownAt?: Instant; readonly asOf?: Instant },
    licensee?: string,
  ): Moment {
    const { knownThrough, sources } = this.subscriptions.known(RECONCILIATION.consumer);
    const knownAt = query.knownAt ?? knownThrough;
    const asOf = query.asOf ?? knownAt;
    if (asOf > knownAt)
      throw new Problem(400, 'as-of-after-known-at', {
        detail: `asOf ${asOf} lies after knownAt ${knownAt}: nobody can judge what is not known yet.`,
      });
    const subscription = this.subscriptions.get(RECONCILIATION.consumer);
    const parked =
      licensee === undefined ? subscription.parkedCount > 0 : subscription.isParked(licensee);
    const sound =
      subscription.trouble === undefined &&
      this.subscriptions.forksOf(RECONCILIATION.consumer).length === 0;
    const complete = knownAt <= knownThrough && !parked && sound;
    return { knownAt, asOf, ledger: { sources, knownThrough, complete } };
  }

  /** The ledger of an answer about these subjects: not complete where their chains are not. */
  async ledgerOf({ knownAt, asOf, ledger }: Moment, subjects: readonly Subject[]): Promise<Ledger> {
    if (!ledger.complete) return ledger;
    for (const { licenseeId, asset } of subjects) {
      const isWhole = await this.facts.ask({ licenseeId, asset }, (fold) =>
        finished(fold.isWhole(knownAt, asOf)),
      );
      if (isWhole === false) return { ...ledger, complete: false };
    }
    return ledger;
  }

  async law({ knownAt, asOf }: Moment): Promise<SupervisionLaw> {
    const law = await this.facts.law(knownAt, asOf);
    if (law) return law;
    throw new Problem(422, 'no-rule-pack', { detail: `No rule pack was in force at ${asOf}.` });
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
    for (const { period } of found.rows) {
      const last = said(subject).get(period);
      const isKnown = !last || last.knownAt <= moment.knownAt;
      const count = isKnown ? last?.restatement : await this.restatementAt(subject, period, moment);
      restatements.set(period, count ?? 0);
    }
    return { found, restatements };
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
  async rows(subject: Subject, name: string | null, moment: Moment): Promise<WireRow[]> {
    const restated = await this.restated(subject, moment);
    if (!restated) return [];
    const { found, restatements } = restated;
    return found.rows.map((row) => ({
      ...subject,
      name,
      ...toWire(row),
      restatement: restatements.get(row.period) ?? 0,
    }));
  }
}

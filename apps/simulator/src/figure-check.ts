import { setTimeout as sleep } from 'node:timers/promises';

import {
  localDateOf,
  periodOf,
  plusDays,
  startOfDay,
  type Instant,
  type LocalDate,
} from '@esep/kernel';

import { subjectsOf, type Subject } from './acts.js';
import { ApiProblem } from './api.js';
import type { Caller, ReconciliationAnswer } from './caller.js';
import type { Participants } from './participants.js';
import { expectationOn, foundRow, mismatchesOf, type FoundRow } from './found-row.js';
import { Judgements } from './judgements.js';
import type { LicenseeIds } from './register-sector.js';
import type { Sector } from './sector-plan.js';

export interface Checked {
  readonly rows: readonly FoundRow[];
  /** Sentences, each with what was expected and what was found. None when all is as it must be. */
  readonly mismatches: readonly string[];
}

export interface CheckTerms {
  /** Is there a chain on which the ledger can see what nobody reports? */
  readonly hasChain: boolean;
  readonly patienceMs: number;
}

const LOOK_EVERY_MS = 100;

/** Checks the figures and the judgements of a sector, at one instant after another. */
export class FigureCheck {
  private readonly analyst: Caller;
  private readonly judgements: Judgements;

  constructor(
    private readonly sector: Sector,
    private readonly ids: LicenseeIds,
    participants: Participants,
    private readonly terms: CheckTerms,
  ) {
    this.analyst = participants.of('supervision-analyst');
    this.judgements = new Judgements(participants.of('auditor'), terms.patienceMs);
  }

  /** All months before that of `knownAt`, once everything recorded until then is known. */
  async at(knownAt: Instant): Promise<Checked> {
    const day = localDateOf(knownAt);
    const month = periodOf(knownAt);
    const due = subjectsOf(this.sector).filter((subject) => subject.month.period < month);
    const answers = await this.answersTo(due, knownAt);
    const rowsNow = () =>
      due.map((subject) => {
        const answer = answers.get(holdingOf(subject)) as ReconciliationAnswer;
        return foundRow(subject, this.idOf(subject), answer, this.judgementOf(subject, day));
      });
    // Supervision judges in its own time: what it answers is on record a little later.
    await this.judgements.until(() =>
      rowsNow().every(
        (row, i) => row === undefined || isOnRecord(row, isRestated(due[i] as Subject, day)),
      ),
    );
    const found = rowsNow();
    const mismatches = due.flatMap((subject, i) =>
      mismatchesOf(subject, this.expected(subject, day), found[i]).concat(
        this.silence(subject, found[i], day),
      ),
    );
    return {
      rows: found.filter((row) => row !== undefined),
      mismatches: mismatches.map((sentence) => `As known on ${day}: ${sentence}`),
    };
  }

  private expected({ month }: Subject, day: LocalDate) {
    return expectationOn(month, day, this.terms.hasChain);
  }

  private idOf({ licensee }: Subject): string {
    const id = this.ids.get(licensee.licenceId);
    if (id === undefined) throw new Error(`${licensee.name} was not registered.`);
    return id;
  }

  /** As it was on record that night, even when the run is begun anew and the ledger knows more. */
  private judgementOf(subject: Subject, day: LocalDate) {
    const { holding, month } = subject;
    const morning = startOfDay(plusDays(day, 1));
    return this.judgements.last(this.idOf(subject), holding.asset, month.period, morning);
  }

  private silence(subject: Subject, found: FoundRow | undefined, day: LocalDate): string[] {
    if (found === undefined || found.restatement > 0 || !isRestated(subject, day)) return [];
    const { licensee, holding, month } = subject;
    return [
      `${licensee.name}, ${holding.asset}, ${month.period}: expected a restatement on record, found none.`,
    ];
  }

  /** One answer per licensee and asset. */
  private async answersTo(
    subjects: readonly Subject[],
    knownAt: Instant,
  ): Promise<Map<string, ReconciliationAnswer>> {
    const holdings = new Map(subjects.map((subject) => [holdingOf(subject), subject]));
    const giveUpAt = performance.now() + 2 * this.terms.patienceMs;
    const answers = [...holdings].map(async ([key, subject]) => {
      return [key, await this.completeAnswer(subject, knownAt, giveUpAt)] as const;
    });
    return new Map(await Promise.all(answers));
  }

  private async completeAnswer(
    subject: Subject,
    knownAt: Instant,
    giveUpAt: number,
  ): Promise<ReconciliationAnswer> {
    const { licensee, holding } = subject;
    for (;;) {
      const answer = await this.answer(this.idOf(subject), holding.asset, knownAt);
      if (answer?.ledger.complete) return answer;
      if (performance.now() > giveUpAt)
        throw new Error(
          `The figures of ${licensee.name} as known at ${knownAt} were not complete within ${this.terms.patienceMs / 500} s: ` +
            (answer
              ? `known through ${answer.ledger.knownThrough}.`
              : 'supervision does not know it.'),
        );
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async answer(licenseeId: string, asset: string, knownAt: Instant) {
    try {
      return await this.analyst.reconciliation(licenseeId, asset, knownAt);
    } catch (error) {
      // Supervision may not have heard of the licensee yet.
      if (error instanceof ApiProblem && error.status === 404) return undefined;
      throw error;
    }
  }
}

const holdingOf = ({ licensee, holding }: Subject): string =>
  `${licensee.licenceId} ${holding.asset}`;

/** Is the verdict on record, and that the row was restated, if it had to be? */
const isOnRecord = ({ verdict, judged, restatement }: FoundRow, restated: boolean): boolean =>
  judged === verdict && (restatement > 0 || !restated);

/** Something became known that changed the month after it had been judged for good. */
const isRestated = ({ month: { expectedBefore } }: Subject, day: LocalDate): boolean =>
  expectedBefore !== undefined && day >= expectedBefore.knownOn;

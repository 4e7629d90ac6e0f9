import { setTimeout as sleep } from 'node:timers/promises';

import {
  localDateOf,
  periodOf,
  plusDays,
  startOfDay,
  type Asset,
  type Instant,
  type LocalDate,
} from '@esep/kernel';

import { plannedMonthsOf, type PlannedMonth } from './acts.js';
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

const POLL_INTERVAL_MS = 100;

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
    const due = plannedMonthsOf(this.sector).filter((planned) => planned.month.period < month);
    const answers = await this.answersTo(due, knownAt);
    const rowsNow = () =>
      due.map((planned) => {
        const answer = answers.get(holdingOf(planned)) as ReconciliationAnswer;
        return foundRow(planned, this.idOf(planned), answer, this.judgementOf(planned, day));
      });
    // Supervision judges in its own time: what it answers is on record a little later.
    await this.judgements.until(() =>
      rowsNow().every(
        (row, i) => row === undefined || isOnRecord(row, isRestated(due[i] as PlannedMonth, day)),
      ),
    );
    const found = rowsNow();
    const mismatches = due.flatMap((planned, i) =>
      mismatchesOf(planned, this.expected(planned, day), found[i]).concat(
        this.silence(planned, found[i], day),
      ),
    );
    return {
      rows: found.filter((row) => row !== undefined),
      mismatches: mismatches.map((sentence) => `As known on ${day}: ${sentence}`),
    };
  }

  private expected({ month }: PlannedMonth, day: LocalDate) {
    return expectationOn(month, day, this.terms.hasChain);
  }

  private idOf({ licensee }: PlannedMonth): string {
    const id = this.ids.get(licensee.licenceId);
    if (id === undefined) throw new Error(`${licensee.name} was not registered.`);
    return id;
  }

  /** As it was on record that night, even when the run is begun anew and the ledger knows more. */
  private judgementOf(planned: PlannedMonth, day: LocalDate) {
    const { holding, month } = planned;
    const morning = startOfDay(plusDays(day, 1));
    return this.judgements.last(this.idOf(planned), holding.asset, month.period, morning);
  }

  private silence(planned: PlannedMonth, found: FoundRow | undefined, day: LocalDate): string[] {
    if (found === undefined || found.restatement > 0 || !isRestated(planned, day)) return [];
    const { licensee, holding, month } = planned;
    return [
      `${licensee.name}, ${holding.asset}, ${month.period}: expected a restatement on record, found none.`,
    ];
  }

  /** One answer per licensee and asset. */
  private async answersTo(
    plannedMonths: readonly PlannedMonth[],
    knownAt: Instant,
  ): Promise<Map<string, ReconciliationAnswer>> {
    const holdings = new Map(plannedMonths.map((planned) => [holdingOf(planned), planned]));
    const giveUpAt = performance.now() + 2 * this.terms.patienceMs;
    const answers = [...holdings].map(async ([key, planned]) => {
      return [key, await this.completeAnswer(planned, knownAt, giveUpAt)] as const;
    });
    return new Map(await Promise.all(answers));
  }

  private async completeAnswer(
    planned: PlannedMonth,
    knownAt: Instant,
    giveUpAt: number,
  ): Promise<ReconciliationAnswer> {
    const { licensee, holding } = planned;
    for (;;) {
      const answer = await this.answer(this.idOf(planned), holding.asset, knownAt);
      if (answer?.ledger.complete) return answer;
      if (performance.now() > giveUpAt)
        throw new Error(
          `The figures of ${licensee.name} as known at ${knownAt} were not complete within ${this.terms.patienceMs / 500} s: ` +
            (answer
              ? `known through ${answer.ledger.knownThrough}.`
              : 'supervision does not know it.'),
        );
      await sleep(POLL_INTERVAL_MS);
    }
  }

  private async answer(licenseeId: string, asset: Asset['code'], knownAt: Instant) {
    try {
      return await this.analyst.reconciliation(licenseeId, asset, knownAt);
    } catch (error) {
      // Supervision may not have heard of the licensee yet.
      if (error instanceof ApiProblem && error.status === 404) return undefined;
      throw error;
    }
  }
}

const holdingOf = ({ licensee, holding }: PlannedMonth): string =>
  `${licensee.licenceId} ${holding.asset}`;

/** Is the verdict on record, and that the row was restated, if it had to be? */
const isOnRecord = ({ verdict, judged, restatement }: FoundRow, restated: boolean): boolean =>
  judged === verdict && (restatement > 0 || !restated);

/** Something became known that changed the month after it had been judged for good. */
const isRestated = ({ month: { expectedBefore } }: PlannedMonth, day: LocalDate): boolean =>
  expectedBefore !== undefined && day >= expectedBefore.knownOn;

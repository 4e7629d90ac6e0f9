import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import { nextTurn, ServiceLog, sleep, Subscriptions } from '@esep/platform';
import { toWire, type Standing } from '@esep/supervision-domain';
import { DataSource, type EntityManager } from 'typeorm';

import { FactBook, type SupervisionLaw } from '../project-facts/fact-book.js';
import type { Subject } from '../project-facts/subject.js';
import { Figures, type AnswerMoment } from '../reconciliations/figures.js';
import { staleSubjects, type StaleSubject } from './stale-subjects.js';

/** Subjects in one transaction. */
const BATCH_SUBJECTS = 50;
/** Subjects whose facts are read at the same time. */
const PARALLEL_SUBJECTS = 5;

/** Where facts come without end a sweep ends after this; the next one continues. */
const SWEEP_MS_MAX = 20_000;

/** Pause between two runs: as long as the last run took, within these bounds. */
const PAUSE_MS_MIN = 200;
const PAUSE_MS_MAX = 2_000;

/** Brings all rows to one moment. */
interface Run {
  readonly id: string;
  readonly moment: AnswerMoment;
  readonly law: SupervisionLaw;
}

interface WorkedOut {
  readonly subject: StaleSubject;
  readonly standing: Standing;
  /** From how many facts. */
  readonly facts: number;
}

/**
 * Writes the rows that lists read (`CurrentRows`). A run brings all stale rows to one moment, which it
 * records at its end; until then lists read the rows of the moment before. A run may die at any point: the
 * next one continues. Of several instances only the run that began last writes.
 */
@Injectable()
export class RowRefresh {
  @Inject() private readonly log!: ServiceLog;

  constructor(
    private readonly database: DataSource,
    private readonly facts: FactBook,
    private readonly figures: Figures,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Ends when the rows have everything that was recorded before the call. */
  async sweep(stop: AbortSignal): Promise<void> {
    const asked = this.subscriptions.now();
    for (const started = Date.now(); !stop.aborted && Date.now() - started < SWEEP_MS_MAX;) {
      const began = performance.now();
      const moment = this.figures.moment({});
      await this.refresh(moment, stop);
      if (moment.knownAt >= asked) return;
      const took = performance.now() - began;
      await sleep(Math.min(Math.max(PAUSE_MS_MIN, took), PAUSE_MS_MAX));
    }
  }

  private async refresh(moment: AnswerMoment, stop: AbortSignal): Promise<void> {
    const law = await this.facts.law(moment.knownAt, moment.asOf);
    // Before the first rule pack there are no figures.
    if (!law) return;
    const run: Run = { id: randomUUID(), moment, law };
    if (!(await this.begin(run))) return;
    let isWhole = true;
    const basis = { at: moment.knownAt, pack: law.hash };
    for (let after: Subject | undefined, more = true; more;) {
      const stale = await staleSubjects(this.database, basis, { after }, BATCH_SUBJECTS);
      const workedOut = await this.workOut(stale, run, stop);
      if (stop.aborted || !(await this.keep(run, workedOut))) return;
      isWhole &&= workedOut.length === stale.length;
      after = stale.at(-1);
      more = stale.length === BATCH_SUBJECTS;
    }
    await this.end(run, isWhole);
  }

  /** False if a run of another instance, which knows more, began before. */
  private async begin({ id, moment }: Run): Promise<boolean> {
    const begun = await this.database.query<unknown[]>(
      `insert into current_moment as m (run, run_at) values ($1, $2)
       on conflict (one) do update set run = excluded.run, run_at = excluded.run_at
         where m.run_at <= excluded.run_at
       returning 1`,
      [id, moment.knownAt],
    );
    return begun.length > 0;
  }

  private async workOut(
    subjects: readonly StaleSubject[],
    run: Run,
    stop: AbortSignal,
  ): Promise<readonly WorkedOut[]> {
    const workedOut: WorkedOut[] = [];
    for (let from = 0; from < subjects.length && !stop.aborted; from += PARALLEL_SUBJECTS) {
      const some = subjects.slice(from, from + PARALLEL_SUBJECTS);
      const found = await Promise.all(some.map((subject) => this.standingOf(subject, run)));
      workedOut.push(...found.flatMap((one) => one ?? []));
      await nextTurn();
    }
    return workedOut;
  }

  /** Undefined where it fails: the subject stays stale, and the others are computed all the same. */
  private async standingOf(
    subject: StaleSubject,
    { moment: { knownAt, asOf }, law }: Run,
  ): Promise<WorkedOut | undefined> {
    try {
      return await this.facts.ask(subject, function* (fold, facts) {
        const standing = yield* fold.standingWork(law.rules, knownAt, asOf);
        return { subject, standing, facts };
      });
    } catch (error) {
      const { licenseeId, asset } = subject;
      this.log.error(error, `The rows of ${licenseeId} for ${asset} stay as they are`, 'rows');
      return undefined;
    }
  }

  /** False if another run has begun: this one would overwrite newer rows. */
  private keep(run: Run, workedOut: readonly WorkedOut[]): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const own = await tx.query<unknown[]>('select from current_moment where run = $1 for share', [
        run.id,
      ]);
      if (own.length === 0) return false;
      if (workedOut.length > 0) await keepRows(tx, run, workedOut);
      return true;
    });
  }

  /**
   * Records the moment, and deletes rows that no moment shows: those that ended before it, and those of a
   * run that failed.
   */
  private async end({ id, moment }: Run, isWhole: boolean): Promise<void> {
    if (isWhole)
      await this.database.query(
        'update current_moment set at = run_at, ledger = $2 where run = $1',
        [id, JSON.stringify(moment.ledger)],
      );
    await this.database.query(
      `delete from current_rows using (select max(at) as at from current_moment where run = $1) m
        where until < 'infinity' and (m.at is null or until <= m.at or since > m.at)
          and exists (select from current_moment where run = $1)`,
      [id],
    );
  }
}

/**
 * A row that did not change is not written again: a new fact costs only the rows that it changes. In one
 * statement, because the bodies are most of what is sent. The insert does not see what `ended` updates.
 */
const keepRows = async (
  tx: EntityManager,
  { moment: { knownAt }, law }: Run,
  workedOut: readonly WorkedOut[],
): Promise<void> => {
  const subjects = workedOut.map(({ subject }) => subject);
  const rows = workedOut.flatMap(({ subject, standing: { rows, conversions } }) =>
    rows.map((row) => ({
      ...subject,
      period: row.period,
      verdict: row.verdict,
      body: JSON.stringify(toWire(row)),
      conversions: JSON.stringify(toWire(conversions.get(row.period) ?? [])),
    })),
  );
  const subjectIds = [
    subjects.map(({ licenseeId }) => licenseeId),
    subjects.map(({ asset }) => asset),
  ];
  await tx.query(
    `with computed as materialized (
       select * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
                n(licensee_id, asset, period, verdict, body, conversions)),
     same as materialized (
       select n.licensee_id, n.asset, n.period
         from computed n join current_rows c using (licensee_id, asset, period)
        where c.until = 'infinity' and n.verdict = c.verdict and n.body = c.body::text
          and n.conversions = c.conversions::text),
     ended as (
       update current_rows c set until = $1::timestamptz
         from unnest($8::uuid[], $9::text[]) s(licensee_id, asset)
        where c.licensee_id = s.licensee_id and c.asset = s.asset and c.until = 'infinity'
          and (c.licensee_id, c.asset, c.period) not in (select * from same))
     insert into current_rows (since, licensee_id, asset, period, verdict, body, conversions)
     select $1::timestamptz, licensee_id, asset, period, verdict, body::json, conversions::json
       from computed where (licensee_id, asset, period) not in (select * from same)`,
    [
      knownAt,
      rows.map(({ licenseeId }) => licenseeId),
      rows.map(({ asset }) => asset),
      rows.map(({ period }) => period),
      rows.map(({ verdict }) => verdict),
      rows.map(({ body }) => body),
      rows.map(({ conversions }) => conversions),
      ...subjectIds,
    ],
  );
  await tx.query(
    `insert into current_subjects (worked_out_at, pack, licensee_id, asset, touched, changes_at, facts)
     select $1::timestamptz, $2, *
       from unnest($3::uuid[], $4::text[], $5::bigint[], $6::timestamptz[], $7::integer[])
     on conflict (licensee_id, asset) do update
       set worked_out_at = excluded.worked_out_at, pack = excluded.pack, touched = excluded.touched,
           changes_at = excluded.changes_at, facts = excluded.facts`,
    [
      knownAt,
      law.hash,
      ...subjectIds,
      subjects.map(({ touched }) => touched),
      workedOut.map(({ standing }) => standing.changesAt ?? null),
      workedOut.map(({ facts }) => facts),
    ],
  );
};

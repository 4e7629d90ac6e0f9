import { Inject, Injectable } from '@nestjs/common';
import { RECONCILIATION, type PeriodJudged, type WireSources } from '@esep/contracts';
import { mapWork, type Instant, type Period, type Work } from '@esep/kernel';
import {
  CommandHandler,
  inTurns,
  PersonalData,
  ServiceLog,
  sleep,
  step,
  Subscriptions,
  type CommandStep,
} from '@esep/platform';
import {
  figuresOf,
  findingCommandsWork,
  findingDecider,
  judgementDecider,
  nextJudgementAt,
  raiseFinding,
  underSecretId,
  type FoundFinding,
  type KnownFinding,
  type ReconciliationRow,
  type SubjectFold,
} from '@esep/supervision-domain';
import { evaluate } from '@esep/rulebook';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

import { FactBook, type SupervisionLaw } from '../project-facts/fact-book.js';
import type { Subject } from '../project-facts/subject.js';
import { differsFromRecord, JudgementBook, type Of } from './judgement-book.js';
import { SlowSubjects } from './slow-subjects.js';

/** How many subjects are read from the list at a time, and how many of them are judged side by side. */
const BATCH = 50;
const SIDE_BY_SIDE = 5;

/** A sweep ends sooner or later, and later where some subjects are slow; the next one goes on. */
const PATIENCE_MS = 20_000;
const SLOW_PATIENCE_MS = 600_000;

/** What arrives within this time of a subject is judged together. */
const PAUSE_MS = 200;
/** It pauses for this many times as long as it judged, and not longer: a slow database is no work. */
const PAUSE_SHARE = 4;
const PAUSE_MS_MAX = 2_000;

interface DueSubject extends Subject {
  readonly touched: number;
  /** The number that PostgreSQL gave the table: another copy of it counts otherwise. */
  readonly copy: string;
  /** Is everything known that touched it? Else only a deadline has passed, and it is due once more. */
  readonly isKnown: boolean;
}

/** Through when all sources are known, and where they stand. */
interface KnownNow {
  readonly at: Instant;
  readonly sources: WireSources;
}

/** What subjects are judged by, beside their facts. */
interface Basis extends KnownNow {
  readonly law: SupervisionLaw;
  readonly judgements: Of<ReadonlyMap<Period, PeriodJudged>>;
  readonly findings: Of<Promise<ReadonlyMap<string, KnownFinding>>>;
}

/** When a judged subject is due without new facts; undefined for never. */
interface Judged {
  readonly subject: DueSubject;
  readonly next: Instant | undefined;
}

/**
 * Verdicts change by new facts and by time alone. Whose facts were touched, or whose
 * next deadline has passed, stands beside the facts; this works that list off. It may die at any
 * point and be run again: what it says is decided against the streams as they stand.
 */
@Injectable()
export class Judge {
  @Inject() private readonly personal!: PersonalData;
  @Inject() private readonly log!: ServiceLog;
  private readonly slow = new SlowSubjects();

  constructor(
    private readonly database: DataSource,
    private readonly facts: FactBook,
    private readonly book: JudgementBook,
    private readonly commands: CommandHandler,
    private readonly subscriptions: Subscriptions,
  ) {}

  /**
   * Judges everything that is due. What arrived a moment ago is judged as soon as all sources are
   * known past it, so that a judgement never knows less than the figures that people read.
   */
  async sweep(stop: AbortSignal): Promise<void> {
    const seen: DueSubject[] = [];
    // A deadline that passed a moment ago is judged once all sources are known to have passed it.
    const asked = this.subscriptions.now();
    const started = Date.now();
    const isLate = (): boolean =>
      Date.now() - started >= (this.slow.all().length > 0 ? SLOW_PATIENCE_MS : PATIENCE_MS);
    while (!stop.aborted && !isLate()) {
      // Asked before the book is brought up to date: it must have what those said that have ended.
      const slow = this.slow.all();
      await this.book.upToDate();
      const { knownThrough, sources } = this.subscriptions.known(RECONCILIATION.consumer);
      const { due, pending } = await this.due(knownThrough, seen, slow);
      seen.push(...due);
      const judging = performance.now();
      await this.judgeAll(due, { at: knownThrough, sources }, stop);
      const isDone = due.length === 0 && slow.length === 0 && !pending;
      if (isDone && knownThrough >= asked) return;
      // Whose facts come without end is not judged without end: others need the processor.
      const pause = PAUSE_SHARE * (performance.now() - judging);
      await sleep(Math.min(Math.max(PAUSE_MS, pause), PAUSE_MS_MAX));
    }
    if (stop.aborted) await this.slow.ended();
  }

  /**
   * Whose facts are all known, or whose deadline has passed, without those that this sweep has looked
   * at; and whether others only wait to be. Nobody waits behind one that cannot be judged yet.
   */
  private async due(
    at: Instant,
    seen: readonly DueSubject[],
    slow: readonly Subject[],
  ): Promise<{ due: DueSubject[]; pending: boolean }> {
    const rows = (await this.database.query(
      `select licensee_id, asset, touched, tableoid::text as copy, touched_at <= $1 as known,
              touched_at <= $1 or next_judgement_at <= $1 as due
         from subjects
        where (touched > judged or next_judgement_at <= $1)
          and (licensee_id, asset, touched, tableoid::text, touched_at <= $1) not in
              (select * from unnest($3::uuid[], $4::text[], $5::bigint[], $6::text[], $7::boolean[]))
          and (licensee_id, asset) not in (select * from unnest($8::uuid[], $9::text[]))
        order by due desc, touched_at limit $2`,
      [
        at,
        BATCH,
        seen.map(({ licenseeId }) => licenseeId),
        seen.map(({ asset }) => asset),
        seen.map(({ touched }) => touched),
        seen.map(({ copy }) => copy),
        seen.map(({ isKnown }) => isKnown),
        slow.map(({ licenseeId }) => licenseeId),
        slow.map(({ asset }) => asset),
      ],
    )) as {
      licensee_id: string;
      asset: string;
      touched: string;
      copy: string;
      known: boolean;
      due: boolean;
    }[];
    return {
      due: rows
        .filter(({ due }) => due)
        .map((row) => ({
          licenseeId: row.licensee_id,
          asset: row.asset,
          touched: Number(row.touched),
          copy: row.copy,
          isKnown: row.known,
        })),
      pending: rows.some(({ due }) => !due),
    };
  }

  private async judgeAll(
    subjects: readonly DueSubject[],
    known: KnownNow,
    stop: AbortSignal,
  ): Promise<void> {
    if (subjects.length === 0) return;
    const [law, judgements, findings] = await Promise.all([
      this.facts.law(known.at, known.at),
      this.book.judgements(subjects),
      this.book.findings(subjects),
    ]);
    // Facts may arrive before the law: the subjects stay touched until it does.
    if (!law) return;
    const basis = { ...known, law, judgements, findings };
    const judged: Judged[] = [];
    const keep = (some: readonly Judged[]) => this.keep(some, known.at);
    const waiting = subjects.values();
    const judgeNext = async (): Promise<void> => {
      for (const subject of waiting) {
        if (stop.aborted) return;
        const work = this.triedFor(subject, stop, () => this.judge(subject, basis, stop));
        const takeLate = async (late: Judged | undefined) =>
          late && this.triedFor(subject, stop, () => keep([late]));
        const outcome = await this.slow.outcomeOf(subject, work, takeLate, stop);
        if (outcome) judged.push(outcome);
      }
    };
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, judgeNext));
    await keep(judged);
  }

  /** One licensee's trouble is not the next one's. It stays due and is tried again. */
  private async triedFor<Outcome>(
    { licenseeId, asset }: Subject,
    stop: AbortSignal,
    work: () => Promise<Outcome>,
  ): Promise<Outcome | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!stop.aborted)
        this.log.error(error, `${licenseeId} cannot be judged for its ${asset}`, 'supervision');
      return undefined;
    }
  }

  /**
   * Undefined when its licensee is not known yet, when it stopped, or when another judge, who knew
   * more, was faster: the subject stays on the list.
   */
  private async judge(
    subject: DueSubject,
    basis: Basis,
    stop: AbortSignal,
  ): Promise<Judged | undefined> {
    const { law, at, sources } = basis;
    const reckoned = await this.facts.ask(subject, (fold) =>
      unlessStopped(stop, reckonWork(fold, law, at)),
    );
    if (!reckoned) return undefined;
    const { rows, findings, nextEventAt } = reckoned;
    const said = basis.judgements(subject);
    const news = rows.filter(
      (row) => row.state !== 'open' && differsFromRecord(row, said.get(row.period)),
    );
    const judged = judgementSteps(subject, news, law, at, sources);
    const onRecord = await basis.findings(subject);
    const found = await inTurns(
      unlessStopped(stop, this.findingStepsWork(subject, findings, onRecord, at)),
    );
    for (const steps of portionsOf(judged, found))
      if (stop.aborted || !(await this.say(steps, law))) return undefined;
    return { subject, next: this.nextTime(rows[0], law, at, nextEventAt) };
  }

  /** What was recorded after `at`, or arrived meanwhile, keeps a subject on the list. */
  private async keep(judged: readonly Judged[], at: Instant): Promise<void> {
    if (judged.length === 0) return;
    const subjects = judged.map(({ subject }) => subject);
    await this.database.query(
      `update subjects s
          set judged = case when s.touched_at <= $1 then j.touched else s.judged end,
              next_judgement_at = j.next
         from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])
              j(licensee_id, asset, touched, copy, next)
        where s.licensee_id = j.licensee_id and s.asset = j.asset and s.tableoid::text = j.copy`,
      [
        at,
        subjects.map(({ licenseeId }) => licenseeId),
        subjects.map(({ asset }) => asset),
        subjects.map(({ touched }) => touched),
        subjects.map(({ copy }) => copy),
        judged.map(({ next }) => next ?? null),
      ],
    );
  }

  private *findingStepsWork(
    { licenseeId, asset }: Subject,
    findings: readonly FoundFinding[],
    onRecord: ReadonlyMap<string, KnownFinding>,
    at: Instant,
  ): Work<readonly CommandStep[]> {
    const secretOf = (id: string) => this.personal.keyedId('finding', id);
    const found = yield* mapWork(
      findings,
      (finding) => underSecretId(raiseFinding(licenseeId, asset, finding, at), onRecord, secretOf),
      HASHED_AT_ONCE,
    );
    const commands = yield* findingCommandsWork(found, onRecord, at);
    return yield* mapWork(commands, ({ findingId, command }) =>
      step(`finding-${findingId}`, findingDecider, command),
    );
  }

  /** False when another judge, who knew more, was faster. */
  private async say(steps: readonly CommandStep[], law: SupervisionLaw): Promise<boolean> {
    const id = uuidv7();
    const meta = {
      actor: 'judge',
      organisation: 'supervision',
      correlationId: id,
      causationId: id,
      rulePackHash: law.hash,
    };
    const outcome = await this.commands.handle({ meta }, ...steps);
    return outcome.accepted;
  }

  private nextTime(
    first: ReconciliationRow | undefined,
    { rules, pack }: SupervisionLaw,
    at: Instant,
    nextEventAt: Instant | undefined,
  ): Instant | undefined {
    if (!first) return nextEventAt;
    const overdueDays = evaluate(pack, 'silentSenderWaiverDays', at).value;
    return nextJudgementAt(first.period, at, rules, overdueDays, nextEventAt);
  }
}

/**
 * What is said at once. Each fact of a flood may raise a finding; a judgement stands beside the last
 * of them, so that whoever listens to it has heard of all.
 */
const portionsOf = (
  judgements: readonly CommandStep[],
  findings: readonly CommandStep[],
): readonly (readonly CommandStep[])[] => {
  const portions: (readonly CommandStep[])[] = [];
  let from = 0;
  for (; findings.length - from > STEPS_PER_APPEND_MAX; from += STEPS_PER_APPEND_MAX)
    portions.push(findings.slice(from, from + STEPS_PER_APPEND_MAX));
  const last = [...judgements, ...findings.slice(from)];
  return last.length > 0 ? [...portions, last] : portions;
};

/** Steps of one append. */
const STEPS_PER_APPEND_MAX = 250;
/** Findings get their ids from several hashes each. */
const HASHED_AT_ONCE = 100;

/** Throws at the next turn once it is to stop. */
function* unlessStopped<Result>(stop: AbortSignal, work: Work<Result>): Work<Result> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    stop.throwIfAborted();
    yield;
  }
}

/** What is to be said of a subject's coins, and when something next comes to pass by itself. */
interface Reckoned {
  readonly rows: readonly ReconciliationRow[];
  readonly findings: readonly FoundFinding[];
  readonly nextEventAt: Instant | undefined;
}

function* reckonWork(fold: SubjectFold, law: SupervisionLaw, at: Instant): Work<Reckoned> {
  const { rows, findings } = yield* fold.reconcileWork(law.rules, at, at);
  const crossChecks = yield* fold.crossChecksWork(law, at, at);
  const nextEventAt = yield* fold.nextEventAfterWork(at, at);
  return { rows, findings: [...findings, ...crossChecks], nextEventAt };
}

const judgementSteps = (
  { licenseeId, asset }: Subject,
  rows: readonly ReconciliationRow[],
  law: SupervisionLaw,
  at: Instant,
  sources: WireSources,
): CommandStep[] =>
  rows.map((row) =>
    step(`judgement-${licenseeId}-${asset}-${row.period}`, judgementDecider, {
      type: 'JudgePeriod',
      licenseeId,
      asset,
      period: row.period,
      state: row.state,
      verdict: row.verdict,
      figures: figuresOf(row),
      sources,
      rulePackHash: law.hash,
      asOf: at,
      knownAt: at,
    }),
  );

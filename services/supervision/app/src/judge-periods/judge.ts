import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import type { WireSources } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { CommandHandler, PersonalData, step, Subscriptions, type Step } from '@esep/platform';
import {
  figuresOf,
  findingCommands,
  findingDecider,
  judgementDecider,
  nextJudgementAt,
  raiseFinding,
  underSecretIds,
  type FoundFinding,
  type KnownFinding,
  type ReconciliationRow,
} from '@esep/supervision-domain';
import { evaluate } from '@esep/rulebook';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';

import { FactBook, type Law, type Subject } from '../keep-facts/fact-book.js';
import { RECONCILIATION } from '../keep-facts/reconciliation-consumer.js';
import { isNews, JudgementBook } from './judgement-book.js';

/** How many subjects are looked at before the list is read again. */
const BATCH = 50;

/** A sweep ends sooner or later; the next one goes on. */
const PATIENCE_MS = 20_000;

/** What arrives within this time of a subject is judged together. */
const PAUSE_MS = 200;
/** It pauses for this many times as long as it judged. */
const PAUSE_SHARE = 4;

interface DueSubject extends Subject {
  readonly touched: number;
  /** The number that PostgreSQL gave the table: another copy of it counts otherwise. */
  readonly copy: string;
}

/** A subject that was touched meanwhile is looked at again; one that cannot be judged yet is not. */
const keyOf = ({ licenseeId, asset, touched, copy }: DueSubject): string =>
  `${licenseeId} ${asset} ${touched} ${copy}`;

/**
 * Verdicts change by new facts and by time alone (DESIGN §6). Whose facts were touched, or whose
 * next deadline has passed, stands beside the facts; this works that list off. It may die at any
 * point and be run again: what it says is decided against the streams as they stand.
 */
@Injectable()
export class Judge {
  @Inject() private readonly personal!: PersonalData;

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
    const seen = new Set<string>();
    // A deadline that passed a moment ago is judged once all sources are known to have passed it.
    const asked = this.subscriptions.now();
    for (const started = Date.now(); !stop.aborted && Date.now() - started < PATIENCE_MS;) {
      await this.book.upToDate();
      const { knownThrough, sources } = this.subscriptions.known(RECONCILIATION);
      const { due, pending } = await this.due(knownThrough);
      const unseen = due.filter((subject) => !seen.has(keyOf(subject)));
      const judging = performance.now();
      for (const subject of unseen) {
        if (stop.aborted) return;
        seen.add(keyOf(subject));
        await this.judge(subject, knownThrough, sources);
      }
      if (unseen.length === 0 && !pending && knownThrough >= asked) return;
      // Whose facts come without end is not judged without end: others need the processor.
      await sleep(Math.max(PAUSE_MS, PAUSE_SHARE * (performance.now() - judging)));
    }
  }

  /** Whose facts are all known, or whose deadline has passed; and whether others only wait to be. */
  private async due(at: Instant): Promise<{ due: DueSubject[]; pending: boolean }> {
    const rows = (await this.database.query(
      `select licensee_id, asset, touched, tableoid::text as copy,
              touched_at <= $1 or next_judgement_at <= $1 as due
         from subjects
        where touched > judged or next_judgement_at <= $1
        order by due desc, touched_at limit $2`,
      [at, BATCH],
    )) as {
      licensee_id: string;
      asset: string;
      touched: string;
      copy: string;
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
        })),
      pending: rows.some(({ due }) => !due),
    };
  }

  private async judge(subject: DueSubject, at: Instant, sources: WireSources): Promise<void> {
    const [fold, law, said, onRecord] = await Promise.all([
      this.facts.fold(subject),
      this.facts.law(at, at),
      this.book.judgements(subject),
      this.book.findings(subject),
    ]);
    // A fact may arrive before its licensee or the law: the subject stays touched until it does.
    if (!fold || !law) return;
    const reconciliation = fold.reconcile(law.rules, at, at);
    const found = [...reconciliation.findings, ...fold.crossChecks(law, at, at)];
    const news = reconciliation.rows.filter(
      (row) => row.state !== 'open' && isNews(row, said.get(row.period)),
    );
    const steps = [
      ...judgementSteps(subject, news, law, at, sources),
      ...this.findingSteps(subject, found, onRecord, at),
    ];
    if (steps.length > 0 && !(await this.say(steps, law))) return;
    const next = this.nextTime(reconciliation.rows[0], law, at, fold.nextEventAfter(at, at));
    // What was recorded after `at`, or arrived meanwhile, keeps the subject on the list.
    await this.database.query(
      `update subjects set judged = case when touched_at <= $5 then $3 else judged end, next_judgement_at = $4
        where licensee_id = $1 and asset = $2 and tableoid::text = $6`,
      [subject.licenseeId, subject.asset, subject.touched, next ?? null, at, subject.copy],
    );
  }

  private findingSteps(
    { licenseeId, asset }: Subject,
    findings: readonly FoundFinding[],
    onRecord: ReadonlyMap<string, KnownFinding>,
    at: Instant,
  ): Step[] {
    const found = underSecretIds(
      findings.map((finding) => raiseFinding(licenseeId, asset, finding, at)),
      onRecord,
      (id) => this.personal.keyedId('finding', id),
    );
    return findingCommands(found, onRecord, at).map(({ findingId, command }) =>
      step(`finding-${findingId}`, findingDecider, command),
    );
  }

  /** False when another judge, who knew more, was faster. */
  private async say(steps: readonly Step[], law: Law): Promise<boolean> {
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
    { rules, pack }: Law,
    at: Instant,
    nextEventAt: Instant | undefined,
  ): Instant | undefined {
    if (!first) return nextEventAt;
    const overdueDays = evaluate(pack, 'silentSenderWaiverDays', at).value;
    return nextJudgementAt(first.period, at, rules, overdueDays, nextEventAt);
  }
}

const judgementSteps = (
  { licenseeId, asset }: Subject,
  rows: readonly ReconciliationRow[],
  law: Law,
  at: Instant,
  sources: WireSources,
): Step[] =>
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

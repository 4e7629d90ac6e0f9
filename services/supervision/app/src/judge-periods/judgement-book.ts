import { Injectable } from '@nestjs/common';
import type { PeriodJudged } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';
import { EventStore, mapInTurns, Subscriptions, type Projection } from '@esep/platform';
import { figuresOf, type KnownFinding, type ReconciliationRow } from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { subjectKey, type Subject } from '../project-facts/subject.js';
import { isLicenseeId } from '../reconciliations/row-key.js';

export const JUDGEMENTS = {
  consumer: 'judgement_book_v1',
  wants: [
    'PeriodJudged',
    'FindingRaised',
    'FindingRevised',
    'FindingReopened',
    'FindingWithdrawn',
    'FindingContradicted',
    'FindingExplained',
    'FindingConfirmed',
    'FindingDismissed',
  ],
} as const;

/** Judgements, and all that machines and persons record of findings. */
export const JUDGEMENT_EVENTS: ReadonlySet<string> = new Set(JUDGEMENTS.wants);

export const JUDGEMENT_BOOK = JUDGEMENTS.consumer;

/** As the inbox lists them. */
export const FINDINGS_IN_ORDER = 'create index on findings (raised_at, finding_id);';

/** What people look for among the changes: other figures of the same verdict are too many. */
export const IS_NEWS = "(type <> 'PeriodJudged' or verdict <> verdict_before)";

/** Each event of the book; a month that nobody has judged is pending. known_at is of judgements. */
export const CHANGES_SCHEMA = `
    create table changes (
      position bigint primary key,
      type text not null,
      recorded_at timestamptz(3) not null,
      known_at timestamptz(3),
      licensee_id uuid not null,
      asset text not null,
      period text not null,
      finding_id uuid,
      verdict text,
      verdict_before text,
      body json not null
    );
    create index on changes (licensee_id, asset, period, known_at) where known_at is not null;
    create index on changes (position) where ${IS_NEWS};
    create index on changes (licensee_id, position) where ${IS_NEWS};

    -- When judgements changed the rows of a month, whoever's they are: one sweep judges many at once.
    create table judged_instants (
      asset text not null,
      period text not null,
      known_at timestamptz(3) not null,
      primary key (asset, period, known_at)
    );`;

/** The few that people may have acted upon before they changed: lists say how often. */
export const IS_RESTATED = "(judged->>'restatement')::int > 0";
export const RESTATED_ONLY = `
  create index if not exists judgements_restated on judgements (licensee_id, asset, period) where ${IS_RESTATED};`;

export const judgementBookProjection: Projection = {
  name: 'judgement_book',
  consumer: JUDGEMENT_BOOK,
  version: 2,
  tables: `
    create table judgements (
      licensee_id uuid not null,
      asset text not null,
      period text not null,
      revision integer not null,
      judged jsonb not null,
      position bigint not null,
      primary key (licensee_id, asset, period)
    );
    ${RESTATED_ONLY}
    create table findings (
      finding_id uuid primary key,
      licensee_id uuid not null,
      asset text not null,
      period text not null,
      type text not null,
      severity text not null,
      status text not null,
      revision integer not null,
      finding jsonb not null,
      raised_at timestamptz(3) not null,
      changed_at timestamptz(3) not null,
      position bigint not null
    );
    create index on findings (licensee_id, asset);
    create index on findings (status, severity);
    ${FINDINGS_IN_ORDER}
    ${CHANGES_SCHEMA}
  `,
};

/** Judgements and findings on record: a view of supervision's own log. */
@Injectable()
export class JudgementBook {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Resolves once the whole log is read back: the judge would otherwise record the same again. */
  upToDate(): Promise<void> {
    return this.subscriptions.caughtUp(JUDGEMENT_BOOK, this.store.log);
  }

  /** The last judgement of each month, of some subjects. */
  async judgements(subjects: readonly Subject[]): Promise<Of<ReadonlyMap<Period, PeriodJudged>>> {
    const found = await this.of<PeriodJudged>(
      'period as name, judged as what',
      'judgements',
      subjects,
    );
    return (subject) => found.get(subjectKey(subject)) ?? new Map();
  }

  /** The findings of some subjects, by their ids. */
  async findings(
    subjects: readonly Subject[],
  ): Promise<Of<Promise<ReadonlyMap<string, KnownFinding>>>> {
    const read = (some: readonly Subject[], limit?: number) =>
      this.of<KnownFinding>('finding_id::text as name, finding as what', 'findings', some, limit);
    const found = await read(subjects, FINDINGS_OF_EACH);
    return async (subject) => {
      const key = subjectKey(subject);
      const known = found.get(key) ?? new Map<string, KnownFinding>();
      // A flood is read where only its own subject waits for it.
      return known.size < FINDINGS_OF_EACH ? known : ((await read([subject])).get(key) ?? known);
    };
  }

  /** One query for all subjects, because most of them have nothing new to record. */
  private async of<What>(
    columns: string,
    table: string,
    subjects: readonly Subject[],
    limit?: number,
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, What>>> {
    const found = await this.database.query<readonly SubjectRow<What>[]>(
      `select s.licensee_id, s.asset, r.name, r.what
         from unnest($1::uuid[], $2::text[]) s(licensee_id, asset)
        cross join lateral (
          select ${columns} from ${table} t
           where t.licensee_id = s.licensee_id and t.asset = s.asset limit $3) r`,
      [
        subjects.map(({ licenseeId }) => licenseeId),
        subjects.map(({ asset }) => asset),
        limit ?? null,
      ],
    );
    const bySubject = new Map<string, Map<string, What>>();
    await mapInTurns(found, ({ licensee_id: licenseeId, asset, name, what }) => {
      const key = subjectKey({ licenseeId, asset });
      const known = bySubject.get(key);
      if (known) known.set(name, what);
      else bySubject.set(key, new Map([[name, what]]));
    });
    return bySubject;
  }

  /** When what is on record of a range changed, as known at an instant: the last ones, and how many more. */
  async changedAt(
    { asset, from, until, licenseeId }: ChangedRange,
    knownAt: Instant,
  ): Promise<{ readonly changedAt: readonly Instant[]; readonly changedBefore: number }> {
    // Some organisations are no licensees.
    if (licenseeId !== undefined && !isLicenseeId(licenseeId))
      return { changedAt: [], changedBefore: 0 };
    const own = licenseeId === undefined ? [] : [licenseeId];
    const found = await this.database.query<{ known_at: Date; all: number }[]>(
      `select known_at, (count(*) over ())::int as all
         from ${own.length === 0 ? 'judged_instants' : 'changes'}
        where asset = $1 and period between $2 and $3 and known_at <= $4
          ${own.length === 0 ? '' : 'and licensee_id = $6'}
        group by known_at order by known_at desc limit $5`,
      [asset, from, until, knownAt, INSTANTS_MAX, ...own],
    );
    const changedAt = found.map(({ known_at: at }) => at.toISOString()).reverse();
    return { changedAt, changedBefore: (found[0]?.all ?? 0) - found.length };
  }

  async finding(findingId: string): Promise<KnownFinding | undefined> {
    const [row] = await this.database.query<{ finding: KnownFinding }[]>(
      'select finding from findings where finding_id = $1',
      [findingId],
    );
    return row?.finding;
  }
}

/** Instants of one answer at which something changed. */
const INSTANTS_MAX = 200;

interface ChangedRange {
  readonly asset: string;
  readonly from: Period;
  readonly until: Period;
  readonly licenseeId?: string | undefined;
}

/** By subject, what was found for it. */
export type Of<What> = (subject: Subject) => What;

/** So many findings are read together with those of other subjects. */
const FINDINGS_OF_EACH = 1_000;

interface SubjectRow<What> {
  readonly licensee_id: string;
  readonly asset: string;
  readonly name: string;
  readonly what: What;
}

/** True if state, verdict or a figure of a row differs from its last judgement. */
export const differsFromRecord = (
  row: ReconciliationRow,
  last: PeriodJudged | undefined,
): boolean => {
  if (!last || last.state !== row.state || last.verdict !== row.verdict) return true;
  const figures = figuresOf(row);
  return Object.entries(figures).some(
    ([name, value]) => last.figures[name as keyof typeof figures] !== value,
  );
};

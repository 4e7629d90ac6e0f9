import { Injectable } from '@nestjs/common';
import type { FindingEvent, PeriodJudged, Verdict } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';
import {
  consumerOf,
  EventStore,
  mapInTurns,
  Subscriptions,
  type Consumer,
  type Projection,
  type TypedFact,
} from '@esep/platform';
import {
  figuresOf,
  findingDecider,
  type KnownFinding,
  type ReconciliationRow,
} from '@esep/supervision-domain';
import { DataSource, type EntityManager } from 'typeorm';

import { subjectKey, type Subject } from '../project-facts/subject.js';
import { isLicenseeId } from '../reconciliations/row-key.js';

const JUDGEMENTS = {
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

export const judgementBookConsumer = (log: string): Consumer =>
  consumerOf(JUDGEMENTS, [log], async (facts, tx) => {
    const judgements: TypedFact<PeriodJudged>[] = [];
    const findings: TypedFact<FindingEvent>[] = [];
    for (const { event, ...fact } of facts)
      if (event.type === 'PeriodJudged') judgements.push({ ...fact, event });
      else findings.push({ ...fact, event });
    const changes = [
      ...(await keepJudgements(judgements, tx)),
      ...(await keepFindings(findings, tx)),
    ];
    await keepChanges(changes, tx);
  });

/** A row of `changes`. */
interface Change extends Subject {
  readonly position: number;
  readonly type: string;
  readonly recordedAt: Instant;
  readonly period: Period;
  readonly knownAt?: Instant;
  readonly findingId?: string;
  readonly verdict?: string;
  readonly verdictBefore?: string;
  readonly body: object;
}

const keepChanges = async (changes: readonly Change[], tx: EntityManager): Promise<void> => {
  const judged = changes.filter(({ knownAt }) => knownAt !== undefined);
  await tx.query(
    `insert into judged_instants
     select * from unnest($1::text[], $2::text[], $3::timestamptz[]) on conflict do nothing`,
    [
      judged.map(({ asset }) => asset),
      judged.map(({ period }) => period),
      judged.map(({ knownAt }) => knownAt),
    ],
  );
  await tx.query(
    `insert into changes
     select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::uuid[],
       $6::text[], $7::text[], $8::uuid[], $9::text[], $10::text[], $11::json[])`,
    [
      changes.map(({ position }) => position),
      changes.map(({ type }) => type),
      changes.map(({ recordedAt }) => recordedAt),
      changes.map(({ knownAt }) => knownAt ?? null),
      changes.map(({ licenseeId }) => licenseeId),
      changes.map(({ asset }) => asset),
      changes.map(({ period }) => period),
      changes.map(({ findingId }) => findingId ?? null),
      changes.map(({ verdict }) => verdict ?? null),
      changes.map(({ verdictBefore }) => verdictBefore ?? null),
      changes.map(({ body }) => JSON.stringify(body)),
    ],
  );
};

const rowJudged = ({
  licenseeId,
  asset,
  period,
}: Pick<PeriodJudged, 'licenseeId' | 'asset' | 'period'>) =>
  `${subjectKey({ licenseeId, asset })} ${period}`;

/** A statement for each would be too slow where a life is judged. */
const keepJudgements = async (
  facts: readonly TypedFact<PeriodJudged>[],
  tx: EntityManager,
): Promise<readonly Change[]> => {
  if (facts.length === 0) return [];
  const kept = [...new Map(facts.map((fact) => [rowJudged(fact.event), fact])).values()];
  const replaced = await tx.query<
    { licensee_id: string; asset: string; period: Period; verdict: Verdict | null }[]
  >(
    `insert into judgements as j (licensee_id, asset, period, revision, judged, position)
     select * from unnest($1::uuid[], $2::text[], $3::text[], $4::integer[], $5::jsonb[], $6::bigint[])
     on conflict (licensee_id, asset, period) do update
       set revision = excluded.revision, judged = excluded.judged, position = excluded.position
     returning j.licensee_id, j.asset, j.period, old.judged->>'verdict' as verdict`,
    [
      kept.map(({ event }) => event.licenseeId),
      kept.map(({ event }) => event.asset),
      kept.map(({ event }) => event.period),
      kept.map(({ event }) => event.revision),
      kept.map(({ event }) => JSON.stringify(event)),
      kept.map(({ position }) => position),
    ],
  );
  const verdicts = new Map(
    replaced.map(({ licensee_id: licenseeId, asset, period, verdict }) => [
      rowJudged({ licenseeId, asset, period }),
      verdict ?? NOT_JUDGED,
    ]),
  );
  return facts.map(({ position, recordedAt, event }): Change => {
    const { type, licenseeId, asset, period, knownAt, verdict, state, restatement, figures } =
      event;
    const { mined, required, shortfall, outstanding } = figures;
    const verdictBefore = verdicts.get(rowJudged(event)) ?? NOT_JUDGED;
    verdicts.set(rowJudged(event), verdict);
    return {
      ...{ position, type, recordedAt, licenseeId, asset, period, knownAt, verdict, verdictBefore },
      body: { state, restatement, mined, required, shortfall, outstanding },
    };
  });
};

const NOT_JUDGED: Verdict = 'pending';

interface KeptFinding {
  readonly finding: KnownFinding;
  readonly raisedAt: Instant;
  readonly changedAt: Instant;
  readonly position: number;
}

const keepFindings = async (
  facts: readonly TypedFact<FindingEvent>[],
  tx: EntityManager,
): Promise<readonly Change[]> => {
  if (facts.length === 0) return [];
  const known = await tx.query<{ finding_id: string; finding: KnownFinding; raised_at: Date }[]>(
    'select finding_id, finding, raised_at from findings where finding_id = any($1::uuid[])',
    [facts.map(({ event }) => event.findingId)],
  );
  const before = new Map(
    known.map(({ finding_id: id, finding, raised_at: at }) => [
      id,
      { finding, raisedAt: at.toISOString() },
    ]),
  );
  const kept = new Map<string, KeptFinding>();
  const changes = facts.map(({ event, recordedAt, position }): Change => {
    const { type, findingId } = event;
    const last = kept.get(findingId) ?? before.get(findingId);
    const finding = findingDecider.evolve(
      last?.finding ?? findingDecider.initial,
      event,
    ) as KnownFinding;
    const raisedAt = last?.raisedAt ?? recordedAt;
    kept.set(findingId, { finding, raisedAt, changedAt: recordedAt, position });
    const { licenseeId, asset, period, findingType } = finding.identity;
    const { severity, quantity } = finding.content;
    const { status: state, revision } = finding;
    return {
      ...{ position, type, recordedAt, licenseeId, asset, period, findingId },
      body: { findingType, severity, quantity, state, revision },
    };
  });
  const rows = [...kept.values()];
  await tx.query(
    `insert into findings (finding_id, licensee_id, asset, period, type, severity, status, revision, finding, raised_at, changed_at, position)
     select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                          $7::text[], $8::integer[], $9::jsonb[], $10::timestamptz[], $11::timestamptz[],
                          $12::bigint[])
     on conflict (finding_id) do update set severity = excluded.severity, status = excluded.status,
       revision = excluded.revision, finding = excluded.finding, changed_at = excluded.changed_at,
       position = excluded.position`,
    [
      [...kept.keys()],
      rows.map(({ finding }) => finding.identity.licenseeId),
      rows.map(({ finding }) => finding.identity.asset),
      rows.map(({ finding }) => finding.identity.period),
      rows.map(({ finding }) => finding.identity.findingType),
      rows.map(({ finding }) => finding.content.severity),
      rows.map(({ finding }) => finding.status),
      rows.map(({ finding }) => finding.revision),
      rows.map(({ finding }) => JSON.stringify(finding)),
      rows.map(({ raisedAt }) => raisedAt),
      rows.map(({ changedAt }) => changedAt),
      rows.map(({ position }) => position),
    ],
  );
  return changes;
};

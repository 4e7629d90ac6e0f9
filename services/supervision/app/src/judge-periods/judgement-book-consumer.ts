import type { FindingEvent, PeriodJudged, Verdict } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';
import { consumerOf, type Consumer, type TypedFact } from '@esep/platform';
import { findingDecider, type KnownFinding } from '@esep/supervision-domain';
import type { EntityManager } from 'typeorm';

import { subjectKey, type Subject } from '../project-facts/subject.js';
import { JUDGEMENTS } from './judgement-book.js';

/** Keeps judgements and findings as they stand, and what each of them changed. */
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

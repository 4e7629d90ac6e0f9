import { Injectable } from '@nestjs/common';
import { replay, type Instant, type Quarter } from '@esep/kernel';
import {
  domainEventOf,
  EventStore,
  isAboutNow,
  type MomentQuery,
  type StoredEvent,
} from '@esep/platform';
import {
  assessmentDecider,
  paidTiyn,
  type Assessment,
  type AssessmentEvent,
} from '@esep/tax-domain';
import { DataSource } from 'typeorm';

import { assessmentStream } from './assessor.js';
import type { Awaited } from './due-quarters.js';

/** `open`: the quarter has not ended. `waiting`: it has ended and its judgements are awaited. */
export const STATES = ['open', 'waiting', 'blocked', 'assessed'] as const;
export type AssessmentState = (typeof STATES)[number];

/** A licensee's quarter at a moment, replayed from the events of its stream. */
export interface AssessedQuarter {
  readonly licenseeId: string;
  readonly name: string | null;
  readonly quarter: Quarter;
  readonly state: AssessmentState;
  readonly assessment: Assessment;
  readonly paidTiyn: bigint;
  readonly awaited: Awaited | undefined;
  readonly events: readonly StoredEvent[];
}

export interface AssessmentFilter {
  readonly quarter?: Quarter;
  readonly licenseeId?: string;
  readonly state?: AssessmentState;
}

export type AssessmentKey = readonly [quarter: Quarter, licenseeId: string];

interface QuarterRow {
  readonly licensee_id: string;
  readonly name: string | null;
  readonly quarter: Quarter;
  readonly awaits_reason: string | null;
  readonly awaits_detail: string | null;
}

const CHUNK = 500;

@Injectable()
export class Assessments {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
  ) {}

  async find(
    licenseeId: string,
    quarter: Quarter,
    moment: MomentQuery,
  ): Promise<AssessedQuarter | undefined> {
    const [found] = await this.read(await this.rows({ licenseeId, quarter }), moment);
    return found;
  }

  /** Latest quarter first. More than `limit` items where another page follows. */
  async list(
    filter: AssessmentFilter,
    moment: MomentQuery,
    after: AssessmentKey | undefined,
    limit: number,
  ): Promise<AssessedQuarter[]> {
    const found: AssessedQuarter[] = [];
    for (let last = after; found.length <= limit;) {
      const rows = await this.rows(filter, last);
      const read = await this.read(rows, moment);
      found.push(...read.filter(({ state }) => (filter.state ?? state) === state));
      const end = rows.at(-1);
      if (!end || rows.length < CHUNK) break;
      last = [end.quarter, end.licensee_id];
    }
    return found;
  }

  private rows(
    { quarter, licenseeId }: AssessmentFilter,
    after?: AssessmentKey,
  ): Promise<QuarterRow[]> {
    return this.database.query<QuarterRow[]>(
      `select licensee_id, name, quarter, awaits_reason, awaits_detail
         from quarters left join licensees using (licensee_id)
        where ($1::text is null or quarter = $1) and ($2::text is null or licensee_id = $2)
          and ($3::text is null or quarter < $3 or (quarter = $3 and licensee_id > $4))
        order by quarter desc, licensee_id limit $5`,
      [quarter ?? null, licenseeId ?? null, after?.[0] ?? null, after?.[1] ?? null, CHUNK],
    );
  }

  private async read(rows: readonly QuarterRow[], moment: MomentQuery): Promise<AssessedQuarter[]> {
    const streams = rows.map((row) => assessmentStream(row.licensee_id, row.quarter));
    const past = await this.store.readStreams(streams);
    return rows.map((row, i) => {
      const events = (past.get(streams[i] ?? '') ?? []).filter((event) => isWithin(event, moment));
      return assessedQuarter(row, events, moment);
    });
  }
}

const isWithin = ({ envelope }: StoredEvent, { knownAt, asOf }: MomentQuery): boolean =>
  (knownAt === undefined || envelope.recordedAt <= knownAt) &&
  (asOf === undefined || envelope.validAt <= asOf);

const assessedQuarter = (
  row: QuarterRow,
  events: readonly StoredEvent[],
  moment: MomentQuery,
): AssessedQuarter => {
  const assessment = assessmentOf(events);
  // `awaits_reason` has no history: shown for the past, it would be the reason of today.
  const awaited =
    isAboutNow(moment) && row.awaits_reason !== null
      ? { reason: row.awaits_reason, detail: row.awaits_detail ?? '' }
      : undefined;
  return {
    licenseeId: row.licensee_id,
    name: row.name,
    quarter: row.quarter,
    state: stateOf(assessment, awaited),
    assessment,
    paidTiyn: paidTiyn(assessment),
    awaited,
    events,
  };
};

export const assessmentOf = (events: readonly StoredEvent[]): Assessment =>
  replay(assessmentDecider, events.map(domainEventOf) as AssessmentEvent[]);

const stateOf = (
  { issued, blocked }: Assessment,
  awaited: Awaited | undefined,
): AssessmentState => {
  if (blocked) return 'blocked';
  if (issued) return 'assessed';
  return awaited ? 'waiting' : 'open';
};

/** Who recorded an event and when, and where its proof is. */
export const recordOf = ({ envelope }: StoredEvent) => ({
  recordedAt: envelope.recordedAt as Instant,
  recordedBy: envelope.meta.actor,
  receipt: `/tax/v1/receipts/${envelope.eventId}`,
});

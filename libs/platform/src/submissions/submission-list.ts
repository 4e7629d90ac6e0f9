import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ROWS_MAX } from '@esep/kernel';
import { DataSource } from 'typeorm';

import { AskInstead } from '../http/answer-bound.js';
import { CurrentPrincipal, hasRole, requireOrganisation, Roles } from '../http/auth.js';
import { EventStore } from '../event-store/event-store.js';
import { IsCount, IsFlag, IsRowId, IsText } from '../http/fields.js';
import { keyIn, Lists, ListQuery, pageOf, type Page } from '../http/listing.js';
import { Problem } from '../http/problem.js';
import type { Projection } from '../postgres/projection.js';
import type { Principal, Role } from '../http/request-context.js';
import { RejectedRow } from './submission-answer.js';
import { consumerOf, type Consumer } from '../subscriptions/consumer.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { Fails } from '../http/openapi-errors.js';

// The list of reports with their rejected rows, for their senders: a projection of the service's own
// log, the same in every service that takes reports.

export const SUBMISSIONS = {
  consumer: 'submissions_v1',
  wants: ['SubmissionRecorded', 'RowRejected'],
} as const;

export const submissionsProjection: Projection = {
  name: 'submissions',
  consumer: SUBMISSIONS.consumer,
  version: 1,
  tables: `
    create table reports (
      position bigint primary key,
      event_id uuid not null,
      kind text not null,
      sender text not null,
      report_id text not null,
      version bigint not null,
      rows integer not null,
      rejected integer not null,
      received_at text not null,
      unique (sender, kind, report_id, version)
    );
    create index on reports (sender, position);
    create table rejected_rows (
      position bigint primary key,
      kind text not null,
      sender text not null,
      report_id text not null,
      version bigint not null,
      row_id text not null,
      code text not null,
      content json not null
    );
    create index on rejected_rows (sender, kind, report_id, version, position);
`,
};

export const submissionsConsumer = (ownLog: string): Consumer =>
  consumerOf(SUBMISSIONS, [ownLog], async (facts, tx) => {
    const rows = facts.map(({ position, eventId, event }) => ({ ...event, position, eventId }));
    const reports = rows.filter(({ type }) => type === 'SubmissionRecorded');
    const rejected = rows.filter(({ type }) => type === 'RowRejected');
    if (reports.length > 0) await tx.query(INSERT_REPORTS, [JSON.stringify(reports)]);
    if (rejected.length > 0) await tx.query(INSERT_REJECTED, [JSON.stringify(rejected)]);
  });

const INSERT_REPORTS = `
insert into reports
select r.position, r."eventId", r.kind, r.sender, r."reportId", r.version, r.rows, r.rejected, r."receivedAt"
  from json_to_recordset($1) r(position bigint, "eventId" uuid, kind text, sender text, "reportId" text,
    version bigint, rows integer, rejected integer, "receivedAt" text)`;

const INSERT_REJECTED = `
insert into rejected_rows
select r.position, r.kind, r.sender, r."reportId", r.version, r."rowId", r.code, r.content
  from json_to_recordset($1) r(position bigint, kind text, sender text, "reportId" text,
    version bigint, "rowId" text, code text, content json)`;

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────

export class SubmissionItem {
  @ApiProperty({ description: 'What its rows are about, e.g. `distributions`.' }) kind!: string;
  @ApiProperty() sender!: string;
  @ApiProperty() reportId!: string;
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiProperty({ type: 'integer', description: 'Rows sent.' }) rows!: number;
  @ApiProperty({ type: 'integer' }) rejected!: number;
  @ApiProperty({ format: 'date-time' }) receivedAt!: string;
  @ApiProperty({ description: 'Where its proof is.' }) receipt!: string;
}

export class RejectedRowKept extends RejectedRow {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The row as it was sent, but for identity numbers.',
  })
  content!: object;
}

export class SubmissionWithRejections extends SubmissionItem {
  @ApiProperty({ type: [RejectedRowKept] }) rejectedRows!: RejectedRowKept[];
}

class SubmissionListQuery extends ListQuery {
  @IsText({ optional: true, max: 32, description: 'Only reports of this kind.' }) kind?: string;
  @IsRowId({ optional: true }) reportId?: string;
  @IsFlag({ optional: true, description: 'Only reports with rejected rows.' })
  withRejections: boolean = false;
  @IsRowId({ optional: true, description: 'Whose; a sender sees its own.' }) sender?: string;
}

class SubmissionOneQuery {
  @IsCount({ optional: true, min: 1, description: 'The latest without it.' }) version?: number;
  @IsRowId({ optional: true, description: 'Whose; a sender sees its own.' }) sender?: string;
}

class RejectedRowsQuery extends ListQuery {
  @IsCount({ optional: true, min: 1, description: 'The latest without it.' }) version?: number;
  @IsRowId({ optional: true, description: 'Whose; a sender sees its own.' }) sender?: string;
}

/** Regulator staff who may read what any sender sent. */
export const STAFF: readonly Role[] = ['supervision-analyst', 'enforcement-officer', 'auditor'];

/** `messages` are the explanations of rejection codes, by kind of report. */
export const submissionsController = (
  service: string,
  sendersRole: Role,
  messages: Readonly<Record<string, Readonly<Record<string, string>>>>,
) => {
  const rejectedItem =
    (kind: string) =>
    ({ rowId, code, content }: RejectedRowRow): RejectedRowKept => {
      return { rowId, code, message: messages[kind]?.[code] ?? '', content };
    };

  @ApiTags('reports')
  @Controller(`${service}/v1/submissions`)
  @Fails(404, 'report-unknown')
  @Roles(sendersRole, ...STAFF)
  class SubmissionsController {
    constructor(
      private readonly database: DataSource,
      private readonly store: EventStore,
      private readonly subscriptions: Subscriptions,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'Reports that were taken, the latest first',
      description:
        'A sender sees its own, staff those of all. With `withRejections` only those of which rows are to be sent again.',
    })
    @Lists(SubmissionItem)
    async list(
      @Query() query: SubmissionListQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Page<SubmissionItem>> {
      const { limit, cursor, kind, reportId, withRejections } = query;
      const before = keyIn(cursor, Number.isSafeInteger as (key: unknown) => key is number);
      await this.subscriptions.caughtUp(SUBMISSIONS.consumer, this.store.log);
      const found = await this.database.query<ReportRow[]>(SELECT_REPORTS, [
        senderFor(principal, query.sender) ?? null,
        kind ?? null,
        reportId ?? null,
        withRejections ? 1 : 0,
        before ?? null,
        null,
        limit + 1,
      ]);
      const page = pageOf(found, limit, ({ position }) => Number(position));
      return { ...page, items: page.items.map((row) => itemOf(service, row)) };
    }

    @Get(':kind/:reportId')
    @ApiOperation({
      summary: 'One report, with its rejected rows',
      description:
        'The latest version unless `version` is given. What was sent comes back, but for identity numbers.',
    })
    @ApiOkResponse({ type: SubmissionWithRejections })
    @AskInstead(
      'Ask for the rejected rows in pages: GET …/submissions/{kind}/{reportId}/rejected-rows.',
    )
    async one(
      @Param('kind') kind: string,
      @Param('reportId') reportId: string,
      @Query() query: SubmissionOneQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<SubmissionWithRejections> {
      const row = await this.find(kind, reportId, query, principal);
      const rejected = await this.rejectedRows(row, -1, ROWS_MAX);
      return { ...itemOf(service, row), rejectedRows: rejected.map(rejectedItem(kind)) };
    }

    @Get(':kind/:reportId/rejected-rows')
    @ApiOperation({
      summary: 'The rejected rows of one report, in the order of the report',
      description:
        'Each with its code and what to do. Mend them and send a higher version, or the same row in another report.',
    })
    @Lists(RejectedRowKept)
    async rejected(
      @Param('kind') kind: string,
      @Param('reportId') reportId: string,
      @Query() query: RejectedRowsQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Page<RejectedRowKept>> {
      const { limit, cursor } = query;
      const after = keyIn(cursor, Number.isSafeInteger as (key: unknown) => key is number) ?? -1;
      const row = await this.find(kind, reportId, query, principal);
      const found = await this.rejectedRows(row, after, limit + 1);
      const page = pageOf(found, limit, ({ position }) => Number(position));
      return { ...page, items: page.items.map(rejectedItem(kind)) };
    }

    private async find(
      kind: string,
      reportId: string,
      { version, sender }: SubmissionOneQuery,
      principal: Principal,
    ): Promise<ReportRow> {
      await this.subscriptions.caughtUp(SUBMISSIONS.consumer, this.store.log);
      const whose = senderFor(principal, sender) ?? null;
      const asked = [whose, kind, reportId, 0, null, version ?? null, 1];
      const [row] = await this.database.query<ReportRow[]>(SELECT_REPORTS, asked);
      if (row) return row;
      throw new Problem(404, 'report-unknown', { detail: 'No such report was taken here.' });
    }

    private rejectedRows(
      { sender, kind, reportId, version }: ReportRow,
      after: number,
      limit: number,
    ): Promise<RejectedRowRow[]> {
      return this.database.query(SELECT_REJECTED, [sender, kind, reportId, version, after, limit]);
    }
  }
  return SubmissionsController;
};

export const senderFor = (principal: Principal, asked: string | undefined): string | undefined => {
  if (hasRole(principal, ...STAFF)) return asked;
  if (asked !== undefined) requireOrganisation(principal, asked);
  return principal.organisation;
};

interface ReportRow extends Omit<SubmissionItem, 'receipt' | 'version'> {
  readonly position: string;
  readonly eventId: string;
  readonly version: string;
}

interface RejectedRowRow {
  readonly position: string;
  readonly rowId: string;
  readonly code: string;
  readonly content: object;
}

const itemOf = (service: string, row: ReportRow): SubmissionItem => {
  const { position: _, eventId, version, ...rest } = row;
  return { ...rest, version: Number(version), receipt: `/${service}/v1/receipts/${eventId}` };
};

const SELECT_REPORTS = `
select position, event_id as "eventId", kind, sender, report_id as "reportId", version, rows, rejected,
       received_at as "receivedAt"
  from reports
 where ($1::text is null or sender = $1) and ($2::text is null or kind = $2)
   and ($3::text is null or report_id = $3) and rejected >= $4
   and ($5::bigint is null or position < $5) and ($6::bigint is null or version = $6)
 order by position desc limit $7`;

const SELECT_REJECTED = `
select position, row_id as "rowId", code, content from rejected_rows
 where sender = $1 and kind = $2 and report_id = $3 and version = $4 and position > $5
 order by position limit $6`;

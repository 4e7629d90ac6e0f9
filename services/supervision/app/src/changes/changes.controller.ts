import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags, IntersectionType } from '@nestjs/swagger';
import {
  CurrentPrincipal,
  IsAsset,
  IsChoice,
  IsCount,
  IsInstant,
  isPosition,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Roles,
  type Principal,
} from '@esep/platform';
import { DataSource } from 'typeorm';

import { IS_NEWS, JUDGEMENT_EVENTS } from '../judge-periods/judgement-book.js';
import { NAME_COLUMNS, shownName, type LicenseeName } from '../project-facts/licensee-name.js';
import { READERS, seesAll } from '../reconciliations/reconciliations.controller.js';
import { NamedLicenseeBody, STATES, VERDICTS } from '../reconciliations/row-body.js';
import { isLicenseeId } from '../reconciliations/row-key.js';

const TYPES = [...JUDGEMENT_EVENTS];

export class ChangesQuery extends ListQuery {
  @IsInstant({ optional: true, description: 'Only what was recorded after it.' }) since?: string;
  @IsCount({
    optional: true,
    description: 'Only what stands after it in the log: the id of the last event of the stream.',
  })
  sincePosition?: number;
  @IsChoice(TYPES, { optional: true }) type?: string;
  @IsAsset({ optional: true }) asset?: string;
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, optional: true }) licenseeId?: string;
}

/** What was judged of the month. */
class JudgedBody {
  @ApiProperty({ enum: VERDICTS, example: 'breach' }) verdict!: string;
  @ApiProperty({ enum: VERDICTS, description: '`pending` where nothing was judged before.' })
  verdictBefore!: string;
  @ApiProperty({ enum: STATES, example: 'final' }) state!: string;
  @ApiProperty({ type: 'integer', description: 'How often its final row was another before.' })
  restatement!: number;
  @ApiProperty({ example: '10000000000' }) mined!: string;
  @ApiProperty({ example: '7500000000' }) required!: string;
  @ApiProperty({ example: '500000000' }) shortfall!: string;
  @ApiProperty({ example: '500000000' }) outstanding!: string;
}

/** The finding as it was after the event. */
class ChangedFindingBody {
  @ApiProperty({ format: 'uuid' }) findingId!: string;
  @ApiProperty({ example: 'under-sold' }) findingType!: string;
  @ApiProperty({ example: 'critical' }) severity!: string;
  @ApiProperty({ example: '500000000' }) quantity!: string;
  @ApiProperty({ example: 'open' }) state!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
}

class ChangeEventBody {
  @ApiProperty({ type: 'integer', description: 'Of the event in supervision’s log.' })
  position!: number;
  @ApiProperty({ enum: TYPES, example: 'PeriodJudged' }) type!: string;
  @ApiProperty({ format: 'date-time' }) recordedAt!: string;
  @ApiProperty({ example: 'BTC' }) asset!: string;
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ type: JudgedBody, nullable: true }) judged!: JudgedBody | null;
  @ApiProperty({ type: ChangedFindingBody, nullable: true }) finding!: ChangedFindingBody | null;
}

class ChangeBody extends IntersectionType(ChangeEventBody, NamedLicenseeBody) {}

interface ChangeRow extends LicenseeName {
  readonly position: string;
  readonly type: string;
  readonly recorded_at: Date;
  readonly licensee_id: string;
  readonly asset: string;
  readonly period: string;
  readonly finding_id: string | null;
  readonly verdict: string;
  readonly verdict_before: string;
  readonly body: Omit<JudgedBody, 'verdict' | 'verdictBefore'> &
    Omit<ChangedFindingBody, 'findingId'>;
}

/** What is different since somebody last looked. */
@ApiTags('figures')
@Controller('supervision/v1/changes')
@Roles(...READERS)
export class ChangesController {
  constructor(private readonly database: DataSource) {}

  @Get()
  @ApiOperation({
    summary: 'Verdicts that changed, and what became of findings, latest first',
    description:
      'Judgements with another verdict than the one before, and each event of a finding: raised, revised, withdrawn, decided. Since an instant, or since an event of the stream. A licensee sees its own.',
  })
  @Lists(ChangeBody)
  async list(@Query() query: ChangesQuery, @CurrentPrincipal() principal: Principal) {
    const { since, sincePosition, type, asset, limit } = query;
    const before = keyIn(query.cursor, isPosition);
    const licenseeId = seesAll(principal) ? query.licenseeId : principal.organisation;
    const parameters: unknown[] = [];
    const given = (value: unknown): string => `$${parameters.push(value)}`;
    const conditions = [IS_NEWS];
    if (since !== undefined) conditions.push(`recorded_at > ${given(since)}`);
    if (sincePosition !== undefined) conditions.push(`position > ${given(sincePosition)}`);
    if (before !== undefined) conditions.push(`position < ${given(before)}`);
    if (type !== undefined) conditions.push(`type = ${given(type)}`);
    if (asset !== undefined) conditions.push(`asset = ${given(asset)}`);
    if (licenseeId !== undefined)
      // Some organisations are no licensees.
      conditions.push(isLicenseeId(licenseeId) ? `licensee_id = ${given(licenseeId)}` : 'false');
    const rows = await this.database.query<ChangeRow[]>(
      `select c.*, ${NAME_COLUMNS} from changes c left join licensees l using (licensee_id)
        where ${conditions.join(' and ')} order by position desc limit ${given(limit + 1)}`,
      parameters,
    );
    return pageOf(rows.map(changeOf), limit, ({ position }) => position);
  }
}

const changeOf = (row: ChangeRow): ChangeBody => {
  const { type, asset, period, name, finding_id: findingId, body } = row;
  const { verdict, verdict_before: verdictBefore } = row;
  return {
    ...{ position: Number(row.position), type, recordedAt: row.recorded_at.toISOString() },
    ...{ asset, period },
    judged: findingId === null ? { verdict, verdictBefore, ...body } : null,
    finding: findingId === null ? null : { findingId, ...body },
    ...{ licenseeId: row.licensee_id, name, ...shownName(row) },
  };
};

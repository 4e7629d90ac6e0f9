import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  AskInstead,
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  EventStore,
  Fails,
  IsAsset,
  IsChoice,
  IsCount,
  IsPeriod,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  NewProposal,
  organisationIs,
  pageOf,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { findingDecider, type KnownFinding } from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { NAME_COLUMNS, shownName, type LicenseeName } from '../project-facts/licensee-name.js';
import { READERS, seesAll } from '../reconciliations/reconciliations.controller.js';
import { isLicenseeId } from '../reconciliations/row-key.js';

const STATES = ['open', 'explained', 'confirmed', 'dismissed', 'withdrawn', 'contradicted'];
const OUTCOMES = ['explained', 'confirmed', 'dismissed'];

export class FindingsQuery extends ListQuery {
  @IsText({ max: 64, pattern: /^[a-z-]+$/, optional: true }) type?: string;
  @IsChoice(STATES, { optional: true }) state?: string;
  @IsText({ max: 16, pattern: /^[a-z]+$/, optional: true }) severity?: string;
  @IsPeriod({ optional: true }) period?: string;
  @IsAsset({ optional: true }) asset?: string;
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, optional: true }) licenseeId?: string;
}

export class FindingCountsQuery {
  @IsPeriod({ optional: true }) period?: string;
  @IsAsset({ optional: true }) asset?: string;
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, optional: true }) licenseeId?: string;
}

export class DecideBody {
  @IsChoice(OUTCOMES, { description: 'Only a person confirms (SUP-4).' })
  outcome!: 'explained' | 'confirmed' | 'dismissed';
  @IsCount({ min: 1, description: 'The revision that was looked at.' }) revision!: number;
  @IsText({ max: 2_000 }) reason!: string;
}

export class DismissBody {
  @IsCount({ min: 1, description: 'The revision that was looked at.' }) revision!: number;
  @IsText({ max: 2_000 }) reason!: string;
}

export class FindingItem {
  @ApiProperty({ format: 'uuid' }) findingId!: string;
  @ApiProperty() type!: string;
  @ApiProperty() severity!: string;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() asset!: string;
  @ApiProperty() period!: string;
  @ApiProperty() quantity!: string;
  @ApiProperty({ type: [String] }) facts!: readonly string[];
  @ApiProperty({ type: [String] }) rules!: readonly string[];
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Whose reports it is about, where it is about those of one pool or exchange.',
  })
  sender!: string | null;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty({ format: 'date-time' }) raisedAt!: string;
  @ApiProperty({ format: 'date-time' }) changedAt!: string;
  @ApiProperty({ nullable: true, type: String, description: 'Null of an individual entrepreneur.' })
  name!: string | null;
  @ApiProperty({ example: 'Individual entrepreneur · licence DM-2025-06' }) displayName!: string;
  @ApiProperty({ type: [String], example: ['DM-2025-06'] }) licences!: readonly string[];
}

const COUNTS = { type: 'object', additionalProperties: { type: 'integer' } } as const;

class FindingCountsBody {
  @ApiProperty({ type: 'integer' }) findings!: number;
  @ApiProperty({ ...COUNTS, example: { open: 12, withdrawn: 3 } }) states!: object;
  @ApiProperty({ ...COUNTS, example: { critical: 11, high: 4 } }) severities!: object;
  @ApiProperty({ ...COUNTS, example: { 'under-sold': 11, 'unlicensed-venue': 4 } }) types!: object;
}

class FindingDecisionBody {
  @ApiProperty({ enum: OUTCOMES }) outcome!: string;
  @ApiProperty({ type: 'integer', description: 'The revision that was looked at.' })
  revision!: number;
  @ApiProperty({ example: 'aigerim' }) by!: string;
  @ApiProperty({ example: 'The pool has confirmed the rows.' }) reason!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
}

class FindingEventBody {
  @ApiProperty({ example: 'FindingRaised' }) type!: string;
  @ApiProperty({ format: 'date-time' }) recordedAt!: string;
  @ApiProperty({ type: 'integer' }) position!: number;
  @ApiProperty({ description: 'Where the proof of the event is.' }) receipt!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'As the schema of the event has it (docs/asyncapi.yaml).',
    example: { asset: 'BTC', period: '2026-03', revision: 1 },
  })
  body!: object;
}

class FindingBody extends FindingItem {
  @ApiProperty({
    nullable: true,
    type: FindingDecisionBody,
    description: 'The last one of a person, also where a later revision has opened it again.',
  })
  decision!: FindingDecisionBody | null;
  @ApiProperty({ type: [FindingEventBody] }) history!: FindingEventBody[];
}

interface FindingRow extends LicenseeName {
  readonly finding_id: string;
  readonly finding: KnownFinding;
  readonly raised_at: Date;
  readonly changed_at: Date;
}

const FINDING = `finding_id, finding, raised_at, changed_at, ${NAME_COLUMNS}
  from findings left join licensees l using (licensee_id)`;

type FindingKey = [raisedAt: string, findingId: string];
const isFindingKey = (value: unknown): value is FindingKey =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

/** What does not add up: a machine raises and withdraws, a person explains, confirms, dismisses. */
@ApiTags('findings')
@Controller('supervision/v1/findings')
@Fails(404, 'finding-unknown')
export class FindingsController {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly proposals: NewProposal,
  ) {}

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    summary: 'The inbox of findings, latest first',
    description:
      'What does not add up, by type, state, severity, month or licensee. A licensee sees its own.',
  })
  @Lists(FindingItem)
  async list(@Query() query: FindingsQuery, @CurrentPrincipal() principal: Principal) {
    const after = keyIn(query.cursor, isFindingKey);
    const own = seesAll(principal) ? query.licenseeId : principal.organisation;
    const { conditions, given, parameters } = matching(query, own);
    if (after) conditions.push(`(raised_at, finding_id) < (${after.map(given).join(', ')})`);
    const rows = await this.database.query<FindingRow[]>(
      `select ${FINDING} where ${conditions.join(' and ')}
        order by raised_at desc, finding_id desc limit ${given(query.limit + 1)}`,
      parameters,
    );
    return pageOf(rows.map(itemOf), query.limit, ({ raisedAt, findingId }) => [
      raisedAt,
      findingId,
    ]);
  }

  @Get('counts')
  @Roles(...READERS)
  @ApiOperation({
    summary: 'How many findings there are, by state, severity and type',
    description: 'Of all months or one, all assets or one. A licensee counts its own.',
  })
  @ApiOkResponse({ type: FindingCountsBody })
  async counts(@Query() query: FindingCountsQuery, @CurrentPrincipal() principal: Principal) {
    const own = seesAll(principal) ? query.licenseeId : principal.organisation;
    const { conditions, parameters } = matching(query, own);
    const rows = await this.database.query<
      { state: string; severity: string; type: string; count: number }[]
    >(
      `select status as state, severity, type, count(*)::int as count from findings
        where ${conditions.join(' and ')} group by status, severity, type`,
      parameters,
    );
    const by = (name: 'state' | 'severity' | 'type') => {
      const counts: Record<string, number> = {};
      for (const row of rows) counts[row[name]] = (counts[row[name]] ?? 0) + row.count;
      return counts;
    };
    return {
      findings: rows.reduce((sum, { count }) => sum + count, 0),
      states: by('state'),
      severities: by('severity'),
      types: by('type'),
    };
  }

  @Get(':findingId')
  @Roles(...READERS)
  @ApiOperation({
    summary: 'One finding with its history',
    description:
      'The revision that stands, the decision of a person, and each event with its receipt.',
  })
  @ApiOkResponse({ type: FindingBody })
  @AskInstead(
    'Its events stand one by one in the log: an auditor reads them at GET /supervision/v1/events.',
  )
  async one(@Param('findingId') findingId: string, @CurrentPrincipal() principal: Principal) {
    const row = await this.find(findingId);
    // 404 as for an unknown id: 403 would show that there is a finding with this id.
    if (!seesAll(principal) && !organisationIs(principal, row.finding.identity.licenseeId))
      throw unknownFinding();
    const history = await this.store.readStream(`finding-${findingId}`);
    return {
      ...itemOf(row),
      decision: row.finding.decision ?? null,
      history: history.map(({ position, envelope: { eventId, type, recordedAt, body } }) => ({
        type,
        recordedAt,
        position,
        receipt: `/supervision/v1/receipts/${eventId}`,
        body,
      })),
    };
  }

  @Post(':findingId/decide')
  @HttpCode(201)
  @Roles('supervision-analyst', 'enforcement-officer')
  @ApiOperation({
    summary: 'Explain, confirm or dismiss the revision that was looked at',
    description:
      '`revision` is the one that was read; if it was revised meanwhile, it is refused (`finding-revised-since`).',
  })
  async decide(
    @Param('findingId') findingId: string,
    @Body() body: DecideBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    await this.find(findingId);
    return this.commands.handle(
      command,
      step(`finding-${findingId}`, findingDecider, {
        type: 'DecideFinding',
        ...body,
        by: principal.subject,
        at: this.clock.now(),
      }),
    );
  }

  @Post(':findingId/dismissals')
  @HttpCode(202)
  @Roles('supervision-analyst', 'enforcement-officer')
  @ApiOperation({
    summary: 'Propose to dismiss a finding that a tax rate depends on; a second person confirms it',
    description: 'Other findings are dismissed by one person at `/decide`.',
  })
  async proposeDismissal(
    @Param('findingId') findingId: string,
    @Body() body: DismissBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    await this.find(findingId);
    return this.commands.handle(
      command,
      step(`finding-${findingId}`, findingDecider, {
        type: 'ProposeDismissal',
        ...body,
        ...(await this.proposals.by(principal)),
      }),
    );
  }

  private async find(findingId: string): Promise<FindingRow> {
    const [row] = await this.database.query<FindingRow[]>(
      `select ${FINDING} where finding_id::text = $1`,
      [findingId],
    );
    if (row) return row;
    throw unknownFinding();
  }
}

/** Conditions on findings, and their parameters, to which more can be added. */
const matching = (filter: Partial<FindingsQuery>, licenseeId: string | undefined) => {
  const { type, state, severity, period, asset } = filter;
  const parameters: unknown[] = [];
  const given = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = ['true'];
  if (type !== undefined) conditions.push(`type = ${given(type)}`);
  if (state !== undefined) conditions.push(`status = ${given(state)}`);
  if (severity !== undefined) conditions.push(`severity = ${given(severity)}`);
  if (period !== undefined) conditions.push(`period = ${given(period)}`);
  if (asset !== undefined) conditions.push(`asset = ${given(asset)}`);
  if (licenseeId !== undefined)
    // Some organisations are no licensees.
    conditions.push(isLicenseeId(licenseeId) ? `licensee_id = ${given(licenseeId)}` : 'false');
  return { conditions, given, parameters };
};

const unknownFinding = () =>
  new Problem(404, 'finding-unknown', { detail: 'There is no finding with this id for you.' });

const itemOf = ({
  finding_id,
  finding,
  raised_at,
  changed_at,
  ...named
}: FindingRow): FindingItem => {
  const { identity, content, status, revision } = finding;
  return {
    findingId: finding_id,
    type: identity.findingType,
    severity: content.severity,
    state: status,
    licenseeId: identity.licenseeId,
    asset: identity.asset,
    period: identity.period,
    quantity: content.quantity,
    facts: content.facts,
    rules: content.rules,
    sender: content.sender ?? null,
    revision,
    raisedAt: raised_at.toISOString(),
    changedAt: changed_at.toISOString(),
    name: named.name,
    ...shownName(named),
  };
};

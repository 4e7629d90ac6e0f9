import { Controller, Get, Query } from '@nestjs/common';
import {
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
  IntersectionType,
} from '@nestjs/swagger';
import type { PoolEvent } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';
import {
  Fails,
  isAboutNow,
  IsAsOf,
  IsAsset,
  IsKnownAt,
  IsPeriod,
  LedgerBody,
  mapInTurns,
  type MomentQuery,
  Roles,
} from '@esep/platform';
import {
  approvedPools,
  licencesInForce,
  toWire,
  type LicenceTermEvent,
} from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { periodsAsked, PeriodsQuery } from '../board/periods-asked.js';
import { PARTICIPANT_TYPES } from '../current-rows/current-rows-tables.js';
import { CurrentRows } from '../current-rows/current-rows.js';
import { Figures, type TotalsByPeriod, type TotalsRange } from '../reconciliations/figures.js';

export class SectorQuery {
  @IsPeriod() period!: string;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

export class TrendQuery extends PeriodsQuery {
  @IsAsset({ optional: true }) asset?: string;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

class ConversionBody {
  @ApiProperty({ example: 'KZT' }) currency!: string;
  @ApiProperty({ description: 'Minor units.' }) amount!: string;
  @ApiProperty({ type: 'integer' }) fills!: number;
}

class AssetTotalsBody {
  @ApiProperty() asset!: string;
  @ApiProperty({ type: 'integer' }) licensees!: number;
  @ApiProperty() mined!: string;
  @ApiProperty() required!: string;
  @ApiProperty() sold!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) verdicts!: object;
}

class PeriodTotalsBody {
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ type: [ConversionBody] }) conversions!: ConversionBody[];
  @ApiProperty({ type: [AssetTotalsBody] }) assets!: AssetTotalsBody[];
}

class ParticipantsBody {
  @ApiProperty({ type: 'integer', description: 'In force at asOf; suspended ones are.' })
  licences!: number;
  @ApiProperty({ type: 'integer', description: 'Who hold them.' }) licensees!: number;
  @ApiProperty({ type: 'integer' }) pools!: number;
  @ApiProperty({ type: LedgerBody }) ledger!: LedgerBody;
}

class SectorBody extends IntersectionType(PeriodTotalsBody, ParticipantsBody) {}

class TrendBody extends ParticipantsBody {
  @ApiProperty({ type: [PeriodTotalsBody], description: 'Each month that was asked for.' })
  periods!: PeriodTotalsBody[];
}

const OFFICERS = [
  'supervision-analyst',
  'enforcement-officer',
  'licensing-officer',
  'tax-officer',
  'auditor',
] as const;

/** The whole sector, month by month. */
@ApiTags('figures')
@Controller('supervision/v1/sector')
@Fails(400, 'as-of-after-known-at')
@Fails(422, 'no-rule-pack')
export class SectorController {
  constructor(
    private readonly current: CurrentRows,
    private readonly figures: Figures,
    private readonly database: DataSource,
  ) {}

  @Get()
  @Roles(...OFFICERS)
  @ApiOperation({
    summary:
      'Licences, pools, what sales came to by currency; by asset what was mined, required, sold, and the verdicts',
    description: 'Totals of one month over all licensees, at any two instants.',
  })
  @ApiOkResponse({ type: SectorBody })
  async totals(@Query() query: SectorQuery) {
    const { period } = query;
    const { totals, ...participants } = await this.found({ from: period, until: period }, query);
    return { ...totalsOf(period, totals), ...participants };
  }

  @Get('trend')
  @Roles(...OFFICERS)
  @ApiOperation({
    summary: 'The sector month by month, in one answer',
    description:
      'What `/sector` answers of each month, all of one moment; of one asset, what its sales came to. At most 60 months.',
  })
  @ApiOkResponse({ type: TrendBody })
  @Fails(400, 'periods-invalid')
  async trend(@Query() query: TrendQuery) {
    const periods = periodsAsked(query);
    const { totals, ...participants } = await this.found(query, query);
    return { periods: periods.map((period) => totalsOf(period, totals)), ...participants };
  }

  private async found(range: TotalsRange, query: MomentQuery) {
    const asked = this.figures.moment(query);
    const { totals, counted, moment } =
      (isAboutNow(query) ? await this.current.totals(range) : undefined) ??
      (await this.figures.totals(range, asked));
    const participants = await this.participants(moment.knownAt);
    const [pools, licences] = [
      participants.filter(isPoolEvent),
      participants.filter(isLicenceEvent),
    ];
    return {
      totals,
      ...licencesInForce(licences, moment.asOf),
      pools: approvedPools(pools, moment.asOf),
      ledger: await this.figures.ledgerOf(moment, counted),
    };
  }

  /** In the order of their recording. */
  private async participants(knownAt: Instant): Promise<readonly ParticipantEvent[]> {
    const rows = await this.database.query<{ type: string; body: string }[]>(
      `select type, body from facts where type in (${PARTICIPANT_TYPES}) and recorded_at <= $1
        order by recorded_at, log, position`,
      [knownAt],
    );
    return mapInTurns(
      rows,
      ({ type, body }) => ({ type, ...(JSON.parse(body) as object) }) as ParticipantEvent,
    );
  }
}

const totalsOf = (period: Period, totals: TotalsByPeriod) => ({
  period,
  conversions: toWire(totals.of(period).conversions()),
  assets: toWire(totals.of(period).byAsset()),
});

type ParticipantEvent = PoolEvent | LicenceTermEvent;

const isPoolEvent = (event: ParticipantEvent): event is PoolEvent =>
  event.type === 'PoolApproved' || event.type === 'PoolApprovalWithdrawn';

const isLicenceEvent = (event: ParticipantEvent): event is LicenceTermEvent => !isPoolEvent(event);

import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { PoolEvent } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import {
  Fails,
  isAboutNow,
  IsAsOf,
  IsKnownAt,
  IsPeriod,
  LedgerBody,
  mapInTurns,
  Roles,
} from '@esep/platform';
import {
  approvedPools,
  licencesInForce,
  toWire,
  type LicenceTermEvent,
} from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { PARTICIPANT_TYPES } from '../current-rows/current-rows-tables.js';
import { CurrentRows } from '../current-rows/current-rows.js';
import { Figures } from '../reconciliations/figures.js';

export class SectorQuery {
  @IsPeriod() period!: string;
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

class SectorBody {
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ type: 'integer', description: 'In force at asOf; suspended ones are.' })
  licences!: number;
  @ApiProperty({ type: 'integer', description: 'Who hold them.' }) licensees!: number;
  @ApiProperty({ type: 'integer' }) pools!: number;
  @ApiProperty({ type: [ConversionBody] }) conversions!: ConversionBody[];
  @ApiProperty({ type: [AssetTotalsBody] }) assets!: AssetTotalsBody[];
  @ApiProperty({ type: LedgerBody }) ledger!: LedgerBody;
}

/** The whole sector in one period. */
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
  @Roles(
    'supervision-analyst',
    'enforcement-officer',
    'licensing-officer',
    'tax-officer',
    'auditor',
  )
  @ApiOperation({
    summary:
      'Licences, pools, what sales came to by currency; by asset what was mined, required, sold, and the verdicts',
    description: 'Totals of one month over all licensees, at any two instants.',
  })
  @ApiOkResponse({ type: SectorBody })
  async totals(@Query() query: SectorQuery) {
    const { period } = query;
    const asked = this.figures.moment(query);
    const { totals, counted, moment } =
      (isAboutNow(query) ? await this.current.totals(period) : undefined) ??
      (await this.figures.totals(period, asked));
    const participants = await this.participants(moment.knownAt);
    const [pools, licences] = [
      participants.filter(isPoolEvent),
      participants.filter(isLicenceEvent),
    ];
    return {
      period,
      ...licencesInForce(licences, moment.asOf),
      pools: approvedPools(pools, moment.asOf),
      conversions: toWire(totals.conversions()),
      assets: toWire(totals.byAsset()),
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

type ParticipantEvent = PoolEvent | LicenceTermEvent;

const isPoolEvent = (event: ParticipantEvent): event is PoolEvent =>
  event.type === 'PoolApproved' || event.type === 'PoolApprovalWithdrawn';

const isLicenceEvent = (event: ParticipantEvent): event is LicenceTermEvent => !isPoolEvent(event);

import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FillEvent, PoolEvent } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { IsInstant, Fails, IsPeriod, LedgerBody, nextTurn, Roles } from '@esep/platform';
import {
  approvedPools,
  Conversions,
  licencesInForce,
  type LicenceTermEvent,
} from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { FactBook } from '../project-facts/fact-book.js';
import type { Subject } from '../project-facts/subject.js';
import { Figures } from '../reconciliations/figures.js';

const FILL_EVENTS = ['FillRecorded', 'FillCorrected', 'FillBusted'] satisfies FillEvent['type'][];
const POOL_EVENTS = ['PoolApproved', 'PoolApprovalWithdrawn'] satisfies PoolEvent['type'][];
const LICENCE_EVENTS = [
  'LicenceImported',
  'LicenceRenewed',
  'LicenceRevoked',
  'LicenceRelinquished',
  'LicenceTransferred',
] satisfies LicenceTermEvent['type'][];

/** Some microseconds each. */
const AT_ONCE = 1_000;

export class SectorQuery {
  @IsPeriod() period!: string;
  @IsInstant({ optional: true, within: 'known' }) knownAt?: string;
  @IsInstant({ optional: true, within: 'known' }) asOf?: string;
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

interface AssetTotals {
  asset: string;
  licensees: number;
  mined: bigint;
  required: bigint;
  sold: bigint;
  verdicts: Record<string, number>;
}

/** The whole sector in one period. */
@ApiTags('figures')
@Controller('supervision/v1/sector')
@Fails(400, 'as-of-after-known-at')
@Fails(422, 'no-rule-pack')
export class SectorController {
  constructor(
    private readonly facts: FactBook,
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
    const moment = this.figures.moment(query);
    const totals = new Map<string, AssetTotals>();
    const counted: Subject[] = [];
    for (const subject of await this.facts.subjects()) {
      await nextTurn();
      const found = await this.figures.reconcile(subject, moment);
      const row = found?.rows.find(({ period }) => period === query.period);
      if (!row) continue;
      counted.push(subject);
      const sum = totals.get(subject.asset) ?? emptyTotals(subject.asset);
      sum.licensees += 1;
      sum.mined += row.mined;
      sum.required += row.required;
      sum.sold += row.soldInTime + row.soldLate;
      sum.verdicts[row.verdict] = (sum.verdicts[row.verdict] ?? 0) + 1;
      totals.set(subject.asset, sum);
    }
    const { knownAt, asOf } = moment;
    const conversions = new Conversions(query.period, asOf);
    await this.said<FillEvent>(FILL_EVENTS, knownAt, (fill) => conversions.take(fill));
    const pools: PoolEvent[] = [];
    await this.said<PoolEvent>(POOL_EVENTS, knownAt, (pool) => pools.push(pool));
    const licences: LicenceTermEvent[] = [];
    await this.said<LicenceTermEvent>(LICENCE_EVENTS, knownAt, (term) => licences.push(term));
    return {
      period: query.period,
      ...licencesInForce(licences, asOf),
      pools: approvedPools(pools, asOf),
      conversions: conversions.byCurrency().map(({ amount, ...rest }) => ({
        ...rest,
        amount: amount.toString(),
      })),
      assets: [...totals.values()].map(({ mined, required, sold, ...rest }) => ({
        ...rest,
        mined: mined.toString(),
        required: required.toString(),
        sold: sold.toString(),
      })),
      ledger: await this.figures.ledgerOf(moment, counted),
    };
  }

  /**
   * Events of some types that were known at an instant, in the order of their recording. All sales
   * ever made are among them: they are read some at a time, so that others have their turn.
   */
  private async said<Event>(
    types: readonly string[],
    knownAt: Instant,
    take: (event: Event) => void,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.query(
        `declare said no scroll cursor for
           select type, body from facts where type = any($1) and recorded_at <= $2
            order by recorded_at, log, position`,
        [types, knownAt],
      );
      for (let more = true; more;) {
        const rows = await tx.query<{ type: string; body: string }[]>(`fetch ${AT_ONCE} from said`);
        for (const { type, body } of rows) take({ type, ...(JSON.parse(body) as object) } as Event);
        more = rows.length === AT_ONCE;
      }
    });
  }
}

const emptyTotals = (asset: string): AssetTotals => ({
  asset,
  licensees: 0,
  mined: 0n,
  required: 0n,
  sold: 0n,
  verdicts: {},
});

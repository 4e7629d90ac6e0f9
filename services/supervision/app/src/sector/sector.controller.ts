import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { IsInstant, IsPeriod, Roles } from '@esep/platform';
import { DataSource } from 'typeorm';

import { FactBook } from '../keep-facts/fact-book.js';
import { Figures } from '../reconciliations/figures.js';

export class SectorQuery {
  @IsPeriod() period!: string;
  @IsInstant({ optional: true }) knownAt?: string;
  @IsInstant({ optional: true }) asOf?: string;
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
    summary: 'Totals by asset: mined, required, sold, verdicts; conversions by currency',
  })
  async totals(@Query() query: SectorQuery) {
    const moment = this.figures.moment(query);
    const totals = new Map<string, AssetTotals>();
    for (const subject of await this.facts.subjects()) {
      const found = await this.figures.reconcile(subject, moment);
      const row = found?.rows.find(({ period }) => period === query.period);
      if (!row) continue;
      const sum = totals.get(subject.asset) ?? emptyTotals(subject.asset);
      sum.licensees += 1;
      sum.mined += row.mined;
      sum.required += row.required;
      sum.sold += row.soldInTime + row.soldLate;
      sum.verdicts[row.verdict] = (sum.verdicts[row.verdict] ?? 0) + 1;
      totals.set(subject.asset, sum);
    }
    const [counts] = (await this.database.query(
      `select (select count(*) from licensees) as licensees,
              (select count(distinct body::jsonb->>'licenceId') from facts where type = 'LicenceImported') as licences`,
    )) as { licensees: string; licences: string }[];
    return {
      period: query.period,
      licensees: Number(counts?.licensees ?? 0),
      licences: Number(counts?.licences ?? 0),
      assets: [...totals.values()].map(({ mined, required, sold, ...rest }) => ({
        ...rest,
        mined: mined.toString(),
        required: required.toString(),
        sold: sold.toString(),
      })),
      ledger: moment.ledger,
    };
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

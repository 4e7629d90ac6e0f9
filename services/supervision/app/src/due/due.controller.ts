import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags, IntersectionType } from '@nestjs/swagger';
import { periodOf, periodsBetween, plusPeriods, type Instant, type Period } from '@esep/kernel';
import {
  CurrentPrincipal,
  Fails,
  isAboutNow,
  IsAsOf,
  IsAsset,
  IsInstant,
  IsKnownAt,
  IsText,
  keyIn,
  LedgerBody,
  ListQuery,
  Lists,
  pageOf,
  Roles,
  type Principal,
} from '@esep/platform';
import { dueUnder, type ReconciliationRules } from '@esep/rulebook';

import { CurrentRows } from '../current-rows/current-rows.js';
import { Figures, type WireRow } from '../reconciliations/figures.js';
import { READERS, seesAll } from '../reconciliations/reconciliations.controller.js';
import { NamedLicenseeBody, STATES } from '../reconciliations/row-body.js';
import { isSortedRowKey, type RowSort, type SortedRowKey } from '../reconciliations/row-key.js';

export class DueQuery extends ListQuery {
  @IsInstant({
    optional: true,
    description: 'Only months that fall due until then. Default: all that have begun.',
  })
  until?: string;
  @IsAsset({ optional: true }) asset?: string;
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, optional: true }) licenseeId?: string;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

class DueMonthBody {
  @ApiProperty({ example: 'BTC' }) asset!: string;
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ enum: STATES, example: 'provisional' }) state!: string;
  @ApiProperty({ format: 'date-time', description: 'A sale before this instant is in time.' })
  due!: string;
  @ApiProperty({ example: '10000000000' }) mined!: string;
  @ApiProperty({ example: '7500000000' }) required!: string;
  @ApiProperty({ example: '7000000000' }) soldInTime!: string;
  @ApiProperty({ description: 'What is still to be sold.', example: '500000000' })
  shortfall!: string;
}

class DueBody extends IntersectionType(DueMonthBody, NamedLicenseeBody) {}

/** What has to be sold, and until when. */
@ApiTags('figures')
@Controller('supervision/v1/due')
@Fails(400, 'as-of-after-known-at')
@Fails(422, 'no-rule-pack')
@Roles(...READERS)
export class DueController {
  constructor(
    private readonly current: CurrentRows,
    private readonly figures: Figures,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Months that fall due and are still short, the largest shortfall first',
    description:
      'Rows of months whose deadline is still to come, of which less is sold than is required by what was mined so far. A licensee sees its own.',
  })
  @Lists(DueBody, { ledger: LedgerBody })
  async list(@Query() query: DueQuery, @CurrentPrincipal() principal: Principal) {
    const { asset, until, limit } = query;
    const after = keyIn(query.cursor, isSortedRowKey);
    const moment = this.figures.moment(query);
    const { rules } = await this.figures.law(moment);
    const list = {
      ...{ asset, sort: SHORTFALL, after, limit, verdict: 'pending', isShort: true },
      licenseeId: seesAll(principal) ? query.licenseeId : principal.organisation,
      periods: periodsDue(rules, moment.asOf, until),
    };
    const found =
      (isAboutNow(query) ? await this.current.list(list) : undefined) ??
      (await this.figures.list(list, moment));
    const page = pageOf(found.rows.map(dueOf), limit, keyOfDue);
    return { ...page, ledger: await this.figures.ledgerOf(found.moment, found.rows) };
  }
}

const SHORTFALL: RowSort = 'shortfall';

const keyOfDue = ({ licenseeId, asset, period, shortfall }: DueBody): SortedRowKey => [
  licenseeId,
  asset,
  period,
  shortfall,
];

const dueOf = (row: WireRow): DueBody => {
  const { licenseeId, name, displayName, licences, asset, period, state, due } = row;
  const { mined, required, soldInTime, shortfall } = row;
  return {
    ...{ asset, period, state, due, mined, required, soldInTime, shortfall },
    ...{ licenseeId, name, displayName, licences },
  };
};

/** Months that have begun, and fall due later. */
const periodsDue = (
  rules: ReconciliationRules,
  asOf: Instant,
  until: Instant | undefined,
): readonly Period[] => {
  const last = periodOf(asOf);
  return periodsBetween(plusPeriods(last, -MONTHS_BACK), last).filter((period) => {
    const due = dueUnder(rules, period);
    return due > asOf && (until === undefined || due <= until);
  });
};

/** A rule pack has at most 366 days of grace, and days off may follow. */
const MONTHS_BACK = 14;

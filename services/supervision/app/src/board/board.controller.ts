import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Period } from '@esep/kernel';
import {
  AskInstead,
  CurrentPrincipal,
  expectRoomFor,
  Fails,
  isAboutNow,
  IsAsOf,
  IsAsset,
  IsKnownAt,
  LedgerBody,
  mapInTurns,
  Roles,
  taggedJson,
  type Principal,
} from '@esep/platform';
import type { Request, Response } from 'express';

import { CurrentRows } from '../current-rows/current-rows.js';
import { JudgementBook } from '../judge-periods/judgement-book.js';
import { shownName } from '../project-facts/licensee-name.js';
import { Figures, type MatrixLicensee } from '../reconciliations/figures.js';
import { READERS, seesAll } from '../reconciliations/reconciliations.controller.js';
import { NamedLicenseeBody, STATES, VERDICTS } from '../reconciliations/row-body.js';
import { periodsAsked, PeriodsQuery } from './periods-asked.js';

export class BoardQuery extends PeriodsQuery {
  @IsAsset() asset!: string;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

/** A row of the reconciliation, as far as a board shows it. */
class CellBody {
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ enum: VERDICTS, example: 'breach' }) verdict!: string;
  @ApiProperty({ enum: STATES, example: 'final' }) state!: string;
  @ApiProperty({ example: '10000000000' }) mined!: string;
  @ApiProperty({ example: '7500000000' }) required!: string;
  @ApiProperty({ description: 'In time and late.', example: '7000000000' }) sold!: string;
  @ApiProperty({ description: 'required without what was sold in time.', example: '500000000' })
  shortfall!: string;
  @ApiProperty({ type: 'integer', description: 'How often its final row was another before.' })
  restatement!: number;
}

class BoardLicenseeBody extends NamedLicenseeBody {
  @ApiProperty({
    type: 'array',
    items: { nullable: true, allOf: [{ $ref: getSchemaPath(CellBody) }] },
    description: 'One for each of `periods`; null where there is no row.',
  })
  cells!: (CellBody | null)[];
}

class BoardBody {
  @ApiProperty({ type: [String], example: ['2026-02', '2026-03'] }) periods!: readonly string[];
  @ApiProperty({
    type: [BoardLicenseeBody],
    description: 'Who have a row in these months, by their ids.',
  })
  licensees!: BoardLicenseeBody[];
  @ApiProperty({
    type: [String],
    format: 'date-time',
    description:
      'The last instants at which a judgement changed one of the cells, earliest first, at most 200. Ask with one as `knownAt` for the board as it was then.',
    example: ['2026-04-11T19:00:00.114Z'],
  })
  changedAt!: readonly string[];
  @ApiProperty({ type: 'integer', description: 'How many such instants there were before those.' })
  changedBefore!: number;
  @ApiProperty({ type: LedgerBody }) ledger!: LedgerBody;
}

/** All licensees and months of one asset at a glance. */
@ApiTags('figures')
@ApiExtraModels(CellBody)
@Controller('supervision/v1/board')
@Fails(400, 'as-of-after-known-at', 'periods-invalid')
@Fails(422, 'no-rule-pack')
@Roles(...READERS)
export class BoardController {
  constructor(
    private readonly current: CurrentRows,
    private readonly figures: Figures,
    private readonly book: JudgementBook,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Licensees by months: the verdict and the figures of each',
    description:
      'One cell for each licensee and month of an asset, all of one moment, and the instants at which they changed. A licensee sees its own line. `If-None-Match` with the `ETag` of an answer gives 304 while its cells are the same.',
  })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` of the answer that the caller has.',
    schema: { type: 'string', example: 'W/"2jmj7l5rSw0yVb_vlWAYkK"' },
  })
  @ApiOkResponse({
    type: BoardBody,
    headers: {
      ETag: {
        description: 'Of everything but `ledger`.',
        schema: { type: 'string', example: 'W/"2jmj7l5rSw0yVb_vlWAYkK"' },
      },
    },
  })
  @ApiResponse({ status: 304, description: 'It is what the caller has.' })
  @AskInstead('Ask for fewer months at a time.')
  async board(
    @Query() query: BoardQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { asset, from, until } = query;
    const periods = periodsAsked(query);
    const licenseeId = seesAll(principal) ? undefined : principal.organisation;
    const range = { asset, from, until, licenseeId };
    const asked = this.figures.moment(query);
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const { licensees, moment } =
      (isAboutNow(query) ? await this.current.matrix(range) : undefined) ??
      (await this.figures.matrix(range, asked, gone.signal));
    expectRoomFor(licensees.length * periods.length, 'Ask for fewer months at a time.');
    const changed = await this.book.changedAt(range, moment.knownAt);
    const about = licensees.map((one) => ({ licenseeId: one.licenseeId, asset }));
    const ledger = await this.figures.ledgerOf(moment, about);
    const lines = await mapInTurns(licensees, (licensee) => lineOf(licensee, periods));
    const content = { periods, licensees: lines, ...changed };
    return taggedJson(request, response, content, { ledger });
  }
}

const lineOf = (licensee: MatrixLicensee, periods: readonly Period[]): BoardLicenseeBody => {
  const { licenseeId, name } = licensee;
  const cells = new Map(licensee.cells.map((cell) => [cell.period, cell]));
  return {
    ...{ licenseeId, name, ...shownName(licensee) },
    cells: periods.map((period) => cells.get(period) ?? null),
  };
};

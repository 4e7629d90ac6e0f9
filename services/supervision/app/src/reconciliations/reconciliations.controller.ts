import { Controller, Get, Param, Query } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { assetOf, mapWork, type Instant } from '@esep/kernel';
import {
  AskInstead,
  CurrentPrincipal,
  expectRoomFor,
  Fails,
  hasRole,
  inTurns,
  isAboutNow,
  IsAsOf,
  IsAsset,
  IsChoice,
  IsKnownAt,
  IsPeriod,
  isPosition,
  IsText,
  keyIn,
  LedgerBody,
  ListQuery,
  Lists,
  type MomentQuery,
  pageOf,
  Problem,
  requireOrganisation,
  Roles,
  type Principal,
} from '@esep/platform';
import { evaluate, type RuleKey, type RulePack } from '@esep/rulebook';
import { toWire } from '@esep/supervision-domain';

import { CurrentRows } from '../current-rows/current-rows.js';
import { FactBook } from '../project-facts/fact-book.js';
import { EXPLANATION_LISTS, ExplanationBody, FoundBody } from './explanation-body.js';
import { Figures } from './figures.js';
import { ReconciliationRowBody, RestatedRowBody, RowCountsBody, VERDICTS } from './row-body.js';
import {
  isLicenseeId,
  isRowKey,
  isSortedRowKey,
  placeOf,
  ROW_SORTS,
  type RowKey,
  type RowSort,
  type SortedRowKey,
} from './row-key.js';
import { withProofs } from './with-proofs.js';

export class ReconciliationQuery {
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

export class RowsQuery extends ListQuery {
  @IsPeriod({ optional: true }) period?: string;
  @IsAsset({ optional: true }) asset?: string;
  @IsChoice(VERDICTS, { optional: true }) verdict?: string;
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, optional: true }) licenseeId?: string;
  @IsChoice(ROW_SORTS, {
    optional: true,
    description: 'Largest first. Default: by licensee, asset and month.',
  })
  sort?: RowSort;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

export class RowCountsQuery {
  @IsPeriod({ optional: true }) period?: string;
  @IsAsset({ optional: true }) asset?: string;
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, optional: true }) licenseeId?: string;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

export class ExplanationListQuery extends ListQuery {
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

/** Rows, findings, and the totals of the free part (RECONCILIATION). */
class ReconciliationBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() asset!: string;
  @ApiProperty({ format: 'date-time' }) knownAt!: string;
  @ApiProperty({ format: 'date-time' }) asOf!: string;
  @ApiProperty({ type: [RestatedRowBody] }) rows!: RestatedRowBody[];
  @ApiProperty({ type: [FoundBody] }) findings!: FoundBody[];
  @ApiProperty({ description: 'Of the free part, what has left.' }) used!: string;
  @ApiProperty({ description: 'What has left before it was released.' }) early!: string;
  @ApiProperty({ description: 'What has left and was not there to leave.' }) unexplained!: string;
  @ApiProperty({ description: 'Mined coins at hand.' }) stockAtEnd!: string;
  @ApiProperty({ description: 'Bought coins at hand.' }) boughtAtEnd!: string;
  @ApiProperty({ type: LedgerBody }) ledger!: LedgerBody;
}

export const REGULATOR = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'tax-officer',
  'auditor',
  'service',
] as const;

/** The regulator; and licensees, of their own rows only. */
export const READERS = [...REGULATOR, 'licensee'] as const;

const ROWS_INSTEAD =
  'Ask for the rows in pages at GET /supervision/v1/reconciliations?asset=, and for the findings at GET /supervision/v1/findings.';
const INPUTS_INSTEAD =
  'Ask for its inputs in pages: GET …/explain/{list}, of mined, sales, paidBy, outflows, releases, senders, setAside and findings.';

/** Who mined what, was enough of it sold where the law says, and what follows. */
@ApiTags('figures')
@Controller('supervision/v1/reconciliations')
@Fails(400, 'as-of-after-known-at')
@Fails(404, 'asset-unknown', 'licensee-unknown', 'list-unknown', 'row-unknown')
@Fails(422, 'no-rule-pack')
@Roles(...READERS)
export class ReconciliationsController {
  constructor(
    private readonly facts: FactBook,
    private readonly figures: Figures,
    private readonly current: CurrentRows,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Rows of all licensees, by period, asset, verdict or licensee',
    description:
      'One row for each licensee, asset and month: mined, required, sold in time, and the verdict. `sort` puts the largest of an amount first. A licensee sees its own.',
  })
  @Lists(ReconciliationRowBody, { ledger: LedgerBody })
  async list(@Query() query: RowsQuery, @CurrentPrincipal() principal: Principal) {
    const { asset, period, verdict, sort, limit } = query;
    const after = keyIn<RowKey | SortedRowKey>(query.cursor, sort ? isSortedRowKey : isRowKey);
    const licenseeId = whose(query, principal);
    const list = { asset, licenseeId, period, verdict, sort, after, limit };
    const moment = this.figures.moment(query);
    const found =
      (isAboutNow(query) ? await this.current.list(list) : undefined) ??
      (await this.figures.list(list, moment));
    const page = pageOf(found.rows, limit, (row) => placeOf(row, sort));
    return { ...page, ledger: await this.figures.ledgerOf(found.moment, found.rows) };
  }

  @Get('counts')
  @ApiOperation({
    summary: 'How many rows there are, by verdict',
    description: 'Of all months or one, all assets or one. A licensee counts its own.',
  })
  @ApiOkResponse({ type: RowCountsBody })
  async counts(@Query() query: RowCountsQuery, @CurrentPrincipal() principal: Principal) {
    const { asset, period } = query;
    const filter = { asset, licenseeId: whose(query, principal), period };
    const moment = this.figures.moment(query);
    const found =
      (isAboutNow(query) ? await this.current.counts(filter) : undefined) ??
      (await this.figures.counts(filter, moment));
    return {
      rows: [...found.verdicts.values()].reduce((sum, count) => sum + count, 0),
      verdicts: Object.fromEntries(found.verdicts),
      ledger: await this.figures.ledgerOf(found.moment, found.counted),
    };
  }

  @Get(':licenseeId/:asset')
  @ApiOperation({
    summary: 'One licensee’s figures and findings of one asset, at any two instants',
    description:
      'All months from the beginning of the regime, by what was known at `knownAt` and had happened by `asOf`. Ask again with the `knownThrough` of an answer, and the figures are the same.',
  })
  @ApiOkResponse({ type: ReconciliationBody })
  @AskInstead(ROWS_INSTEAD)
  async one(
    @Param('licenseeId') licenseeId: string,
    @Param('asset') asset: string,
    @Query() query: ReconciliationQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    const subject = subjectOf(licenseeId, asset, principal);
    const moment = this.figures.moment(query, licenseeId);
    const restated = await this.figures.restated(subject, moment);
    if (!restated) throw unknownLicensee(licenseeId);
    const { restatements } = restated;
    const { findings: found, ...figures } = restated.found;
    expectRoomFor(found.length, ROWS_INSTEAD);
    const findings = await inTurns(mapWork(found, toWire));
    const { rows, ...totals } = toWire(figures);
    const { knownAt, asOf } = moment;
    return {
      licenseeId,
      asset,
      knownAt,
      asOf,
      rows: rows.map((row) => ({ ...row, restatement: restatements.get(row.period) ?? 0 })),
      findings,
      ...totals,
      ledger: await this.figures.ledgerOf(moment, [subject]),
    };
  }

  @Get(':licenseeId/:asset/:period/explain')
  @ApiOperation({
    summary: 'The arithmetic of one row, each input with its event and its proof',
    description:
      'From a figure back to the reports: every row, sale, payment and rule that it is made of. Long ones are asked for list by list.',
  })
  @ApiOkResponse({ type: ExplanationBody })
  @AskInstead(INPUTS_INSTEAD)
  async explain(
    @Param('licenseeId') licenseeId: string,
    @Param('asset') asset: string,
    @Param('period') period: string,
    @Query() query: ReconciliationQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { moment, law, explanation } = await this.explanation(
      licenseeId,
      asset,
      period,
      query,
      principal,
    );
    const lists = Object.values(explanation).filter(Array.isArray);
    expectRoomFor(
      lists.reduce((sum, { length }) => sum + length, 0),
      INPUTS_INSTEAD,
    );
    const shown: Record<string, unknown> = {};
    for (const [name, part] of Object.entries(explanation))
      shown[name] = Array.isArray(part) ? await inTurns(mapWork(part, shownOf)) : shownOf(part);
    const { packId, hash, pack } = law;
    return {
      licenseeId,
      asset,
      ...shown,
      rules: RULES_SHOWN.map((key) => ruleShown(pack, key, explanation.start)),
      rulePack: { packId, hash },
      ledger: await this.figures.ledgerOf(moment, [{ licenseeId, asset }]),
    };
  }

  @Get(':licenseeId/:asset/:period/explain/:list')
  @ApiOperation({
    summary: 'One list of an explanation in pages',
    description:
      'As in the explanation itself: mined, sales, paidBy, outflows, releases, senders, setAside, findings.',
  })
  @ApiExtraModels(...Object.values(EXPLANATION_LISTS))
  @ApiOkResponse({
    schema: {
      type: 'object',
      required: ['items', 'next'],
      properties: {
        items: {
          type: 'array',
          items: {
            anyOf: Object.values(EXPLANATION_LISTS).map((of) => ({ $ref: getSchemaPath(of) })),
          },
        },
        next: { type: 'string', nullable: true },
      },
    },
  })
  async explainList(
    @Param('licenseeId') licenseeId: string,
    @Param('asset') asset: string,
    @Param('period') period: string,
    @Param('list') list: string,
    @Query() query: ExplanationListQuery,
    @CurrentPrincipal() principal: Principal,
  ) {
    const { explanation } = await this.explanation(licenseeId, asset, period, query, principal);
    const items: unknown = Object.entries(explanation).find(([name]) => name === list)?.[1];
    if (!Array.isArray(items))
      throw new Problem(404, 'list-unknown', {
        detail: `An explanation has no list ${list.slice(0, 20)}.`,
      });
    const after = keyIn(query.cursor, isPosition) ?? -1;
    const rest = items
      .slice(after + 1, after + query.limit + 2)
      .map((item: unknown, i) => ({ item, index: after + 1 + i }));
    const page = pageOf(rest, query.limit, ({ index }) => index);
    return { ...page, items: page.items.map(({ item }) => shownOf(item)) };
  }

  private async explanation(
    licenseeId: string,
    asset: string,
    period: string,
    query: MomentQuery,
    principal: Principal,
  ) {
    const subject = subjectOf(licenseeId, asset, principal);
    const moment = this.figures.moment(query, licenseeId);
    const law = await this.figures.law(moment);
    const explained = await this.facts.ask(subject, function* (fold) {
      return { explanation: yield* fold.explainWork(law, moment.knownAt, moment.asOf, period) };
    });
    if (!explained) throw unknownLicensee(licenseeId);
    const { explanation } = explained;
    if (!explanation)
      throw new Problem(404, 'row-unknown', {
        detail: `There is no row of ${asset} for ${period} as known then.`,
      });
    return { moment, law, explanation };
  }
}

const shownOf = (part: unknown): unknown => withProofs(toWire(part));

/** A value of the law at the beginning of the row's month, with its source. */
const RULES_SHOWN = [
  'saleShareBps',
  'quoteCurrencies',
  'saleCountsAt',
  'carryForward',
  'saleBasis',
  'period',
  'graceDays',
  'deadlineRoll',
  'curedLate',
  'salePriceToleranceBps',
  'poolFeeLimitBps',
  'duplicateWindowHours',
  'payoutConfirmationHours',
  'rebuyWindowHours',
  'rebuyShareBps',
] as const;

const ruleShown = (pack: RulePack, key: RuleKey, at: Instant) => {
  const { value, why } = evaluate(pack, key, at);
  const { rule, from, source, assumption } = why;
  return { key, rule, from, value, source, assumption };
};

export const seesAll = (principal: Principal): boolean => hasRole(principal, ...REGULATOR);

/** A licensee lists its own; the regulator everybody's, or one licensee's. */
const whose = ({ licenseeId }: { readonly licenseeId?: string }, principal: Principal) =>
  seesAll(principal) ? licenseeId : principal.organisation;

/** 403 for a licensee that asks about another's coins. */
export const subjectOf = (licenseeId: string, asset: string, principal: Principal) => {
  if (!seesAll(principal)) requireOrganisation(principal, licenseeId);
  if (!isLicenseeId(licenseeId)) throw unknownLicensee(licenseeId);
  if (assetOf(asset) === undefined)
    throw new Problem(404, 'asset-unknown', {
      detail: `${asset.slice(0, 20)} is none of the assets of the regime; they are written as in BTC.`,
    });
  return { licenseeId, asset };
};

export const unknownLicensee = (licenseeId: string) =>
  new Problem(404, 'licensee-unknown', {
    detail: `No licensee ${licenseeId.slice(0, 64)} is known. licensing's lookup gives the id of a BIN.`,
  });

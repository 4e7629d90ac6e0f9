import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CurrentPrincipal,
  Fails,
  IsAsOf,
  IsChoice,
  IsCount,
  IsKnownAt,
  IsQuarter,
  IsText,
  keyIn,
  LedgerBody,
  ListQuery,
  Lists,
  pageOf,
  Problem,
  Roles,
  type Principal,
} from '@esep/platform';

import { SourceWatermarks, type AskedMoment } from '../tax-facts/source-watermarks.js';
import { AssessmentBody, AssessmentItem, bodyOf, itemOf } from './assessment-body.js';
import {
  Assessments,
  STATES,
  type AssessedQuarter,
  type AssessmentKey,
  type AssessmentState,
} from './assessments.js';
import { ExplanationBody, Explanations } from './explanation.js';
import { READERS, requireReader, seesAll } from './readers.js';

export class AssessmentsQuery extends ListQuery {
  @IsQuarter({ optional: true }) quarter?: string;
  @IsText({ max: 64, optional: true }) licenseeId?: string;
  @IsChoice(STATES, { optional: true }) state?: AssessmentState;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

export class AssessmentQuery {
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

export class ExplanationQuery extends AssessmentQuery {
  @IsCount({ min: 1, optional: true, description: 'Default: the version in force.' })
  version?: number;
}

const isKey = (value: unknown): value is [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

/** What each licensee owes for each quarter, and why. */
@ApiTags('assessments')
@Controller('tax/v1/assessments')
@Fails(400, 'as-of-after-known-at')
@Fails(404, 'assessment-unknown', 'version-unknown')
@Fails(422, 'no-rule-pack')
@Roles(...READERS)
export class AssessmentsController {
  constructor(
    private readonly assessments: Assessments,
    private readonly explanations: Explanations,
    private readonly watermarks: SourceWatermarks,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Assessments, latest quarter first; a licensee sees its own',
    description:
      'What is owed, paid and outstanding in each quarter, by the version in force at `asOf`.',
  })
  @Lists(AssessmentItem, { ledger: LedgerBody })
  async list(@Query() query: AssessmentsQuery, @CurrentPrincipal() principal: Principal) {
    const { limit, cursor, quarter, state } = query;
    const licenseeId = seesAll(principal) ? query.licenseeId : principal.organisation;
    const moment = this.watermarks.moment(query, licenseeId);
    const filter = {
      ...(quarter === undefined ? {} : { quarter }),
      ...(licenseeId === undefined ? {} : { licenseeId }),
      ...(state === undefined ? {} : { state }),
    };
    const after: AssessmentKey | undefined = keyIn(cursor, isKey);
    const found = await this.assessments.list(filter, moment, after, limit);
    const page = pageOf(found.map(itemOf), limit, (last) => [last.quarter, last.licenseeId]);
    return { ...page, ledger: moment.ledger };
  }

  @Get(':licenseeId/:quarter')
  @ApiOperation({
    summary: 'One quarter with all versions, blocks and payments',
    description:
      'Assessments are issued anew when facts change: each version says which one it supersedes and by how much it differs.',
  })
  @ApiOkResponse({ type: AssessmentBody })
  async one(
    @Param('licenseeId') licenseeId: string,
    @Param('quarter') quarter: string,
    @Query() query: AssessmentQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AssessmentBody> {
    requireReader(principal, licenseeId);
    const moment = this.watermarks.moment(query, licenseeId);
    return bodyOf(await this.find(licenseeId, quarter, moment), moment.ledger);
  }

  @Get(':licenseeId/:quarter/explain')
  @ApiOperation({
    summary: 'The arithmetic step by step, with prices, exchange rates and rules',
    description:
      'Worked out again from what was known when the version was issued. Every input has its proof, every value of the law its source.',
  })
  @ApiOkResponse({ type: ExplanationBody })
  async explain(
    @Param('licenseeId') licenseeId: string,
    @Param('quarter') quarter: string,
    @Query() query: ExplanationQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ExplanationBody> {
    requireReader(principal, licenseeId);
    const moment = this.watermarks.moment(query, licenseeId);
    const found = await this.find(licenseeId, quarter, moment);
    return this.explanations.explain(found, moment, query.version);
  }

  private async find(
    licenseeId: string,
    quarter: string,
    moment: AskedMoment,
  ): Promise<AssessedQuarter> {
    const found = await this.assessments.find(licenseeId, quarter, moment);
    if (found) return found;
    throw new Problem(404, 'assessment-unknown', {
      detail: `Nothing is known of this licensee in ${quarter.slice(0, 16)}.`,
    });
  }
}

import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { DistributionEvent } from '@esep/contracts';
import type { RowIdRefusal } from '@esep/kernel';
import {
  IsRowId,
  IsRows,
  IsText,
  ReportHead,
  rowsWithStreams,
  Sent,
  SubmissionIntake,
  SubmissionQuery,
  TakesReport,
  type ReportOf,
  type ReportRules,
  type Sending,
  type SubmissionOutcome,
} from '@esep/platform';
import {
  decideReversals,
  DISTRIBUTION_MESSAGES,
  distributionDecider,
  distributionStream,
  type DistributionRefusal,
} from '@esep/pool-reporting-domain';

/** A credit whose block was orphaned. */
export class ReversalRowBody {
  @IsRowId({ description: 'The row of a report of distributions.' }) rowId!: string;
  @IsText({ max: 200, description: 'Why, e.g. the hash of the orphaned block.' }) cause!: string;
}

export class ReversalsBody extends ReportHead {
  @IsRowId() poolId!: string;
  @IsRows(() => ReversalRowBody) rows!: ReversalRowBody[];
}

@ApiTags('reports')
@Controller('pool-reporting/v1/reversals')
export class ReportReversalsController {
  constructor(private readonly intake: SubmissionIntake) {}

  @TakesReport('pool', 'Take back credits whose block was orphaned')
  report(
    @Body() body: ReversalsBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(RULES, body.poolId, body, { ...sending, dryRun });
  }
}

const RULES: ReportRules<
  ReversalRowBody,
  ReversalRowBody,
  DistributionEvent,
  DistributionRefusal | RowIdRefusal
> = {
  kind: 'reversals',
  messages: DISTRIBUTION_MESSAGES,
  bringsNewRows: false,
  // A reversal names a row that is known already, and with it its parties.
  resolve: (sent) => Promise.resolve(sent),
  isInRegister: () => true,
  ...rowsWithStreams(
    distributionStream,
    distributionDecider,
    ({ sender: poolId, ...report }: ReportOf<ReversalRowBody>, known) =>
      decideReversals({ ...report, poolId }, known),
  ),
  kept: (sent) => sent,
};

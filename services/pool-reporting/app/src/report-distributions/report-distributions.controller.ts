import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { DistributionEvent } from '@esep/contracts';
import type { RowIdRefusal } from '@esep/kernel';
import {
  IsAssetCode,
  IsBaseUnits,
  IsInstant,
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
  decideDistributions,
  DISTRIBUTION_MESSAGES,
  distributionDecider,
  distributionStream,
  type DistributionRefusal,
  type DistributionSent,
} from '@esep/pool-reporting-domain';

import { isInRegister, HoldingRegister } from '../licensing-view/register.js';

/** A credit to a miner, as the pool sends it. */
export class DistributionRowBody {
  @IsRowId({ description: 'The pool’s own id of the credit.' }) rowId!: string;
  @IsText({ max: 128, description: 'The licence the coins were mined under.' }) licenceId!: string;
  @IsAssetCode() asset!: string;
  @IsText({ max: 16, description: 'FPPS, PPS, PPS+, PPLNS or SOLO.', example: 'FPPS' })
  scheme!: string;
  @IsBaseUnits({ description: 'Before the pool’s fee.' }) gross!: string;
  @IsBaseUnits({ description: 'The pool’s fee.' }) fee!: string;
  @IsBaseUnits({ description: 'gross − fee: what the miner was credited.' }) net!: string;
  @IsInstant({ description: 'When it was credited to the miner.' }) distributedAt!: string;
  @IsText({ max: 128, optional: true, description: 'Where the miner is paid.' }) wallet?: string;
  @IsText({ max: 128, optional: true }) payoutTxid?: string;
  @IsText({ max: 128, optional: true, description: 'Hash of the block behind it, if any.' })
  block?: string;
}

export class DistributionsBody extends ReportHead {
  @IsRowId() poolId!: string;
  @IsRows(() => DistributionRowBody) rows!: DistributionRowBody[];
}

@ApiTags('reports')
@Controller('pool-reporting/v1/distributions')
export class ReportDistributionsController {
  private readonly rules: Rules;

  constructor(
    private readonly intake: SubmissionIntake,
    register: HoldingRegister,
  ) {
    this.rules = rulesOver(register);
  }

  @TakesReport('pool', 'Report coins credited to miners')
  report(
    @Body() body: DistributionsBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(this.rules, body.poolId, body, { ...sending, dryRun });
  }
}

type Rules = ReportRules<
  DistributionRowBody,
  DistributionSent,
  DistributionEvent,
  DistributionRefusal | RowIdRefusal
>;

const rulesOver = (register: HoldingRegister): Rules => ({
  kind: 'distributions',
  messages: DISTRIBUTION_MESSAGES,
  bringsNewRows: true,
  async resolve(sent) {
    const parties = await register.partiesOf(sent, ({ distributedAt }) => distributedAt);
    return sent.map((row, i) => ({
      ...row,
      ...parties[i]!,
      gross: BigInt(row.gross),
      fee: BigInt(row.fee),
      net: BigInt(row.net),
    }));
  },
  isInRegister,
  ...rowsWithStreams(
    distributionStream,
    distributionDecider,
    ({ sender: poolId, ...report }: ReportOf<DistributionSent>, known) =>
      decideDistributions({ ...report, poolId }, known),
  ),
  kept: (sent) => sent,
});

import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { RowIdRefusal } from '@esep/kernel';
import {
  IsAssetCode,
  IsBaseUnits,
  IsCount,
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
  decidePayouts,
  PAYOUT_MESSAGES,
  payoutDecider,
  payoutStream,
  type PayoutEvent,
  type PayoutRefusal,
  type PayoutSent,
} from '@esep/pool-reporting-domain';

import { isInRegister, HoldingRegister } from '../licensing-view/register.js';

/** Coins that the pool sent to a miner's wallet. */
export class PayoutRowBody {
  @IsRowId({ description: 'The pool’s own id of the payout.' }) rowId!: string;
  @IsText({ max: 128, description: 'The licence of the miner.' }) licenceId!: string;
  @IsAssetCode() asset!: string;
  @IsBaseUnits() amount!: string;
  @IsText({ max: 128, description: '64 lower-case hex digits.' }) txid!: string;
  @IsCount({ description: 'Index of the output within the transaction.' }) vout!: number;
  @IsInstant({ description: 'When the coins were sent.' }) paidAt!: string;
  @IsText({ max: 128, description: 'Where the coins were sent.' }) wallet!: string;
}

export class PayoutsBody extends ReportHead {
  @IsRowId() poolId!: string;
  @IsRows(() => PayoutRowBody) rows!: PayoutRowBody[];
}

@ApiTags('reports')
@Controller('pool-reporting/v1/payouts')
export class ReportPayoutsController {
  private readonly rules: Rules;

  constructor(
    private readonly intake: SubmissionIntake,
    register: HoldingRegister,
  ) {
    this.rules = rulesOver(register);
  }

  @TakesReport('pool', 'Report coins sent to miners’ wallets')
  report(
    @Body() body: PayoutsBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(this.rules, body.poolId, body, { ...sending, dryRun });
  }
}

type Rules = ReportRules<PayoutRowBody, PayoutSent, PayoutEvent, PayoutRefusal | RowIdRefusal>;

const rulesOver = (register: HoldingRegister): Rules => ({
  kind: 'payouts',
  messages: PAYOUT_MESSAGES,
  bringsNewRows: true,
  async resolve(sent) {
    const parties = await register.partiesOf(sent, ({ paidAt }) => paidAt);
    return sent.map((row, i) => ({ ...row, ...parties[i]!, amount: BigInt(row.amount) }));
  },
  isInRegister,
  ...rowsWithStreams(
    payoutStream,
    payoutDecider,
    ({ sender: poolId, ...report }: ReportOf<PayoutSent>, known) =>
      decidePayouts({ ...report, poolId }, known),
  ),
  kept: (sent) => sent,
});

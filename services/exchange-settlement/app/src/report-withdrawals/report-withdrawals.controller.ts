import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Sent,
  SubmissionIntake,
  SubmissionQuery,
  TakesReport,
  type Sending,
  type SubmissionOutcome,
} from '@esep/platform';

import { LicenseeRegister } from '../licensing-view/register.js';
import { transferRules, TransfersBody, type TransferRules } from '../transfer-report.js';

@ApiTags('reports')
@Controller('exchange-settlement/v1/withdrawals')
export class ReportWithdrawalsController {
  private readonly rules: TransferRules;

  constructor(
    private readonly intake: SubmissionIntake,
    register: LicenseeRegister,
  ) {
    this.rules = transferRules('withdrawal', register);
  }

  @TakesReport('exchange', 'Report coins that licensees took away from the venue')
  report(
    @Body() body: TransfersBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(this.rules, body.exchangeId, body, { ...sending, dryRun });
  }
}

import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { FILL_MESSAGES, TRADE_MESSAGES, TRANSFER_MESSAGES } from '@esep/exchange-settlement-domain';
import {
  logOf,
  RegimeBeginning,
  ReportCalendar,
  reportCalendarController,
  ServiceConfig,
  SubmissionIntake,
  submissionsConsumer,
  submissionsController,
  searchController,
  Subscriptions,
  timelineController,
} from '@esep/platform';
import { dueUnder } from '@esep/rulebook';

import { LicenseeRegister, registerConsumer } from './licensing-view/register.js';
import { ReportBustsController } from './report-busts/report-busts.controller.js';
import { ReportCompletenessController } from './report-completeness/report-completeness.controller.js';
import { ReportCorrectionsController } from './report-corrections/report-corrections.controller.js';
import { ReportDepositsController } from './report-deposits/report-deposits.controller.js';
import { ReportFillsController } from './report-fills/report-fills.controller.js';
import { ReportWithdrawalsController } from './report-withdrawals/report-withdrawals.controller.js';

const SubmissionsController = submissionsController('exchange-settlement', 'exchange', {
  fills: FILL_MESSAGES,
  busts: TRADE_MESSAGES,
  corrections: TRADE_MESSAGES,
  deposits: TRANSFER_MESSAGES,
  withdrawals: TRANSFER_MESSAGES,
});

/** The durable consumers of the service. */
@Injectable()
class Consumers implements OnApplicationBootstrap {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly config!: ServiceConfig;

  async onApplicationBootstrap(): Promise<void> {
    const log = (service: string) => logOf(service, this.config.ESEP_DEPLOYMENT);
    await this.subscriptions.start(registerConsumer(log('licensing')));
    await this.subscriptions.start(submissionsConsumer(log('exchange-settlement')));
  }
}

/** What was sold: fills and what became of them, deposits, withdrawals. */
@Module({
  controllers: [
    ReportFillsController,
    ReportBustsController,
    ReportCorrectionsController,
    ReportDepositsController,
    ReportWithdrawalsController,
    ReportCompletenessController,
    SubmissionsController,
    reportCalendarController('exchange-settlement', 'exchange', dueUnder),
    searchController('exchange-settlement'),
    timelineController('exchange-settlement', [
      'supervision-analyst',
      'enforcement-officer',
      'auditor',
    ]),
  ],
  providers: [Consumers, LicenseeRegister, RegimeBeginning, ReportCalendar, SubmissionIntake],
})
export class ExchangeSettlementModule {}

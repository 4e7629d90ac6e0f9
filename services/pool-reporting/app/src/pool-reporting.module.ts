import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
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
import { DISTRIBUTION_MESSAGES, PAYOUT_MESSAGES } from '@esep/pool-reporting-domain';
import { dueUnder } from '@esep/rulebook';

import { HoldingRegister, registerConsumer } from './licensing-view/register.js';
import { ChainObserver } from './observe-chain/chain-observer.js';
import { ReportCompletenessController } from './report-completeness/report-completeness.controller.js';
import { ReportDistributionsController } from './report-distributions/report-distributions.controller.js';
import { ReportPayoutsController } from './report-payouts/report-payouts.controller.js';
import { ReportReversalsController } from './report-reversals/report-reversals.controller.js';

const SubmissionsController = submissionsController('pool-reporting', 'pool', {
  distributions: DISTRIBUTION_MESSAGES,
  payouts: PAYOUT_MESSAGES,
  reversals: DISTRIBUTION_MESSAGES,
});

/** The durable consumers of the service. */
@Injectable()
class Consumers implements OnApplicationBootstrap {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly config!: ServiceConfig;

  async onApplicationBootstrap(): Promise<void> {
    const log = (service: string) => logOf(service, this.config.ESEP_DEPLOYMENT);
    await this.subscriptions.start(registerConsumer(log('licensing')));
    await this.subscriptions.start(submissionsConsumer(log('pool-reporting')));
  }
}

/** What was mined: what pools credit, pay and take back, and what the chain shows of it. */
@Module({
  controllers: [
    ReportDistributionsController,
    ReportPayoutsController,
    ReportReversalsController,
    ReportCompletenessController,
    SubmissionsController,
    reportCalendarController('pool-reporting', 'pool', dueUnder),
    searchController('pool-reporting', (q) => [
      { kind: 'transaction', id: q.toLowerCase(), stream: `chain-movement-${q.toLowerCase()}` },
    ]),
    timelineController('pool-reporting', ['supervision-analyst', 'enforcement-officer', 'auditor']),
  ],
  providers: [
    Consumers,
    ChainObserver,
    HoldingRegister,
    RegimeBeginning,
    ReportCalendar,
    SubmissionIntake,
  ],
})
export class PoolReportingModule {}

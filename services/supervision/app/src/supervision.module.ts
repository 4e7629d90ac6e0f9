import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { RECONCILIATION } from '@esep/contracts';
import {
  answerProposalController,
  Clock,
  logOf,
  OpenStreams,
  Projections,
  ServiceConfig,
  ServiceLog,
  Subscriptions,
  SweepTimer,
} from '@esep/platform';

import { ProposalAnswers } from './answer-proposal/proposal-answers.js';
import { DisqualifySaleController } from './disqualify-sale/disqualify-sale.controller.js';
import { FindingsController } from './findings/findings.controller.js';
import { RulePackEffectsController } from './foresee-rule-pack/rule-pack-effects.controller.js';
import { Judge } from './judge-periods/judge.js';
import { JudgementBook, judgementBookConsumer } from './judge-periods/judgement-book.js';
import { FactBook } from './project-facts/fact-book.js';
import { reconciliationConsumer } from './project-facts/reconciliation-consumer.js';
import { Figures } from './reconciliations/figures.js';
import { ReconciliationsController } from './reconciliations/reconciliations.controller.js';
import { SectorController } from './sector/sector.controller.js';
import { Announcements, StreamController } from './stream/stream.controller.js';
import { Senders } from './waive-completeness/senders.js';
import { WaiveCompletenessController } from './waive-completeness/waive-completeness.controller.js';

/** What supervision does by itself, from the start of the application to its end. */
@Injectable()
class Automations implements OnApplicationBootstrap, BeforeApplicationShutdown {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly projections!: Projections;
  @Inject() private readonly config!: ServiceConfig;
  @Inject() private readonly clock!: Clock;
  @Inject() private readonly log!: ServiceLog;
  @Inject() private readonly judge!: Judge;
  private timer: SweepTimer | undefined;

  async onApplicationBootstrap(): Promise<void> {
    const log = (service: string) => logOf(service, this.config.ESEP_DEPLOYMENT);
    const timer = new SweepTimer({
      name: 'judge-due',
      databaseUrl: this.config.ESEP_DATABASE_URL,
      sweep: (stop) => this.judge.sweep(stop),
      onTrouble: (error) => this.log.warn(error, 'The judge stumbled', 'supervision'),
    });
    this.timer = timer;
    await this.subscriptions.start(judgementBookConsumer(log('supervision')));
    // Its own waivers are among the facts.
    const sources = [...RECONCILIATION.of, RECONCILIATION.service];
    await this.subscriptions.start(
      reconciliationConsumer(sources.map(log), () => void timer.wake()),
    );
    await timer.start();
    timer.follow(this.clock);
    this.projections.onSwitched(() => void timer.wake());
  }

  /** Before the database closes under a sweep that still runs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.timer?.stop();
  }
}

/** What does not add up: the reconciliation, its findings, and the analysts' questions. */
@Module({
  controllers: [
    ReconciliationsController,
    FindingsController,
    SectorController,
    StreamController,
    WaiveCompletenessController,
    DisqualifySaleController,
    answerProposalController(
      'supervision',
      ['supervision-analyst', 'enforcement-officer'],
      ProposalAnswers,
    ),
    RulePackEffectsController,
  ],
  providers: [
    ProposalAnswers,
    Announcements,
    OpenStreams,
    Automations,
    FactBook,
    Figures,
    Judge,
    JudgementBook,
    Senders,
  ],
})
export class SupervisionModule {}

import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { RECONCILIATION } from '@esep/contracts';
import {
  answerProposalController,
  Automations,
  logOf,
  NewProposal,
  OpenStreams,
  ProposalLaw,
  ServiceConfig,
  searchController,
  Subscriptions,
  timelineController,
} from '@esep/platform';

import { ProposalAnswers } from './answer-proposal/proposal-answers.js';
import { BoardController } from './board/board.controller.js';
import { ChangesController } from './changes/changes.controller.js';
import { CoinFlowController } from './coin-flow/coin-flow.controller.js';
import { RowWallets } from './coin-flow/row-wallets.js';
import { CurrentRows } from './current-rows/current-rows.js';
import { RowRefresh } from './current-rows/row-refresh.js';
import { DisqualifySaleController } from './disqualify-sale/disqualify-sale.controller.js';
import { DueController } from './due/due.controller.js';
import { FindingsController } from './findings/findings.controller.js';
import { EffectInputsController } from './foresee-rule-pack/effect-inputs.controller.js';
import { RulePackEffectsController } from './foresee-rule-pack/rule-pack-effects.controller.js';
import { Judge } from './judge-periods/judge.js';
import { JudgementBook } from './judge-periods/judgement-book.js';
import { judgementBookConsumer } from './judge-periods/judgement-book-consumer.js';
import { FactBook } from './project-facts/fact-book.js';
import { reconciliationConsumer } from './project-facts/reconciliation-consumer.js';
import { Figures } from './reconciliations/figures.js';
import {
  ReconciliationsController,
  REGULATOR,
} from './reconciliations/reconciliations.controller.js';
import { SectorController } from './sector/sector.controller.js';
import { LogTails } from './stream/log-tails.js';
import { StreamController } from './stream/stream.controller.js';
import { Senders } from './waive-completeness/senders.js';
import { WaiversController } from './waive-completeness/waivers.controller.js';
import { WaiveCompletenessController } from './waive-completeness/waive-completeness.controller.js';

/** What supervision does by itself. */
@Injectable()
class SupervisionAutomations implements OnApplicationBootstrap {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly automations!: Automations;
  @Inject() private readonly config!: ServiceConfig;
  @Inject() private readonly judge!: Judge;
  @Inject() private readonly rows!: RowRefresh;

  async onApplicationBootstrap(): Promise<void> {
    const log = (service: string) => logOf(service, this.config.ESEP_DEPLOYMENT);
    const automations = [
      this.automations.add('judge-due', (stop) => this.judge.sweep(stop)),
      this.automations.add('refresh-rows', (stop) => this.rows.sweep(stop)),
    ];
    const wake = () => automations.forEach((automation) => void automation.wake());
    await this.subscriptions.start(judgementBookConsumer(log('supervision')));
    // Its own waivers are among the facts.
    const sources = [...RECONCILIATION.of, RECONCILIATION.service];
    await this.subscriptions.start(reconciliationConsumer(sources.map(log), wake));
    for (const automation of automations) await automation.start();
  }
}

/** What does not add up: the reconciliation, its findings, and the analysts' questions. */
@Module({
  controllers: [
    ReconciliationsController,
    BoardController,
    ChangesController,
    DueController,
    FindingsController,
    SectorController,
    CoinFlowController,
    StreamController,
    WaiveCompletenessController,
    WaiversController,
    DisqualifySaleController,
    answerProposalController(
      'supervision',
      ['supervision-analyst', 'enforcement-officer'],
      ProposalAnswers,
    ),
    RulePackEffectsController,
    EffectInputsController,
    searchController('supervision', (q) => [
      {
        ...{ kind: 'finding', id: q.toLowerCase(), stream: `finding-${q.toLowerCase()}` },
        where: `/supervision/v1/findings/${q.toLowerCase()}`,
      },
    ]),
    timelineController('supervision', REGULATOR),
  ],
  providers: [
    ProposalAnswers,
    OpenStreams,
    SupervisionAutomations,
    CurrentRows,
    FactBook,
    Figures,
    Judge,
    JudgementBook,
    LogTails,
    NewProposal,
    { provide: ProposalLaw, useExisting: Figures },
    RowRefresh,
    RowWallets,
    Senders,
  ],
})
export class SupervisionModule {}

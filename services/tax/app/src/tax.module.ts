import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { TAX_FACTS } from '@esep/contracts';
import {
  answerProposalController,
  Automations,
  Fails,
  logOf,
  NewProposal,
  ProposalLaw,
  ServiceConfig,
  searchController,
  Subscriptions,
  timelineController,
} from '@esep/platform';

import { ProposalAnswers } from './answer-proposal/proposal-answers.js';
import { ApprovalsController } from './approve-assessment/approvals.controller.js';
import { AssessmentsController } from './assess-quarter/assessments.controller.js';
import { Assessments } from './assess-quarter/assessments.js';
import { Assessor } from './assess-quarter/assessor.js';
import { DueQuarters } from './assess-quarter/due-quarters.js';
import { Explanations } from './assess-quarter/explanation.js';
import { QuarterQuestions } from './assess-quarter/quarter-question.js';
import { CostDeclarationList } from './declare-costs/cost-declaration-list.js';
import { CostDeclarationsController } from './declare-costs/cost-declarations.controller.js';
import { SourceWatermarks } from './tax-facts/source-watermarks.js';
import { Laws } from './tax-facts/laws.js';
import { taxFactsConsumer } from './tax-facts/tax-facts-consumer.js';
import { TaxFacts } from './tax-facts/tax-facts.js';
import { ExchangeRatesController } from './publish-prices/exchange-rates.controller.js';
import { PriceTable } from './publish-prices/price-table.js';
import { PricesController } from './publish-prices/prices.controller.js';
import { PublishedList } from './publish-prices/published-list.js';
import { PaymentList } from './record-payment/payment-list.js';
import { PaymentsController } from './record-payment/payments.controller.js';
import { ReleaseList } from './release-retained/release-list.js';
import { ReleasesController } from './release-retained/releases.controller.js';
import { RetainedCoins } from './release-retained/retained-coins.js';

/** What tax does by itself. */
@Injectable()
class TaxAutomations implements OnApplicationBootstrap {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly automations!: Automations;
  @Inject() private readonly config!: ServiceConfig;
  @Inject() private readonly assessor!: Assessor;

  async onApplicationBootstrap(): Promise<void> {
    const assessing = this.automations.add('assess-due', (stop) => this.assessor.sweep(stop));
    // Its own prices and costs are among the facts.
    const sources = [...TAX_FACTS.of, TAX_FACTS.service];
    const logs = sources.map((service) => logOf(service, this.config.ESEP_DEPLOYMENT));
    await this.subscriptions.start(taxFactsConsumer(logs, () => void assessing.wake()));
    await assessing.start();
  }
}

/** What is owed for each quarter and why, what was paid, and what may be moved. */
@Module({
  controllers: [
    PricesController,
    ExchangeRatesController,
    AssessmentsController,
    ApprovalsController,
    CostDeclarationsController,
    PaymentsController,
    ReleasesController,
    searchController('tax'),
    timelineController('tax', ['tax-officer', 'auditor', 'service']),
    answerProposalController(
      'tax',
      ['tax-officer'],
      ProposalAnswers,
      Fails(503, 'assessment-under-way'),
    ),
  ],
  providers: [
    ProposalAnswers,
    SourceWatermarks,
    Laws,
    TaxFacts,
    PriceTable,
    PublishedList,
    DueQuarters,
    QuarterQuestions,
    Assessor,
    Assessments,
    Explanations,
    RetainedCoins,
    ReleaseList,
    CostDeclarationList,
    PaymentList,
    NewProposal,
    { provide: ProposalLaw, useExisting: Laws },
    TaxAutomations,
  ],
})
export class TaxModule {}

import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import {
  answerProposalController,
  Fails,
  Disclosure,
  EventStore,
  Finder,
  NewProposal,
  ProposalLaw,
  searchController,
  Subscriptions,
  timelineController,
} from '@esep/platform';

import { LawsController } from './adopt-rule-pack/laws.controller.js';
import { RulePacksController } from './adopt-rule-pack/rule-packs.controller.js';
import { RulePacks } from './adopt-rule-pack/rule-packs.js';
import { ProposalAnswers } from './answer-proposal/proposal-answers.js';
import { PoolRoster } from './approve-pool/pool-roster.js';
import { PoolsController } from './approve-pool/pools.controller.js';
import { WalletsController } from './bind-wallet/wallets.controller.js';
import { DataCentresController } from './register-data-centre/data-centres.controller.js';
import { ChangeLicenseeController } from './change-licensee/change-licensee.controller.js';
import { CostEstimatesController } from './estimate-cost/cost-estimates.controller.js';
import { FeedReaders } from './feed/feed-readers.js';
import { FeedController } from './feed/feed.controller.js';
import { ImportLicenceController } from './import-licence/import-licence.controller.js';
import { KnownPools } from './import-licence/known-pools.js';
import { Licensees } from './import-licence/licensees.js';
import { RegisterController, STAFF } from './keep-register/register.controller.js';
import { LicenceRegister, registerConsumer } from './keep-register/register.js';
import { ExchangeRoster } from './license-exchange/exchange-roster.js';
import { ExchangesController } from './license-exchange/exchanges.controller.js';
import { AddressSetsController } from './list-addresses/address-sets.controller.js';
import { Addresses } from './list-addresses/addresses.js';
import { HoldingsController } from './list-holdings/holdings.controller.js';
import { MachineChunks } from './register-machines/machine-chunks.js';
import { MachineIntake } from './register-machines/machine-intake.js';
import { MachineRegister } from './register-machines/machine-register.js';
import { machineConsumer } from './register-machines/machine-table.js';
import { MachinesController } from './register-machines/machines.controller.js';
import { ReadMachinesController } from './register-machines/read-machines.controller.js';
import { LicenceTermsController } from './renew-licence/licence-terms.controller.js';
import { RegisterFinder } from './search-register/register-finder.js';
import { SanctionsController } from './sanction-licence/sanctions.controller.js';

@Injectable()
class Automations implements OnApplicationBootstrap {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly store!: EventStore;
  @Inject() private readonly packs!: RulePacks;

  async onApplicationBootstrap(): Promise<void> {
    await this.packs.adoptGenesis();
    await this.subscriptions.start(registerConsumer(this.store.log));
    await this.subscriptions.start(machineConsumer(this.store.log));
  }
}

/** Who may mine, run a pool, and trade; under which rules; and who is barred. */
@Module({
  controllers: [
    ImportLicenceController,
    RegisterController,
    PoolsController,
    ExchangesController,
    AddressSetsController,
    ChangeLicenseeController,
    WalletsController,
    DataCentresController,
    MachinesController,
    ReadMachinesController,
    SanctionsController,
    LicenceTermsController,
    RulePacksController,
    LawsController,
    answerProposalController(
      'licensing',
      ['licensing-officer', 'supervision-analyst', 'enforcement-officer'],
      ProposalAnswers,
      Fails(422, 'number-of-another-licensee'),
    ),
    FeedController,
    CostEstimatesController,
    HoldingsController,
    timelineController('licensing', STAFF),
    searchController('licensing'),
  ],
  providers: [
    ProposalAnswers,
    LicenceRegister,
    MachineRegister,
    MachineChunks,
    MachineIntake,
    Addresses,
    Licensees,
    KnownPools,
    PoolRoster,
    ExchangeRoster,
    RulePacks,
    NewProposal,
    { provide: ProposalLaw, useExisting: RulePacks },
    { provide: Finder, useClass: RegisterFinder },
    FeedReaders,
    { provide: Disclosure, useExisting: FeedReaders },
    Automations,
  ],
})
export class LicensingModule {}

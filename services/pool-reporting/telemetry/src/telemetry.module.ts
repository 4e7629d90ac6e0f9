import { Inject, Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { logOf, ServiceConfig, Subscriptions } from '@esep/platform';

import { BatchCatalogue } from './catalogue/batch-catalogue.js';
import { StoredBatches } from './catalogue/stored-batches.js';
import { MachineLines } from './known-machines/machine-lines.js';
import { machineViewConsumer } from './known-machines/machine-view.js';
import { MachineRegisters } from './known-machines/known-machines.js';
import { TelemetryController } from './receive/telemetry.controller.js';
import { PoolTurns } from './receive/pool-turns.js';
import { TelemetryIntake } from './receive/telemetry-intake.js';
import { BatchesController } from './serve/batches.controller.js';
import { HoursController } from './serve/hours.controller.js';
import { MachineSeriesController } from './serve/machine-series.controller.js';
import { TelemetryLaws } from './receive/telemetry-laws.js';

@Injectable()
class Automations implements OnApplicationBootstrap {
  @Inject() private readonly subscriptions!: Subscriptions;
  @Inject() private readonly config!: ServiceConfig;
  @Inject() private readonly lines!: MachineLines;
  @Inject() private readonly catalogue!: BatchCatalogue;
  @Inject() private readonly intake!: TelemetryIntake;

  async onApplicationBootstrap(): Promise<void> {
    const licensing = logOf('licensing', this.config.ESEP_DEPLOYMENT);
    await this.subscriptions.start(machineViewConsumer(licensing, this.lines));
    // A process before this one may have ended between an event and its counting.
    for (const { poolId, sequence } of await this.catalogue.uncounted())
      await this.intake.count(poolId, sequence);
  }
}

/** Where pools stream what their miners’ machines do. */
@Module({
  controllers: [TelemetryController, BatchesController, HoursController, MachineSeriesController],
  providers: [
    Automations,
    BatchCatalogue,
    MachineRegisters,
    PoolTurns,
    StoredBatches,
    TelemetryIntake,
    TelemetryLaws,
  ],
})
export class TelemetryModule {}

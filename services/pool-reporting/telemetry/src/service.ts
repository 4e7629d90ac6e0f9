import { join } from 'node:path';

import type { INestApplication } from '@nestjs/common';
import { startService, type ServiceContext, type ServiceParts } from '@esep/platform';

import { MachineLines } from './known-machines/machine-lines.js';
import { TELEMETRY_MIGRATIONS } from './migrations.js';
import { Spool } from './receive/spool.js';
import { FolderStorage } from './storage/folder-storage.js';
import { TelemetryModule } from './telemetry.module.js';

export { RemoteMachineLines } from './known-machines/machine-lines.js';

export interface TelemetrySettings {
  /** Where bodies are spooled and files of readings are kept. */
  readonly directory: string;
  /** Where the lines of chunks of machines come from. */
  readonly lines: MachineLines;
}

/** A second program of pool-reporting: its own process, over the same database and the same log. */
export const telemetryParts: ServiceParts = {
  name: 'pool-reporting',
  title: 'Esep telemetry',
  description: 'What the machines of miners do, as pools stream it.',
  module: TelemetryModule,
  migrations: TELEMETRY_MIGRATIONS,
  projections: [],
  // Given when it is started; its document needs their names only.
  providers: [MachineLines, Spool, FolderStorage].map((provide) => ({
    provide,
    useValue: undefined,
  })),
};

export const startTelemetry = async (
  context: ServiceContext,
  { directory, lines }: TelemetrySettings,
): Promise<INestApplication> => {
  const providers = [
    { provide: MachineLines, useValue: lines },
    { provide: Spool, useValue: await Spool.open(join(directory, 'spool')) },
    { provide: FolderStorage, useValue: new FolderStorage(join(directory, 'chunks')) },
  ];
  return startService({ ...telemetryParts, providers }, context);
};

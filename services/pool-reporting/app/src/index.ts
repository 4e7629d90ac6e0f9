import type { INestApplication } from '@nestjs/common';
import {
  LogDirectory,
  startService,
  Submissions1769990400003,
  type ServiceContext,
} from '@esep/platform';

import { Register1769990400200 } from './know-register/register-migration.js';
import { CHAIN_SETTINGS } from './observe-chain/chain-observer.js';
import type { ChainSettings } from './observe-chain/chain-settings.js';
import { PoolReportingModule } from './pool-reporting.module.js';

export { ChainConfig, chainSettings, type ChainSettings } from './observe-chain/chain-settings.js';

/** Without chain settings no chain is observed. */
export const startPoolReporting = (
  context: ServiceContext,
  chain?: ChainSettings,
): Promise<INestApplication> =>
  startService(
    {
      name: 'pool-reporting',
      title: 'Esep pool reporting',
      description:
        'What was mined: what pools credit to miners, pay to their wallets and take back.',
      module: PoolReportingModule,
      migrations: [Submissions1769990400003, Register1769990400200],
      providers: [
        { provide: LogDirectory, useValue: context.logs },
        { provide: CHAIN_SETTINGS, useValue: chain },
      ],
    },
    context,
  );

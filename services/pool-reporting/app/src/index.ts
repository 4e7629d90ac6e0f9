import type { INestApplication } from '@nestjs/common';
import { COMPLETENESS_MESSAGES } from '@esep/kernel';
import {
  ExpandRegisterByDue1769990400301,
  ExpandRegisterByRegime1769990400300,
  LogDirectory,
  startService,
  submissionsProjection,
  type ServiceContext,
  type ServiceParts,
} from '@esep/platform';
import { TELEMETRY_MIGRATIONS } from '@esep/telemetry/migrations';

import { registerProjection } from './licensing-view/register.js';
import { CHAIN_SETTINGS } from './observe-chain/chain-observer.js';
import type { ChainSettings } from './observe-chain/chain-settings.js';
import { PoolReportingModule } from './pool-reporting.module.js';

export { ChainConfig, chainSettings, type ChainSettings } from './observe-chain/chain-settings.js';

/** Without chain settings no chain is observed. */
export const poolReportingParts = (
  { logs }: Pick<ServiceContext, 'logs'>,
  chain?: ChainSettings,
): ServiceParts => ({
  name: 'pool-reporting',
  title: 'Esep pool reporting',
  description: 'What was mined: what pools credit to miners, pay to their wallets and take back.',
  module: PoolReportingModule,
  refusals: COMPLETENESS_MESSAGES,
  migrations: [
    ExpandRegisterByRegime1769990400300,
    ExpandRegisterByDue1769990400301,
    ...TELEMETRY_MIGRATIONS,
  ],
  projections: [registerProjection, submissionsProjection],
  providers: [
    { provide: LogDirectory, useValue: logs },
    { provide: CHAIN_SETTINGS, useValue: chain },
  ],
});

export const startPoolReporting = (
  context: ServiceContext,
  chain?: ChainSettings,
): Promise<INestApplication> => startService(poolReportingParts(context, chain), context);

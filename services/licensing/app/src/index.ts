import type { INestApplication } from '@nestjs/common';
import { startService, type ServiceContext, type ServiceParts } from '@esep/platform';
import { LICENSING_REFUSALS } from '@esep/licensing-domain';

import { ExpandDataCentres1769990400312 } from './keep-register/data-centres.js';
import { ExpandRegister1769990400310 } from './keep-register/expand-register.js';
import { LicenseeIds1769990400200, registerProjection } from './keep-register/register.js';
import { ExpandWallets1769990400311 } from './keep-register/wallets.js';
import { MachineChunks1769990400313 } from './register-machines/machine-chunks.js';
import { machineProjection } from './register-machines/machine-table.js';
import { LicensingModule } from './licensing.module.js';

export const licensingParts: ServiceParts = {
  name: 'licensing',
  title: 'Esep licensing',
  description: 'Who may mine, run a pool, and trade; under which rules; and who is barred.',
  module: LicensingModule,
  refusals: LICENSING_REFUSALS,
  migrations: [
    LicenseeIds1769990400200,
    ExpandRegister1769990400310,
    ExpandWallets1769990400311,
    ExpandDataCentres1769990400312,
    MachineChunks1769990400313,
  ],
  projections: [registerProjection, machineProjection],
};

export const startLicensing = (context: ServiceContext): Promise<INestApplication> =>
  startService(licensingParts, context);

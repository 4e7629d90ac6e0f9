import type { INestApplication } from '@nestjs/common';
import { startService, Submissions1769990400003, type ServiceContext } from '@esep/platform';

import { ExchangeSettlementModule } from './exchange-settlement.module.js';
import { Register1769990400300 } from './know-register/register-migration.js';

export const startExchangeSettlement = (context: ServiceContext): Promise<INestApplication> =>
  startService(
    {
      name: 'exchange-settlement',
      title: 'Esep exchange settlement',
      description: 'What was sold: fills, busts and corrections, deposits and withdrawals.',
      module: ExchangeSettlementModule,
      migrations: [Submissions1769990400003, Register1769990400300],
    },
    context,
  );

import type { INestApplication } from '@nestjs/common';
import { COMPLETENESS_MESSAGES } from '@esep/kernel';
import {
  ExpandRegisterByDue1769990400301,
  ExpandRegisterByRegime1769990400300,
  startService,
  submissionsProjection,
  type ServiceContext,
  type ServiceParts,
} from '@esep/platform';

import { ExchangeSettlementModule } from './exchange-settlement.module.js';
import { registerProjection } from './licensing-view/register.js';

export const exchangeSettlementParts: ServiceParts = {
  name: 'exchange-settlement',
  title: 'Esep exchange settlement',
  description: 'What was sold: fills, busts and corrections, deposits and withdrawals.',
  module: ExchangeSettlementModule,
  refusals: COMPLETENESS_MESSAGES,
  migrations: [ExpandRegisterByRegime1769990400300, ExpandRegisterByDue1769990400301],
  projections: [registerProjection, submissionsProjection],
};

export const startExchangeSettlement = (context: ServiceContext): Promise<INestApplication> =>
  startService(exchangeSettlementParts, context);

import type { INestApplication } from '@nestjs/common';
import {
  Jobs1769990400003,
  startService,
  type ServiceContext,
  type ServiceParts,
} from '@esep/platform';
import { SUPERVISION_REFUSALS } from '@esep/supervision-domain';

import {
  ExpandBoard1769990400303,
  ExpandLists1769990400301,
  ExpandRows1769990400302,
} from './expand-lists.js';
import { judgementBookProjection } from './judge-periods/judgement-book.js';
import { reconciliationProjection } from './project-facts/reconciliation-projection.js';
import { SupervisionModule } from './supervision.module.js';

export const supervisionParts: ServiceParts = {
  name: 'supervision',
  title: 'Esep supervision',
  description: 'Figures, findings and judgements: how much was mined, was enough of it sold.',
  module: SupervisionModule,
  refusals: SUPERVISION_REFUSALS,
  migrations: [
    Jobs1769990400003,
    ExpandLists1769990400301,
    ExpandRows1769990400302,
    ExpandBoard1769990400303,
  ],
  projections: [reconciliationProjection, judgementBookProjection],
};

export const startSupervision = (context: ServiceContext): Promise<INestApplication> =>
  startService(supervisionParts, context);

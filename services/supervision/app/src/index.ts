import type { INestApplication } from '@nestjs/common';
import { Jobs1769990400003, startService, type ServiceContext } from '@esep/platform';

import { Judgements1769990400101 } from './judge-periods/judgement-book.js';
import { Facts1769990400100 } from './keep-facts/facts-migration.js';
import { SupervisionModule } from './supervision.module.js';

export const startSupervision = (context: ServiceContext): Promise<INestApplication> =>
  startService(
    {
      name: 'supervision',
      title: 'Esep supervision',
      description: 'Figures, findings and judgements: how much was mined, was enough of it sold.',
      module: SupervisionModule,
      migrations: [Facts1769990400100, Judgements1769990400101, Jobs1769990400003],
    },
    context,
  );

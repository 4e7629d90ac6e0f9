import type { INestApplication } from '@nestjs/common';
import { Jobs1769990400003, startService, type ServiceContext } from '@esep/platform';

import { TaxFacts1769990400300 } from './know-the-facts/tax-facts-migration.js';
import { Prices1769990400301 } from './publish-prices/price-table.js';
import { Releases1769990400302 } from './release-retained/release-list.js';
import { TaxModule } from './tax.module.js';

export const startTax = (context: ServiceContext): Promise<INestApplication> =>
  startService(
    {
      name: 'tax',
      title: 'Esep tax',
      description: 'What is owed for each quarter and why, what was paid, and what may be moved.',
      module: TaxModule,
      migrations: [
        Jobs1769990400003,
        TaxFacts1769990400300,
        Prices1769990400301,
        Releases1769990400302,
      ],
    },
    context,
  );

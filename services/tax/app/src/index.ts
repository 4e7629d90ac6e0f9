import type { INestApplication } from '@nestjs/common';
import {
  Jobs1769990400003,
  startService,
  type ServiceContext,
  type ServiceParts,
} from '@esep/platform';
import { TAX_REFUSALS } from '@esep/tax-domain';

import {
  ExpandDistributions1769990400303,
  ExpandTaxFacts1769990400300,
} from './tax-facts/expand-tax-facts.js';
import { taxFactsProjection } from './tax-facts/tax-facts-projection.js';
import { TaxModule } from './tax.module.js';

export const taxParts: ServiceParts = {
  name: 'tax',
  title: 'Esep tax',
  description: 'What is owed for each quarter and why, what was paid, and what may be moved.',
  module: TaxModule,
  refusals: TAX_REFUSALS,
  migrations: [Jobs1769990400003, ExpandTaxFacts1769990400300, ExpandDistributions1769990400303],
  projections: [taxFactsProjection],
};

export const startTax = (context: ServiceContext): Promise<INestApplication> =>
  startService(taxParts, context);

import { ProcessConfig, runService } from '@esep/platform';

import { startTax, taxParts } from './index.js';

await runService(taxParts, ProcessConfig, startTax);

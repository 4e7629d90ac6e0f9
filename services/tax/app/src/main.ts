import { ProcessConfig, runService } from '@esep/platform';

import { startTax } from './index.js';

await runService('tax', ProcessConfig, startTax);

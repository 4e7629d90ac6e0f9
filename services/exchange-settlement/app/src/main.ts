import { ProcessConfig, runService } from '@esep/platform';

import { startExchangeSettlement } from './index.js';

await runService('exchange-settlement', ProcessConfig, startExchangeSettlement);

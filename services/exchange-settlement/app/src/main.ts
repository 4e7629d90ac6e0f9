import { ProcessConfig, runService } from '@esep/platform';

import { startExchangeSettlement, exchangeSettlementParts } from './index.js';

await runService(exchangeSettlementParts, ProcessConfig, startExchangeSettlement);

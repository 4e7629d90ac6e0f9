import { ProcessConfig, runService } from '@esep/platform';

import { startSupervision, supervisionParts } from './index.js';

await runService(supervisionParts, ProcessConfig, startSupervision);

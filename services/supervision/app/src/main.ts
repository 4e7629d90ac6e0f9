import { ProcessConfig, runService } from '@esep/platform';

import { startSupervision } from './index.js';

await runService('supervision', ProcessConfig, startSupervision);

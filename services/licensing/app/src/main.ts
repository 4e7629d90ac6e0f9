import { ProcessConfig, runService } from '@esep/platform';

import { startLicensing, licensingParts } from './index.js';

await runService(licensingParts, ProcessConfig, startLicensing);

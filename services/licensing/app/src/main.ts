import { ProcessConfig, runService } from '@esep/platform';

import { startLicensing } from './index.js';

await runService('licensing', ProcessConfig, startLicensing);

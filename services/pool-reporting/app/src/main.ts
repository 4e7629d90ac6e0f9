import { ProcessConfig, readConfig, runService } from '@esep/platform';

import { ChainConfig, chainSettings, startPoolReporting } from './index.js';

await runService('pool-reporting', ProcessConfig, (context) =>
  startPoolReporting(context, chainSettings(readConfig(ChainConfig, process.env))),
);

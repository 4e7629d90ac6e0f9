import { LogDirectory, ProcessConfig, readConfig, runService } from '@esep/platform';

import { ChainConfig, chainSettings, poolReportingParts, startPoolReporting } from './index.js';

await runService(poolReportingParts({ logs: new LogDirectory() }), ProcessConfig, (context) =>
  startPoolReporting(context, chainSettings(readConfig(ChainConfig, process.env))),
);

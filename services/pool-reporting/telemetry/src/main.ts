import { runService, serviceTokenOf } from '@esep/platform';

import { RemoteMachineLines, startTelemetry, telemetryParts } from './service.js';
import { TelemetryConfig } from './telemetry-config.js';

await runService(telemetryParts, TelemetryConfig, (context, config) => {
  const lines = new RemoteMachineLines({
    url: config.licensingUrl,
    token: serviceTokenOf(telemetryParts.name, config),
  });
  // The tables are made by the owner of pool-reporting's database, and its log is sealed by another process.
  const own = { ...context, servesOnly: true };
  return startTelemetry(own, { directory: config.ESEP_TELEMETRY_DIRECTORY, lines });
});

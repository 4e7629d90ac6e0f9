import { TelemetryBatches1769990400321 } from './catalogue/batch-tables.js';
import { TelemetryView1769990400320 } from './known-machines/view-tables.js';

/** The tables that telemetry has in the database of pool-reporting, which its owner makes. */
export const TELEMETRY_MIGRATIONS = [
  TelemetryView1769990400320,
  TelemetryBatches1769990400321,
] as const;

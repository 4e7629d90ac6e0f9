import { exchangeSettlementParts } from '@esep/exchange-settlement';
import { licensingParts } from '@esep/licensing';
import {
  describeService,
  DevelopmentClock,
  DevelopmentIssuer,
  LogDirectory,
  type OpenAPIObject,
} from '@esep/platform';
import { poolReportingParts } from '@esep/pool-reporting';
import { supervisionParts } from '@esep/supervision';
import { taxParts } from '@esep/tax';

import { Clocks, DEMO_SECTOR, DevelopmentModule } from './development.module.js';

/**
 * The OpenAPI documents as they are served, by the first segment of their paths: those of the services,
 * and that of what only a development host has. Nothing is started for it. Telemetry is a program of its own,
 * and its packages are not read by whoever does not ask for its document.
 */
export const openApiDocuments = async (): Promise<Readonly<Record<string, OpenAPIObject>>> => ({
  licensing: await describeService(licensingParts),
  'pool-reporting': await describeService(poolReportingParts({ logs: new LogDirectory() })),
  telemetry: await describeService((await import('@esep/telemetry/service')).telemetryParts, []),
  'exchange-settlement': await describeService(exchangeSettlementParts),
  tax: await describeService(taxParts),
  supervision: await describeService(supervisionParts),
  dev: await describeService(
    {
      name: 'dev',
      title: 'Esep development host',
      description: 'Time that can be moved, and tokens for whoever asks.',
      module: DevelopmentModule,
      providers: [DevelopmentClock, Clocks, DevelopmentIssuer, DEMO_SECTOR].map((provide) => ({
        provide,
        useValue: undefined,
      })),
    },
    [],
  ),
});

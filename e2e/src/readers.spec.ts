import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { INestApplication } from '@nestjs/common';

import { READERS } from '@esep/contracts';
import { startExchangeSettlement } from '@esep/exchange-settlement';
import { startLicensing } from '@esep/licensing';
import { Subscriptions, type Consumer, type ServiceContext } from '@esep/platform';
import { scratchFolder, testContext } from '@esep/platform/testing';
import { startPoolReporting } from '@esep/pool-reporting';
import { startSupervision } from '@esep/supervision';
import { startTax } from '@esep/tax';
import { RemoteMachineLines, startTelemetry } from '@esep/telemetry/service';

// What contracts says of who reads whose events, and docs/asyncapi.yaml after it, held against the
// consumers that the services really start.

type Program = (context: ServiceContext) => Promise<INestApplication>;

/** The programs of each service. */
const SERVICES: Readonly<Record<string, readonly Program[]>> = {
  licensing: [startLicensing],
  'pool-reporting': [startPoolReporting, startTelemetryAlone],
  'exchange-settlement': [startExchangeSettlement],
  tax: [startTax],
  supervision: [startSupervision],
};

describe.each(Object.keys(SERVICES))('The readers in %s', (service) => {
  it('are those of the contracts, and want what stands there', async () => {
    const declared = READERS.filter((reader) => reader.service === service).map(
      ({ consumer, of, wants }) => ({ consumer, of: [...of].sort(), wants: [...wants].sort() }),
    );
    expect(await startedBy(service)).toEqual(declared);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** The consumers of others' events, as they run. */
async function startedBy(service: string) {
  const consumers: Consumer[] = [];
  for (const start of SERVICES[service] ?? []) {
    const test = await testContext(service);
    const app = await start(test.context);
    consumers.push(
      ...app
        .get(Subscriptions)
        .all()
        .map(({ consumer }) => consumer),
    );
    await app.close();
    await test.close();
  }
  return consumers
    .map(({ name, logs, wants }) => ({
      consumer: name,
      of: logs
        .flatMap((log) => log.split('/')[1] ?? [])
        .filter((of) => of !== service)
        .sort(),
      wants: [...wants].sort(),
    }))
    .filter(({ of }) => of.length > 0);
}

/** It reads nothing here, so nobody has to answer it. */
async function startTelemetryAlone(context: ServiceContext): Promise<INestApplication> {
  const directory = await mkdtemp(join(scratchFolder(), 'esep-readers-'));
  const lines = new RemoteMachineLines({ url: 'http://127.0.0.1:9', token: async () => '' });
  const app = await startTelemetry(context, { directory, lines });
  await rm(directory, { recursive: true });
  return app;
}

import type { INestApplication } from '@nestjs/common';

import { READERS } from '@esep/contracts';
import { startExchangeSettlement } from '@esep/exchange-settlement';
import { startLicensing } from '@esep/licensing';
import { Subscriptions, type ServiceContext } from '@esep/platform';
import { testContext } from '@esep/platform/testing';
import { startPoolReporting } from '@esep/pool-reporting';
import { startSupervision } from '@esep/supervision';
import { startTax } from '@esep/tax';

// What contracts says of who reads whose events, and docs/asyncapi.yaml after it, held against the
// consumers that the services really start.

const SERVICES: Readonly<Record<string, (context: ServiceContext) => Promise<INestApplication>>> = {
  licensing: startLicensing,
  'pool-reporting': startPoolReporting,
  'exchange-settlement': startExchangeSettlement,
  tax: startTax,
  supervision: startSupervision,
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
  const test = await testContext(service);
  const app = await SERVICES[service]?.(test.context);
  if (!app) throw new Error(`Nobody starts ${service}.`);
  const consumers = app.get(Subscriptions).all();
  await app.close();
  await test.close();
  return consumers
    .map(({ consumer: { name, logs, wants } }) => ({
      consumer: name,
      of: logs
        .flatMap((log) => log.split('/')[1] ?? [])
        .filter((of) => of !== service)
        .sort(),
      wants: [...wants].sort(),
    }))
    .filter(({ of }) => of.length > 0);
}

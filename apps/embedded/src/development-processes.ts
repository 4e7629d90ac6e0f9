import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Instant } from '@esep/kernel';
import { sleep, type DevelopmentIssuer } from '@esep/platform';

import { SERVICE_NAMES } from './service-databases.js';
import type { ServiceProcess } from './service-process.js';

// What processes of a development host need of it: tokens to ask each other, and one clock.

/** Whoever reads one meanwhile finds the old or the new one, never half of it. */
export const giveTokens = async (secrets: string, issuer: DevelopmentIssuer): Promise<void> => {
  for (const name of SERVICE_NAMES) {
    const service = { subject: `service-${name}`, organisation: name, roles: ['service'] as const };
    const file = join(secrets, `${name}.token`);
    await writeFile(`${file}.new`, await issuer.token(service), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
};

const CLOCK_MS_MAX = 60_000;

/** Moves the clock in every service; one that is being started again is waited for. */
export const moveAll = async (
  now: Instant,
  issuer: DevelopmentIssuer,
  services: readonly ServiceProcess[],
): Promise<void> => {
  const token = await issuer.token({ subject: 'demo', organisation: 'aifc', roles: ['demo'] });
  await Promise.all(services.map(({ url }) => moveOne(url, token, now)));
};

const moveOne = async (url: string, token: string, now: Instant): Promise<void> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ now });
  for (const deadline = Date.now() + CLOCK_MS_MAX; ; await sleep(100)) {
    const response = await fetch(`${url}/dev/v1/clock`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    // Refused where the clock is there already, because the service was just started.
    if (response?.ok || response?.status === 422) return;
    if (Date.now() > deadline) throw new Error(`The clock at ${url} could not be moved.`);
  }
};

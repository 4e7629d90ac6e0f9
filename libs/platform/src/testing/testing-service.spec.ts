import type { FillBusted } from '@esep/contracts';
import type { JsonObject } from '@esep/ledger-format';
import { v7 as uuidv7 } from 'uuid';

import { eventToAppend } from '../event-store/command-handler.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { licenseeIdOf, testContext, testLedger, testPool } from './testing.js';

// That the specifications of services notice when an event is not what its schema says.

const BUSTED: FillBusted = {
  type: 'FillBusted',
  exchangeId: 'ex-1',
  tradeId: 'T-1',
  side: 'sell',
  licenseeId: licenseeIdOf('alpha'),
  asset: 'BTC',
  reason: 'Wrong price',
  bustedAt: '2026-03-05T07:00:00.000Z',
};
const { reason: _, ...WITHOUT_REASON } = BUSTED;

describe('The specification of a service', () => {
  it('ends well when what the service wrote is what the schemas say', async () =>
    expect(await endOf(BUSTED)).toBe('well'));

  it.each([
    [
      'lacks a field',
      WITHOUT_REASON,
      "FillBusted version 1: body must have required property 'reason'",
    ],
    [
      'has a field that nobody declared',
      { ...BUSTED, colour: 'red' },
      'FillBusted version 1: body must NOT have additional properties',
    ],
    [
      'names a licensee by a number',
      { ...BUSTED, licenseeId: '061211600012' },
      'FillBusted version 1: body/licenseeId must match pattern',
    ],
  ])('fails when an event that the service wrote %s', async (_what, event, fault) =>
    expect(await endOf(event)).toContain(fault),
  );

  it('cannot say of another service what that one would not write', async () => {
    const { context, close } = await aService();
    const licensing = await context.log('licensing');
    const nobody = { type: 'LicenceRevoked', licenceId: 'L-1' };
    await expect(
      licensing.record('licence-L-1', { ...nobody, at: BUSTED.bustedAt }),
    ).rejects.toThrow(
      "LicenceRevoked version 1: body must have required property 'licenseeId' (first in licence-L-1",
    );
    expect(await licensing.store.head()).toMatchObject({ next: 0 });
    await licensing.recordBroken('licence-L-1', { ...nobody, at: BUSTED.bustedAt });
    expect(await licensing.store.head()).toMatchObject({ next: 1 });
    await close();
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** A context with a log as a service would have opened it. */
async function aService() {
  const { url } = await testLedger('written');
  const context = await testContext('written', { database: url });
  const pool = testPool(url);
  const { clock } = context.context;
  const log = 'esep/exchange-settlement/test';
  const store = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
  const close = async () => {
    await store.close();
    await pool.end();
    await context.close();
  };
  return { context, store, close };
}

/** How the specification of a service ends that wrote this event. */
async function endOf(event: { readonly type: string } & JsonObject): Promise<string> {
  const { store, close } = await aService();
  const id = uuidv7();
  await store.append({
    writes: [{ stream: 'fill-ex-1-T-1-sell', expectedVersion: 0, events: [eventToAppend(event)] }],
    meta: { actor: 'ex-1', organisation: 'ex-1', correlationId: id, causationId: id },
  });
  return close().then(
    () => 'well',
    ({ message }: Error) => message,
  );
}

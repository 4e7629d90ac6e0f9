import { testContext, type TestContext } from '@esep/platform/testing';

import { ChainRegister } from './chain-register.js';

const FROM = '2024-01-01T00:00:00.000Z';
const PAYEE = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
const ADDED = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa';

let context: TestContext;
beforeAll(async () => {
  context = await testContext('pool-reporting');
});
afterAll(() => context.close());

it('FIELD-7: a payee is known in whichever letters it was registered', async () => {
  const licensing = await context.log('licensing');
  await licensing.record('pool-dmp-1', {
    type: 'PoolApproved',
    poolId: 'dmp-1',
    name: 'Altyn',
    from: FROM,
    coinbaseTags: [],
    payoutAddresses: [PAYEE.toUpperCase()],
  });
  const register = new ChainRegister(licensing.store, 'BTC');
  await register.readOn();
  expect(register.registry.pools[0]?.approvals[0]?.payoutAddresses).toEqual([PAYEE]);
  // A set that grows is known as soon as it is read, with the dates of each address.
  const set = { poolId: 'dmp-1', asset: 'BTC', addresses: [ADDED], from: FROM };
  await licensing.record('pool-dmp-1', { type: 'PayoutAddressesAdded', ...set });
  await register.readOn();
  expect(register.registry.pools[0]?.added).toEqual([{ address: ADDED, from: FROM }]);
  await licensing.record(
    'pool-dmp-1',
    { type: 'PayoutAddressesEnded', ...set, to: '2026-01-01T00:00:00.000Z' },
    { type: 'PayoutAddressesAdded', ...set, asset: 'BCH' },
    { type: 'PoolApprovalWithdrawn', poolId: 'dmp-1', from: FROM, at: FROM, reason: 'annulled' },
  );
  await register.readOn();
  expect(register.registry).toMatchObject({
    version: 4,
    pools: [
      {
        approvals: [{ from: FROM, to: FROM }],
        added: [{ address: ADDED, from: FROM, to: '2026-01-01T00:00:00.000Z' }],
      },
    ],
  });
});

import { setTimeout as sleep } from 'node:timers/promises';

import { canonical, type JsonValue } from '@esep/ledger-format';

import { expectFreeLoop, holdLoop } from './testing-loop.js';

const ROW = { rowId: 'r-1', asset: 'BTC', gross: '101', fee: '1', net: '100', at: '2026-03-05' };

describe('The loop of a service under test', () => {
  it('API-2: is not held by one piece of work for longer than others can wait', async () => {
    holdLoop();
    for (let round = 0; round < 2; round += 1) {
      // Called by nobody of the test: as a request would.
      setImmediate<[JsonValue]>(
        canonical,
        Array.from({ length: 300_000 }, () => ROW),
      );
      await sleep(100);
      await sleep(100);
    }
    await expect(expectFreeLoop()).rejects.toThrow(
      /held for more than 100 ms:\n\d+ ms in "The loop of a service .* can wait":\n +\d+ ms in c/,
    );
  });

  it('is not held by the work of the test itself', async () => {
    holdLoop();
    const end = performance.now() + 500;
    while (performance.now() < end) JSON.stringify(ROW);
    await sleep(100);
    await expectFreeLoop();
  });
});

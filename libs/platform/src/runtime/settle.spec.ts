import { setTimeout as sleep } from 'node:timers/promises';

import { settleAllThenThrow } from './settle.js';

describe('Statements that are sent together', () => {
  it('answer in their order', async () => {
    const slow = sleep(20).then(() => 'moved');
    expect(await settleAllThenThrow(slow, Promise.resolve(7))).toEqual(['moved', 7]);
  });

  it('have all ended when the failure of one is told', async () => {
    let hasEnded = false;
    const slow = async () => {
      await sleep(20);
      hasEnded = true;
    };
    const failing = Promise.reject(new Error('Another instance moved it.'));
    await expect(settleAllThenThrow(slow(), failing)).rejects.toThrow('Another instance');
    expect(hasEnded).toBe(true);
  });

  it('tell of the first failure, from which the others follow', async () => {
    const first = sleep(20).then(() => Promise.reject(new Error('It is there already.')));
    const second = Promise.reject(new Error('The transaction is aborted.'));
    await expect(settleAllThenThrow(first, second)).rejects.toThrow('It is there already.');
  });
});

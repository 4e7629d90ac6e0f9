import { getEventListeners } from 'node:events';

import { Chance } from '@esep/supervision-domain/random-cases';

import { SimulatedProcess, VirtualTime } from './virtual-time.js';

// Ten thousand seeds run in one process: none may leave anything behind.

describe('Who waits in virtual time', () => {
  const setUp = () => {
    const time = new VirtualTime(new Chance(1, 0));
    const stopping = new AbortController();
    const { signal } = stopping;
    const sleeper = new SimulatedProcess('sleeper', time);
    const sleep = (ms: number) => sleeper.sleep(ms, signal).then(() => time.now);
    return { time, sleeper, sleep, stopping, listening: () => getEventListeners(signal, 'abort') };
  };

  it('goes on at its time, and listens to nobody any more', async () => {
    const { time, sleep, listening } = setUp();
    const woken = sleep(100);
    expect(listening()).toHaveLength(1);
    await time.step();
    expect(await woken).toBe(100);
    expect(listening()).toHaveLength(0);
  });

  it('may be broken off', async () => {
    const { time, sleep, stopping } = setUp();
    const woken = sleep(100);
    stopping.abort();
    await expect(woken).rejects.toThrow('broken off');
    expect(await time.step()).toBe(false);
  });

  it('listens to nobody when it is dead, or the time is over', async () => {
    const { time, sleeper, sleep, listening } = setUp();
    void sleep(100);
    void sleep(200);
    await sleeper.end();
    await time.step();
    expect(listening()).toHaveLength(1);
    time.end();
    expect(listening()).toHaveLength(0);
    expect(await time.step()).toBe(false);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';

import { watchLoop, type Stall } from './loop-monitor.js';

const work = (ms: number): void => {
  const { user, system } = process.threadCpuUsage();
  const used = () => {
    const now = process.threadCpuUsage({ user, system });
    return (now.user + now.system) / 1_000;
  };
  while (used() < ms);
};

describe('A loop that is watched', () => {
  let stalls: Stall[];
  let stop: () => void;
  beforeEach(async () => {
    stalls = [];
    stop = watchLoop((stall) => stalls.push(stall));
    await sleep(50);
    stalls = [];
  });
  afterEach(() => stop());

  it('tells when one piece of work held it for more than 100 ms of processor time', async () => {
    work(180);
    await sleep(50);
    expect(stalls).toHaveLength(1);
    expect(stalls[0]?.cpuMs).toBeGreaterThan(100);
  });

  it('says nothing of as much work that is cut into turns', async () => {
    for (let turn = 0; turn < 6; turn += 1) {
      work(30);
      await sleep(25);
    }
    expect(stalls).toEqual([]);
  });

  it('says nothing of a machine that is busy with others: waiting is no work', async () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await sleep(50);
    expect(stalls).toEqual([]);
  });
});

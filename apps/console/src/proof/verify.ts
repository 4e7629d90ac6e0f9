import type { Verdict } from '@esep/verifier';

import type { Task, TaskName, Tasks } from './tasks.js';

/** What the code of `esep verify` answers, in a worker of this browser. */
export const inWorker = <Name extends TaskName>(
  name: Name,
  asks: Tasks[Name]['asks'],
): Promise<Tasks[Name]['answers']> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' });
    const end = () => worker.terminate();
    worker.onmessage = ({ data }: MessageEvent<Tasks[Name]['answers'] | { failed: string }>) => {
      end();
      if ('failed' in data) reject(new Error(data.failed));
      else resolve(data);
    };
    worker.onerror = ({ message }) => {
      end();
      reject(new Error(message));
    };
    worker.postMessage({ name, asks } satisfies Task);
  });

/** What `esep verify` says of a receipt by the keys that its log has had; by the first that proves it. */
export const verifyInBrowser = (receipt: string, keys: readonly string[]): Promise<Verdict> =>
  inWorker('receipt', { receipt, keys });

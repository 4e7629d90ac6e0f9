import type { Verdict } from '@esep/verifier';

/** What `esep verify` says of a receipt, by the same code, in a worker of this browser. */
export const verifyInBrowser = (receipt: string, key: string): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' });
    const end = () => worker.terminate();
    worker.onmessage = ({ data }: MessageEvent<Verdict>) => {
      end();
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      end();
      reject(new Error(message));
    };
    worker.postMessage({ receipt, key });
  });

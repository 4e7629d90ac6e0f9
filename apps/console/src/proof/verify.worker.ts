import './buffer-global.js';

import { checkContinuation, checkFile, checkReceipt } from './check.js';
import type { Task, Tasks } from './tasks.js';

const answerTo = ({ name, asks }: Task): unknown => {
  if (name === 'receipt') return checkReceipt(asks as Tasks['receipt']['asks']);
  if (name === 'file') return checkFile(asks as Tasks['file']['asks']);
  const { service, ...asked } = asks as Tasks['continuation']['asks'];
  // Tiles are public: no token comes here.
  return checkContinuation(asked, async (path) => {
    const answer = await fetch(new URL(`/${service}/v1/log/tile/${path}`, self.location.origin));
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    if (answer.status === 404) return undefined;
    throw new Error(`${answer.status} for the tile ${path}`);
  });
};

// Whatever fails is said: a promise that is rejected here is heard by nobody.
self.onmessage = async ({ data }: MessageEvent<Task>) => {
  try {
    self.postMessage(await answerTo(data));
  } catch (error) {
    self.postMessage({ failed: (error as Error).message });
  }
};

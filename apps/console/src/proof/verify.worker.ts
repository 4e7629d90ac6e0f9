import './buffer-global.js';

import { verifyReceiptFile } from '@esep/verifier';

self.onmessage = ({ data }: MessageEvent<{ readonly receipt: string; readonly key: string }>) =>
  self.postMessage(verifyReceiptFile(data.receipt, { verifierKey: data.key }));

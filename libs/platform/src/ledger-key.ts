import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { HeadWitness, SealedHead } from './sealer.js';

/** The Ed25519 key that signs a log's heads. A class, so that it is its own injection token. */
export class LedgerKey {
  constructor(readonly privateKey: KeyObject) {}

  static fromPem(pem: string): LedgerKey {
    return new LedgerKey(createPrivateKey(pem));
  }
}

export const newLedgerKeyPem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** Keeps the last signed head in a file beside the database. Written whole or not at all. */
export const fileWitness = (directory: string, service: string): HeadWitness => {
  const path = join(directory, `${service}.head.json`);
  return {
    async last() {
      const text = await readFile(path, 'utf8').catch(() => undefined);
      return text === undefined ? undefined : (JSON.parse(text) as SealedHead);
    },
    async keep(head) {
      const last = await this.last();
      if (last && last.size > head.size) return;
      await mkdir(directory, { recursive: true });
      await writeFile(`${path}.new`, JSON.stringify(head));
      await rename(`${path}.new`, path);
    },
  };
};

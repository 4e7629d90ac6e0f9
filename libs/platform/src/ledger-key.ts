import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { HeadWitness, SealedHead } from './sealer.js';

/** The Ed25519 key that signs a log's heads. A class, so that it is its own injection token. */
export class LedgerKey {
  constructor(readonly privateKey: KeyObject) {}

  static fromPem(pem: string): LedgerKey {
    return new LedgerKey(createPrivateKey(pem));
  }
}

/** Reads a secret from a file, or makes it there on first use: for the embedded host only. */
export const keptSecret = async (path: string, make: () => string): Promise<string> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const kept = await readFile(path, 'utf8').catch(() => undefined);
  if (kept === '') throw new Error(`${path} is empty. Restore the secret that was kept there.`);
  if (kept !== undefined) return kept;
  const secret = make();
  // Under its name only when it is whole.
  await writeFile(`${path}.new`, secret, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return secret;
};

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

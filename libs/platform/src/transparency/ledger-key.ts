import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { HeadWitness, SealedHead } from './sealer.js';

/** The Ed25519 key of a log's heads. A class, so that it is its own injection token. */
export class LedgerKey {
  readonly publicKey: KeyObject;
  /** Undefined in a process that only verifies. */
  readonly privateKey: KeyObject | undefined;

  constructor(key: KeyObject) {
    this.publicKey = key.type === 'private' ? createPublicKey(key) : key;
    this.privateKey = key.type === 'private' ? key : undefined;
  }

  /** From a private or a public key in PEM. */
  static fromPem(pem: string): LedgerKey {
    return new LedgerKey(pem.includes('PRIVATE') ? createPrivateKey(pem) : createPublicKey(pem));
  }
}

export const newLedgerKeyPem = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** Without the last signed head a log that was restored to an earlier state goes unnoticed. */
export class HeadUnreadable extends Error {
  override readonly name = 'HeadUnreadable';

  constructor(path: string, why: string) {
    super(
      `The last signed head of the log cannot be read from ${path}: ${why}. Make it readable, or put it back from a copy; delete it only when you know that the database is the latest.`,
    );
  }
}

const headIn = (text: string, path: string): SealedHead => {
  try {
    const { size, root } = JSON.parse(text) as Partial<SealedHead>;
    if (Number.isSafeInteger(size) && /^[0-9a-f]{64}$/.test(root ?? ''))
      return { size, root } as SealedHead;
  } catch {
    // Not JSON: refused below.
  }
  throw new HeadUnreadable(path, 'it holds no head');
};

/** Keeps the last signed head in a file outside the database, replaced atomically. */
export const fileWitness = (directory: string, service: string): HeadWitness => {
  const path = join(directory, `${service}.head.json`);
  return {
    async last() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw new HeadUnreadable(path, error.message);
      });
      return text === undefined ? undefined : headIn(text, path);
    },
    async keep(head) {
      const last = await this.last();
      if (last && last.size > head.size) return;
      await mkdir(directory, { recursive: true });
      // Flushed before the rename: after a crash, half a head would stop the next start.
      await writeFile(`${path}.new`, JSON.stringify(head), { flush: true });
      await rename(`${path}.new`, path);
    },
  };
};

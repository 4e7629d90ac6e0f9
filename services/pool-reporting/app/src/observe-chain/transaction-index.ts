import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { countAt, transactionAt } from './raw-transaction.js';
import { reversedHex } from './sha256d.js';

const HEADER_BYTES = 80;
const FILE = /^\d{7}\.bin$/;

interface Place {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Where each transaction of a folder of raw blocks stands: what a node keeps as its index. Also of
 * blocks before the first one that is observed, so that what was paid there can be looked up.
 */
export class TransactionIndex {
  private readonly places = new Map<string, Place>();
  /** By name, when the file was written and how large it was when it was read. */
  private readonly files = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** The bytes of each transaction, as far as the folder has it. They are to be checked by their id. */
  async find(txids: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    if (txids.some((txid) => !this.places.has(txid))) await this.readOn();
    return Promise.all(txids.map((txid) => this.bytesOf(txid)));
  }

  private async bytesOf(txid: string): Promise<Uint8Array | undefined> {
    const place = this.places.get(txid);
    if (!place) return undefined;
    const bytes = await readFile(join(this.folder, place.file)).catch(() => undefined);
    return bytes?.subarray(place.from, place.to);
  }

  private async readOn(): Promise<void> {
    const names = await readdir(this.folder).catch((): string[] => []);
    for (const name of names.filter((one) => FILE.test(one))) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => undefined);
      const state = found && `${found.mtimeMs} ${found.size}`;
      if (state === undefined || this.files.get(name) === state) continue;
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes) this.takeBlock(name, bytes);
      this.files.set(name, state);
    }
  }

  /** Of a file that is no block, as far as it can be read. */
  private takeBlock(file: string, bytes: Uint8Array): void {
    const count = countAt(bytes, HEADER_BYTES);
    if (typeof count === 'string') return;
    let from = HEADER_BYTES + count.bytes;
    for (let i = 0; i < count.value; i += 1) {
      const transaction = transactionAt(bytes, from);
      if (typeof transaction === 'string') return;
      const to = from + transaction.bytes.length;
      this.places.set(reversedHex(transaction.id), { file, from, to });
      from = to;
    }
  }
}

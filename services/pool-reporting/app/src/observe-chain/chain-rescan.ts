import { instantOf, millisOf, type Instant } from '@esep/kernel';
import {
  BLOCKS_REMEMBERED,
  observeAgain,
  tipOf,
  type ChainEvent,
  type ObservedChain,
} from '@esep/pool-reporting-domain';

import type { BlockReader, RawBlock, ReadProblem } from './block-reader.js';
import { read, type Reading, type Unreadable } from './reading.js';

// Reads blocks again for addresses that were bound after the blocks were read. One pass serves all
// addresses that wait at its start. It tells nothing twice, so a pass that a crash cut short simply
// begins again; its end is an event, so that a restart knows what was done.

interface RescanOptions {
  readonly fromHeight: number;
  readonly now: () => Instant;
  readonly blocksPerStep: number;
}

interface Pass {
  readonly addresses: ReadonlySet<string>;
  /** The watches of the log that it serves. */
  readonly watches: number;
  readonly fromHeight: number;
  next: number;
  previousHash?: string;
}

/** Appends, and gives the state after. */
type Record = (events: readonly ChainEvent[], evidence?: RawBlock) => Promise<ObservedChain>;

interface RescanReport {
  readonly rescanned: number;
  readonly problem?: Unreadable<ReadProblem>;
}

/** Header times may run ahead by two hours or back by as much; a day is far from any doubt. */
const TIME_DISORDER_MS = 86_400_000;

export class ChainRescan {
  private pass: Pass | undefined;

  constructor(
    private readonly reader: BlockReader,
    private readonly options: RescanOptions,
  ) {}

  async step(chain: ObservedChain, record: Record): Promise<RescanReport> {
    const tip = tipOf(chain);
    if (chain.pending.length === 0 || !tip) return { rescanned: 0 };
    if (!this.pass) {
      const pass = await this.passOver(chain, tip.height);
      if (!pass.ok) return { rescanned: 0, problem: pass };
      this.pass = pass.value;
    }
    const report = await this.readOn(this.pass, chain, tip.height, record);
    if (this.pass.next > tip.height) {
      await record([completion(chain.asset, this.pass, tip.height, this.options.now())]);
      this.pass = undefined;
    }
    return report;
  }

  private async readOn(
    pass: Pass,
    chain: ObservedChain,
    last: number,
    record: Record,
  ): Promise<RescanReport> {
    const count = Math.min(this.options.blocksPerStep, last - pass.next + 1);
    const raw = await this.reader.raw(pass.next, count);
    if (!raw.ok) return { rescanned: 0, problem: raw };
    if (raw.value.length === 0) return { rescanned: 0, problem: this.reader.missing(pass.next) };
    let rescanned = 0;
    for (const bytes of raw.value) {
      const block = this.reader.decode(bytes, pass.next);
      if (!block.ok) return { rescanned, problem: block };
      const { height, hash, previousHash } = block.value;
      const ours = chain.blocks.find((known) => known.height === height);
      if (previousHash !== (pass.previousHash ?? previousHash) || hash !== (ours?.hash ?? hash)) {
        // A reorganisation went by. What it can have changed is read once more.
        pass.next = Math.max(pass.fromHeight, height - BLOCKS_REMEMBERED);
        delete pass.previousHash;
        break;
      }
      const earlier = await this.reader.earlierOutputs(chain, block.value);
      if (!earlier.ok) return { rescanned, problem: earlier };
      const events = observeAgain(chain, block.value, pass.addresses, earlier.value);
      chain = await record(events, { height, hash, bytes });
      pass.next = height + 1;
      pass.previousHash = hash;
      rescanned += 1;
    }
    return { rescanned };
  }

  private async passOver(chain: ObservedChain, last: number): Promise<Reading<Pass, ReadProblem>> {
    const from = chain.pending.map(({ from }) => from).reduce((a, b) => (a < b ? a : b));
    const earliest = instantOf(millisOf(from) - TIME_DISORDER_MS);
    const fromHeight = await this.heightAt(earliest, last);
    if (!fromHeight.ok) return fromHeight;
    return read({
      addresses: new Set(chain.pending.map(({ address }) => address)),
      watches: chain.watches,
      fromHeight: fromHeight.value,
      next: fromHeight.value,
    });
  }

  /** A height whose block is not before an instant, though the one below it is. */
  private async heightAt(at: Instant, last: number): Promise<Reading<number, ReadProblem>> {
    let [low, high] = [this.options.fromHeight, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const raw = await this.reader.raw(middle, 1);
      if (!raw.ok) return raw;
      const [bytes] = raw.value;
      if (!bytes) return this.reader.missing(middle);
      const header = this.reader.header(bytes);
      if (!header.ok) return header;
      if (header.value.timeSeconds * 1_000 < millisOf(at)) low = middle + 1;
      else high = middle;
    }
    return read(low);
  }
}

const completion = (
  asset: string,
  { watches, fromHeight }: Pass,
  throughHeight: number,
  rescannedAt: Instant,
): ChainEvent => ({
  type: 'AddressesRescanned',
  asset,
  watches,
  fromHeight,
  throughHeight,
  rescannedAt,
});

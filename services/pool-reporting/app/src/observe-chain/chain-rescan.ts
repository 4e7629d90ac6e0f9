import { DAY_MS, earliest, millisOf, plusMillis, type Instant } from '@esep/kernel';
import {
  BLOCKS_REMEMBERED,
  observeAgain,
  tipOf,
  unresolvedInputs,
  type ChainEvent,
  type ObservedChain,
} from '@esep/pool-reporting-domain';

import type { BlockReader, RawBlock, ReadProblem } from './block-reader.js';
import { read, type Reading, type Unreadable } from './reading.js';

// Reads blocks again for addresses that were bound after the blocks were read. One pass serves all
// addresses that are pending at its start. Known movements are not recorded twice, so a pass that a crash
// cut short begins again; its end is an event, so that a restart does not repeat it.

interface RescanOptions {
  readonly fromHeight: number;
  readonly now: () => Instant;
  readonly blocksPerStep: number;
  /** At the start, some spent outputs could not be looked up. */
  readonly wasUnresolved: boolean;
}

interface Pass {
  /** Decides the event that records its end. */
  readonly for: 'watches' | 'unresolved';
  readonly addresses: ReadonlySet<string>;
  /** The number of watches in the log at its start, all of which it serves. */
  readonly watches: number;
  readonly fromHeight: number;
  next: number;
  previousHash?: string;
}

/** Appends events and returns the state after them. */
type Record = (events: readonly ChainEvent[], evidence?: RawBlock) => Promise<ObservedChain>;

interface RescanReport {
  readonly rescanned: number;
  /** The source still cannot give a spent output. */
  readonly isStillUnresolved?: true;
  readonly problem?: Unreadable<ReadProblem>;
}

/** Header times may be two hours wrong in either direction; a day is safe. */
const TIME_DISORDER_MS = DAY_MS;

export class ChainRescan {
  private pass: Pass | undefined;
  /** Unresolved spends are looked up again once, after a start. */
  private hasAskedAgain: boolean;

  constructor(
    private readonly reader: BlockReader,
    private readonly options: RescanOptions,
  ) {
    this.hasAskedAgain = !options.wasUnresolved;
  }

  async step(chain: ObservedChain, record: Record): Promise<RescanReport> {
    const tip = tipOf(chain);
    if (!tip) return { rescanned: 0 };
    if (!this.pass) {
      const pass = await this.nextPass(chain, tip.height);
      if (!pass.ok) return { rescanned: 0, problem: pass };
      this.pass = pass.value;
    }
    if (!this.pass) return { rescanned: 0 };
    const report = await this.readOn(this.pass, chain, tip.height, record);
    if (this.pass.next > tip.height) {
      await record([completion(chain.asset, this.pass, tip.height, this.options.now())]);
      this.pass = undefined;
    } else if (report.isStillUnresolved) this.pass = undefined;
    return report;
  }

  /** True if no pass is running or pending. */
  isDone(chain: ObservedChain): boolean {
    const mayResolve = chain.unresolvedFrom !== undefined && !this.hasAskedAgain;
    return chain.pending.length === 0 && this.pass === undefined && !mayResolve;
  }

  private async nextPass(
    chain: ObservedChain,
    last: number,
  ): Promise<Reading<Pass | undefined, ReadProblem>> {
    if (chain.pending.length > 0) return this.passOver(chain, last);
    const fromHeight = chain.unresolvedFrom;
    if (fromHeight === undefined || this.hasAskedAgain) return read(undefined);
    this.hasAskedAgain = true;
    const { watches } = chain;
    const addresses = new Set(chain.watched.keys());
    return read({ for: 'unresolved', addresses, watches, fromHeight, next: fromHeight });
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
        // A reorganisation happened meanwhile: the blocks that it may have changed are read once more.
        pass.next = Math.max(pass.fromHeight, height - BLOCKS_REMEMBERED);
        delete pass.previousHash;
        break;
      }
      const earlier = await this.reader.earlierOutputs(chain, block.value);
      if (!earlier.ok) return { rescanned, problem: earlier };
      if (
        pass.for === 'unresolved' &&
        unresolvedInputs(chain, block.value, earlier.value).length > 0
      )
        return { rescanned, isStillUnresolved: true };
      const events = observeAgain(chain, block.value, pass.addresses, earlier.value);
      chain = await record(events, { height, hash, bytes });
      pass.next = height + 1;
      pass.previousHash = hash;
      rescanned += 1;
    }
    return { rescanned };
  }

  private async passOver(chain: ObservedChain, last: number): Promise<Reading<Pass, ReadProblem>> {
    const from = earliest(chain.pending.map((pending) => pending.from));
    const fromHeight = await this.heightAt(plusMillis(from, -TIME_DISORDER_MS), last);
    if (!fromHeight.ok) return fromHeight;
    return read({
      for: 'watches',
      addresses: new Set(chain.pending.map(({ address }) => address)),
      watches: chain.watches,
      fromHeight: fromHeight.value,
      next: fromHeight.value,
    });
  }

  /** The lowest height whose block is not before an instant, if times were in order. */
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

const completion = (asset: string, pass: Pass, throughHeight: number, at: Instant): ChainEvent => {
  const { watches, fromHeight } = pass;
  const read = { asset, fromHeight, throughHeight };
  return pass.for === 'watches'
    ? { type: 'AddressesRescanned', ...read, watches, rescannedAt: at }
    : { type: 'ChainSpendsResolved', ...read, resolvedAt: at };
};

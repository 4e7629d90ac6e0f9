import { parseAddress, sum, type Instant } from '@esep/kernel';
import {
  evolveChainBy,
  observeBlock,
  orphanTip,
  tipOf,
  watchAddress,
  workOf,
  type ChainEvent,
  type DecodedBlock,
  type ObservedBlock,
  type ObservedChain,
  type PoolRegistry,
  type WalletBinding,
} from '@esep/pool-reporting-domain';

import { scriptOf } from './bitcoin-address.js';
import type { BitcoinNetwork } from './bitcoin-network.js';
import { BlockReader, type RawBlock, type ReadProblem } from './block-reader.js';
import type { ChainSource, ChainTip } from './chain-source.js';
import { ChainRescan } from './chain-rescan.js';
import { read, unreadable, type Reading, type Unreadable } from './reading.js';

// Follows a source block by block: reads, checks, has the events appended, and only then moves on.

export interface FollowOptions {
  readonly source: ChainSource;
  readonly network: BitcoinNetwork;
  /** The first block that is ever read; deep enough that it is never reorganised away. */
  readonly fromHeight: number;
  /** Folded from the events that were emitted so far. */
  readonly state: ObservedChain;
  readonly registry: () => PoolRegistry;
  /**
   * Appends the events of one block, all or none. If it rejects, the outcome is unknown: this follower
   * refuses every further call, and a new one starts from the log.
   */
  readonly emit: Emit;
  readonly now: () => Instant;
  /** The most blocks that a step reads forward, and the most that it reads again. */
  readonly blocksPerStep?: number;
}

export type Emit = (events: readonly ChainEvent[], evidence?: RawBlock) => Promise<void>;

export interface StepReport {
  /** Blocks recorded, blocks orphaned, and blocks read again for addresses bound since. */
  readonly followed: number;
  readonly orphaned: number;
  readonly rescanned: number;
  /** Nothing is left to do for now. */
  readonly caughtUp: boolean;
  /** Why the step ended early. The next step tries again. */
  readonly problem?: Unreadable<FollowProblem>;
  /** The block of the problem, if it has one. */
  readonly height?: number;
}

export type FollowProblem =
  | ReadProblem
  | 'block-not-next'
  | 'source-behind'
  | 'branch-not-heavier'
  | 'reorganisation-too-deep';

export class ChainFollower {
  private chain: ObservedChain;
  private readonly reader: BlockReader;
  private readonly rescan: ChainRescan;
  private readonly blocksPerStep: number;
  private isOutcomeUnknown = false;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FollowOptions) {
    const { source, network, fromHeight, now, blocksPerStep = 8 } = options;
    this.chain = options.state;
    this.blocksPerStep = blocksPerStep;
    this.reader = new BlockReader(source, network);
    const wasUnresolved = options.state.unresolvedFrom !== undefined;
    this.rescan = new ChainRescan(this.reader, { fromHeight, now, blocksPerStep, wasUnresolved });
  }

  get state(): ObservedChain {
    return this.chain;
  }

  /** Follows by at most `blocksPerStep` blocks. Calls of `step` and `watch` wait for each other. */
  step(): Promise<StepReport> {
    return this.inTurn(() => this.stepOnce());
  }

  /** Watches the address of a binding from now on, and rescans the blocks since its `from`. */
  watch(binding: WalletBinding): Promise<Reading<'watched', 'address-not-of-network'>> {
    return this.inTurn(async () => {
      const { network, now } = this.options;
      const address = addressOnNetwork(binding.address, network);
      if (address === undefined)
        return unreadable(
          'address-not-of-network',
          `${binding.address} is no address of ${network.name}, so its coins would never be seen. Correct the binding.`,
        );
      await this.record(watchAddress(this.chain, { ...binding, address }, now()));
      return read('watched');
    });
  }

  private async stepOnce(): Promise<StepReport> {
    const tip = await this.options.source.tip();
    if (!tip.ok) return report({ problem: tip });
    const orphaned = await this.leaveOrphans(tip.value);
    if (!orphaned.ok) return report({ problem: orphaned });
    const followed = await this.follow(tip.value);
    const forward = { ...followed, orphaned: orphaned.value };
    if (followed.problem) return report(forward);
    const { isStillUnresolved: _, ...again } = await this.rescan.step(this.chain, (events, raw) =>
      this.record(events, raw),
    );
    const isAtTip = (tipOf(this.chain)?.height ?? Infinity) >= tip.value.height;
    return report({
      ...forward,
      ...again,
      caughtUp: !again.problem && isAtTip && this.rescan.isDone(this.chain),
    });
  }

  private async follow({ height: last }: ChainTip): Promise<Partial<StepReport>> {
    const from = (tipOf(this.chain)?.height ?? this.options.fromHeight - 1) + 1;
    const raw = await this.reader.raw(from, Math.min(this.blocksPerStep, last - from + 1));
    if (!raw.ok) return { problem: raw, height: from };
    if (raw.value.length === 0 && from <= last)
      return { problem: this.reader.missing(from), height: from };
    let followed = 0;
    for (const bytes of raw.value) {
      const height = from + followed;
      const block = this.reader.decode(bytes, height);
      if (!block.ok) return { followed, problem: block, height };
      const earlier = await this.reader.earlierOutputs(this.chain, block.value);
      if (!earlier.ok) return { followed, problem: earlier, height };
      const { registry } = this.options;
      const facts = observeBlock(this.chain, block.value, registry(), earlier.value);
      // The source may have reorganised between two answers; the next step checks for orphans first.
      if (!facts.accepted)
        return followed > 0 ? { followed } : { problem: this.notNext(block.value), height };
      await this.record(facts.events, {
        height: block.value.height,
        hash: block.value.hash,
        bytes,
      });
      followed += 1;
    }
    return { followed };
  }

  private notNext({ hash, previousHash, height }: DecodedBlock) {
    return unreadable(
      'block-not-next',
      `${this.options.source.name} gives ${hash} as block ${height}, which follows ${previousHash} and not our block ${tipOf(this.chain)?.hash}. Nothing is taken from it until it gives the block that follows.`,
    );
  }

  // ── Reorganisation ────────────────────────────────────────────────────────────────────────────

  /** Orphans our blocks that the source no longer has, if its branch is proven to have more work. */
  private async leaveOrphans(tip: ChainTip): Promise<Reading<number, FollowProblem>> {
    const ours = tipOf(this.chain);
    if (!ours) return read(0);
    if (tip.height < (this.chain.blocks[0] ?? ours).height) return this.sourceBehind(tip, ours);
    const fork = await this.lastCommonBlock(tip);
    if (!fork.ok) return fork;
    if (fork.value.hash === ours.hash) return read(0);
    if (fork.value.height === tip.height) return this.sourceBehind(tip, ours);
    const heavier = await this.isBranchHeavier(fork.value);
    if (!heavier.ok) return heavier;
    if (!heavier.value)
      return unreadable(
        'branch-not-heavier',
        `${this.options.source.name} has another block than ours at ${fork.value.height + 1}, on a branch with no more work. The next blocks will decide.`,
      );
    return read(await this.orphanDownTo(fork.value));
  }

  private sourceBehind(tip: ChainTip, ours: ChainTip) {
    return unreadable(
      'source-behind',
      `${this.options.source.name} is at block ${tip.height}, we were at ${ours.height} already. Wait until it has caught up, or see why it lost blocks.`,
    );
  }

  private async lastCommonBlock(tip: ChainTip): Promise<Reading<ObservedBlock, FollowProblem>> {
    for (const block of this.chain.blocks.toReversed()) {
      if (block.height > tip.height) continue;
      const hash = await this.options.source.blockHash(block.height);
      if (!hash.ok) return hash;
      if (hash.value === block.hash) return read(block);
    }
    return unreadable(
      'reorganisation-too-deep',
      `${this.options.source.name} agrees with none of our last ${this.chain.blocks.length} blocks. Nothing was taken back: a person has to find out which chain is right.`,
    );
  }

  /** Reads the branch's headers until their work exceeds that of our blocks above the fork. */
  private async isBranchHeavier(fork: ObservedBlock): Promise<Reading<boolean, FollowProblem>> {
    const ours = this.chain.blocks.filter(({ height }) => height > fork.height);
    let lead = -sum(ours.map(({ work }) => work));
    for (let previous: ChainTip = fork; ;) {
      const raw = await this.reader.raw(previous.height + 1, this.blocksPerStep);
      if (!raw.ok) return raw;
      if (raw.value.length === 0) return read(false);
      for (const bytes of raw.value) {
        const header = this.reader.header(bytes);
        if (!header.ok) return header;
        if (header.value.previousHash !== previous.hash) return read(false);
        lead += workOf(header.value.bits);
        if (lead > 0n) return read(true);
        previous = { height: previous.height + 1, hash: header.value.hash };
      }
    }
  }

  private async orphanDownTo(fork: ObservedBlock): Promise<number> {
    let orphaned = 0;
    while (tipOf(this.chain)?.hash !== fork.hash) {
      const facts = orphanTip(this.chain, this.options.now());
      if (!facts.accepted) throw new Error(`No common block below ${fork.height}`);
      await this.record(facts.events);
      orphaned += 1;
    }
    return orphaned;
  }

  // ── Recording ─────────────────────────────────────────────────────────────────────────────────

  private async record(events: readonly ChainEvent[], evidence?: RawBlock): Promise<ObservedChain> {
    if (events.length === 0) return this.chain;
    this.isOutcomeUnknown = true;
    await this.options.emit(events, evidence);
    this.chain = evolveChainBy(this.chain, events);
    this.isOutcomeUnknown = false;
    return this.chain;
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.queue.then(() => {
      if (this.isOutcomeUnknown)
        throw new Error('An append failed with its outcome unknown: follow anew from the log.');
      return work();
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }
}

/** Undefined for an address of another network: bindings may be of mainnet where regtest is observed. */
const addressOnNetwork = (text: string, network: BitcoinNetwork): string | undefined => {
  const parsed = parseAddress('BTC', text, network.name);
  return parsed.ok && scriptOf(parsed.address, network) ? parsed.address : undefined;
};

const report = (part: Partial<StepReport>): StepReport => ({
  followed: 0,
  orphaned: 0,
  rescanned: 0,
  caughtUp: false,
  ...part,
});

import type { ChainSpendsResolved, ChainSpendsUnresolved } from '@esep/contracts';
import type { Instant } from '@esep/kernel';

import { entryOf } from '../facts/entry-of.js';
import type { Recorded } from '../facts/reconciliation-facts.js';
import { compareRecorded } from '../facts/supersession.js';

// How far the chains were read, and whether everything that they show was seen.

export type SpendsEvent = ChainSpendsUnresolved | ChainSpendsResolved;

interface BlockRead {
  readonly time: Instant;
  readonly recordedAt: Instant;
}

/** How far each chain was read, and since when that is known: the first block of every day is enough. */
export class ChainProgress {
  private readonly blocks = new Map<string, BlockRead[]>();
  private readonly spends = new Map<string, (Recorded & { readonly event: SpendsEvent })[]>();

  record(asset: string, time: Instant, recordedAt: Instant): void {
    entryOf(this.blocks, asset, (): BlockRead[] => []).push({ time, recordedAt });
  }

  recordSpends(event: SpendsEvent, recorded: Recorded): void {
    const said = this.spends.get(event.asset) ?? [];
    this.spends.set(event.asset, [...said, { ...recorded, event }].sort(compareRecorded));
  }

  /** True when a block of between `from` and `to` was read, and that recorded between `since` and `knownAt`. */
  wasRead(asset: string, from: Instant, to: Instant, since: Instant, knownAt: Instant): boolean {
    return (this.blocks.get(asset) ?? []).some(
      ({ time, recordedAt }) =>
        from <= time && time <= to && since <= recordedAt && recordedAt <= knownAt,
    );
  }

  /** False when coins may have left an address ever bound unseen, by `asOf`, as known at `knownAt`. */
  isWhole(asset: string, knownAt: Instant, asOf: Instant): boolean {
    const open = new Map<number, Instant>();
    for (const { event, recordedAt } of this.spends.get(asset) ?? []) {
      if (recordedAt > knownAt) break;
      if (event.type === 'ChainSpendsUnresolved') open.set(event.height, event.blockTime);
      else
        for (const height of open.keys())
          if (event.fromHeight <= height && height <= event.throughHeight) open.delete(height);
    }
    return ![...open.values()].some((time) => time <= asOf);
  }
}

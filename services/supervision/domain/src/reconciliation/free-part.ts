import {
  atLeastZero,
  BPS_PER_WHOLE,
  ceilDiv,
  least,
  sum,
  type Instant,
  type Period,
} from '@esep/kernel';

import type { PeriodAccount } from './period-account.js';
import type { ReleaseFact } from '../facts/reconciliation-facts.js';
import type { OpeningStock } from '../facts/stock-event.js';

/** How the covered part of an outflow was judged (RECONCILIATION §7, steps 2–5). */
export interface FreePartJudgement {
  /** The free part mined so far that had not left before. */
  readonly room: bigint;
  /** What tax had released by then, over all periods. */
  readonly released: bigint;
  readonly free: bigint;
  readonly early: bigint;
  readonly unexplained: bigint;
}

/** How far the judgement has come. */
export interface FreePartState {
  readonly used: bigint;
  readonly early: bigint;
  readonly granted: ReadonlyMap<Period | 'opening', bigint>;
  readonly released: bigint;
  readonly retainedEarlier: bigint;
  readonly mined: bigint;
  readonly weighted: bigint;
  readonly next: { opening: number; account: number; input: number; release: number };
}

/**
 * The part of the coins that need not be sold: how much there is of it so far, how much of it tax
 * has released, and how much has left (SALE-3). Outflows are judged in time order; the coins and the
 * releases before them are counted as the judgements reach them.
 */
export class FreePart {
  used: bigint;
  early: bigint;

  private readonly retained: ReadonlyMap<Period | 'opening', bigint>;
  private readonly granted: Map<Period | 'opening', bigint>;
  private released: bigint;
  private retainedEarlier: bigint;
  private mined: bigint;
  private weighted: bigint;
  private readonly next: FreePartState['next'];

  constructor(
    private readonly accounts: readonly PeriodAccount[],
    private readonly opening: readonly OpeningStock[],
    private readonly releases: readonly ReleaseFact[],
    private readonly shareAt: (at: Instant) => bigint,
    from: FreePartState = NOTHING_YET,
  ) {
    this.used = from.used;
    this.early = from.early;
    this.granted = new Map(from.granted);
    this.released = from.released;
    this.retainedEarlier = from.retainedEarlier;
    this.mined = from.mined;
    this.weighted = from.weighted;
    this.next = { ...from.next };
    const retainedOpening = sum(opening.map(({ quantity }) => quantity));
    this.retained = new Map<Period | 'opening', bigint>([
      ['opening', retainedOpening],
      ...accounts.map(({ period, mined, required }) => [period, mined - required] as const),
    ]);
  }

  /** Judges mined coins that left at `at` and that stock covered. */
  leave(at: Instant, covered: bigint): FreePartJudgement {
    this.countTo(at);
    const gone = this.used + this.early;
    const retainedSoFar = this.retainedEarlier + this.mined - ceilDiv(this.weighted, BPS_PER_WHOLE);
    const room = atLeastZero(retainedSoFar - gone);
    const free = least(covered, room, atLeastZero(this.released - gone));
    // What left early takes room like what left freely: a later release absorbs it, once.
    const early = least(covered - free, room - free);
    this.used += free;
    this.early += early;
    return { room, released: this.released, free, early, unexplained: covered - free - early };
  }

  /** How it stands when everything up to `at` is counted; what leaves later is judged from there. */
  stateAt(at: Instant): FreePartState {
    this.countTo(at);
    const { used, early, granted, released, retainedEarlier, mined, weighted, next } = this;
    const amounts = { used, early, released, retainedEarlier, mined, weighted };
    return { ...amounts, granted: new Map(granted), next: { ...next } };
  }

  private countTo(at: Instant): void {
    this.countOpening(at);
    this.countMined(at);
    this.countReleases(at);
  }

  private countOpening(at: Instant): void {
    for (;;) {
      const opening = this.opening[this.next.opening];
      if (opening === undefined || opening.at > at) return;
      this.retainedEarlier += opening.quantity;
      this.next.opening += 1;
    }
  }

  /** The share of the month being mined is rounded over what it has so far, as of every instant. */
  private countMined(at: Instant): void {
    for (;;) {
      const account = this.accounts[this.next.account];
      if (account === undefined) return;
      const input = account.inputs[this.next.input];
      if (input === undefined) {
        if (account.end > at) return;
        this.closeMonth();
      } else {
        if (input.at > at) return;
        this.mined += input.quantity;
        this.weighted += input.quantity * this.shareAt(input.at);
        this.next.input += 1;
      }
    }
  }

  private closeMonth(): void {
    this.retainedEarlier += this.mined - ceilDiv(this.weighted, BPS_PER_WHOLE);
    this.mined = 0n;
    this.weighted = 0n;
    this.next.account += 1;
    this.next.input = 0;
  }

  /** A period never gives more than it retained, however much was granted. */
  private countReleases(at: Instant): void {
    for (;;) {
      const release = this.releases[this.next.release];
      if (release === undefined || release.at > at) return;
      const { period, quantity } = release;
      const before = this.granted.get(period) ?? 0n;
      const retained = this.retained.get(period) ?? 0n;
      this.released += least(before + quantity, retained) - least(before, retained);
      this.granted.set(period, before + quantity);
      this.next.release += 1;
    }
  }
}

const NOTHING_YET: FreePartState = {
  used: 0n,
  early: 0n,
  granted: new Map(),
  released: 0n,
  retainedEarlier: 0n,
  mined: 0n,
  weighted: 0n,
  next: { opening: 0, account: 0, input: 0, release: 0 },
};

import type { Instant } from '@esep/kernel';

import { entryOf } from './entry-of.js';
import type { CompletenessFact } from './reconciliation-facts.js';
import { compareRecorded } from './supersession.js';

/**
 * The completeness facts of senders: everything up to `through` is reported. Keeps, of each sender, those
 * that reach further than all before, in the order of recording.
 */
export class Promises {
  private readonly bySender = new Map<string, CompletenessFact[]>();

  record(promise: CompletenessFact): void {
    const known = entryOf(this.bySender, promise.sender, (): CompletenessFact[] => []);
    const last = known.at(-1);
    if (last === undefined || compareRecorded(promise, last) > 0) {
      if (last === undefined || promise.through > last.through) known.push(promise);
      return;
    }
    const all = [...known, promise].sort(compareRecorded);
    let through: Instant = '';
    const further = all.filter((one) => {
      const isFurther = one.through > through;
      if (isFurther) through = one.through;
      return isFurther;
    });
    this.bySender.set(promise.sender, further);
  }

  /** The promise of a sender that reaches furthest. */
  furthest(sender: string): CompletenessFact | undefined {
    return this.bySender.get(sender)?.at(-1);
  }

  /** The first promise of a sender that reaches beyond an instant: from when on it is kept or broken. */
  firstBeyond(sender: string, at: Instant): CompletenessFact | undefined {
    const known = this.bySender.get(sender);
    // Searched from the end, because most queries are about the latest promises.
    if (known === undefined || (known.at(-1) as CompletenessFact).through <= at) return undefined;
    let low = 0;
    let high = known.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((known[middle] as CompletenessFact).through > at) high = middle;
      else low = middle + 1;
    }
    return known[low];
  }

  /** All that are kept, in no order. */
  *all(): Generator<CompletenessFact> {
    for (const known of this.bySender.values()) yield* known;
  }
}

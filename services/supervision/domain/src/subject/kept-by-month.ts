import { periodOf, startOf, type Instant, type Period, type Work } from '@esep/kernel';

import { NEVER } from '../facts/facts-in-force.js';

/**
 * What was worked out of each month, one by one, and stays for the months before which nothing has
 * changed. For work of which each month's result rests on what is dated in it or before, and on the law.
 */
export class KeptByMonth<Item extends { readonly period: Period }> {
  private law: object | undefined;
  private asOf: Instant = '';
  private changedFrom = NEVER;
  private items: readonly Item[] = [];

  /** What is dated `from` or later may be another than it was. */
  changed(from: Instant): void {
    if (from < this.changedFrom) this.changedFrom = from;
  }

  /** The items up to `asOf`, by month; `work` gives those of the months that begin at an instant or later. */
  *upToWork(
    asOf: Instant,
    law: object,
    work: (from: Instant) => Work<readonly Item[]>,
  ): Work<readonly Item[]> {
    if (asOf !== this.asOf) this.changed(asOf < this.asOf ? asOf : this.asOf);
    const from = law === this.law ? beginningOf(this.changedFrom) : '';
    const kept = this.items.filter(({ period }) => startOf(period) < from);
    this.items = [...kept, ...(yield* work(from))];
    this.law = law;
    this.asOf = asOf;
    this.changedFrom = NEVER;
    return this.items;
  }
}

/** The beginning of the month of an instant. */
const beginningOf = (at: Instant): Instant =>
  at === '' || at === NEVER ? at : startOf(periodOf(at));

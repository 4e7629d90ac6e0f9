import { beginsTurn, type Instant, type Work } from '@esep/kernel';

import type { PoolRow } from './pool-row.js';
import type { Promises } from './promises.js';
import type { CompletenessFact, Recorded } from './reconciliation-facts.js';
import { isRecordedAfter, replaces } from './supersession.js';
import type { Trade } from './trade.js';

type Said = readonly (Recorded | undefined)[];

/**
 * Which rows and trades have a record from after their sender's promise that everything of that time
 * was reported. Only these can differ from what they were at the promise, and not all of them do.
 */
export class SaidLate {
  /** Undefined until somebody asks, and when all have to be looked at again. */
  private ids: Set<string> | undefined;
  /** Of each sender, the last record of a row or a trade; as long as there are ids. */
  private readonly last = new Map<string, Recorded>();

  constructor(private readonly promises: Promises) {}

  takePromise(fact: CompletenessFact): void {
    this.promises.record(fact);
    const last = this.last.get(fact.sender);
    // What was recorded after it may be late by it; what its sender said before is not.
    if (last !== undefined && replaces(last, fact)) this.ids = undefined;
  }

  takeRow(id: string, row: PoolRow): void {
    if (this.ids === undefined) return;
    this.noteRow(row);
    if (this.isRowLate(row)) this.ids.add(id);
  }

  takeTrade(id: string, trade: Trade, said: Recorded & { readonly venue: string }): void {
    if (this.ids === undefined) return;
    this.note(said.venue, [said]);
    if (this.isTradeLate(trade)) this.ids.add(id);
  }

  *idsWork(
    rows: ReadonlyMap<string, PoolRow>,
    trades: ReadonlyMap<string, Trade>,
  ): Work<ReadonlySet<string>> {
    if (this.ids !== undefined) return this.ids;
    const ids = new Set<string>();
    this.last.clear();
    let index = 0;
    for (const [id, row] of rows) {
      if (beginsTurn((index += 1))) yield;
      this.noteRow(row);
      if (this.isRowLate(row)) ids.add(id);
    }
    for (const [id, trade] of trades) {
      if (beginsTurn((index += 1))) yield;
      const { bust, corrections, sides } = trade;
      for (const { fill } of sides.values())
        this.note(fill.venue, [fill, corrections.at(-1), bust]);
      if (this.isTradeLate(trade)) ids.add(id);
    }
    this.ids = ids;
    return ids;
  }

  /** Whose a row is, its report says; until that is known nothing of it is late. */
  private noteRow({ report, withdrawal, reversal }: PoolRow): void {
    if (report !== undefined) this.note(report.pool, [report, withdrawal, reversal]);
  }

  private note(sender: string, said: Said): void {
    for (const one of said) {
      const last = this.last.get(sender);
      if (one !== undefined && (last === undefined || replaces(one, last)))
        this.last.set(sender, one);
    }
  }

  private isRowLate({ report, earliestAt, withdrawal, reversal }: PoolRow): boolean {
    if (report === undefined || earliestAt === undefined) return false;
    return this.isLate(report.pool, earliestAt, [report, withdrawal, reversal]);
  }

  private isTradeLate({ bust, corrections, sides }: Trade): boolean {
    return [...sides.values()].some(({ fill }) => {
      const earliestAt = corrections.reduce(
        (earliest, { at = earliest }) => (at < earliest ? at : earliest),
        fill.at,
      );
      return this.isLate(fill.venue, earliestAt, [fill, corrections.at(-1), bust]);
    });
  }

  private isLate(sender: string, at: Instant, said: Said): boolean {
    const promise = this.promises.firstBeyond(sender, at);
    if (promise === undefined) return false;
    return said.some((word) => word !== undefined && isRecordedAfter(word, promise));
  }
}

import type { ExchangeRatePublished, PricePublished } from '@esep/contracts';
import { startOfDay, type Instant, type LocalDate, type Money } from '@esep/kernel';

import { entryOf } from './entry-of.js';
import { NEVER } from './facts-in-force.js';
import type { Recorded } from './reconciliation-facts.js';
import { compareRecorded } from './supersession.js';

// What the state published of each day (TAX-3): of an asset, the price of one whole coin; of a
// currency, the tiyn for one whole unit of it. A day published again is a correction.

export type PriceEvent = PricePublished | ExchangeRatePublished;

/** The prices and rates of all days, as they were recorded: the same for every licensee. */
export class PublishedPrices {
  private readonly days = new Map<string, (Recorded & { readonly value: Money })[]>();
  /** In the order in which they were taken. */
  private readonly taken: { readonly recordedAt: Instant; readonly day: LocalDate }[] = [];

  record(event: PriceEvent, recorded: Recorded): void {
    const { day, value } = event;
    const code = event.type === 'PricePublished' ? event.asset : event.currency;
    const said = entryOf(this.days, keyOf(code, day), (): (Recorded & { value: Money })[] => []);
    said.push({ ...recorded, value: { amount: BigInt(value.amount), currency: value.currency } });
    said.sort(compareRecorded);
    this.taken.push({ recordedAt: recorded.recordedAt, day });
  }

  /**
   * What has become known by `knownAt` since `known` records were: from when on prices may be others
   * than they were, and how many records are known for good.
   */
  changedSince(
    known: number,
    knownAt: Instant,
  ): { readonly known: number; readonly from: Instant } {
    const more = this.taken.slice(known);
    const firstUnknown = more.findIndex(({ recordedAt }) => recordedAt > knownAt);
    const from = more.map(({ day }) => startOfDay(day)).sort()[0] ?? NEVER;
    return { known: firstUnknown < 0 ? this.taken.length : known + firstUnknown, from };
  }

  /** What was last published of the day itself, as known at `knownAt`; `code` is an asset's or a currency's. */
  of(code: string, day: LocalDate, knownAt: Instant): Money | undefined {
    const said = this.days.get(keyOf(code, day)) ?? [];
    return said.findLast(({ recordedAt }) => recordedAt <= knownAt)?.value;
  }
}

const keyOf = (code: string, day: LocalDate): string => `${code} ${day}`;

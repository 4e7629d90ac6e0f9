import { Injectable } from '@nestjs/common';
import type { ExchangeRatePublished, PricePublished } from '@esep/contracts';
import {
  periodsOf,
  plusDays,
  plusPeriods,
  quarterOf,
  type Instant,
  type LocalDate,
  type Quarter,
} from '@esep/kernel';
import type { TypedFact } from '@esep/platform';
import { pricesByDay, type PublishedPrice } from '@esep/tax-domain';
import { DataSource, type EntityManager } from 'typeorm';

/** Prices of coins and rates of currencies, every publication of every day. */
export const PRICES_TABLE = `
create table prices (
  position bigint primary key,
  event_id uuid not null,
  -- An asset, or a currency: no code is both.
  code text collate "C" not null,
  day text collate "C" not null,
  amount numeric(78, 0) not null,
  currency text not null,
  source text not null,
  published_at text collate "C" not null,
  recorded_at text collate "C" not null
);
create index on prices (code, day, position);
`;

/** Days off in a row are fewer, so a quarter needs no price from further back (TAX-3). */
const REACH_DAYS = 31;

/** The quarters in which a price of this day may be used: its own, and days off that follow it. */
export const quartersPricedBy = (day: LocalDate): readonly Quarter[] => [
  quarterOf(day.slice(0, 7)),
  quarterOf(plusDays(day, REACH_DAYS).slice(0, 7)),
];

export const keepPrice = async (
  { position, eventId, recordedAt, event }: TypedFact<PricePublished | ExchangeRatePublished>,
  tx: EntityManager,
): Promise<void> => {
  const { day, value, source, publishedAt } = event;
  const code = event.type === 'PricePublished' ? event.asset : event.currency;
  await tx.query('insert into prices values ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
    position,
    eventId,
    code,
    day,
    value.amount,
    value.currency,
    source,
    publishedAt,
    recordedAt,
  ]);
};

export interface ListedPrice extends PublishedPrice {
  readonly code: string;
  readonly eventId: string;
  readonly publishedAt: Instant;
}

/** By asset or currency, then by day. */
export type PriceLists = ReadonlyMap<string, ReadonlyMap<LocalDate, ListedPrice>>;

interface PriceRow {
  readonly event_id: string;
  readonly code: string;
  readonly day: LocalDate;
  readonly amount: string;
  readonly currency: string;
  readonly source: string;
  readonly published_at: Instant;
}

export interface PriceFilter {
  /** Assets or currencies; all without it. */
  readonly codes?: readonly string[];
  readonly from?: LocalDate;
  readonly until?: LocalDate;
  readonly knownAt?: Instant;
}

/** The last item of the page before. */
export type PriceKey = readonly [day: LocalDate, code: string];

@Injectable()
export class PriceTable {
  constructor(private readonly database: DataSource) {}

  /** The last publication of each day that a quarter may need, as known at an instant. */
  async ofQuarter(quarter: Quarter, knownAt: Instant): Promise<PriceLists> {
    const [first, , last] = periodsOf(quarter);
    const from = plusDays(`${first}-01`, -REACH_DAYS);
    const until = plusDays(`${plusPeriods(last, 1)}-01`, -1);
    const byCode = Map.groupBy(await this.find({ from, until, knownAt }), ({ code }) => code);
    return new Map([...byCode].map(([code, prices]) => [code, pricesByDay(prices)]));
  }

  /** The last publication of each day, latest day first. */
  async find(filter: PriceFilter, after?: PriceKey, limit?: number): Promise<ListedPrice[]> {
    const rows = await this.database.query<PriceRow[]>(
      `select distinct on (day, code) event_id, code, day, amount, currency, source, published_at
         from prices
        where ($1::text[] is null or code = any($1)) and ($2::text is null or day >= $2)
          and ($3::text is null or day <= $3) and ($4::text is null or recorded_at <= $4)
          and ($5::text is null or day < $5 or (day = $5 and code > $6))
        order by day desc, code, position desc limit $7`,
      [
        filter.codes ?? null,
        filter.from ?? null,
        filter.until ?? null,
        filter.knownAt ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        limit ?? null,
      ],
    );
    return rows.map(({ event_id: eventId, published_at: publishedAt, ...row }) => {
      const { amount, currency, ...listed } = row;
      return { ...listed, eventId, publishedAt, value: { amount: BigInt(amount), currency } };
    });
  }
}

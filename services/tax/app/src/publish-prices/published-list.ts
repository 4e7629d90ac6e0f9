import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { Money } from '@esep/kernel';
import {
  EventStore,
  IsDay,
  IsKnownAt,
  keyIn,
  ListQuery,
  MoneyBody,
  pageOf,
  type Page,
} from '@esep/platform';

import { SourceWatermarks } from '../tax-facts/source-watermarks.js';
import { PriceTable, type ListedPrice } from './price-table.js';

export class DaysQuery extends ListQuery {
  @IsDay({ optional: true }) from?: string;
  @IsDay({ optional: true, description: 'This day is included.' }) until?: string;
  @IsKnownAt() knownAt?: string;
}

/** The last publication of a day. */
export class PublishedItem {
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty() value!: MoneyBody;
  @ApiProperty() source!: string;
  @ApiProperty({ format: 'date-time' }) publishedAt!: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

const isKey = (value: unknown): value is [day: string, code: string] =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

/** Pages of published values, latest day first. */
@Injectable()
export class PublishedList {
  constructor(
    private readonly table: PriceTable,
    private readonly watermarks: SourceWatermarks,
    private readonly store: EventStore,
  ) {}

  async page<Item extends PublishedItem>(
    codes: readonly string[],
    { limit, cursor, from, until, knownAt }: DaysQuery,
    itemOf: (code: string, published: PublishedItem) => Item,
  ): Promise<Page<Item>> {
    // Without it a caller that has just published would not find the price (read your writes).
    await this.watermarks.caughtUp(this.store.log);
    const filter = {
      codes,
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      ...(knownAt === undefined ? {} : { knownAt }),
    };
    const found = await this.table.find(filter, keyIn(cursor, isKey), limit + 1);
    const page = pageOf(found, limit, ({ day, code }) => [day, code]);
    const items = page.items.map((listed) => itemOf(listed.code, publishedItem(listed)));
    return { ...page, items };
  }
}

const publishedItem = ({ day, value, source, publishedAt, eventId }: ListedPrice) => ({
  day,
  value: { amount: value.amount.toString(), currency: value.currency },
  source,
  publishedAt,
  receipt: `/tax/v1/receipts/${eventId}`,
});

/** Money as commands carry it. */
export const moneyOf = ({ amount, currency }: MoneyBody): Money => ({
  amount: BigInt(amount),
  currency,
});

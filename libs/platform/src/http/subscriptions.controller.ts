import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

import { Roles } from './auth.js';
import { keyIn, ListQuery, Lists, pageOf, type Page } from './listing.js';
import { Subscriptions, type SourceState } from '../projections/subscriptions.js';

class SourceItem implements SourceState {
  @ApiProperty({ example: 'reconciliation_v1' }) subscription!: string;
  @ApiProperty({ example: 'esep/licensing/aifc' }) log!: string;
  @ApiProperty({
    type: 'integer',
    description: 'Events of the log that took effect, or are parked.',
  })
  position!: number;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Events in the log; null while its service does not answer.',
  })
  head!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Events that are yet to come.' })
  behind!: number | null;
  @ApiProperty({ format: 'date-time', description: 'Everything recorded earlier took effect.' })
  knownThrough!: string;
  @ApiProperty({ type: 'integer', description: 'How long ago that was.' }) behindSeconds!: number;
  @ApiProperty({ type: 'integer', description: 'Facts of the log that wait for two persons.' })
  parked!: number;
  @ApiProperty({ format: 'date-time', nullable: true, type: String })
  parkedSince!: string | null;
  @ApiProperty({
    enum: ['reading', 'stopped', 'forked'],
    description:
      '`stopped`: a fact cannot be digested and concerns everybody. `forked`: it is not the log that was read so far.',
  })
  state!: 'reading' | 'stopped' | 'forked';
}

type SourceKey = [subscription: string, log: string];

const isSourceKey = (value: unknown): value is SourceKey =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

const keyOf = ({ subscription, log }: SourceItem): SourceKey => [subscription, log];

const isAfter = ({ subscription, log }: SourceItem, [name, source]: SourceKey): boolean =>
  subscription === name ? log > source : subscription > name;

/** How far the consumers of a service are, log by log: what Prometheus shows, and where it comes from. */
export const subscriptionsController = (service: string) => {
  @ApiTags('subscriptions')
  @Controller(`${service}/v1/subscriptions`)
  @Roles('supervision-analyst', 'enforcement-officer', 'auditor', 'operator')
  class SubscriptionsController {
    constructor(private readonly subscriptions: Subscriptions) {}

    @Get()
    @ApiOperation({
      summary: 'How far the consumers are in each log that they read, and what holds them up',
      description:
        'A line for each consumer and log. `GET …/parked` lists what is parked, and why. `head` and `behind` are null while the log’s service does not answer.',
    })
    @Lists(SourceItem)
    async list(@Query() { limit, cursor }: ListQuery): Promise<Page<SourceItem>> {
      const after = keyIn(cursor, isSourceKey);
      const sources = await this.subscriptions.sources();
      const found = sources.filter((item) => after === undefined || isAfter(item, after));
      return pageOf(found.slice(0, limit + 1), limit, keyOf);
    }
  }
  return SubscriptionsController;
};

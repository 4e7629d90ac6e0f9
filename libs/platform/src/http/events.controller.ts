import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ANSWER_ITEMS_MAX } from '@esep/kernel';

import { Roles } from './auth.js';
import { EventSearch } from '../event-store/event-search.js';
import { EventStore, type StoredEvent } from '../event-store/event-store.js';
import { IsChoice, IsCount, IsInstant, IsText } from './fields.js';
import { cuttable } from './listing.js';

const POSITION_MAX = 999_999_999_999_999;

export class EventsQuery {
  @IsCount({
    max: POSITION_MAX,
    optional: true,
    description: 'The first position to look at, in the order asked for. Default: the first of it.',
  })
  from?: number;
  @IsCount({ max: 9_999, optional: true, description: `At most ${ANSWER_ITEMS_MAX} are given.` })
  limit: number = 100;
  @IsInstant({
    optional: true,
    description: 'An instant that the head shall promise to have passed.',
  })
  past?: string;
  @IsText({
    max: 64,
    pattern: /^[A-Z][A-Za-z]+$/,
    optional: true,
    description: 'Only events of this type.',
    example: 'FillRecorded',
  })
  type?: string;
  @IsText({
    max: 400,
    optional: true,
    description: 'Only events of this stream, e.g. `pool-dmp-1`.',
  })
  stream?: string;
  @IsText({
    max: 36,
    pattern: /^[0-9a-f-]{36}$/,
    optional: true,
    description: 'Only events about this licensee.',
  })
  licenseeId?: string;
  @IsInstant({ optional: true, description: 'Only what was recorded then or later.' })
  since?: string;
  @IsInstant({ optional: true, description: 'Only what was recorded earlier.' }) until?: string;
  @IsChoice(['oldest', 'newest'], { optional: true, description: 'Which come first.' })
  order: 'oldest' | 'newest' = 'oldest';
}

class LogHeadAnswer {
  @ApiProperty({ type: 'integer', description: 'The position that the next event gets.' })
  next!: number;
  @ApiProperty({ format: 'date-time' }) recordedAt!: string;
}

class LoggedEvent {
  @ApiProperty({ type: 'integer' }) position!: number;
  @ApiProperty({ description: 'What was hashed.' }) bytes!: string;
}

class LoggedEvents {
  @ApiProperty() log!: string;
  @ApiProperty({ type: LogHeadAnswer }) head!: LogHeadAnswer;
  @ApiProperty({ type: [LoggedEvent] }) events!: LoggedEvent[];
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      '`from` of what follows; null at the end for now. A search may find nothing in what it looked at, and more follow all the same.',
  })
  next!: number | null;
}

/** The events of the log, for mirrors, auditors and whoever looks for one. */
export const eventsController = (service: string) => {
  @ApiTags('ledger')
  @Controller(`${service}/v1/events`)
  @Roles('auditor', 'service')
  class EventsController {
    constructor(
      private readonly store: EventStore,
      private readonly search: EventSearch,
    ) {}

    @Get()
    @ApiOperation({
      summary:
        'Events by position, type, stream, licensee and time, with the bytes that were hashed',
      description:
        'For mirrors and auditors: go on from `next`. With `past`, the head promises that nothing earlier will come. `order=newest` begins at the end of the log.',
    })
    @ApiOkResponse({ type: LoggedEvents })
    async events(@Query() query: EventsQuery) {
      const limit = Math.min(query.limit, ANSWER_ITEMS_MAX);
      const { events, next } = await this.found({ ...query, limit });
      const answer: LoggedEvents = {
        log: this.store.log,
        head: await this.store.watermark(query.past),
        events: events.map(({ position, bytes }) => ({ position, bytes })),
        next,
      };
      const step = query.order === 'oldest' ? 1 : -1;
      return cuttable(answer, 'events', (count) => ({
        next: (events[count - 1] as StoredEvent).position + step,
      }));
    }

    private async found(query: EventsQuery) {
      const { from = 0, limit, past: _, order, ...filters } = query;
      if (limit === 0) return { events: [], next: query.from ?? null };
      if (order === 'newest' || Object.values(filters).some((filter) => filter !== undefined))
        return this.search.find({ ...query });
      // Consumers of other services read so, many times a second: the latest are in memory.
      const events = await this.store.read(from, limit);
      return { events, next: events.length < limit ? null : from + limit };
    }
  }
  return EventsController;
};

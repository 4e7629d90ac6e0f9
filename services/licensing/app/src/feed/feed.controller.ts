import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  CurrentPrincipal,
  cuttable,
  EventStore,
  IsCount,
  Roles,
  type Principal,
} from '@esep/platform';

import { FeedReaders } from './feed-readers.js';

export class FeedQuery {
  @IsCount({
    min: -1,
    optional: true,
    description: '`next` of the answer before; −1 for the start.',
  })
  after: number = -1;
  @IsCount({ min: 1, max: 500, optional: true }) limit: number = 100;
}

class FeedItemBody {
  @ApiProperty({ type: 'integer' }) position!: number;
  @ApiProperty({ example: 'PoolApproved' }) type!: string;
  @ApiProperty({ format: 'date-time' }) recordedAt!: string;
  @ApiProperty({ description: 'Where the proof of the event is.' }) receipt!: string;
}

class Feed {
  @ApiProperty({
    type: [FeedItemBody],
    description: 'Beside these fields, what the event says, by its schema (docs/asyncapi.yaml).',
  })
  items!: object[];
  @ApiProperty({ type: 'integer', description: 'What to ask for next.' }) next!: number;
}

const SCAN = 1_000;

interface FeedItem {
  readonly position: number;
  readonly [field: string]: unknown;
}

@ApiTags('feed')
@Controller('licensing/v1/feed')
@Roles('pool', 'exchange', 'licensing-officer', 'service')
export class FeedController {
  constructor(
    private readonly store: EventStore,
    private readonly readers: FeedReaders,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Licence status, stop-notices and wallet bindings, in order',
    description:
      'To a pool or an exchange whose approval has ended: what is about itself, up to that end.',
  })
  @ApiOkResponse({ type: Feed })
  async read(@Query() { after, limit }: FeedQuery, @CurrentPrincipal() principal: Principal) {
    const isShown = await this.readers.of(principal);
    const items: FeedItem[] = [];
    let next = after;
    for (;;) {
      const events = await this.store.read(next + 1, SCAN);
      for (const { position, envelope } of events) {
        next = position;
        if (!isShown(envelope)) continue;
        const { type, recordedAt, eventId, body } = envelope;
        items.push({
          position,
          type,
          recordedAt,
          receipt: `/licensing/v1/receipts/${eventId}`,
          ...body,
        });
        if (items.length === limit) return feedOf(items, next);
      }
      if (events.length < SCAN) return feedOf(items, next);
    }
  }
}

const feedOf = (items: readonly FeedItem[], next: number) =>
  cuttable({ items, next }, 'items', (count) => ({ next: items[count - 1]?.position ?? next }));

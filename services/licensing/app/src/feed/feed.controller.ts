import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { EventStore, IsCount, Roles } from '@esep/platform';

export class FeedQuery {
  @IsCount({
    min: -1,
    optional: true,
    description: '`next` of the answer before; −1 for the start.',
  })
  after: number = -1;
  @IsCount({ min: 1, max: 500, optional: true }) limit: number = 100;
}

class Feed {
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'Each with position, type, recordedAt, receipt, and what the event says.',
  })
  items!: object[];
  @ApiProperty({ type: 'integer', description: 'What to ask for next.' }) next!: number;
}

/** What pools and exchanges must act upon: the regime makes them gatekeepers. */
const FED = new Set([
  'PoolApproved',
  'PoolApprovalWithdrawn',
  'ExchangeLicensed',
  'ExchangeLicenceWithdrawn',
  'LicenceImported',
  'LicenceSuspended',
  'LicenceReinstated',
  'LicenceRevoked',
  'PoolAffiliationDeclared',
  'PoolAffiliationEnded',
  'WalletBound',
  'WalletReleased',
]);

const SCAN = 1_000;

@ApiTags('feed')
@Controller('licensing/v1/feed')
@Roles('pool', 'exchange', 'licensing-officer', 'service')
export class FeedController {
  constructor(private readonly store: EventStore) {}

  @Get()
  @ApiOperation({ summary: 'Licence status, stop-notices and wallet bindings, in order' })
  @ApiOkResponse({ type: Feed })
  async read(@Query() { after, limit }: FeedQuery) {
    const items: object[] = [];
    let next = after;
    for (;;) {
      const events = await this.store.read(next + 1, SCAN);
      for (const { position, envelope } of events) {
        next = position;
        if (!FED.has(envelope.type)) continue;
        const { type, recordedAt, eventId, body } = envelope;
        items.push({
          position,
          type,
          recordedAt,
          receipt: `/licensing/v1/receipts/${eventId}`,
          ...body,
        });
        if (items.length === limit) return { items, next };
      }
      if (events.length < SCAN) return { items, next };
    }
  }
}

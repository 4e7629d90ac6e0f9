import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { CompletenessWaived } from '@esep/contracts';
import {
  cursorOf,
  EventSearch,
  EventStore,
  IsFlag,
  IsPeriod,
  IsRowId,
  isPosition,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Roles,
  type Page,
  type StoredEvent,
} from '@esep/platform';

import { REGULATOR } from '../reconciliations/reconciliations.controller.js';

export class WaiversQuery extends ListQuery {
  @IsPeriod({ optional: true, description: 'Of this month only.' }) period?: string;
  @IsRowId({ optional: true, description: 'Of this pool or exchange only.' }) sender?: string;
  @IsFlag({ optional: true, description: 'Only those that are not revoked.' })
  inForce: boolean = false;
}

class WaiverItem {
  @ApiProperty() period!: string;
  @ApiProperty() sender!: string;
  @ApiProperty() reason!: string;
  @ApiProperty({ format: 'date-time' }) waivedAt!: string;
  @ApiProperty({ nullable: true, type: String, example: 'aigerim' }) proposedBy!: string | null;
  @ApiProperty({ nullable: true, type: String, example: 'dana' }) confirmedBy!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) revokedAt!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Why it was revoked.',
    example: 'The pool reports again.',
  })
  revokedWhy!: string | null;
  @ApiProperty({ description: 'Where its proof is.' }) receipt!: string;
}

/** For which months two persons did without a sender that stayed silent. */
@ApiTags('waivers')
@Controller('supervision/v1/waivers')
@Roles(...REGULATOR)
export class WaiversController {
  constructor(
    private readonly search: EventSearch,
    private readonly store: EventStore,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Waivers of completeness, the latest first',
    description:
      'Who proposed and who confirmed each, and whether it was taken back. Those that only wait for a second person are proposals: `GET /supervision/v1/proposals?act=CompletenessWaiver`.',
  })
  @Lists(WaiverItem)
  async list(@Query() { limit, cursor, period, sender, inForce }: WaiversQuery) {
    const before = keyIn(cursor, isPosition);
    const { events, next } = await this.search.find({
      ...{ type: 'CompletenessWaived', order: 'newest', limit },
      from: before === undefined ? undefined : before - 1,
      shows: ({ envelope: { body } }) =>
        (period === undefined || body['period'] === period) &&
        (sender === undefined || body['sender'] === sender),
    });
    const streams = await this.store.readStreams(events.map(({ envelope }) => envelope.stream));
    const waivers = events.map((event) => {
      const stream = streams.get(event.envelope.stream) ?? [];
      return { position: event.position, item: itemOf(event, stream) };
    });
    const page = pageOf(
      waivers.filter(({ item }) => !inForce || item.revokedAt === null),
      limit,
      ({ position }) => position,
    );
    const items = page.items.map(({ item }) => item);
    const listed: Page<WaiverItem> = { ...page, items };
    return next === null ? listed : { ...listed, next: cursorOf(next + 1) };
  }
}

const itemOf = (event: StoredEvent, stream: readonly StoredEvent[]): WaiverItem => {
  const { period, sender, reason, waivedAt } = event.envelope.body as unknown as CompletenessWaived;
  const at = stream.findIndex(({ position }) => position === event.position);
  const earlier = (type: string) =>
    stream.slice(0, at).findLast(({ envelope }) => envelope.type === type)?.envelope.body;
  const revoked = stream
    .slice(at)
    .find(({ envelope }) => envelope.type === 'CompletenessWaiverRevoked')?.envelope.body;
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  return {
    ...{ period, sender, reason, waivedAt },
    proposedBy: text(earlier('CompletenessWaiverProposed')?.['by']),
    confirmedBy: text(earlier('CompletenessWaiverConfirmed')?.['by']),
    revokedAt: text(revoked?.['revokedAt']),
    revokedWhy: text(revoked?.['reason']),
    receipt: `/supervision/v1/receipts/${event.envelope.eventId}`,
  };
};

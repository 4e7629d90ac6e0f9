import { Controller, Get, Inject, Optional, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

import { CurrentPrincipal, hasRole, requireOrganisation, Roles } from './auth.js';
import { Disclosure, isPastProposal, mayRead } from './disclosure.js';
import { EventSearch } from '../event-store/event-search.js';
import type { StoredEvent } from '../event-store/event-store.js';
import { IsInstant, IsText } from './fields.js';
import { cursorOf, isPosition, keyIn, ListQuery, Lists, pageOf, type Page } from './listing.js';
import type { Principal, Role } from './request-context.js';

export class TimelineQuery extends ListQuery {
  @IsText({
    max: 64,
    pattern: /^[A-Z][A-Za-z]+$/,
    optional: true,
    description: 'Only events of this type.',
    example: 'WalletBound',
  })
  type?: string;
  @IsInstant({ optional: true, description: 'Only what was recorded then or later.' })
  since?: string;
  @IsInstant({ optional: true, description: 'Only what was recorded earlier.' }) until?: string;
}

class TimelineItem {
  @ApiProperty({ format: 'uuid' }) eventId!: string;
  @ApiProperty({ example: 'WalletBound' }) type!: string;
  @ApiProperty({ format: 'date-time', description: 'When it happened.' }) at!: string;
  @ApiProperty({ format: 'date-time', description: 'When it was recorded.' }) recordedAt!: string;
  @ApiProperty({ description: 'Who did it.', example: 'aigerim' }) by!: string;
  @ApiProperty({ description: 'For whom.', example: 'aifc' }) organisation!: string;
  @ApiProperty({ description: 'What it happened to.' }) stream!: string;
  @ApiProperty({ type: 'integer' }) position!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'As the schema of the event has it (docs/asyncapi.yaml).',
    example: { asset: 'BTC', period: '2026-03' },
  })
  body!: object;
  @ApiProperty({ description: 'Where its proof is.' }) receipt!: string;
}

/** What one service recorded about a licensee. `staff` read of all, a licensee of itself. */
export const timelineController = (service: string, staff: readonly Role[]) => {
  @ApiTags('timeline')
  @Controller(`${service}/v1/licensees/:licenseeId/timeline`)
  @Roles(...staff, 'licensee')
  class TimelineController {
    constructor(
      private readonly search: EventSearch,
      @Optional() @Inject(Disclosure) private readonly disclosure?: Disclosure,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'Everything that was recorded about a licensee, the newest first',
      description:
        'Who did what and when, with the proof of each; the five services’ together are the whole story. A page may have fewer items than asked for, and `next` all the same. A licensee sees its own, without what was only proposed or declined.',
    })
    @Lists(TimelineItem)
    async timeline(
      @Param('licenseeId') licenseeId: string,
      @Query() { limit, cursor, type, since, until }: TimelineQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Page<TimelineItem>> {
      const isStaff = hasRole(principal, ...staff);
      if (!isStaff) requireOrganisation(principal, licenseeId);
      const before = keyIn(cursor, isPosition);
      const { events, next } = await this.search.find({
        ...{ licenseeId, type, since, until, order: 'newest', limit },
        from: before === undefined ? undefined : before - 1,
        ...(isStaff ? {} : { shows: (event) => this.showsLicensee(event, principal) }),
      });
      const page = pageOf(
        events.map((event) => itemOf(service, event)),
        limit,
        ({ position }) => position,
      );
      return next === null ? page : { ...page, next: cursorOf(next + 1) };
    }

    private async showsLicensee(event: StoredEvent, principal: Principal): Promise<boolean> {
      return isPastProposal(principal, event) && mayRead(principal, event, this.disclosure);
    }
  }
  return TimelineController;
};

const itemOf = (service: string, { position, envelope }: StoredEvent): TimelineItem => {
  const { eventId, type, validAt, recordedAt, stream, body, meta } = envelope;
  return {
    ...{ eventId, type, at: validAt, recordedAt },
    ...{ by: meta.actor, organisation: meta.organisation, stream, position, body },
    receipt: `/${service}/v1/receipts/${eventId}`,
  };
};

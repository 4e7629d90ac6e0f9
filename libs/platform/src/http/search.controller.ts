import { Controller, Get, Inject, Optional, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { keysOf } from '@esep/contracts';

import { CurrentPrincipal } from './auth.js';
import { Disclosure, mayRead } from './disclosure.js';
import { EventStore, type StoredEvent } from '../event-store/event-store.js';
import { IsName } from './fields.js';
import type { Principal } from './request-context.js';

/** The most that one search finds. */
export const FOUND_MAX = 20;

export const FOUND_KINDS = [
  'event',
  'licensee',
  'licence',
  'pool',
  'exchange',
  'wallet',
  'rule-pack',
  'transaction',
  'finding',
  'day',
  'month',
  'quarter',
] as const;

export class SearchQuery {
  @IsName({
    max: 200,
    description:
      'What is looked for, as it was copied: an id of an event, a licensee, a licence, a pool or an exchange, a BIN, a name or its beginning, an address, a transaction, the hash of a rule pack, a day, a month, a quarter. An IIN is refused; `POST /licensing/v1/licensees/lookup` takes it.',
    example: 'DM-2025-06',
  })
  q!: string;
}

export class FoundItem {
  @ApiProperty({ enum: FOUND_KINDS }) kind!: (typeof FOUND_KINDS)[number];
  @ApiProperty({ description: 'Of what was found, as the API names it.', example: 'DM-2025-06' })
  id!: string;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'What people call it.',
    example: 'Batys Mining LLP',
  })
  title!: string | null;
  @ApiProperty({ nullable: true, type: String, format: 'uuid', description: 'Whom it is about.' })
  licenseeId!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Where to go on.',
    example: '/licensing/v1/licences/DM-2025-06',
  })
  where!: string | null;
}

class FoundAnswer {
  @ApiProperty({ type: [FoundItem], description: `At most ${FOUND_MAX}.` }) items!: FoundItem[];
}

/** A stream that a text may name, and what is found where it is there. */
export interface NamedStream extends Pick<FoundItem, 'kind' | 'id'> {
  readonly stream: string;
  /** Default: the receipt of its last event. */
  readonly where?: string;
}

/** What a service finds beside events and streams; only what the caller may see. */
export abstract class Finder {
  abstract find(q: string, principal: Principal): Promise<readonly FoundItem[]>;
}

/**
 * Says what a pasted text is. Whoever may not see a thing gets the answer of one that is not there, after
 * the same work.
 */
export const searchController = (
  service: string,
  named: (q: string) => readonly NamedStream[] = () => [],
) => {
  @ApiTags('search')
  @Controller(`${service}/v1/search`)
  class SearchController {
    constructor(
      private readonly store: EventStore,
      @Optional() @Inject(Finder) private readonly finder?: Finder,
      @Optional() @Inject(Disclosure) private readonly disclosure?: Disclosure,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'What a text stands for in this service, and where to go on',
      description:
        'Ask each service: licensing knows licences, names, numbers and addresses, pool reporting transactions, supervision findings, and each its own events. What the caller may not see is not found.',
    })
    @ApiOkResponse({ type: FoundAnswer })
    async search(
      @Query() { q }: SearchQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<FoundAnswer> {
      const text = q.trim();
      const [event, streams, others] = await Promise.all([
        this.store.findEvent(text.toLowerCase()),
        this.streams(named(text), principal),
        this.finder?.find(text, principal) ?? [],
      ]);
      const events = event && (await this.shows(event, principal)) ? [eventItem(event)] : [];
      return { items: [...others, ...streams, ...events].slice(0, FOUND_MAX) };
    }

    private async streams(found: readonly NamedStream[], principal: Principal) {
      const items: FoundItem[] = [];
      const streams = await this.store.readStreams(found.map(({ stream }) => stream));
      for (const { stream, kind, id, where } of found) {
        const last = streams.get(stream)?.at(-1);
        if (last && (await this.shows(last, principal)))
          items.push({ ...eventItem(last), kind, id, ...(where !== undefined && { where }) });
      }
      return items;
    }

    private shows(event: StoredEvent, principal: Principal): Promise<boolean> {
      return mayRead(principal, event, this.disclosure);
    }
  }

  const eventItem = ({ envelope: { eventId, type, body } }: StoredEvent): FoundItem => ({
    ...{ kind: 'event', id: eventId, title: type },
    licenseeId: keysOf(type, body)[0] ?? null,
    where: `/${service}/v1/receipts/${eventId}`,
  });

  return SearchController;
};

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { RulePackAdopted } from '@esep/contracts';
import {
  Clock,
  EventStore,
  Fails,
  isPosition,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Problem,
} from '@esep/platform';
import { packInForce } from '@esep/rulebook';

import { RULE_PACKS } from './rule-packs.js';

export class RulePackItem {
  @ApiProperty() packId!: string;
  @ApiProperty({ description: 'SHA-256 of its bytes (RFC 8785).' }) hash!: string;
  @ApiProperty({ format: 'date-time' }) effectiveFrom!: string;
  @ApiProperty({ format: 'date-time' }) adoptedAt!: string;
  @ApiProperty() inForce!: boolean;
  @ApiProperty({
    required: false,
    description:
      'Why it is another law for days that were over; absent where it changes none of them.',
  })
  retroactive?: string;
  @ApiProperty() receipt!: string;
}

export class RulePackAnswer extends RulePackItem {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The law, as data.' })
  pack!: object;
}

/** The law: which rule packs were adopted, which one is in force, and what it says. */
@ApiTags('rule packs')
@Controller('licensing/v1/rule-packs')
@Fails(404, 'rule-pack-unknown')
export class LawsController {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Rule packs that were adopted, the latest first',
    description:
      'Each with the hash of its bytes and the day from which it is the law. A pack that was adopted never changes.',
  })
  @Lists(RulePackItem)
  async list(@Query() { limit, cursor }: ListQuery) {
    const before = keyIn(cursor, isPosition) ?? Number.MAX_SAFE_INTEGER;
    const found = (await this.adopted()).filter(({ position }) => position < before);
    const page = pageOf(found.slice(0, limit + 1), limit, ({ position }) => position);
    return { ...page, items: page.items.map(({ item }) => item) };
  }

  @Get(':hash')
  @ApiOperation({
    summary: 'A rule pack by the hash of its bytes; `in-force` is the one of now',
    description:
      'The answer has the pack as data, to evaluate shares and deadlines as the services do.',
  })
  @ApiOkResponse({ type: RulePackAnswer })
  async one(@Param('hash') hash: string): Promise<RulePackAnswer> {
    const found = (await this.adopted()).find(
      ({ item }) => item.hash === hash || (hash === 'in-force' && item.inForce),
    );
    if (!found)
      throw new Problem(404, 'rule-pack-unknown', {
        detail:
          'No rule pack with this hash was adopted. `GET /licensing/v1/rule-packs` lists them.',
      });
    return { ...found.item, pack: JSON.parse(found.bytes) as object };
  }

  private async adopted() {
    const events = await this.store.readStream(RULE_PACKS);
    const adoptions = events
      .filter(({ envelope }) => envelope.type === 'RulePackAdopted')
      .map(({ position, envelope }) => {
        const adoption = { type: 'RulePackAdopted', ...envelope.body } as RulePackAdopted;
        const { eventId, recordedAt } = envelope;
        return { position, adoption, eventId, recordedAt };
      });
    const inForce = packInForce(
      adoptions.map(({ adoption }) => adoption),
      this.clock.now(),
    );
    return adoptions
      .map(({ position, adoption, eventId, recordedAt }) => {
        const { packId, hash, effectiveFrom, retroactive, bytes } = adoption;
        const item: RulePackItem = {
          packId,
          hash,
          effectiveFrom,
          adoptedAt: recordedAt,
          inForce: adoption === inForce,
          ...(retroactive !== undefined && { retroactive }),
          receipt: `/licensing/v1/receipts/${eventId}`,
        };
        return { position, item, bytes };
      })
      .toReversed();
  }
}

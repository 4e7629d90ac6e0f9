import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ASSETS } from '@esep/kernel';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsAsset,
  IsDay,
  IsMoney,
  IsText,
  Lists,
  MoneyBody,
  NewProposal,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Page,
  type Principal,
} from '@esep/platform';
import { priceListDecider } from '@esep/tax-domain';

import { Laws } from '../tax-facts/laws.js';
import { DaysQuery, moneyOf, PublishedItem, PublishedList } from './published-list.js';

export class PriceBody {
  @IsAsset() asset!: string;
  @IsDay({ description: 'A day published again is a correction.' }) day!: string;
  @IsMoney({ description: 'Of one whole coin.' }) value!: MoneyBody;
  @IsText({ description: 'The published list, e.g. its number and date.' }) source!: string;
  @IsText({ max: 2_000, optional: true, description: 'Why it is far from the one before.' })
  reason?: string;
}

export class PricesQuery extends DaysQuery {
  @IsAsset({ optional: true }) asset?: string;
}

export class PriceItem extends PublishedItem {
  @ApiProperty() asset!: string;
}

/** The state's published list: what a coin was worth on a day (TAX-3). */
@ApiTags('prices')
@Controller('tax/v1/prices')
@Fails(400, 'as-of-after-known-at')
@Fails(422, 'before-regime', 'instant-in-future')
export class PricesController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly proposals: NewProposal,
    private readonly published: PublishedList,
    private readonly laws: Laws,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('tax-officer')
  @ApiOperation({
    summary: 'Propose the price of a coin on a day; a second person confirms it',
    description:
      'From the published list. A day that has a price is corrected by another; one far from the day before needs a `reason`.',
  })
  async publish(
    @Body() { asset, day, value, source, reason }: PriceBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(principal);
    await this.laws.requirePriceable(day, who.at);
    const toleranceBps = await this.laws.priceToleranceOn(day);
    return this.commands.handle(
      command,
      step(`prices-${asset}`, priceListDecider, {
        type: 'ProposePrice',
        asset,
        day,
        value: moneyOf(value),
        source,
        ...(reason !== undefined && { reason }),
        ...(toleranceBps !== undefined && { toleranceBps }),
        ...who,
      }),
    );
  }

  @Get()
  @ApiOperation({
    summary: 'Prices by day, latest day first',
    description:
      'Confirmed ones only, as known at `knownAt`. Receipts of coins are taxed by the price of their day.',
  })
  @Lists(PriceItem)
  list(@Query() query: PricesQuery): Promise<Page<PriceItem>> {
    const assets = query.asset === undefined ? ASSETS.map(({ code }) => code) : [query.asset];
    return this.published.page(assets, query, (asset, published) => ({ asset, ...published }));
  }
}

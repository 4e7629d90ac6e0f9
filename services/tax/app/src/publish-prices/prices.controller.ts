import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ASSETS } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  IsAsset,
  IsDay,
  IsMoney,
  IsText,
  Lists,
  MoneyBody,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Page,
} from '@esep/platform';
import { priceListDecider } from '@esep/tax-domain';

import { DaysQuery, moneyOf, PublishedItem, PublishedList } from './published-list.js';

export class PriceBody {
  @IsAsset() asset!: string;
  @IsDay({ description: 'A day published again is a correction.' }) day!: string;
  @IsMoney({ description: 'Of one whole coin.' }) value!: MoneyBody;
  @IsText({ description: 'The published list, e.g. its number and date.' }) source!: string;
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
export class PricesController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly published: PublishedList,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({ summary: 'Publish the price of a coin on a day' })
  publish(
    @Body() { asset, day, value, source }: PriceBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.commands.handle(
      command,
      step(`prices-${asset}`, priceListDecider, {
        type: 'PublishPrice',
        asset,
        day,
        value: moneyOf(value),
        source,
        at: this.clock.now(),
      }),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Prices by day, latest day first' })
  @Lists(PriceItem)
  list(@Query() query: PricesQuery): Promise<Page<PriceItem>> {
    const assets = query.asset === undefined ? ASSETS.map(({ code }) => code) : [query.asset];
    return this.published.page(assets, query, (asset, published) => ({ asset, ...published }));
  }
}

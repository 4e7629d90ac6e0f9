import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  IsChoice,
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
import { CURRENCIES, priceListDecider } from '@esep/tax-domain';

import { DaysQuery, moneyOf, PublishedItem, PublishedList } from './published-list.js';

export class ExchangeRateBody {
  @IsChoice(CURRENCIES) currency!: string;
  @IsDay({ description: 'A day published again is a correction.' }) day!: string;
  @IsMoney({ description: 'Tiyn for one whole unit of the currency.' }) value!: MoneyBody;
  @IsText({ description: 'The National Bank’s publication.' }) source!: string;
}

export class ExchangeRatesQuery extends DaysQuery {
  @IsChoice(CURRENCIES, { optional: true }) currency?: string;
}

export class ExchangeRateItem extends PublishedItem {
  @ApiProperty() currency!: string;
}

/** The National Bank's rates by day (TAX-3). */
@ApiTags('prices')
@Controller('tax/v1/exchange-rates')
export class ExchangeRatesController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly published: PublishedList,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({ summary: 'Publish the rate of a currency on a day' })
  publish(
    @Body() { currency, day, value, source }: ExchangeRateBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.commands.handle(
      command,
      step(`fx-${currency}`, priceListDecider, {
        type: 'PublishExchangeRate',
        currency,
        day,
        value: moneyOf(value),
        source,
        at: this.clock.now(),
      }),
    );
  }

  @Get()
  @ApiOperation({ summary: 'Exchange rates by day, latest day first' })
  @Lists(ExchangeRateItem)
  list(@Query() query: ExchangeRatesQuery): Promise<Page<ExchangeRateItem>> {
    const currencies = query.currency === undefined ? CURRENCIES : [query.currency];
    return this.published.page(currencies, query, (currency, published) => {
      return { currency, ...published };
    });
  }
}

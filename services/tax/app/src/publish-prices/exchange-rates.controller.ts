import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsChoice,
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
import { CURRENCIES, priceListDecider } from '@esep/tax-domain';

import { Laws } from '../tax-facts/laws.js';
import { DaysQuery, moneyOf, PublishedItem, PublishedList } from './published-list.js';

export class ExchangeRateBody {
  @IsChoice(CURRENCIES) currency!: string;
  @IsDay({ description: 'A day published again is a correction.' }) day!: string;
  @IsMoney({ description: 'Tiyn for one whole unit of the currency.' }) value!: MoneyBody;
  @IsText({ description: 'The National Bank’s publication.' }) source!: string;
  @IsText({ max: 2_000, optional: true, description: 'Why it is far from the one before.' })
  reason?: string;
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
@Fails(400, 'as-of-after-known-at')
@Fails(422, 'before-regime', 'instant-in-future')
export class ExchangeRatesController {
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
    summary: 'Propose the rate of a currency on a day; a second person confirms it',
    description:
      'Tenge for one whole unit, by the National Bank. A day that has a rate is corrected by another.',
  })
  async publish(
    @Body() { currency, day, value, source, reason }: ExchangeRateBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(principal);
    await this.laws.requirePriceable(day, who.at);
    const toleranceBps = await this.laws.priceToleranceOn(day);
    return this.commands.handle(
      command,
      step(`fx-${currency}`, priceListDecider, {
        type: 'ProposeExchangeRate',
        currency,
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
    summary: 'Exchange rates by day, latest day first',
    description: 'Confirmed ones only, as known at `knownAt`.',
  })
  @Lists(ExchangeRateItem)
  list(@Query() query: ExchangeRatesQuery): Promise<Page<ExchangeRateItem>> {
    const currencies = query.currency === undefined ? CURRENCIES : [query.currency];
    return this.published.page(currencies, query, (currency, published) => {
      return { currency, ...published };
    });
  }
}

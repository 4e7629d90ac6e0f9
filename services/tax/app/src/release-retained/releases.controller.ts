import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsAsset,
  IsBaseUnits,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { releaseDecider } from '@esep/tax-domain';

import { READERS, seesAll } from '../assess-quarter/readers.js';
import { ReleaseList } from './release-list.js';
import { RetainedCoins } from './retained-coins.js';

export class ReleaseRetainedBody {
  @IsText({ max: 64 }) licenseeId!: string;
  @IsAsset() asset!: string;
  @IsText({
    max: 7,
    pattern: /^(\d{4}-(0[1-9]|1[0-2])|opening)$/,
    description: 'A month, or `opening` for what was held at go-live.',
  })
  period!: string;
  @IsBaseUnits({ optional: true, description: 'Default: all that is left.' }) quantity?: string;
}

export class ReleasesQuery extends ListQuery {
  @IsText({ max: 64, optional: true }) licenseeId?: string;
}

export class ReleaseItem {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() asset!: string;
  @ApiProperty({ description: 'A month, or `opening`.' }) period!: string;
  @ApiProperty({ description: 'Base units.' }) quantity!: string;
  @ApiProperty({ format: 'date-time', description: 'They may be moved from then on.' }) at!: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

const isPosition = (value: unknown): value is number => Number.isSafeInteger(value);

/** The part that need not be sold: it may be moved once it is released (SALE-3). */
@ApiTags('releases')
@Controller('tax/v1/releases')
export class ReleasesController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly coins: RetainedCoins,
    private readonly releases: ReleaseList,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({ summary: 'Release what need not be sold, once the quarter’s tax is paid' })
  async release(
    @Body() { licenseeId, asset, period, quantity }: ReleaseRetainedBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const release = {
      type: 'Release',
      licenseeId,
      asset,
      ...(quantity === undefined ? {} : { quantity: BigInt(quantity) }),
      at: this.clock.now(),
    } as const;
    const retained =
      period === 'opening'
        ? await this.coins.ofOpening(licenseeId, asset)
        : await this.coins.ofPeriod(licenseeId, asset, period);
    return this.commands.handle(
      command,
      step(`release-${licenseeId}-${asset}-${period}`, releaseDecider, { ...release, ...retained }),
    );
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({ summary: 'Releases, latest first; a licensee sees its own' })
  @Lists(ReleaseItem)
  async list(@Query() query: ReleasesQuery, @CurrentPrincipal() principal: Principal) {
    const { limit, cursor } = query;
    const licenseeId = seesAll(principal) ? query.licenseeId : principal.organisation;
    const found = await this.releases.find(licenseeId, keyIn(cursor, isPosition), limit + 1);
    const { items, next } = pageOf(found, limit, ({ position }) => position);
    return {
      items: items.map(({ position: _, eventId, ...release }): ReleaseItem => {
        return { ...release, receipt: `/tax/v1/receipts/${eventId}` };
      }),
      next,
    };
  }
}

import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ROW_QUANTITY_MAX } from '@esep/kernel';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsAsset,
  IsBaseUnits,
  isPosition,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  NewProposal,
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
import {
  RetainedCoins,
  withDetail,
  type RetainedKey,
  type RetainedStanding,
} from './retained-coins.js';

export class ReleaseRetainedBody {
  @IsText({ max: 64 }) licenseeId!: string;
  @IsAsset() asset!: string;
  @IsText({
    max: 7,
    pattern: /^(\d{4}-(0[1-9]|1[0-2])|opening)$/,
    description: 'A month, or `opening` for what was held at go-live.',
  })
  period!: string;
  @IsBaseUnits({
    optional: true,
    description: 'Default: all that is left.',
    most: ROW_QUANTITY_MAX,
  })
  quantity?: string;
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
  @ApiProperty({
    required: false,
    example: 'assessment-not-paid',
    description:
      'Why it would not be given today: a release is never taken back, and one that what came later does not bear out is for a person to follow up.',
  })
  objection?: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

/** Coins that need not be sold may be moved once two persons have released them (SALE-3). */
@ApiTags('releases')
@Controller('tax/v1/releases')
@Fails(404, 'licensee-unknown')
@Fails(503, 'assessment-under-way')
export class ReleasesController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly proposals: NewProposal,
    private readonly coins: RetainedCoins,
    private readonly releases: ReleaseList,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('tax-officer')
  @ApiOperation({
    summary:
      'Propose to release what need not be sold, once the quarter’s tax is approved and paid; a second person confirms it',
    description:
      'Without `quantity` all that is left of the month. Once confirmed, the coins may be moved.',
  })
  async release(
    @Body() { licenseeId, asset, period, quantity }: ReleaseRetainedBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { detail, ...releasable } = await this.coins.of({ licenseeId, asset, period });
    return withDetail(
      await this.commands.handle(
        command,
        step(releaseStream({ licenseeId, asset, period }), releaseDecider, {
          type: 'ProposeRelease',
          licenseeId,
          asset,
          period,
          ...(quantity === undefined ? {} : { quantity: BigInt(quantity) }),
          ...releasable,
          ...(await this.proposals.by(principal)),
        }),
      ),
      detail,
    );
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    summary: 'Releases, latest first; a licensee sees its own',
    description:
      'Coins that may be moved. `objection` says why a release would not be given today; it stands all the same.',
  })
  @Lists(ReleaseItem)
  async list(@Query() query: ReleasesQuery, @CurrentPrincipal() principal: Principal) {
    const { limit, cursor } = query;
    const licenseeId = seesAll(principal) ? query.licenseeId : principal.organisation;
    const found = await this.releases.find(licenseeId, keyIn(cursor, isPosition), limit + 1);
    const page = pageOf(found, limit, ({ position }) => position);
    const standings = await this.coins.standings(page.items);
    return {
      ...page,
      items: page.items.map(({ position: _, eventId, ...release }, i): ReleaseItem => {
        const { retained, released, objection } = standings[i] as RetainedStanding;
        const against = objection ?? (released > retained ? 'exceeds-retained' : undefined);
        const receipt = `/tax/v1/receipts/${eventId}`;
        return { ...release, ...(against !== undefined && { objection: against }), receipt };
      }),
    };
  }
}

export const releaseStream = ({ licenseeId, asset, period }: RetainedKey): string =>
  `release-${licenseeId}-${asset}-${period}`;

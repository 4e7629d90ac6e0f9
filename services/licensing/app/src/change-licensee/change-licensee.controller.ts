import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  hasRole,
  IsIinOrBin,
  IsText,
  PersonalData,
  Problem,
  Roles,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';

import {
  AffiliationBody,
  affiliationStep,
  LICENCE_ID,
  OpeningStockBody,
  openingStockStep,
  RelatedPartyBody,
  relatedPartyStep,
} from '../import-licence/import-licence.controller.js';
import { Licensees, unknownNumber } from '../import-licence/licensees.js';
import { Register } from '../keep-register/register.js';

export class LookupBody {
  @IsIinOrBin() bin!: string;
}

export class LicensedAffiliationBody extends AffiliationBody {
  @IsText({ max: 63, pattern: LICENCE_ID, optional: true, description: 'Where several are held.' })
  licenceId?: string;
}

class FoundLicensee {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ nullable: true, type: String }) kind!: string | null;
  @ApiProperty({ nullable: true, type: String }) name!: string | null;
}

/** What changes about a licensee after go-live; each change is dated. */
@ApiTags('register')
@Controller('licensing/v1/licensees')
export class ChangeLicenseeController {
  constructor(
    private readonly licensees: Licensees,
    private readonly register: Register,
    private readonly personal: PersonalData,
    private readonly commands: CommandHandler,
  ) {}

  @Post('lookup')
  @HttpCode(200)
  @Roles(
    'licensing-officer',
    'supervision-analyst',
    'enforcement-officer',
    'tax-officer',
    'auditor',
    'licensee',
  )
  @ApiOperation({ summary: 'The opaque id of a BIN or IIN, for who may know it' })
  @ApiOkResponse({ type: FoundLicensee })
  async lookup(@Body() { bin }: LookupBody, @CurrentPrincipal() principal: Principal) {
    const licenseeId = await this.licensees.find(bin);
    // A licensee may look up itself only, and learns of others not even whether they hold a licence.
    if (hasRole(principal, 'licensee') && principal.organisation !== licenseeId)
      throw unknownNumber();
    const entry = await this.register.find('licensee', licenseeId);
    if (entry?.state.status !== 'registered') return { licenseeId, kind: null, name: null };
    const { kind, name } = entry.state.registered;
    return { licenseeId, kind, name: (await this.personal.read(name)) ?? null };
  }

  @Post(':licenseeId/related-parties')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({ summary: 'Declare a related party, or with until its end (SALE-7)' })
  async relatedParty(
    @Param('licenseeId') licenseeId: string,
    @Body() body: RelatedPartyBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const stream = `licensee-${licenseeId}`;
    return this.commands.handle(command, await relatedPartyStep(this.licensees, stream, body));
  }

  @Post(':licenseeId/opening-stock')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({ summary: 'Declare coins held at go-live (SALE-5)' })
  openingStock(
    @Param('licenseeId') licenseeId: string,
    @Body() body: OpeningStockBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.commands.handle(command, openingStockStep(`licensee-${licenseeId}`, body));
  }

  @Post(':licenseeId/affiliations')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Declare the pool a licence mines with, or with until its end (LIC-14)',
  })
  async affiliation(
    @Param('licenseeId') licenseeId: string,
    @Body() { licenceId, ...body }: LicensedAffiliationBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licence = licenceId ?? (await this.onlyLicenceOf(licenseeId));
    return this.commands.handle(command, affiliationStep(`licence-${licence}`, body));
  }

  private async onlyLicenceOf(licenseeId: string): Promise<string> {
    const licences = await this.register.licencesOf(licenseeId);
    const [only, ...others] = licences;
    if (only !== undefined && others.length === 0) return only;
    throw licences.length === 0
      ? new Problem(404, 'licence-unknown', { detail: `${licenseeId} holds no licence.` })
      : new Problem(422, 'licence-ambiguous', {
          detail: `${licenseeId} holds ${licences.join(', ')}; name one as licenceId.`,
        });
  }
}

import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  hasRole,
  IsIinOrBin,
  IsInstant,
  IsName,
  IsText,
  NewProposal,
  PersonalData,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { licenceDecider, licenseeDecider, type LicenseeCommand } from '@esep/licensing-domain';

import { ProposesChange, withPeriods } from '../answer-proposal/change-answer.js';
import {
  AffiliationBody,
  affiliationSaid,
  LICENCE_ID,
  OpeningStockBody,
  RelatedPartyBody,
  relationSaid,
} from '../import-licence/import-licence.controller.js';
import { KnownPools } from '../import-licence/known-pools.js';
import {
  isPersonsNumber,
  Licensees,
  numberKindOf,
  unknownNumber,
} from '../import-licence/licensees.js';
import { LicenceRegister } from '../keep-register/register.js';

export class LookupBody {
  @IsIinOrBin() bin!: string;
}

export class LicensedAffiliationBody extends AffiliationBody {
  @IsText({ max: 63, pattern: LICENCE_ID, optional: true, description: 'Where several are held.' })
  licenceId?: string;
}

export class RelatedPartyCorrectionBody extends RelatedPartyBody {
  @IsText({ max: 2_000, description: 'Why the register was wrong.' }) reason!: string;
}

export class AffiliationCorrectionBody extends LicensedAffiliationBody {
  @IsText({ max: 2_000, description: 'Why the register was wrong.' }) reason!: string;
}

export class StockCorrectionBody extends OpeningStockBody {
  @IsText({ max: 2_000, description: 'Why the declaration was wrong.' }) reason!: string;
}

export class RenamingBody {
  @IsName() name!: string;
  @IsInstant({ description: 'From when on the licensee is called so.', within: 'register' })
  from!: string;
  @IsText({ max: 2_000 }) ground!: string;
}

export class NumberCorrectionBody {
  @IsIinOrBin() bin!: string;
  @IsText({ max: 2_000 }) ground!: string;
}

class FoundLicensee {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ nullable: true, type: String }) kind!: string | null;
  @ApiProperty({ nullable: true, type: String }) name!: string | null;
}

/** What changes about a licensee after go-live; each change is dated. */
@ApiTags('register')
@Controller('licensing/v1/licensees')
@Fails(404, 'licensee-unknown', 'licence-unknown')
@Fails(422, 'licence-ambiguous', 'number-of-another-licensee', 'pool-unknown')
export class ChangeLicenseeController {
  constructor(
    private readonly licensees: Licensees,
    private readonly pools: KnownPools,
    private readonly proposals: NewProposal,
    private readonly clock: Clock,
    private readonly register: LicenceRegister,
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
  @ApiOperation({
    summary: 'The opaque id of a BIN or IIN, for who may know it',
    description:
      'Everywhere else licensees are named by this id. A licensee finds its own only. Nothing is recorded.',
  })
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
  @ApiOperation({
    summary: 'Declare a related party from now on, or with until its end (SALE-7)',
    description:
      'Sales to a related party do not count from then on. For a time that has passed, propose a correction.',
  })
  async relatedParty(
    @Param('licenseeId') licenseeId: string,
    @Body() body: RelatedPartyBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const said = await relationSaid(this.licensees, body);
    const now = this.clock.now();
    return this.decide(licenseeId, command, { type: 'DeclareRelatedParty', ...said, now });
  }

  @Post(':licenseeId/related-parties/corrections')
  @ProposesChange()
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Propose another relation for a time that has passed',
    description:
      'Says how the relation was, with a reason. Once confirmed, the months in `periods` are judged again.',
  })
  async relatedPartyCorrection(
    @Param('licenseeId') licenseeId: string,
    @Body() { reason, ...body }: RelatedPartyCorrectionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const said = await relationSaid(this.licensees, body);
    const who = await this.proposals.by(by);
    const type = 'ProposeRelatedPartyCorrection';
    const outcome = await this.decide(licenseeId, command, { type, ...said, reason, ...who });
    return withPeriods(outcome, body.from, who.at);
  }

  @Post(':licenseeId/opening-stock')
  @ProposesChange()
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Propose to correct what was held at go-live (SALE-5)',
    description: 'With `at` of a declaration it replaces it. A second person confirms.',
  })
  async openingStock(
    @Param('licenseeId') licenseeId: string,
    @Body() { asset, quantity, at: stockAt, reason }: StockCorrectionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(by);
    const terms = { asset, quantity: BigInt(quantity), stockAt, reason };
    const type = 'ProposeStockCorrection';
    const outcome = await this.decide(licenseeId, command, { type, ...terms, ...who });
    return withPeriods(outcome, stockAt, who.at);
  }

  @Post(':licenseeId/name')
  @HttpCode(202)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Propose another name, from a day on; a second person confirms',
    description:
      'The id, the licences and the figures stay. The name before stays readable for the time that it was in force.',
  })
  async rename(
    @Param('licenseeId') licenseeId: string,
    @Body() { name, from, ground }: RenamingBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { kind } = await this.registeredAs(licenseeId);
    const isPerson = kind === 'individual-entrepreneur';
    return this.decide(licenseeId, command, {
      type: 'ProposeRenaming',
      name: await this.licensees.personalText(licenseeId, name, isPerson),
      from,
      ground,
      ...(await this.proposals.by(by)),
    });
  }

  @Post(':licenseeId/number')
  @HttpCode(202)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Propose to correct a BIN or IIN that was recorded wrongly',
    description:
      "The licensee keeps its id. A number that is another licensee's is refused (`number-of-another-licensee`).",
  })
  async correctNumber(
    @Param('licenseeId') licenseeId: string,
    @Body() { bin, ground }: NumberCorrectionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    await this.registeredAs(licenseeId);
    const partyId = this.licensees.partyId(bin);
    await this.licensees.mustBeFree(partyId, licenseeId);
    return this.decide(licenseeId, command, {
      type: 'ProposeNumberCorrection',
      partyId,
      bin: await this.licensees.personalText(licenseeId, bin, isPersonsNumber(bin)),
      numberKind: numberKindOf(bin),
      ground,
      ...(await this.proposals.by(by)),
    });
  }

  @Post(':licenseeId/affiliations')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Declare the pool a licence mines with from now on, or with until its end (LIC-14)',
    description:
      'What another pool reports under the licence is taken and raises a finding. With several licences name `licenceId`.',
  })
  async affiliation(
    @Param('licenseeId') licenseeId: string,
    @Body() { licenceId, ...body }: LicensedAffiliationBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licence = await this.licenceOf(licenseeId, licenceId);
    await this.pools.mustExist([body.poolId]);
    return this.commands.handle(
      command,
      step(`licence-${licence}`, licenceDecider, {
        type: 'DeclarePoolAffiliation',
        ...affiliationSaid(body),
        now: this.clock.now(),
      }),
    );
  }

  @Post(':licenseeId/affiliations/corrections')
  @ProposesChange()
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Propose another affiliation for a time that has passed',
    description:
      'Says with which pool the licence mined, with a reason. Once confirmed, the months in `periods` are judged again.',
  })
  async affiliationCorrection(
    @Param('licenseeId') licenseeId: string,
    @Body() { licenceId, reason, ...body }: AffiliationCorrectionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licence = await this.licenceOf(licenseeId, licenceId);
    await this.pools.mustExist([body.poolId]);
    const who = await this.proposals.by(by);
    const outcome = await this.commands.handle(
      command,
      step(`licence-${licence}`, licenceDecider, {
        type: 'ProposeAffiliationCorrection',
        ...affiliationSaid(body),
        reason,
        ...who,
      }),
    );
    return withPeriods(outcome, body.from, who.at);
  }

  private decide(
    licenseeId: string,
    context: CommandContext,
    command: LicenseeCommand,
  ): Promise<CommandOutcome> {
    return this.commands.handle(context, step(`licensee-${licenseeId}`, licenseeDecider, command));
  }

  private async registeredAs(licenseeId: string) {
    const entry = await this.register.find('licensee', licenseeId);
    if (entry?.state.status === 'registered') return entry.state.registered;
    throw new Problem(404, 'licensee-unknown', { detail: 'There is no licensee with this id.' });
  }

  /** The licence that is named, or the only one; either way the licensee's. */
  private async licenceOf(licenseeId: string, licenceId: string | undefined): Promise<string> {
    if (licenceId === undefined) return this.onlyLicenceOf(licenseeId);
    const licences = await this.register.licencesOf(licenseeId);
    if (licences.includes(licenceId)) return licenceId;
    throw new Problem(404, 'licence-unknown', {
      detail: `${licenseeId} holds no licence ${licenceId}.`,
    });
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

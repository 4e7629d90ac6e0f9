import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsInstant,
  IsJsonObject,
  IsText,
  NewProposal,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { rulePacksDecider } from '@esep/licensing-domain';
import { canonicalPackBytes, packHash, validatePack } from '@esep/rulebook';

import { RULE_PACKS, RulePacks } from './rule-packs.js';

export class AdoptRulePackBody {
  @IsJsonObject({ description: 'The pack, as libs/rulebook has its JSON Schema.' })
  pack!: object;

  @IsInstant({ within: 'until' }) effectiveFrom!: string;
  @IsText({
    max: 2_000,
    optional: true,
    description:
      'Why the pack is another law for days that are over. Without it such a pack is refused, key by key.',
  })
  retroactive?: string;
}

/** The law is data: a new pack is proposed by one person and adopted by another. */
@ApiTags('rule packs')
@Controller('licensing/v1/rule-packs')
@Fails(400, 'rule-pack-invalid', 'rule-pack-not-json')
@Fails(422, 'rule-pack-not-followed', 'rule-pack-changes-the-past')
@Roles('licensing-officer', 'supervision-analyst', 'enforcement-officer')
export class RulePacksController {
  constructor(
    private readonly packs: RulePacks,
    private readonly commands: CommandHandler,
    private readonly proposals: NewProposal,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose a rule pack; a second person confirms it',
    description:
      'The pack is validated first; one that this software cannot follow is refused, with each key. `POST /supervision/v1/rule-packs/effects` says before whose rows it would change.',
  })
  async propose(
    @Body() { pack, effectiveFrom, retroactive }: AdoptRulePackBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const reading = validatePack(pack);
    if (!reading.ok)
      throw new Problem(400, reading.reason, {
        detail: 'The rule pack does not hold together; correct what is named.',
        errors: reading.problems,
      });
    const { packId } = reading.value;
    const who = await this.proposals.by(principal);
    await this.packs.requireAdoptable(reading.value, who.at, retroactive);
    return this.commands.handle(
      command,
      step(RULE_PACKS, rulePacksDecider, {
        type: 'ProposeRulePack',
        packId,
        hash: packHash(reading.value),
        bytes: canonicalPackBytes(reading.value),
        effectiveFrom,
        ...(retroactive !== undefined && { retroactive }),
        ...who,
      }),
    );
  }
}

import { Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  EventStore,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { licenceDecider, rulePacksDecider } from '@esep/licensing-domain';

/** The second person: confirms or declines what another proposed (LIC-11). */
@ApiTags('proposals')
@Controller('licensing/v1/proposals')
@Roles('licensing-officer', 'supervision-analyst', 'enforcement-officer')
export class ProposalsController {
  constructor(
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post(':proposalId/confirm')
  @HttpCode(201)
  @ApiOperation({ summary: 'Confirm a proposal, as another person than its proposer' })
  confirm(
    @Param('proposalId') proposalId: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.answer('Confirm', proposalId, principal, command);
  }

  @Post(':proposalId/decline')
  @HttpCode(201)
  @ApiOperation({ summary: 'Decline a proposal, or take one’s own back' })
  decline(
    @Param('proposalId') proposalId: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.answer('Decline', proposalId, principal, command);
  }

  private async answer(
    answer: 'Confirm' | 'Decline',
    proposalId: string,
    { subject: by }: Principal,
    command: CommandContext,
  ): Promise<CommandOutcome> {
    const proposed = UUID.test(proposalId) ? await this.store.findEvent(proposalId) : undefined;
    const stream = proposed?.envelope.stream;
    const at = this.clock.now();
    switch (proposed?.envelope.type) {
      case 'RulePackAdoptionProposed':
        return this.commands.handle(
          command,
          step(stream as string, rulePacksDecider, {
            type: `${answer}RulePack`,
            proposalId,
            by,
            at,
          }),
        );
      case 'LicenceSuspensionProposed':
      case 'LicenceReinstatementProposed':
      case 'LicenceRevocationProposed':
        return this.commands.handle(
          command,
          step(stream as string, licenceDecider, { type: `${answer}Sanction`, proposalId, by, at }),
        );
      default:
        throw new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

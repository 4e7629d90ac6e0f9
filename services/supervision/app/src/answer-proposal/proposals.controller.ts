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
  type CommandStep,
} from '@esep/platform';
import {
  completenessWaiverDecider,
  findingDecider,
  saleDisqualificationDecider,
} from '@esep/supervision-domain';

interface Answer {
  readonly proposalId: string;
  readonly confirm: boolean;
  readonly by: string;
  readonly at: string;
}

/** The second person: confirms or declines what another proposed. */
@ApiTags('proposals')
@Controller('supervision/v1/proposals')
@Roles('supervision-analyst', 'enforcement-officer')
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
    return this.answer(proposalId, true, principal, command);
  }

  @Post(':proposalId/decline')
  @HttpCode(201)
  @ApiOperation({ summary: 'Decline a proposal, or take one’s own back' })
  decline(
    @Param('proposalId') proposalId: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.answer(proposalId, false, principal, command);
  }

  private async answer(
    proposalId: string,
    confirm: boolean,
    { subject: by }: Principal,
    command: CommandContext,
  ): Promise<CommandOutcome> {
    const proposed = UUID.test(proposalId) ? await this.store.findEvent(proposalId) : undefined;
    const answer = { proposalId, confirm, by, at: this.clock.now() };
    const answering = proposed && stepOf(proposed.envelope.type, proposed.envelope.stream, answer);
    if (!answering)
      throw new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });
    return this.commands.handle(command, answering);
  }
}

const stepOf = (proposed: string, stream: string, answer: Answer): CommandStep | undefined => {
  const { confirm, ...who } = answer;
  switch (proposed) {
    case 'CompletenessWaiverProposed':
      return step(stream, completenessWaiverDecider, {
        type: confirm ? 'ConfirmWaiver' : 'DeclineWaiver',
        ...who,
      });
    case 'CompletenessWaiverRevocationProposed':
      return step(stream, completenessWaiverDecider, {
        type: confirm ? 'ConfirmWaiverRevocation' : 'DeclineWaiverRevocation',
        ...who,
      });
    case 'SaleDisqualificationProposed':
    case 'SaleRequalificationProposed':
      return step(stream, saleDisqualificationDecider, {
        type: confirm ? 'ConfirmSaleDecision' : 'DeclineSaleDecision',
        ...who,
      });
    case 'FindingDismissalProposed':
      return step(stream, findingDecider, {
        type: confirm ? 'ConfirmDismissal' : 'DeclineDismissal',
        ...who,
      });
    default:
      return undefined;
  }
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

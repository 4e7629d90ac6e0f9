import {
  applyDecorators,
  Controller,
  HttpCode,
  Inject,
  Param,
  Post,
  type Type,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Answering } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';

import type { CommandContext, CommandOutcome } from '../event-store/command-handler.js';
import { EventStore } from '../event-store/event-store.js';
import { CurrentPrincipal, Roles } from '../http/auth.js';
import { Command } from '../http/command-request.js';
import { Fails } from '../http/openapi-errors.js';
import { Problem } from '../http/problem.js';
import type { Principal, Role } from '../http/request-context.js';
import { Clock } from '../runtime/clock.js';

export type ProposalAnswer = 'Confirm' | 'Decline';

/** What a service does when a second person answers. */
export interface AnswersProposals {
  /** Undefined where the event is no proposal. */
  answer(
    proposed: Envelope,
    answer: ProposalAnswer,
    who: Answering,
    command: CommandContext,
  ): Promise<CommandOutcome> | undefined;
}

/**
 * The second person: confirms or declines what another proposed (LIC-11). `fails` are the failures that
 * `answers` throws.
 */
export const answerProposalController = (
  service: string,
  roles: readonly Role[],
  answers: Type<AnswersProposals>,
  ...fails: readonly ClassDecorator[]
) => {
  @ApiTags('proposals')
  @Controller(`${service}/v1/proposals`)
  @Roles(...roles)
  @applyDecorators(Fails(404, 'proposal-unknown'), ...fails)
  class AnswerProposalController {
    constructor(
      private readonly store: EventStore,
      private readonly clock: Clock,
      @Inject(answers) private readonly answers: AnswersProposals,
    ) {}

    @Post(':proposalId/confirm')
    @HttpCode(201)
    @ApiOperation({
      summary: 'Confirm a proposal, as another person than its proposer',
      description:
        'The act takes effect with the answer. One’s own proposal is refused (`second-person-required`), and so is one that has expired.',
    })
    confirm(
      @Param('proposalId') proposalId: string,
      @CurrentPrincipal() principal: Principal,
      @Command() command: CommandContext,
    ): Promise<CommandOutcome> {
      return this.answer('Confirm', proposalId, principal, command);
    }

    @Post(':proposalId/decline')
    @HttpCode(201)
    @ApiOperation({
      summary: 'Decline a proposal, or take one’s own back',
      description:
        'Nothing takes effect, and the proposal is closed. Make a new one to propose it again.',
    })
    decline(
      @Param('proposalId') proposalId: string,
      @CurrentPrincipal() principal: Principal,
      @Command() command: CommandContext,
    ): Promise<CommandOutcome> {
      return this.answer('Decline', proposalId, principal, command);
    }

    private async answer(
      answer: ProposalAnswer,
      proposalId: string,
      { subject: by }: Principal,
      command: CommandContext,
    ): Promise<CommandOutcome> {
      const proposed = UUID.test(proposalId) ? await this.store.findEvent(proposalId) : undefined;
      const who = { proposalId, by, at: this.clock.now() };
      const outcome = proposed && this.answers.answer(proposed.envelope, answer, who, command);
      if (outcome === undefined) throw proposalUnknown();
      return outcome;
    }
  }
  return AnswerProposalController;
};

export const proposalUnknown = (): Problem =>
  new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });

export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  EventStore,
  Lists,
  Problem,
  ProposalItem,
  ProposalsQuery,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Page,
  type Principal,
} from '@esep/platform';
import { priceListDecider, releaseDecider, type PriceTerms } from '@esep/tax-domain';

import { withDetail, type RetainedKey } from '../release-retained/retained-coins.js';
import { ProposalBasis } from './proposal-basis.js';

/** What an answer consists of. */
interface Answer {
  readonly answer: 'Confirm' | 'Decline';
  readonly stream: string;
  /** What was proposed. */
  readonly body: object;
  readonly said: { readonly proposalId: string; readonly by: string; readonly at: string };
}

/** The second person: confirms or declines what another proposed. */
@ApiTags('proposals')
@Controller('tax/v1/proposals')
export class ProposalsController {
  constructor(
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly basis: ProposalBasis,
  ) {}

  @Get()
  @Roles('tax-officer', 'auditor')
  @ApiOperation({ summary: 'What was proposed, latest first: what waits for a second person' })
  @Lists(ProposalItem)
  list(@Query() query: ProposalsQuery): Promise<Page<ProposalItem>> {
    return this.basis.list(query);
  }

  @Post(':proposalId/confirm')
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({
    summary: 'Confirm a price, a rate or a release, as another person than its proposer',
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
  @Roles('tax-officer')
  @ApiOperation({ summary: 'Decline a proposal, or take one’s own back' })
  decline(
    @Param('proposalId') proposalId: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.answer('Decline', proposalId, principal, command);
  }

  private async answer(
    answer: Answer['answer'],
    proposalId: string,
    { subject: by }: Principal,
    context: CommandContext,
  ): Promise<CommandOutcome> {
    const proposed = UUID.test(proposalId) ? await this.store.findEvent(proposalId) : undefined;
    const said = { proposalId, by, at: this.clock.now() };
    const { stream = '', body = {} } = proposed?.envelope ?? {};
    switch (proposed?.envelope.type) {
      case 'PriceProposed':
      case 'ExchangeRateProposed':
        return this.answerPrice({ answer, stream, body, said }, context);
      case 'RetainedReleaseProposed':
        return this.answerRelease({ answer, stream, body, said }, context);
      default:
        throw new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });
    }
  }

  private async answerPrice(
    { answer, stream, body, said }: Answer,
    context: CommandContext,
  ): Promise<CommandOutcome> {
    const toleranceBps = await this.basis.laws.priceToleranceOn((body as PriceTerms).day);
    return this.commands.handle(
      context,
      step(stream, priceListDecider, {
        type: `${answer}Publication`,
        ...said,
        ...(toleranceBps !== undefined && { toleranceBps }),
      }),
    );
  }

  private async answerRelease(
    { answer, stream, body, said }: Answer,
    context: CommandContext,
  ): Promise<CommandOutcome> {
    if (answer === 'Decline')
      return this.commands.handle(
        context,
        step(stream, releaseDecider, { type: 'DeclineRelease', ...said }),
      );
    // What held when it was proposed may not hold any more.
    const { detail, ...releasable } = await this.basis.coins.of(body as RetainedKey);
    return withDetail(
      await this.commands.handle(
        context,
        step(stream, releaseDecider, { type: 'ConfirmRelease', ...said, ...releasable }),
      ),
      detail,
    );
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

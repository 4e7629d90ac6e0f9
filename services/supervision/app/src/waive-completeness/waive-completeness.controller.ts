import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { dueAt, localDateOf, plusDays, proposalExpiry, startOfDay } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  EventStore,
  IsPeriod,
  IsRowId,
  IsText,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { evaluate } from '@esep/rulebook';
import { completenessWaiverDecider } from '@esep/supervision-domain';
import { v7 as uuidv7 } from 'uuid';

import { Figures } from '../reconciliations/figures.js';

export class WaiverBody {
  @IsPeriod() period!: string;
  @IsRowId({ description: 'Pool or exchange that stays silent.' }) sender!: string;
  @IsText({ max: 2_000 }) reason!: string;
}

/** Judging a period without a sender that stays silent: two persons take it upon themselves. */
@ApiTags('waivers')
@Controller('supervision/v1')
@Roles('supervision-analyst', 'enforcement-officer')
export class WaiveCompletenessController {
  constructor(
    private readonly figures: Figures,
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post('waivers')
  @HttpCode(202)
  @ApiOperation({ summary: 'Propose a waiver; a second person confirms it' })
  async propose(
    @Body() { period, sender, reason }: WaiverBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const at = this.clock.now();
    const { rules, pack } = await this.figures.law(this.figures.moment({}));
    const days = evaluate(pack, 'silentSenderWaiverDays', at).value;
    const due = dueAt(period, rules);
    const overdueAt = startOfDay(plusDays(localDateOf(due), days));
    return this.commands.handle(
      command,
      step(`waiver-${period}-${sender}`, completenessWaiverDecider, {
        type: 'ProposeWaiver',
        proposalId: uuidv7(),
        period,
        sender,
        reason,
        overdueAt,
        by: principal.subject,
        at,
        expiresAt: proposalExpiry(at, evaluate(pack, 'proposalDays', at).value),
      }),
    );
  }

  @Post('proposals/:proposalId/:answer')
  @HttpCode(201)
  @ApiOperation({ summary: 'Confirm or decline a proposal, as another person than its proposer' })
  async answer(
    @Param('proposalId') proposalId: string,
    @Param('answer') answer: string,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const proposed = await this.store.findEvent(proposalId);
    if (proposed?.envelope.type !== 'CompletenessWaiverProposed' || !isAnswer(answer))
      throw new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });
    return this.commands.handle(
      command,
      step(proposed.envelope.stream, completenessWaiverDecider, {
        type: answer === 'confirm' ? 'ConfirmWaiver' : 'DeclineWaiver',
        proposalId,
        by: principal.subject,
        at: this.clock.now(),
      }),
    );
  }
}

const isAnswer = (text: string): boolean => text === 'confirm' || text === 'decline';

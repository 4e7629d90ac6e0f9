import { Injectable } from '@nestjs/common';
import type { Answering } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import {
  CommandHandler,
  step,
  type AnswersProposals,
  type CommandContext,
  type CommandOutcome,
  type ProposalAnswer,
} from '@esep/platform';
import { priceListDecider, releaseDecider, type PriceTerms } from '@esep/tax-domain';

import { RetainedCoins, withDetail, type RetainedKey } from '../release-retained/retained-coins.js';
import { Laws } from '../tax-facts/laws.js';

/** What follows when a second person confirms or declines. */
@Injectable()
export class ProposalAnswers implements AnswersProposals {
  constructor(
    private readonly commands: CommandHandler,
    private readonly laws: Laws,
    private readonly coins: RetainedCoins,
  ) {}

  answer(
    proposed: Envelope,
    answer: ProposalAnswer,
    who: Answering,
    command: CommandContext,
  ): Promise<CommandOutcome> | undefined {
    switch (proposed.type) {
      case 'PriceProposed':
      case 'ExchangeRateProposed':
        return this.answerPrice(proposed, answer, who, command);
      case 'RetainedReleaseProposed':
        return answer === 'Confirm'
          ? this.confirmRelease(proposed, who, command)
          : this.commands.handle(
              command,
              step(proposed.stream, releaseDecider, { type: 'DeclineRelease', ...who }),
            );
      default:
        return undefined;
    }
  }

  private async answerPrice(
    { stream, body }: Envelope,
    answer: ProposalAnswer,
    who: Answering,
    command: CommandContext,
  ): Promise<CommandOutcome> {
    const { day } = body as unknown as PriceTerms;
    const toleranceBps = await this.laws.priceToleranceOn(day);
    return this.commands.handle(
      command,
      step(stream, priceListDecider, {
        type: `${answer}Publication`,
        ...who,
        ...(toleranceBps !== undefined && { toleranceBps }),
      }),
    );
  }

  /** Decided on the coins and the assessment as they are now, which may differ from the proposal's. */
  private async confirmRelease(
    { stream, body }: Envelope,
    who: Answering,
    command: CommandContext,
  ): Promise<CommandOutcome> {
    const { detail, ...releasable } = await this.coins.of(body as unknown as RetainedKey);
    return withDetail(
      await this.commands.handle(
        command,
        step(stream, releaseDecider, { type: 'ConfirmRelease', ...who, ...releasable }),
      ),
      detail,
    );
  }
}

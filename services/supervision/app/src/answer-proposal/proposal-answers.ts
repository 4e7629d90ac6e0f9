import { Injectable } from '@nestjs/common';
import type { Answering } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import {
  CommandHandler,
  step,
  type AnswersProposals,
  type CommandContext,
  type CommandOutcome,
  type CommandStep,
  type ProposalAnswer,
} from '@esep/platform';
import {
  completenessWaiverDecider,
  findingDecider,
  saleDisqualificationDecider,
} from '@esep/supervision-domain';

/** What follows when a second person confirms or declines. */
@Injectable()
export class ProposalAnswers implements AnswersProposals {
  constructor(private readonly commands: CommandHandler) {}

  answer(
    proposed: Envelope,
    answer: ProposalAnswer,
    who: Answering,
    command: CommandContext,
  ): Promise<CommandOutcome> | undefined {
    const answering = stepOf(proposed, answer, who);
    return answering && this.commands.handle(command, answering);
  }
}

const stepOf = (
  { type, stream }: Envelope,
  answer: ProposalAnswer,
  who: Answering,
): CommandStep | undefined => {
  switch (type) {
    case 'CompletenessWaiverProposed':
      return step(stream, completenessWaiverDecider, {
        type: `${answer}Waiver`,
        ...who,
      });
    case 'CompletenessWaiverRevocationProposed':
      return step(stream, completenessWaiverDecider, {
        type: `${answer}WaiverRevocation`,
        ...who,
      });
    case 'SaleDisqualificationProposed':
    case 'SaleRequalificationProposed':
      return step(stream, saleDisqualificationDecider, {
        type: `${answer}SaleDecision`,
        ...who,
      });
    case 'FindingDismissalProposed':
      return step(stream, findingDecider, {
        type: `${answer}Dismissal`,
        ...who,
      });
    default:
      return undefined;
  }
};

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsCount,
  IsText,
  NewProposal,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import {
  disqualificationStream,
  restsOnWork,
  saleDisqualificationDecider,
  type ProposeSaleDecision,
  type SaleTerms,
} from '@esep/supervision-domain';

import { JudgementBook } from '../judge-periods/judgement-book.js';
import { FactBook } from '../project-facts/fact-book.js';
import { Figures } from '../reconciliations/figures.js';

export class SaleDecisionBody {
  @IsText({
    max: 36,
    pattern: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    description: 'The finding that the decision rests on.',
  })
  findingId!: string;
  @IsCount({ min: 1, description: 'The revision that was looked at.' }) revision!: number;
  @IsText({
    max: 300,
    description: 'The sale, as the finding names it: venue:tradeId:side.',
    example: 'kzt-crypto-market:T-20260320-004711:sell',
  })
  fact!: string;
  @IsText({ max: 2_000 }) reason!: string;
}

/** What two persons decide about a sale after a finding: that it does not count, or counts again. */
@ApiTags('disqualifications')
@Controller('supervision/v1')
@Fails(404, 'finding-unknown')
@Fails(409, 'finding-revised-since')
@Fails(422, 'fact-not-a-sale', 'no-rule-pack')
@Roles('supervision-analyst', 'enforcement-officer')
export class DisqualifySaleController {
  constructor(
    private readonly facts: FactBook,
    private readonly figures: Figures,
    private readonly book: JudgementBook,
    private readonly commands: CommandHandler,
    private readonly proposals: NewProposal,
  ) {}

  @Post('disqualifications')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose that a sale does not count (SUP-8); a second person confirms it',
    description:
      'Rests on a finding at the revision that was looked at. Once confirmed, the months of the licensee are judged again.',
  })
  disqualify(
    @Body() body: SaleDecisionBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.propose('ProposeDisqualification', body, principal, command);
  }

  @Post('requalifications')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose that a disqualified sale counts again; a second person confirms it',
    description: 'Once confirmed, the months of the licensee are judged again.',
  })
  requalify(
    @Body() body: SaleDecisionBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.propose('ProposeRequalification', body, principal, command);
  }

  private async propose(
    type: ProposeSaleDecision['type'],
    body: SaleDecisionBody,
    principal: Principal,
    command: CommandContext,
  ): Promise<CommandOutcome> {
    const terms = await this.termsOf(type, body);
    return this.commands.handle(
      command,
      step(disqualificationStream(terms), saleDisqualificationDecider, {
        type,
        terms,
        ...(await this.proposals.by(principal)),
      }),
    );
  }

  /**
   * A decision rests on a finding as it stands and on a sale of the same coins. To disqualify it, the
   * sale has to be among the finding's facts; once it no longer pays, it need not be there any more.
   */
  private async termsOf(
    type: ProposeSaleDecision['type'],
    body: SaleDecisionBody,
  ): Promise<SaleTerms> {
    const { findingId, revision, fact, reason } = body;
    const finding = await this.book.finding(findingId);
    if (!finding)
      throw new Problem(404, 'finding-unknown', { detail: 'There is no finding with this id.' });
    if (finding.revision !== revision)
      throw new Problem(409, 'finding-revised-since', {
        detail: `The finding stands at revision ${finding.revision}. Look at it and decide again.`,
      });
    const { licenseeId, asset } = finding.identity;
    const moment = this.figures.moment({});
    const law = await this.figures.law(moment);
    const fill = await this.facts.ask({ licenseeId, asset }, function* (fold) {
      const foundWork = () => fold.findingsWork(law, moment.knownAt, moment.asOf);
      const isNamed =
        type === 'ProposeRequalification' || (yield* restsOnWork(finding.content, fact, foundWork));
      return isNamed ? fold.fill(fact) : undefined;
    });
    if (fill?.side !== 'sell')
      throw new Problem(422, 'fact-not-a-sale', {
        detail: `${fact} is no sale among the facts of this finding. Name one as its facts do.`,
      });
    const { venue: exchangeId, tradeId, side } = fill;
    return { exchangeId, tradeId, side, licenseeId, asset, findingId, revision, reason };
  }
}

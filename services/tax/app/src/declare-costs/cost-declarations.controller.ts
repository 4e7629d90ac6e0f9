import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { isQuarter, type Quarter } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsChoice,
  IsCount,
  IsMoney,
  isPosition,
  IsQuarter,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  MoneyBody,
  pageOf,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { assessmentDecider, tenge, type CostCommand } from '@esep/tax-domain';

import { TengeBody } from '../assess-quarter/assessment-body.js';
import { assessmentStream } from '../assess-quarter/assessor.js';
import { READERS, requireReader, seesAll } from '../assess-quarter/readers.js';
import { TaxFacts } from '../tax-facts/tax-facts.js';
import { moneyOf } from '../publish-prices/published-list.js';
import {
  CostDeclarationList,
  DECLARATION_STATES,
  type CostDeclarationRow,
  type DeclarationState,
} from './cost-declaration-list.js';

export class CostDeclarationBody {
  @IsText({ max: 64 }) licenseeId!: string;
  @IsQuarter() quarter!: string;
  @IsMoney({ description: 'All costs of the quarter in one sum; it replaces an earlier one.' })
  cost!: MoneyBody;
  @IsText({ max: 500, optional: true, description: 'Where the documents are that show them.' })
  evidence?: string;
}

export class CostAcceptanceBody {
  @IsCount({ min: 1, description: 'The declaration that was looked at, by its number.' })
  declaration!: number;
  @IsText({ max: 500, description: 'The documents that were looked at.' }) evidence!: string;
}

export class CostRejectionBody {
  @IsCount({ min: 1, description: 'The declaration that was looked at, by its number.' })
  declaration!: number;
  @IsText({ max: 2_000 }) reason!: string;
}

export class CostDeclarationsQuery extends ListQuery {
  @IsText({ max: 64, optional: true }) licenseeId?: string;
  @IsQuarter({ optional: true }) quarter?: string;
  @IsChoice(DECLARATION_STATES, { optional: true }) state?: DeclarationState;
}

export class CostDeclarationItem {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ example: '2026-Q1' }) quarter!: string;
  @ApiProperty({ type: 'integer', description: 'Its number in the quarter, from 1.' })
  declaration!: number;
  @ApiProperty() cost!: TengeBody;
  @ApiProperty({ enum: DECLARATION_STATES, description: 'It counts once it is accepted.' })
  state!: string;
  @ApiProperty({ required: false }) evidence?: string;
  @ApiProperty() declaredBy!: string;
  @ApiProperty({ format: 'date-time' }) declaredAt!: string;
  @ApiProperty({ required: false }) answeredBy?: string;
  @ApiProperty({ required: false, format: 'date-time' }) answeredAt?: string;
  @ApiProperty({
    required: false,
    description: 'The documents that were looked at, or why it was rejected.',
  })
  answer?: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

/**
 * What profit is reduced by (TAX-1): a licensee declares its own, an officer anybody's, and it counts
 * when a tax officer who did not declare it has accepted it.
 */
@ApiTags('declarations')
@Controller('tax/v1/cost-declarations')
@Fails(404, 'declaration-unknown', 'licensee-unknown')
@Fails(422, 'before-regime', 'instant-in-future')
export class CostDeclarationsController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly facts: TaxFacts,
    private readonly declarations: CostDeclarationList,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('tax-officer', 'licensee')
  @ApiOperation({
    summary: 'Declare the costs of a quarter; they count once they are accepted',
    description: 'A licensee declares its own. Declaring again replaces what is not accepted yet.',
  })
  async declare(
    @Body() { licenseeId, quarter, cost, evidence }: CostDeclarationBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    requireReader(principal, licenseeId);
    await this.facts.requireQuarterOf(licenseeId, quarter, this.clock.now());
    return this.handle(command, {
      type: 'DeclareCost',
      licenseeId,
      quarter,
      cost: moneyOf(cost),
      ...(evidence !== undefined && { evidence }),
      by: principal.subject,
      at: this.clock.now(),
    });
  }

  @Post(':licenseeId/:quarter/accept')
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({
    summary: 'Accept declared costs, as another person than declared them',
    description: 'As they were declared, or in part. The quarter is then assessed anew.',
  })
  accept(
    @Param('licenseeId') licenseeId: string,
    @Param('quarter') quarter: string,
    @Body() body: CostAcceptanceBody,
    @CurrentPrincipal() { subject: by }: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const of = { licenseeId, quarter: knownQuarter(quarter), by, at: this.clock.now() };
    return this.handle(command, { type: 'AcceptCost', ...of, ...body });
  }

  @Post(':licenseeId/:quarter/reject')
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({
    summary: 'Reject declared costs; what was accepted before stands',
    description: 'With the reason, which the licensee reads in the list.',
  })
  reject(
    @Param('licenseeId') licenseeId: string,
    @Param('quarter') quarter: string,
    @Body() body: CostRejectionBody,
    @CurrentPrincipal() { subject: by }: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const of = { licenseeId, quarter: knownQuarter(quarter), by, at: this.clock.now() };
    return this.handle(command, { type: 'RejectCost', ...of, ...body });
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    summary: 'Declared costs, latest first; a licensee sees its own',
    description:
      'Each with its evidence and what was decided. Only what was accepted lowers the tax.',
  })
  @Lists(CostDeclarationItem)
  async list(@Query() query: CostDeclarationsQuery, @CurrentPrincipal() principal: Principal) {
    const { limit, cursor, quarter, state } = query;
    const licenseeId = seesAll(principal) ? query.licenseeId : principal.organisation;
    const filter = { licenseeId, quarter, state };
    const found = await this.declarations.find(filter, keyIn(cursor, isPosition), limit + 1);
    const page = pageOf(found, limit, ({ position }) => Number(position));
    return { ...page, items: page.items.map(itemOf) };
  }

  private async handle(context: CommandContext, command: CostCommand): Promise<CommandOutcome> {
    const stream = assessmentStream(command.licenseeId, command.quarter);
    return this.commands.handle(context, step(stream, assessmentDecider, command));
  }
}

const knownQuarter = (text: string): Quarter => {
  if (isQuarter(text)) return text;
  throw new Problem(404, 'declaration-unknown', { detail: 'A quarter is written as 2026-Q1.' });
};

const itemOf = (row: CostDeclarationRow): CostDeclarationItem => ({
  licenseeId: row.licensee_id,
  quarter: row.quarter,
  declaration: row.declaration,
  cost: tenge(BigInt(row.cost)),
  state: row.state,
  ...(row.evidence !== null && { evidence: row.evidence }),
  declaredBy: row.declared_by,
  declaredAt: row.declared_at,
  ...(row.answered_by !== null && { answeredBy: row.answered_by }),
  ...(row.answered_at !== null && { answeredAt: row.answered_at }),
  ...(row.answer !== null && { answer: row.answer }),
  receipt: `/tax/v1/receipts/${row.event_id}`,
});

import { hash } from 'node:crypto';

import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { isInFuture } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsInstant,
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
import {
  assessmentDecider,
  paymentReferenceDecider,
  samePaymentReference,
  tenge,
} from '@esep/tax-domain';

import { TengeBody } from '../assess-quarter/assessment-body.js';
import { assessmentStream } from '../assess-quarter/assessor.js';
import { READERS, seesAll } from '../assess-quarter/readers.js';
import { TaxFacts } from '../tax-facts/tax-facts.js';
import { moneyOf } from '../publish-prices/published-list.js';
import { PaymentList } from './payment-list.js';

export class PaymentBody {
  @IsText({ max: 64 }) licenseeId!: string;
  @IsQuarter() quarter!: string;
  @IsMoney() money!: MoneyBody;
  @IsInstant({ description: 'When it was paid: not before the quarter, and not in the future.' })
  at!: string;
  @IsText({
    max: 64,
    description:
      'The bank’s: tells two payments from one that is sent twice. It pays one quarter of one licensee.',
  })
  reference!: string;
}

export class PaymentsQuery extends ListQuery {
  @IsText({ max: 64, optional: true }) licenseeId?: string;
  @IsQuarter({ optional: true }) quarter?: string;
  @IsText({ max: 64, optional: true }) reference?: string;
}

export class PaymentItem {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ example: '2026-Q1' }) quarter!: string;
  @ApiProperty() money!: TengeBody;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty() reference!: string;
  @ApiProperty({ format: 'date-time' }) recordedAt!: string;
  @ApiProperty({ description: 'Who recorded it.' }) recordedBy!: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

/** Taxes that were paid. */
@ApiTags('payments')
@Controller('tax/v1/payments')
@Fails(404, 'licensee-unknown')
@Fails(422, 'before-regime', 'instant-in-future')
export class PaymentsController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly facts: TaxFacts,
    private readonly payments: PaymentList,
  ) {}

  @Post()
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({
    summary: 'Record a payment of a quarter’s tax',
    description:
      '`reference` is that of the bank and pays one quarter once: the same payment again changes nothing, another one under it is refused.',
  })
  async record(
    @Body() { licenseeId, quarter, money, at, reference }: PaymentBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    if (isInFuture(at, this.clock.now()))
      throw new Problem(422, 'instant-in-future', {
        detail: 'A payment is recorded when it has come.',
      });
    await this.facts.requireQuarterOf(licenseeId, quarter, this.clock.now());
    const elsewhere = await this.payments.find({ reference });
    // Older payments have no stream of their reference; only the list has them.
    if (elsewhere.some((row) => row.licensee_id !== licenseeId || row.quarter !== quarter))
      return { accepted: false, reason: 'payment-reference-used', stream: '' };
    const payment = { licenseeId, quarter, reference };
    return this.commands.handle(
      command,
      step(assessmentStream(licenseeId, quarter), assessmentDecider, {
        type: 'RecordPayment',
        ...payment,
        money: moneyOf(money),
        at,
      }),
      step(referenceStream(reference), paymentReferenceDecider, {
        type: 'UsePaymentReference',
        ...payment,
        at: this.clock.now(),
      }),
    );
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    summary: 'Payments, latest first; a licensee sees its own',
    description: 'What was received, by whom it was recorded, and where its proof is.',
  })
  @Lists(PaymentItem)
  async list(@Query() query: PaymentsQuery, @CurrentPrincipal() principal: Principal) {
    const { limit, cursor, quarter, reference } = query;
    const licenseeId = seesAll(principal) ? query.licenseeId : principal.organisation;
    const filter = { licenseeId, quarter, reference };
    const found = await this.payments.find(filter, keyIn(cursor, isPosition), limit + 1);
    const page = pageOf(found, limit, ({ position }) => Number(position));
    return {
      ...page,
      items: page.items.map((row): PaymentItem => ({
        licenseeId: row.licensee_id,
        quarter: row.quarter,
        money: tenge(BigInt(row.amount)),
        at: row.at,
        reference: row.reference,
        recordedAt: row.recorded_at,
        recordedBy: row.recorded_by,
        receipt: `/tax/v1/receipts/${row.event_id}`,
      })),
    };
  }
}

/** Hashed: banks write characters into references that names of streams may not have. */
const referenceStream = (reference: string): string =>
  `payment-reference-${hash('sha256', samePaymentReference(reference))}`;

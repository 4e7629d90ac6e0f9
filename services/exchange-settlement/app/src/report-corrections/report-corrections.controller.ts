import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FillEvent } from '@esep/contracts';
import {
  decideCorrections,
  TRADE_MESSAGES,
  type CorrectionSent,
  type TradeEvent,
  type TradeRefusal,
} from '@esep/exchange-settlement-domain';
import type { RowIdRefusal } from '@esep/kernel';
import {
  IsBaseUnits,
  IsIinOrBin,
  IsInstant,
  IsObjectOf,
  IsRowId,
  IsRows,
  IsText,
  ReportHead,
  Sent,
  SubmissionIntake,
  SubmissionQuery,
  TakesReport,
  type ReportRules,
  type Sending,
  type SubmissionOutcome,
} from '@esep/platform';

import { LicenseeRegister } from '../licensing-view/register.js';
import { knownTrades, streamsOfTrade } from '../known-trades.js';
import { QuoteBody } from '../quote-body.js';

/** A trade that was made on other terms than were reported: the fields that change, and no others. */
export class CorrectionRowBody {
  @IsRowId() tradeId!: string;
  @IsText({ max: 500 }) reason!: string;
  @IsBaseUnits({ optional: true }) quantity?: string;
  @IsObjectOf(() => QuoteBody, { optional: true }) quote?: QuoteBody;
  @IsText({ max: 16, optional: true }) feeAsset?: string;
  @IsBaseUnits({ optional: true }) fee?: string;
  @IsIinOrBin({ optional: true }) counterpartyBin?: string;
  @IsInstant({ optional: true }) executedAt?: string;
  @IsInstant({ optional: true }) settledAt?: string;
}

export class CorrectionsBody extends ReportHead {
  @IsRowId() exchangeId!: string;
  @IsRows(() => CorrectionRowBody) rows!: CorrectionRowBody[];
}

@ApiTags('reports')
@Controller('exchange-settlement/v1/corrections')
export class ReportCorrectionsController {
  private readonly rules: Rules;

  constructor(
    private readonly intake: SubmissionIntake,
    register: LicenseeRegister,
  ) {
    this.rules = rulesOver(register);
  }

  @TakesReport('exchange', 'Report trades that were made on other terms')
  report(
    @Body() body: CorrectionsBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(this.rules, body.exchangeId, body, { ...sending, dryRun });
  }
}

type Rules = ReportRules<
  CorrectionRowBody,
  CorrectionSent,
  TradeEvent | FillEvent,
  TradeRefusal | RowIdRefusal
>;

const rulesOver = (register: LicenseeRegister): Rules => ({
  kind: 'corrections',
  messages: TRADE_MESSAGES,
  bringsNewRows: false,
  resolve: (sent) => Promise.resolve(sent.map((row) => correctionOf(row, register))),
  isInRegister: () => true,
  streamsOf: (exchangeId, { tradeId }) => streamsOfTrade(exchangeId, tradeId),
  decide: ({ sender: exchangeId, ...report }, known) =>
    decideCorrections({ ...report, exchangeId }, knownTrades(exchangeId, report.rows, known)),
  kept: (sent) => register.withoutNumbers(sent),
});

const correctionOf = (
  { counterpartyBin, quantity, quote, fee, ...row }: CorrectionRowBody,
  register: LicenseeRegister,
): CorrectionSent => ({
  ...row,
  ...(quantity !== undefined && { quantity: BigInt(quantity) }),
  ...(quote !== undefined && { quote: { ...quote, amount: BigInt(quote.amount) } }),
  ...(fee !== undefined && { fee: BigInt(fee) }),
  ...(counterpartyBin !== undefined && { counterpartyId: register.partyOf(counterpartyBin) }),
});

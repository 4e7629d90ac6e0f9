import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FillEvent } from '@esep/contracts';
import {
  decideBusts,
  TRADE_MESSAGES,
  type TradeEvent,
  type TradeRefusal,
} from '@esep/exchange-settlement-domain';
import type { RowIdRefusal } from '@esep/kernel';
import {
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

import { knownTrades, streamsOfTrade } from '../known-trades.js';

/** A trade that was undone, with both of its sides. */
export class BustRowBody {
  @IsRowId() tradeId!: string;
  @IsText({ max: 500 }) reason!: string;
}

export class BustsBody extends ReportHead {
  @IsRowId() exchangeId!: string;
  @IsRows(() => BustRowBody) rows!: BustRowBody[];
}

@ApiTags('reports')
@Controller('exchange-settlement/v1/busts')
export class ReportBustsController {
  constructor(private readonly intake: SubmissionIntake) {}

  @TakesReport('exchange', 'Report trades that were undone')
  report(
    @Body() body: BustsBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(RULES, body.exchangeId, body, { ...sending, dryRun });
  }
}

const RULES: ReportRules<
  BustRowBody,
  BustRowBody,
  TradeEvent | FillEvent,
  TradeRefusal | RowIdRefusal
> = {
  kind: 'busts',
  messages: TRADE_MESSAGES,
  bringsNewRows: false,
  // A bust names a trade; its parties are those of the fills.
  resolve: (sent) => Promise.resolve(sent),
  isInRegister: () => true,
  streamsOf: (exchangeId, { tradeId }) => streamsOfTrade(exchangeId, tradeId),
  decide: ({ sender: exchangeId, ...report }, known) =>
    decideBusts({ ...report, exchangeId }, knownTrades(exchangeId, report.rows, known)),
  kept: (sent) => sent,
};

import { Body, Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FillEvent, FillSide } from '@esep/contracts';
import {
  decideFills,
  FILL_MESSAGES,
  fillStream,
  tradeStream,
  type FillRefusal,
  type FillSent,
} from '@esep/exchange-settlement-domain';
import type { RowIdRefusal } from '@esep/kernel';
import {
  IsAssetCode,
  IsBaseUnits,
  IsChoice,
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

import { isInRegister, LicenseeRegister } from '../licensing-view/register.js';
import { knownTrades } from '../known-trades.js';
import { QuoteBody } from '../quote-body.js';

/** One side of one trade, of one licensee. */
export class FillRowBody {
  @IsRowId({ description: 'The venue’s own id of the trade.' }) tradeId!: string;
  @IsChoice(['sell', 'buy'], { description: 'What the licensee did.' }) side!: FillSide;
  @IsIinOrBin() licenseeBin!: string;
  @IsAssetCode() asset!: string;
  @IsBaseUnits() quantity!: string;
  @IsObjectOf(() => QuoteBody, { description: 'What it was sold or bought for.' })
  quote!: QuoteBody;
  @IsText({ max: 16, optional: true, description: 'What the fee was taken in.' }) feeAsset?: string;
  @IsBaseUnits({ optional: true }) fee?: string;
  @IsIinOrBin({ optional: true }) counterpartyBin?: string;
  @IsInstant() executedAt!: string;
  @IsInstant({ optional: true }) settledAt?: string;
}

export class FillsBody extends ReportHead {
  @IsRowId() exchangeId!: string;
  @IsRows(() => FillRowBody) rows!: FillRowBody[];
}

@ApiTags('reports')
@Controller('exchange-settlement/v1/fills')
export class ReportFillsController {
  private readonly rules: Rules;

  constructor(
    private readonly intake: SubmissionIntake,
    register: LicenseeRegister,
  ) {
    this.rules = rulesOver(register);
  }

  @TakesReport('exchange', 'Report fills of licensees')
  report(
    @Body() body: FillsBody,
    @Query() { dryRun }: SubmissionQuery,
    @Sent() sending: Sending,
  ): Promise<SubmissionOutcome> {
    return this.intake.take(this.rules, body.exchangeId, body, { ...sending, dryRun });
  }
}

type Rules = ReportRules<FillRowBody, FillSent, FillEvent, FillRefusal | RowIdRefusal>;

const rulesOver = (register: LicenseeRegister): Rules => ({
  kind: 'fills',
  messages: FILL_MESSAGES,
  bringsNewRows: true,
  async resolve(sent) {
    const licensees = await register.licenseesOf(sent.map(({ licenseeBin }) => licenseeBin));
    return sent.map((row) => fillOf(row, licensees.get(row.licenseeBin), register));
  },
  isInRegister,
  streamsOf: (exchangeId, { tradeId, side }) => [
    fillStream(exchangeId, tradeId, side),
    tradeStream(exchangeId, tradeId),
  ],
  decide: ({ sender: exchangeId, ...report }, known) =>
    decideFills({ ...report, exchangeId }, knownTrades(exchangeId, report.rows, known)),
  kept: (sent) => register.withoutNumbers(sent),
});

const fillOf = (
  { licenseeBin: _, counterpartyBin, fee, ...row }: FillRowBody,
  licenseeId: string | undefined,
  register: LicenseeRegister,
): FillSent => ({
  ...row,
  quantity: BigInt(row.quantity),
  quote: { ...row.quote, amount: BigInt(row.quote.amount) },
  ...(fee !== undefined && { fee: BigInt(fee) }),
  ...(licenseeId !== undefined && { licenseeId }),
  ...(counterpartyBin !== undefined && { counterpartyId: register.partyOf(counterpartyBin) }),
});

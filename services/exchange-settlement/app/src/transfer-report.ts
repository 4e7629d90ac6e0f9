import {
  decideTransfers,
  TRANSFER_MESSAGES,
  transferDecider,
  transferStream,
  type TransferEvent,
  type TransferKind,
  type TransferRefusal,
  type TransferSent,
} from '@esep/exchange-settlement-domain';
import type { RowIdRefusal } from '@esep/kernel';
import {
  IsAssetCode,
  IsBaseUnits,
  IsCount,
  IsIinOrBin,
  IsInstant,
  IsRowId,
  IsRows,
  IsText,
  ReportHead,
  rowsWithStreams,
  type ReportOf,
  type ReportRules,
} from '@esep/platform';

import { isInRegister, type LicenseeRegister } from './licensing-view/register.js';

// Reports of deposits and of withdrawals have the same rows under the same rules.

/** Coins that a licensee brought to the venue or took away from it. Never a sale (SALE-4). */
export class TransferRowBody {
  @IsRowId({ description: 'The venue’s own id of the transfer.' }) rowId!: string;
  @IsIinOrBin() licenseeBin!: string;
  @IsAssetCode() asset!: string;
  @IsBaseUnits() amount!: string;
  @IsText({ max: 128, description: '64 lower-case hex digits.' }) txid!: string;
  @IsCount({ description: 'Index of the output within the transaction.' }) vout!: number;
  @IsInstant({ description: 'When the coins were credited, or sent.' }) creditedAt!: string;
}

export class TransfersBody extends ReportHead {
  @IsRowId() exchangeId!: string;
  @IsRows(() => TransferRowBody) rows!: TransferRowBody[];
}

export type TransferRules = ReportRules<
  TransferRowBody,
  TransferSent,
  TransferEvent,
  TransferRefusal | RowIdRefusal
>;

export const transferRules = (
  transfer: TransferKind,
  register: LicenseeRegister,
): TransferRules => ({
  kind: transfer === 'deposit' ? 'deposits' : 'withdrawals',
  messages: TRANSFER_MESSAGES,
  bringsNewRows: true,
  async resolve(sent) {
    const licensees = await register.licenseesOf(sent.map(({ licenseeBin }) => licenseeBin));
    return sent.map(({ licenseeBin, creditedAt: movedAt, amount, ...row }) => {
      const licenseeId = licensees.get(licenseeBin);
      const known = licenseeId !== undefined && { licenseeId };
      return { ...row, ...known, movedAt, amount: BigInt(amount) };
    });
  },
  isInRegister,
  ...rowsWithStreams(
    (exchangeId, rowId) => transferStream(transfer, exchangeId, rowId),
    transferDecider,
    ({ sender: exchangeId, ...report }: ReportOf<TransferSent>, known) =>
      decideTransfers(transfer, { ...report, exchangeId }, known),
  ),
  kept: (sent) => register.withoutNumbers(sent),
});

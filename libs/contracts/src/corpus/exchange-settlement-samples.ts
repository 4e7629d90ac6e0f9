import type { ExchangeSettlementEvent } from '../exchange-settlement.js';
import type { RowRejected, SubmissionRecorded } from '../shared.js';
import { DUE, EXCHANGE, LICENSEE, OTHER_PARTY, OTHER_TXID } from './cast.js';
import type { SamplesOf } from './sample.js';

const TRADE = { exchangeId: EXCHANGE, tradeId: 'T-20260320-004711' };
const FILL = { ...TRADE, side: 'sell', licenseeId: LICENSEE, asset: 'BTC' } as const;
const BUST = { reason: 'Wrong price, annulled by the venue', bustedAt: '2026-03-20T11:00:00.000Z' };
const CORRECTION = {
  reason: 'Quantity as confirmed by both sides',
  correctedAt: '2026-03-20T12:00:00.000Z',
  quantity: '7400000000',
  quote: { amount: '343360000000', currency: 'KZT' },
};
const TRANSFER = {
  exchangeId: EXCHANGE,
  reportId: 'deposits-2026-03-20',
  version: 1,
  licenseeId: LICENSEE,
  asset: 'BTC',
};

export const EXCHANGE_SETTLEMENT_SAMPLES = {
  FillRecorded: {
    stream: `fill-${EXCHANGE}-T-20260320-004711-sell`,
    body: {
      ...FILL,
      quantity: '7500000000',
      quote: { amount: '348000000000', currency: 'KZT' },
      feeAsset: 'BTC',
      fee: '7500000',
      counterpartyId: OTHER_PARTY,
      executedAt: '2026-03-20T07:00:00.000Z',
      settledAt: '2026-03-20T09:00:00.000Z',
    },
  },
  FillCorrected: {
    stream: `fill-${EXCHANGE}-T-20260320-004711-sell`,
    body: { ...FILL, ...CORRECTION },
  },
  FillBusted: {
    stream: `fill-${EXCHANGE}-T-20260320-004711-sell`,
    body: { ...FILL, ...BUST },
  },
  TradeBusted: {
    stream: `trade-${EXCHANGE}-T-20260320-004711`,
    body: { ...TRADE, ...BUST },
  },
  TradeCorrected: {
    stream: `trade-${EXCHANGE}-T-20260320-004711`,
    body: { ...TRADE, ...CORRECTION },
  },
  DepositCredited: {
    stream: `deposit-${EXCHANGE}-D-118`,
    body: {
      ...TRANSFER,
      rowId: 'D-118',
      amount: '7500000000',
      txid: OTHER_TXID,
      vout: 0,
      at: '2026-03-20T06:40:00.000Z',
    },
  },
  WithdrawalSent: {
    stream: `withdrawal-${EXCHANGE}-W-31`,
    body: {
      ...TRANSFER,
      reportId: 'withdrawals-2026-03-21',
      rowId: 'W-31',
      amount: '100000000',
      txid: 'f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16',
      vout: 1,
      at: '2026-03-21T10:00:00.000Z',
    },
  },
  TransferWithdrawn: {
    stream: `deposit-${EXCHANGE}-D-118`,
    body: {
      ...TRANSFER,
      transfer: 'deposit',
      version: 2,
      rowId: 'D-118',
      withdrawnAt: '2026-03-22T05:00:00.000Z',
    },
  },
  ExchangeReportedThrough: {
    stream: `completeness-${EXCHANGE}`,
    body: { exchangeId: EXCHANGE, through: DUE },
  },
} satisfies SamplesOf<Exclude<ExchangeSettlementEvent, SubmissionRecorded | RowRejected>>;

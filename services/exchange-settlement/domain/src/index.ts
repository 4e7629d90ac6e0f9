export { completenessDecider } from './completeness.js';
export {
  type Fill,
  FILL_MESSAGES,
  fillDecider,
  type FillRefusal,
  fillRowId,
  type FillSent,
  fillStream,
} from './fill.js';
export { decideBusts, decideCorrections, decideFills, type KnownTrades } from './fill-reports.js';
export {
  type CorrectionSent,
  type Trade,
  TRADE_MESSAGES,
  tradeDecider,
  type TradeEvent,
  type TradeRefusal,
  tradeStream,
} from './trade.js';
export {
  decideTransfers,
  TRANSFER_MESSAGES,
  transferDecider,
  type TransferEvent,
  type TransferKind,
  type TransferRefusal,
  type TransferSent,
  transferStream,
} from './transfer.js';

export {
  type EarlierOutput,
  type EarlierOutputs,
  inputsToLookUp,
  observeAgain,
  observeBlock,
  orphanTip,
  unresolvedInputs,
  type WalletBinding,
  watchAddress,
} from './chain-observer.js';
export { completenessDecider } from './completeness.js';
export { type DecodedBlock, type DecodedInput, type DecodedTransaction } from './decoded-block.js';
export { targetOf, workOf } from './difficulty.js';
export {
  decideDistributions,
  decideReversals,
  DISTRIBUTION_MESSAGES,
  distributionDecider,
  type DistributionRefusal,
  type DistributionSent,
  distributionStream,
} from './distribution.js';
export {
  BLOCKS_REMEMBERED,
  type ChainEvent,
  chainStreamOf,
  evolveChainBy,
  type ObservedBlock,
  type ObservedChain,
  type Outpoint,
  outpointOf,
  tipOf,
  unobserved,
  unspentAt,
} from './observed-chain.js';
export {
  decidePayouts,
  PAYOUT_MESSAGES,
  payoutDecider,
  type PayoutEvent,
  type PayoutRefusal,
  type PayoutSent,
  payoutStream,
} from './payout.js';
export { attributeBlock, type PoolRegistry, type RegisteredPool } from './pool-attribution.js';
export { type PoolRow, registerRefusal } from './pool-report.js';
export {
  admitBatch,
  type RecordBatch,
  type TelemetryBatch,
  telemetryBatchDecider,
  type TelemetryRefusal,
} from './telemetry-batch.js';

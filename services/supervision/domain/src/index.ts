export { AddressRegister, isAddressEvent } from './chain/address-register.js';
export { type MovementEvent } from './chain/chain-movement.js';
export { ChainProgress } from './chain/chain-progress.js';
export { completenessWaiverDecider } from './decisions/completeness-waiver.js';
export {
  factOfEvent,
  type FactSubject,
  type ReconciledEvent,
  type SubjectFact,
} from './subject/facts-of-event.js';
export { factsInForce } from './facts/facts-known-at.js';
export {
  type CoinFlow,
  FLOW_CAUSES,
  FLOW_ENDS,
  minedByWallet,
  type Strand,
} from './flow/coin-flow.js';
export { findingDecider, type KnownFinding } from './finding/finding.js';
export {
  findingCommandsWork,
  findingId,
  type FoundFinding,
  raiseFinding,
  restsOnWork,
  underSecretId,
} from './finding/found-findings.js';
export { figuresOf, judgementDecider, nextJudgementAt } from './decisions/judgement.js';
export { PublishedPrices } from './facts/published-prices.js';
export {
  type FactList,
  type FactOf,
  type GrowingFacts,
  noFacts,
  type ReconciliationFacts,
} from './facts/reconciliation-facts.js';
export {
  caseOf,
  factsOf,
  toWire,
  type Wire,
  type WireReconciliationFacts,
} from './reconciliation/reconciliation-wire.js';
export {
  reconcile,
  type Reconciliation,
  type ReconciliationRow,
} from './reconciliation/reconciliation.js';
export { changedRows } from './sector/rule-pack-effects.js';
export {
  disqualificationStream,
  type ProposeSaleDecision,
  saleDisqualificationDecider,
  type SaleTerms,
} from './decisions/sale-disqualification.js';
export { cutAt } from './facts/status-intervals.js';
export { SubjectFold, type SubjectLaw } from './subject/subject-fold.js';
export { OPERATIONS, UNITS } from './reconciliation/arithmetic-steps.js';
export { SubjectChain } from './chain/subject-chain.js';
export {
  approvedPools,
  licencesInForce,
  type LicenceTermEvent,
  SectorTotals,
  totalsOfRow,
} from './sector/sector.js';
export { type Standing } from './subject/standing.js';
export { SUPERVISION_REFUSALS } from './decisions/supervision-refusals.js';

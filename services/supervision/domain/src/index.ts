export { ADDRESS_EVENTS, type AddressEvent, AddressRegister } from './address-register.js';
export { type MovementEvent } from './chain-movement.js';
export { ChainProgress, SPENDS_EVENTS } from './chain-progress.js';
export { completenessWaiverDecider } from './completeness-waiver.js';
export {
  factOfEvent,
  type FactSubject,
  type ReconciledEvent,
  type SubjectFact,
  SURROUNDING_EVENTS,
} from './facts-of-event.js';
export { factsInForce } from './facts-known-at.js';
export { findingDecider, type KnownFinding } from './finding.js';
export {
  findingCommandsWork,
  findingId,
  type FoundFinding,
  raiseFinding,
  restsOnWork,
  underSecretId,
} from './found-findings.js';
export { figuresOf, judgementDecider, nextJudgementAt } from './judgement.js';
export { PRICE_EVENTS, PublishedPrices } from './published-prices.js';
export {
  type FactList,
  type FactOf,
  type GrowingFacts,
  noFacts,
  type ReconciliationFacts,
} from './reconciliation-facts.js';
export { caseOf, toWire, type Wire } from './reconciliation-wire.js';
export { reconcile, type Reconciliation, type ReconciliationRow } from './reconciliation.js';
export { changedRows } from './rule-pack-effects.js';
export {
  disqualificationStream,
  type ProposeSaleDecision,
  saleDisqualificationDecider,
  type SaleTerms,
} from './sale-disqualification.js';
export { cutAt } from './status-intervals.js';
export { SubjectFold, type SubjectLaw } from './subject-fold.js';
export { SubjectChain } from './subject-chain.js';
export {
  approvedPools,
  licencesInForce,
  type LicenceTermEvent,
  SectorTotals,
  totalsOfRow,
} from './sector.js';
export { type Standing } from './standing.js';
export { SUPERVISION_REFUSALS } from './supervision-refusals.js';

export { addressesHeld, type AddressHeld } from './address-set.js';
export { barDecider } from './bar.js';
export { estimateCost } from './cost-estimate.js';
export { exchangeWithdrawalReach } from './exchange-licence.js';
export { type Exchange, type ExchangeCommand, exchangeDecider } from './exchange.js';
export { isDatedBack, isEmpty, overlap } from './interval.js';
export { isActiveAt, isSuspendedAt, type SanctionCommand } from './licence-sanction.js';
export { type Licence, licenceDecider } from './licence.js';
export { type Licensee, type LicenseeCommand, licenseeDecider } from './licensee.js';
export { LICENSING_REFUSALS } from './licensing-refusals.js';
export { periodsFrom } from './months.js';
export { type AffiliationSaid } from './pool-affiliation.js';
export { type ApprovedPools, withdrawalReach } from './pool-approval.js';
export { type Pool, type PoolCommand, poolDecider } from './pool.js';
export { type RelationSaid } from './related-party.js';
export { rulePacksDecider, type RulePacksEvent } from './rule-packs.js';
export { PROOF_METHODS, type ProofMethod, type Wallet, walletDecider } from './wallet.js';
export {
  type DataCentre,
  dataCentreAt,
  dataCentreDecider,
  type DataCentreTerms,
  REGIONS,
  type SiteLaw,
  TENURES,
} from './data-centre.js';
export {
  decideMachine,
  loadAfter,
  type Machine,
  MACHINE_KINDS,
  type MachineChange,
  type MachineLine,
  type MachineTerms,
  type Placement,
} from './machine.js';
export { machineEvents } from './machine-chunk.js';
export { NO_LOAD, type SiteLoad } from './site-load.js';

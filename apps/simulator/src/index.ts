export {
  runDemonstration,
  type DemonstrationProgress,
  type DemonstrationResult,
} from './demonstration.js';
export type { Chain, MinedMovements, Movement } from './acts.js';
export { Api, type Call } from './api.js';
export type { FoundRow } from './found-row.js';
export { randomSector } from './random-sector.js';
export type * from './sector-plan.js';
export { DEMONSTRATION_MINERS, DEMONSTRATION_SENDERS } from './sector.js';
export * from './table.js';
export { inventedNumber } from './identity-number.js';

export {
  runDemonstration,
  type DemonstrationOptions,
  type DemonstrationProgress,
  type DemonstrationResult,
} from './demonstration.js';
export type { Chain, MinedMovements, Movement } from './acts.js';
export { Api, ApiProblem, ApiUnreachable } from './api.js';
export { wholeCoins, type FoundRow } from './found-row.js';
export { randomSector, type RandomSectorOptions } from './random-sector.js';
export type * from './sector-plan.js';
export { demonstrationSector, DEMONSTRATION_MINERS, DEMONSTRATION_SENDERS } from './sector.js';
export * from './table.js';
export { inventedNumber } from './identity-number.js';

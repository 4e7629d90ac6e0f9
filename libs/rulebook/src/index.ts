export * from './adoption-problems.js';
export { aifc2026 } from './aifc-2026.js';
export * from './cross-check-rules.js';
export * from './evaluate.js';
export { kzLaw } from './kz-law.js';
export * from './pack-adoption.js';
export type { PackProblem } from './pack-problem.js';
export * from './reconciliation-rules.js';
export { REGIME_FACTS, type RegimeFact } from './regime-facts.js';
export {
  BEGINNING,
  canonicalPackBytes,
  packHash,
  type DatedValue,
  type Rule,
  type RulePack,
  type Source,
} from './rule-pack.js';
export { rulePackSchema, type JsonSchema } from './rule-pack-schema.js';
export * from './rule-values.js';
export * from './tax-rules.js';
export * from './validate-pack.js';

export * from './assessment.js';
export * from './cost-declarations.js';
export * from './payment-reference.js';
export * from './price-list.js';
export * from './rate-conditions.js';
export * from './release.js';
export * from './tax-due.js';
export * from './tax-refusals.js';

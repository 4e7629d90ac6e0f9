export * from './catalogue.js';
export * from './exchange-settlement.js';
export * from './licensing.js';
export * from './pool-reporting.js';
export * from './shared.js';
export * from './submission.js';
export * from './supervision.js';
export * from './tax.js';

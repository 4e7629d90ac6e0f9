export * from './completeness.js';
export * from './distribution.js';
export * from './payout.js';
export * from './pool-report.js';

export * from './completeness.js';
export * from './exchange-report.js';
export * from './fill.js';
export * from './fill-reports.js';
export * from './fill-terms.js';
export * from './trade.js';
export * from './transfer.js';

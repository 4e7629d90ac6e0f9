export * from './assessment.js';
export * from './price-list.js';
export * from './release.js';
export * from './tax-due.js';

export * from './exchange.js';
export * from './interval.js';
export * from './licensee.js';
export * from './pool.js';
export * from './proposals.js';
export * from './rule-packs.js';
export * from './sender-key.js';
export * from './wallet.js';

export * from './exchange.js';
export * from './interval.js';
export * from './pool.js';
export * from './sender-key.js';

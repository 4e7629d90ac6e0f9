export * from './checkpoint.js';
export * from './envelope.js';
export * from './merkle.js';
export * from './receipt.js';
export * from './tile.js';

export * from './cluster.js';
export * from './demonstration-chain.js';
export * from './host.js';

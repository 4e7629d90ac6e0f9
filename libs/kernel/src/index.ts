export * from './asset.js';
export * from './decider.js';
export * from './identifier.js';
export * from './instant.js';
export * from './parsed.js';
export * from './period.js';
export * from './quantity.js';
export * from './two-persons.js';

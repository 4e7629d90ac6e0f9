export * from './event-store.js';
export * from './ledger-migration.js';
export * from './postgres-event-store.js';

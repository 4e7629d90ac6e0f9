export * from './cluster.js';
export * from './demonstration-chain.js';
export type { DemoSector } from './development.module.js';
export * from './host.js';
export { databaseUrlsOf } from './service-databases.js';

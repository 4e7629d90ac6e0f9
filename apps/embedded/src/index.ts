export * from './cluster.js';
export * from './demonstration-chain.js';
export type { DemoSector } from './development.module.js';
export { openApiDocuments } from './documents.js';
export * from './host.js';
export { SERVICE_NAMES, type ServiceName } from './service-databases.js';
export { databaseUrlsOf } from './service-databases.js';

export * from './fact-book.js';
export * from './fact-memory.js';
export * from './reconciliation-consumer.js';
export * from './reconciliation-projection.js';

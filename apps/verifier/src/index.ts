export * from './text-of.js';
export * from './verdict.js';
export * from './verify-receipt-file.js';

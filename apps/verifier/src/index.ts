export * from './receipts-in.js';
export * from './text-of.js';
export * from './verdict.js';
export * from './verify-continuation.js';
export * from './verify-receipt-file.js';

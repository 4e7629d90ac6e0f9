export * from './verdict.js';
export * from './verify-receipt-file.js';

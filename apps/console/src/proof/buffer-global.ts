import { Buffer } from 'buffer';

// The ledger format is written for Node.js, where this is a global.
Object.assign(globalThis, { Buffer });

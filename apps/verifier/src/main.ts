// node apps/verifier/dist/main.js <file> [--key <verifier key>] [--json]
//
// The verifier alone, for whoever wants to read all the code that a verdict rests on: this folder,
// the ledger format and the kernel. `esep verify` answers the same.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { textOf } from './text-of.js';
import { exitCodeOf, verdictText, type Verdict } from './verdict.js';
import { verifyReceiptFile } from './verify-receipt-file.js';

const USAGE = 'Usage: main.js <file> [--key <verifier key>] [--json]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [path] = positionals;
  if (path === undefined) throw new Error(USAGE);
  const trusted = values.key === undefined ? {} : { verifierKey: values.key };
  const verdict: Verdict = verifyReceiptFile(textOf(readFileSync(path)), trusted);
  console.log(values.json ? JSON.stringify(verdict, null, 2) : verdictText(verdict));
  process.exitCode = exitCodeOf(verdict);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

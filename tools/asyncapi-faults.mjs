// node tools/asyncapi-faults.mjs FILE…: what AsyncAPI's own parser finds wrong with each document, as
// one JSON object by file. Errors and warnings are faults; hints are taste.
import { readFileSync } from 'node:fs';

import { Parser } from '@asyncapi/parser';

const WARNING = 1;

const parser = new Parser();
const faults = {};
for (const file of process.argv.slice(2)) {
  const found = await parser.validate(readFileSync(file, 'utf8'), { source: file });
  faults[file] = found
    .filter(({ severity }) => severity <= WARNING)
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}
console.log(JSON.stringify(faults));

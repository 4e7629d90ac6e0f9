// node libs/contracts/corpus/add.mjs: writes the samples of event types and schema versions that the
// corpus does not have yet behind its entries, and prints the line for SEALED in corpus.spec.ts.
// It never changes an entry: events of that version stand in logs with exactly those bytes.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const path = join(root, 'libs/contracts/src/corpus/corpus.json');

const projects = ['kernel', 'ledger-format', 'contracts'].map((name) => join(root, 'libs', name));
execFileSync(process.execPath, [join(root, 'tools/build.mjs'), ...projects]);
const { CATALOGUE } = await import('../dist/index.js');
const { sampleEnvelope } = await import('../dist/corpus/samples.js');
const { growTree, leafHashOf, preimageOf, rootOf } = await import('@esep/ledger-format');

const corpus = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
const samples = Object.keys(CATALOGUE).map((type) => {
  const envelope = sampleEnvelope(type);
  const bytes = preimageOf(envelope);
  const leaf = leafHashOf(bytes).toString('hex');
  return { type, schemaVersion: envelope.schemaVersion, bytes, leaf };
});

const entryOf = ({ type, schemaVersion }) =>
  corpus.find((entry) => entry.type === type && entry.schemaVersion === schemaVersion);
const changed = samples.filter((sample) => (entryOf(sample)?.leaf ?? sample.leaf) !== sample.leaf);
if (changed.length > 0) {
  const names = changed.map(({ type, schemaVersion }) => `${type}@${schemaVersion}`).join(', ');
  console.error(`The samples of ${names} are no longer what the corpus holds, and it never changes.
Take the sample back, or raise the schemaVersion in the catalogue and add an upcaster.`);
  process.exit(1);
}

const added = samples.filter((sample) => entryOf(sample) === undefined);
const entries = [...corpus, ...added];
writeFileSync(path, `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`);

const leaves = entries.map(({ leaf }) => Buffer.from(leaf, 'hex'));
const nodes = new Map();
for (const { level, index, hash } of growTree(0, leaves)) nodes.set(`${level}/${index}`, hash);
const tree = rootOf(leaves.length, ({ level, index }) => nodes.get(`${level}/${index}`));
console.log(`${added.length} entries added. Line for SEALED in corpus.spec.ts:`);
console.log(`  [${entries.length}, '${tree.toString('hex')}'],`);

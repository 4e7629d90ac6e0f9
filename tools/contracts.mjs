// npm run contracts [-- --check | --publish] [--into DIRECTORY]
//
// Writes what is made of the types of events (docs/adr/0014):
//
//   libs/contracts/schemas/<Event>.v<n>.json   a JSON Schema of each body, in today's version
//   docs/asyncapi.yaml                         what goes over Kafka, who sends it and who reads it
//
// `--check` writes nothing, names what would be written, and ends with 1 when there is any.
// `--publish` promises what is new (libs/contracts/src/published): new types, new versions, added
// fields. It refuses when an earlier promise is broken, and never changes one.
// `--into` does so in another directory than the repository's.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';

import { asyncApiOf } from './asyncapi.mjs';
import { eventSchemas } from './event-schemas.mjs';
import { root } from './runtime.mjs';

const ASYNCAPI = 'docs/asyncapi.yaml';
const MADE = '# Made by npm run contracts.\n';
/** Every value stands where it is, and long text in one line, as prettier leaves it. */
const YAML = { aliasDuplicateObjects: false, lineWidth: 0 };

const SCHEMAS = 'libs/contracts/schemas';
const PUBLISHED = 'libs/contracts/src/published/published.json';

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    publish: { type: 'boolean', default: false },
    into: { type: 'string', default: root },
  },
});
const into = resolve(options.into);

const projects = ['kernel', 'ledger-format', 'contracts', 'platform'].map((name) =>
  join(root, 'libs', name),
);
execFileSync(process.execPath, [join(root, 'tools/build.mjs'), ...projects]);
const { CATALOGUE, READERS } = await import('../libs/contracts/dist/index.js');
const { brokenPromises } = await import('../libs/contracts/dist/published/broken-promises.js');
const { nameOfPromise, presentPromises, promiseSeal } =
  await import('../libs/contracts/dist/published/promise.js');

const made = await madeFiles();
const outdated = Object.keys(made).filter((path) => read(path) !== made[path]);
if (options.check) check();
else {
  for (const path of outdated) write(path, made[path]);
  console.log(`${Object.keys(made).length} files are as the types say, ${outdated.length} anew.`);
  if (options.publish) publish();
}

/** Path and content of everything that is made of the types. */
async function madeFiles() {
  const config = await resolveConfig(join(root, SCHEMAS, 'any.json'));
  const { events, envelope } = eventSchemas();
  const contents = [...events].map(([type, { schema }]) => [
    `${SCHEMAS}/${type}.v${CATALOGUE[type].schemaVersion}.json`,
    JSON.stringify(schema),
  ]);
  contents.push([ASYNCAPI, `${MADE}${stringify(await asyncApi(events, envelope), YAML)}`]);
  const files = contents.map(async ([path, content]) => [
    path,
    await format(content, { ...config, filepath: path }),
  ]);
  return Object.fromEntries(await Promise.all(files));
}

async function asyncApi(events, envelope) {
  const platform = {
    ...(await import('../libs/platform/dist/kafka/kafka-topics.js')),
    ...(await import('../libs/platform/dist/kafka/kafka-message.js')),
  };
  return asyncApiOf({
    catalogue: CATALOGUE,
    readers: READERS,
    events,
    envelope,
    corpus: JSON.parse(readFileSync(join(root, 'libs/contracts/src/corpus/corpus.json'), 'utf8')),
    platform,
  });
}

function check() {
  for (const path of outdated) console.error(`${path} is not what the types say.`);
  if (outdated.length === 0) return;
  console.error('npm run contracts writes it.');
  process.exitCode = 1;
}

function publish() {
  const promised = JSON.parse(read(PUBLISHED) ?? '[]');
  const present = presentPromises(schemasThere(), promised);
  const broken = brokenPromises(promised, present);
  if (broken.length > 0) {
    console.error(broken.join('\n'));
    process.exitCode = 1;
    return;
  }
  const last = new Map(promised.map((promise) => [nameOfPromise(promise), promise]));
  const news = present.filter((promise) => {
    const before = last.get(nameOfPromise(promise));
    return before === undefined || promiseSeal([before]) !== promiseSeal([promise]);
  });
  const all = [...promised, ...news];
  write(PUBLISHED, `[\n${all.map((promise) => JSON.stringify(promise)).join(',\n')}\n]\n`);
  console.log(`${news.length} promises added. Line for SEALED in published.spec.ts:`);
  console.log(`  [${all.length}, '${promiseSeal(all)}'],`);
}

/** Of each type and version, old versions among them. */
function schemasThere() {
  return readdirSync(join(into, SCHEMAS)).map((file) => {
    const [, type, version] = /^(\w+)\.v(\d+)\.json$/.exec(file);
    const schema = JSON.parse(read(`${SCHEMAS}/${file}`));
    return { type, schemaVersion: Number(version), schema };
  });
}

function read(path) {
  return existsSync(join(into, path)) ? readFileSync(join(into, path), 'utf8') : undefined;
}

function write(path, content) {
  mkdirSync(dirname(join(into, path)), { recursive: true });
  writeFileSync(join(into, path), content);
}

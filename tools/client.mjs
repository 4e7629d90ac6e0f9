// npm run client [-- --check] [--into DIRECTORY]
//
// Writes what is made of the services' OpenAPI documents, which are made of their code, without a database:
//
//   libs/client/src/paths/<service>.ts   the types of a document
//   docs/access.md                       who may call which operation
//
// `--check` writes nothing, names what would be written, and ends with 1 when there is any.
// `--into` does so in another directory than the repository's.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import openapiTypes, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

import { accessPage } from './access-page.mjs';
import { root } from './runtime.mjs';

const MADE = '// Made by npm run client.\n\n';
const PROBLEM = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemSchema' } },
};

const { values: options } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    into: { type: 'string', default: root },
  },
});

execFileSync(process.execPath, [join(root, 'tools/build.mjs')]);
const { openApiDocuments } = await import('../apps/embedded/dist/index.js');

const outdated = [];
const { dev, ...services } = await openApiDocuments();
const made = { 'docs/access.md': await formatted(accessPage(services), 'docs/access.md') };
for (const [service, document] of Object.entries({ ...services, dev })) {
  const path = `libs/client/src/paths/${service}.ts`;
  made[path] = await typesOf(document, path);
}
for (const [path, text] of Object.entries(made)) {
  const file = join(resolve(options.into), path);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  outdated.push(path);
  if (options.check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (!options.check) console.log(`${outdated.length} files are written anew.`);
else if (outdated.length > 0) {
  for (const path of outdated) console.error(`${path} is not what its document says.`);
  console.error('npm run client writes it.');
  process.exitCode = 1;
}

async function typesOf(document, path) {
  const types = await openapiTypes(withOneRefusal(document));
  const used = types.filter(({ name }) => !['webhooks', '$defs'].includes(name.text));
  return formatted(MADE + astToString(used), path);
}

async function formatted(text, path) {
  return format(text, { ...(await resolveConfig(join(root, path))), filepath: path });
}

/**
 * Each operation has a dozen answers that are refusals, all problem documents. They become one, with all
 * facts of the service and the `about:blank` of libs/client/src/client.ts. Without that, and without the
 * examples of whole bodies, the types would be three times as long.
 */
function withOneRefusal(document) {
  const { paths, components } = structuredClone(document);
  const facts = new Set();
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    const { requestBody, responses } = operation;
    const refusals = Object.keys(responses).filter((status) => status >= '400');
    for (const status of refusals) {
      const text = JSON.stringify(responses[status]);
      for (const [fact] of text.matchAll(/urn:esep:problem:[a-z-]+/g)) facts.add(fact);
      delete responses[status];
    }
    for (const { content = {} } of [requestBody ?? {}, ...Object.values(responses)])
      for (const media of Object.values(content)) delete media.example;
    responses.default = { description: 'A refusal (RFC 9457).', content: PROBLEM };
  }
  const { type } = components.schemas.ProblemSchema.properties;
  type.enum = ['about:blank', ...[...facts].toSorted()];
  return { ...document, paths, components };
}

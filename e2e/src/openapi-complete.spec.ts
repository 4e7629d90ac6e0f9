import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SERVICE_NAMES } from '@esep/embedded';
import type { Role } from '@esep/platform';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

import { describeOnBothHosts, openTestHosts, type TestHost, type TestHosts } from './test-hosts.js';

// What a service answers stands in its document: every operation, with a content type and a schema.

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Schema;
    readonly example?: unknown;
  }[];
  readonly responses: Record<string, Answer>;
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly 'x-esep-roles'?: readonly Role[];
  readonly 'x-esep-public'?: boolean;
}
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly pattern?: string;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
}
interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}
interface Answer {
  readonly content?: Record<string, Media>;
}

/** What is answered before any operation is found. */
const OF_NO_OPERATION = new Set(['421 host-unknown', '503 not-ready']);

const isOfForm = (schema: Schema): boolean =>
  ['format', 'pattern', 'enum'].some((word) => word in schema);

/** Is there an example, and is it one? */
const isExample = (
  ajv: Ajv2020,
  { schema, example }: Partial<Media> & { schema: Schema },
): boolean => {
  const text = JSON.stringify(schema).replaceAll('"#/', '"document#/');
  return example !== undefined && ajv.validate(JSON.parse(text) as object, example) === true;
};

describeOnBothHosts('The OpenAPI documents', (kind) => {
  let hosts: TestHosts;
  let esep: TestHost;
  beforeAll(async () => {
    hosts = await openTestHosts(kind);
    esep = await hosts.start('2026-01-02T00:00:00.000Z');
  }, 120_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
  });

  it.each(SERVICE_NAMES)('say what each operation of %s answers', async (service) => {
    const { paths } = await documentOf(service);
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { responses }]) => ({
        operation: `${method.toUpperCase()} ${path}`,
        answers: Object.entries(responses).filter(([status]) => status.startsWith('2')),
      })),
    );
    expect(operations.length).toBeGreaterThan(10);
    const silent = operations.filter(
      ({ answers }) =>
        answers.length === 0 ||
        answers.some(([status, { content = {} }]) => status !== '204' && !hasSchema(content)),
    );
    expect(silent.map(({ operation }) => operation)).toEqual([]);
  });

  it.each(SERVICE_NAMES)('say what each operation of %s does, with an example', async (service) => {
    const { paths, components } = await documentOf(service);
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    ajv.addSchema({ $id: 'document', components }, 'document');
    const lacking: string[] = [];
    for (const [path, item] of Object.entries(paths))
      for (const [method, operation] of Object.entries(item)) {
        const lack = (what: string) => lacking.push(`${method} ${path}: ${what}`);
        const { summary = '', description = '', parameters = [], requestBody } = operation;
        if (summary.length < 10) lack('summary');
        if (description.length < 80 || description.startsWith('\n')) lack('description');
        for (const parameter of parameters) {
          if (parameter.in === 'path' && !isOfForm(parameter.schema))
            lack(`form of ${parameter.name}`);
          if (!isExample(ajv, parameter)) lack(`example of ${parameter.name}`);
        }
        const answers = Object.entries(operation.responses).filter(([status]) => status < '300');
        for (const { content = {} } of [
          requestBody ?? {},
          ...answers.map(([, answer]) => answer),
        ]) {
          const media = content['application/json'];
          if (media && !isExample(ajv, media)) lack(`example of ${JSON.stringify(media.schema)}`);
        }
      }
    expect(lacking).toEqual([]);
  });

  it('name every fact by which a service fails', async () => {
    const named = new Set<string>();
    for (const service of SERVICE_NAMES)
      for (const item of Object.values((await documentOf(service)).paths))
        for (const { responses } of Object.values(item))
          for (const [status, answer] of Object.entries(responses))
            for (const [, fact] of JSON.stringify(answer).matchAll(/urn:esep:problem:([a-z-]+)/g))
              named.add(`${status} ${fact}`);
    const root = join(import.meta.dirname, '../..');
    const thrown = new Set<string>();
    for (const file of globSync('{services/*/app,libs/platform}/src/**/*.ts', { cwd: root })) {
      if (file.endsWith('.spec.ts') || file.includes('/testing/')) continue;
      const text = readFileSync(join(root, file), 'utf8');
      for (const [, status, fact] of text.matchAll(/new Problem\(\s*(\d+), '([a-z-]+)'/g))
        thrown.add(`${status} ${fact}`);
    }
    expect(thrown.size).toBeGreaterThan(40);
    expect([...thrown].filter((one) => !named.has(one) && !OF_NO_OPERATION.has(one))).toEqual([]);
  });

  it.each(SERVICE_NAMES)('API-7: say who may call each operation of %s', async (service) => {
    const { paths } = await documentOf(service);
    const open = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, one]) => one['x-esep-public'] !== true && !one['x-esep-roles']?.length)
        .map(([method]) => `${method.toUpperCase()} ${path.replace(`/${service}/v1`, '')}`),
    );
    expect(open.filter((operation) => !FOR_ANY_TOKEN.has(operation))).toEqual([]);
  });

  it.each(SERVICE_NAMES)(
    'API-20: have no text of %s that takes a person’s number',
    async (service) => {
      const document = await documentOf(service);
      const taken: string[] = [];
      let texts = 0;
      for (const [path, { post }] of Object.entries(document.paths)) {
        const schema = post?.requestBody?.content['application/json']?.schema;
        if (schema === undefined) continue;
        const role = post?.['x-esep-roles']?.[0] ?? 'licensing-officer';
        const organisation = ORGANISATIONS[role] ?? 'aifc';
        for (const pointer of textsOf(schema, document)) {
          texts += 1;
          const to = path.replaceAll(/\{\w+\}/g, 'x');
          const { body } = await esep.call(to, { role, organisation }, bodyWith(pointer));
          const errors = (body['errors'] ?? []) as { pointer: string; code: string }[];
          const isRefused = errors.some(
            (error) => pointer.replace(/\/0$/, '') === error.pointer && error.code !== 'missing',
          );
          if (!isRefused) taken.push(`${path} ${pointer}`);
        }
      }
      expect(texts).toBeGreaterThan(5);
      expect(taken).toEqual([]);
    },
  );

  async function documentOf(service: string): Promise<Document> {
    const answer = await fetch(`${esep.host.url}/${service}/v1/openapi.json`);
    return (await answer.json()) as Document;
  }
});

/** What any valid token may ask: itself, lists that are nearly public, and receipts, which judge for themselves. */
const FOR_ANY_TOKEN = new Set([
  'GET /me',
  'GET /rule-packs',
  'GET /rule-packs/{hash}',
  'GET /receipts/{eventId}',
  'GET /search',
  'GET /pools',
  'GET /exchanges',
  'GET /prices',
  'GET /exchange-rates',
]);

const ORGANISATIONS: Partial<Record<Role, string>> = { pool: 'dmp-1', exchange: 'ex-1' };
const IIN = '791028302728';

/** Quantities, and what is there for an IIN or BIN. */
const isOfDigits = (pattern: string): boolean => !/[a-z]/i.test(pattern.replaceAll('\\d', ''));

/** Pointers to all texts in a body. */
const textsOf = (schema: Schema, document: Document, at = ''): string[] => {
  const { $ref, allOf, type, pattern, properties, items } = schema;
  if ($ref !== undefined)
    return textsOf(document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, document, at);
  if (type === 'string') return pattern !== undefined && isOfDigits(pattern) ? [] : [at];
  return [
    ...(allOf ?? []).flatMap((part) => textsOf(part, document, at)),
    ...Object.entries(properties ?? {}).flatMap(([name, one]) =>
      textsOf(one, document, `${at}/${name}`),
    ),
    ...(items ? textsOf(items, document, `${at}/0`) : []),
  ];
};

/** `/rows/0/tradeId` is `{ rows: [{ tradeId: IIN }] }`. */
const bodyWith = (pointer: string): object =>
  pointer
    .split('/')
    .slice(1)
    .reduceRight<unknown>(
      (value, name) => (name === '0' ? [value] : { [name]: value }),
      IIN,
    ) as object;

const hasSchema = (content: NonNullable<Answer['content']>): boolean =>
  Object.values(content).length > 0 && Object.values(content).every(({ schema }) => schema);

import { SERVICE_NAMES } from '@esep/embedded';
import type { Role } from '@esep/platform';

import { describeOnBothHosts, openTestHosts, type TestHost, type TestHosts } from './test-hosts.js';

// What a service answers stands in its document: every operation, with a content type and a schema.

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Operation {
  readonly responses: Record<string, Answer>;
  readonly requestBody?: { readonly content: Record<string, { schema: Schema }> };
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
interface Answer {
  readonly content?: Record<string, { schema?: object }>;
}

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

/** What any valid token may ask: lists that are nearly public, and receipts, which judge for themselves. */
const FOR_ANY_TOKEN = new Set([
  'GET /rule-packs',
  'GET /rule-packs/{hash}',
  'GET /receipts/{eventId}',
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

import { SERVICE_NAMES } from '@esep/embedded';

import { describeOnBothHosts, openTestHosts, type TestHost, type TestHosts } from './test-hosts.js';

// What a service answers stands in its document: every operation, with a content type and a schema.

interface Document {
  readonly paths: Record<string, Record<string, { responses: Record<string, Answer> }>>;
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
    const answer = await fetch(`${esep.host.url}/${service}/v1/openapi.json`);
    const { paths } = (await answer.json()) as Document;
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
});

const hasSchema = (content: NonNullable<Answer['content']>): boolean =>
  Object.values(content).length > 0 && Object.values(content).every(({ schema }) => schema);

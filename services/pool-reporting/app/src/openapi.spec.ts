import { startTestPoolReporting, type TestPoolReporting } from './testing/test-pool-reporting.js';

interface Operation {
  readonly tags: readonly string[];
  readonly summary?: string;
  readonly responses: Record<string, { readonly content?: object }>;
}

describe('The OpenAPI document of pool reporting', () => {
  let pool: TestPoolReporting;
  beforeAll(async () => {
    pool = await startTestPoolReporting();
  });
  afterAll(() => pool.close());

  it('says of every call about reports what it does and what it answers', async () => {
    const { body } = await pool.get('pool-reporting/v1/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, Operation>> };
    const calls = Object.entries(paths)
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, call]) => ({ ...call, name: `${method} ${path}` })),
      )
      .filter(({ tags }) => tags.includes('reports'));
    expect(calls.map(({ name }) => name)).toEqual([
      'post /pool-reporting/v1/distributions',
      'post /pool-reporting/v1/payouts',
      'post /pool-reporting/v1/reversals',
      'post /pool-reporting/v1/completeness',
      'get /pool-reporting/v1/submissions',
      'get /pool-reporting/v1/submissions/{kind}/{reportId}',
      'get /pool-reporting/v1/submissions/{kind}/{reportId}/rejected-rows',
      'get /pool-reporting/v1/calendar',
    ]);
    for (const { summary, responses } of calls) {
      expect(summary).toMatch(/^\w{3,}/);
      const answers = Object.entries(responses).filter(([status]) => status < '300');
      expect(answers.map(([, { content }]) => Object.keys(content ?? {})[0])).toEqual(
        answers.map(() => 'application/json'),
      );
    }
  });
});

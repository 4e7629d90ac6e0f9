import {
  startTestExchangeSettlement,
  type TestExchangeSettlement,
} from './testing/test-exchange-settlement.js';

interface Operation {
  readonly tags: readonly string[];
  readonly summary?: string;
  readonly responses: Record<string, { readonly content?: object }>;
}

describe('The OpenAPI document of exchange settlement', () => {
  let exchange: TestExchangeSettlement;
  beforeAll(async () => {
    exchange = await startTestExchangeSettlement();
  });
  afterAll(() => exchange.close());

  it('says of every call about reports what it does and what it answers', async () => {
    const { body } = await exchange.get('exchange-settlement/v1/openapi.json');
    const { paths } = body as { paths: Record<string, Record<string, Operation>> };
    const calls = Object.entries(paths)
      .flatMap(([path, item]) =>
        Object.entries(item).map(([method, call]) => ({ ...call, name: `${method} ${path}` })),
      )
      .filter(({ tags }) => tags.includes('reports'));
    expect(calls.map(({ name }) => name)).toEqual([
      'post /exchange-settlement/v1/fills',
      'post /exchange-settlement/v1/busts',
      'post /exchange-settlement/v1/corrections',
      'post /exchange-settlement/v1/deposits',
      'post /exchange-settlement/v1/withdrawals',
      'post /exchange-settlement/v1/completeness',
      'get /exchange-settlement/v1/submissions',
      'get /exchange-settlement/v1/submissions/{kind}/{reportId}',
      'get /exchange-settlement/v1/submissions/{kind}/{reportId}/rejected-rows',
      'get /exchange-settlement/v1/calendar',
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

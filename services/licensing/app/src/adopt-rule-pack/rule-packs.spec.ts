import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { aifc2026 } from '@esep/rulebook';

import { licensingParts, startLicensing } from '../index.js';

// A change of the law over HTTP: it never breaks the services that follow it, and says what it
// changes of days that are over.

const EFFECTIVE = '2027-01-01T00:00:00+05:00';

describe('A rule pack that is proposed', () => {
  let context: TestContext;
  let client: TestClient;
  let officer: string;
  let second: string;

  beforeAll(async () => {
    context = await testContext(licensingParts);
    client = await context.serve(await startLicensing(context.context));
    const role = { organisation: 'aifc', roles: ['licensing-officer'] as const };
    officer = await context.token({ ...role, subject: 'officer-1' });
    second = await context.token({ ...role, subject: 'officer-2' });
  });
  afterAll(() => context.close());

  it('FIGURES-21: is refused by the key that nothing follows', async () => {
    const answer = await propose(withValue('carryForward', true));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      type: 'urn:esep:problem:rule-pack-not-followed',
      errors: [{ pointer: '/rules/carryForward/values/0/value', code: 'not-followed' }],
    });
  });

  it('FIGURES-21: is refused by the key that is another law for days that are over', async () => {
    const answer = await propose(withValue('graceDays', 15));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      type: 'urn:esep:problem:rule-pack-changes-the-past',
      errors: [{ pointer: '/rules/graceDays', code: 'changes-the-past' }],
    });
  });

  it('FIGURES-21: changes the past when it says why, and both persons read it', async () => {
    const retroactive = 'The court found that the law had given fifteen days all along.';
    const proposed = await propose(withValue('graceDays', 15), { retroactive });
    expect(proposed.status).toBe(202);
    const { proposalId, receipt } = (await proposed.json()) as Record<string, string>;
    expect(receipt).toBeDefined();
    const confirm = `licensing/v1/proposals/${proposalId}/confirm`;
    expect((await client.call(confirm, { token: officer, body: {} })).status).toBe(422);
    expect((await client.call(confirm, { token: second, body: {} })).status).toBe(201);
    const events = await client.call('licensing/v1/events?limit=100', {
      token: await context.token({ subject: 'a', organisation: 'aifc', roles: ['auditor'] }),
    });
    const { events: page } = (await events.json()) as { events: { bytes: string }[] };
    const adopted = page
      .map(({ bytes }) => JSON.parse(bytes) as { type: string; body: Record<string, unknown> })
      .findLast(({ type }) => type === 'RulePackAdopted');
    expect(adopted?.body['retroactive']).toBe(retroactive);
    const laws = await client.call('licensing/v1/rule-packs', { token: officer });
    const { items } = (await laws.json()) as { items: object[] };
    expect(items).toMatchObject([
      { packId: 'aifc-next', inForce: false, retroactive },
      { packId: 'aifc-2026', inForce: true },
    ]);
    expect(items[1]).not.toHaveProperty('retroactive');
  });

  function propose(pack: object, but: object = {}): Promise<Response> {
    const body = { pack, effectiveFrom: EFFECTIVE, ...but };
    return client.call('licensing/v1/rule-packs', { token: officer, body });
  }
});

function withValue(key: 'carryForward' | 'graceDays', value: unknown): object {
  const rule = aifc2026.rules[key];
  const values = [{ ...rule.values[0], value }];
  return {
    ...aifc2026,
    packId: 'aifc-next',
    rules: { ...aifc2026.rules, [key]: { ...rule, values } },
  };
}

import { aifc2026, type RulePack } from '@esep/rulebook';

import {
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from '../testing/test-supervision.js';

describe('What a rule pack would change (FIGURES-21)', () => {
  let supervision: TestSupervision;
  beforeAll(async () => {
    supervision = await startTestSupervision();
    await supervision.mined('2026-03-05T07:00:00.000Z', 1_000);
    await supervision.sold('2026-03-06T07:00:00.000Z', 750);
    await supervision.complete('2026-04-20T19:00:00.000Z');
  });
  afterAll(() => supervision.close());

  it('FIGURES-21: is told by licensee and month, as it is now and as it would be then', async () => {
    const answer = await effects(withShare(8_000));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      items: [
        {
          licenseeId: LICENSEE,
          name: 'Batys Mining LLP',
          asset: 'BTC',
          period: '2026-03',
          now: { state: 'final', verdict: 'compliant', required: '750', shortfall: '0' },
          then: { state: 'final', verdict: 'breach', required: '800', shortfall: '50' },
        },
      ],
      next: null,
    });
  });

  it('FIGURES-21: is nothing where the pack says the same', async () => {
    expect(await (await effects(aifc2026)).json()).toMatchObject({ items: [], next: null });
  });

  it('FIGURES-21: leaves the law and the figures as they are', async () => {
    await effects(withShare(10_000));
    expect(await supervision.row('2026-03')).toMatchObject({ verdict: 'compliant' });
  });

  it('FIGURES-21: is refused of a pack that the software cannot follow, key by key', async () => {
    const answer = await effects(withValue('carryForward', true));
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      type: 'urn:esep:problem:rule-pack-not-followed',
      errors: [{ pointer: '/rules/carryForward/values/0/value' }],
    });
    expect((await effects({ packId: 'nothing' })).status).toBe(400);
  });

  it('FIGURES-21: is told to nobody who has no say in it', async () => {
    const token = await supervision.context.token({
      subject: 'miner',
      organisation: LICENSEE,
      roles: ['licensee'],
    });
    expect((await effects(aifc2026, token)).status).toBe(403);
  });

  function effects(pack: object, token = supervision.analyst): Promise<Response> {
    const body = { pack };
    return supervision.client.call('supervision/v1/rule-packs/effects', { token, body });
  }
});

const withShare = (bps: number): RulePack => withValue('saleShareBps', bps);

function withValue(key: 'saleShareBps' | 'carryForward', value: unknown): RulePack {
  const rule = aifc2026.rules[key];
  const last = rule.values.at(-1);
  const values = [...rule.values.slice(0, -1), { ...last, value }];
  return { ...aifc2026, rules: { ...aifc2026.rules, [key]: { ...rule, values } } } as RulePack;
}

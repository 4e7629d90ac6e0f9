import { aifc2026, type ReconciliationRules, type RulePack } from '@esep/rulebook';
import { factsOf, reconcile, toWire, type WireReconciliationFacts } from '@esep/supervision-domain';

import {
  LICENSEE,
  PARTY,
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

describe('What a rule pack’s effects are worked out from', () => {
  let supervision: TestSupervision;
  beforeAll(async () => {
    supervision = await startTestSupervision();
    await supervision.mined('2026-03-05T07:00:00.000Z', 1_000);
    await supervision.sold('2026-03-06T07:00:00.000Z', 750);
    await supervision.complete('2026-04-20T19:00:00.000Z');
  });
  afterAll(() => supervision.close());

  it('FIGURES-21: gives elsewhere the rows that the ledger has', async () => {
    const { items, by, next } = await inputs();
    expect(items).toMatchObject([
      {
        ...{ licenseeId: LICENSEE, name: 'Batys Mining LLP', licences: ['L-1'] },
        rows: [{ period: '2026-03', verdict: 'compliant', required: '750', soldInTime: '750' }, {}],
      },
    ]);
    expect(next).toBeNull();
    const [item] = items as [Item];
    const worked = reconcile(factsOf(item.facts), by.rules, by.knownAt, by.asOf);
    expect(toWire(worked.rows)).toMatchObject(item.rows);
  });

  it('FIGURES-21: gives elsewhere what the effects say of another share', async () => {
    const { items, by } = await inputs();
    const [item] = items as [Item];
    const shareBps = [{ from: '2025-01-01', bps: 8_000 }];
    const rules = { ...by.rules, shareBps };
    const { rows } = reconcile(factsOf(item.facts), rules, by.knownAt, by.asOf);
    const body = { pack: withShare(8_000) };
    const effects = await supervision.client.call('supervision/v1/rule-packs/effects', {
      ...{ token: supervision.analyst, body },
    });
    const [effect] = ((await effects.json()) as { items: { then: object }[] }).items;
    expect(toWire(rows[0])).toMatchObject(effect?.then ?? {});
  });

  it('FIGURES-21: is as known at an instant, and tells nobody’s number', async () => {
    const { items, by } = await inputs('&knownAt=2026-03-05T12:00:00.000Z');
    expect(by).toMatchObject({ knownAt: '2026-03-05T12:00:00.000Z', packId: aifc2026.packId });
    const [item] = items as [Item];
    expect(item.rows).toMatchObject([{ period: '2026-03', state: 'open', soldInTime: '0' }]);
    expect(item.facts).toMatchObject({ licenseeBin: '0', distributions: [{}], fills: [] });
    expect(JSON.stringify(items)).not.toContain(PARTY);
  });

  it('FIGURES-21: is nothing of an asset that nobody mined', async () => {
    expect(await inputs('', 'LTC')).toMatchObject({ items: [], next: null });
  });

  it('FIGURES-21: is told in pages, and to nobody who has no say in it', async () => {
    const { items } = await inputs('&limit=1');
    expect(items).toHaveLength(1);
    expect((await call('&cursor=nothing')).status).toBe(400);
    const who = { subject: 'miner', organisation: LICENSEE, roles: ['licensee'] } as const;
    const token = await supervision.context.token({ ...who, roles: [...who.roles] });
    expect((await call('', 'BTC', token)).status).toBe(403);
  });

  const call = (more = '', asset = 'BTC', token = supervision.analyst) =>
    supervision.client.call(`supervision/v1/rule-packs/effects/inputs?asset=${asset}${more}`, {
      token,
    });

  async function inputs(more = '', asset = 'BTC'): Promise<Inputs> {
    const answer = await call(more, asset);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Inputs;
  }
});

interface Item {
  readonly rows: readonly object[];
  readonly facts: WireReconciliationFacts;
}

interface Inputs {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly by: {
    readonly rules: ReconciliationRules;
    readonly knownAt: string;
    readonly asOf: string;
  };
}

const withShare = (bps: number): RulePack => withValue('saleShareBps', bps);

function withValue(key: 'saleShareBps' | 'carryForward', value: unknown): RulePack {
  const rule = aifc2026.rules[key];
  const last = rule.values.at(-1);
  const values = [...rule.values.slice(0, -1), { ...last, value }];
  return { ...aifc2026, rules: { ...aifc2026.rules, [key]: { ...rule, values } } } as RulePack;
}

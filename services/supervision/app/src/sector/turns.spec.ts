import { DevelopmentClock } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';
import { DataSource } from 'typeorm';

import { startSupervision, supervisionParts } from '../index.js';

// Questions about everybody: whoever asks one gets the whole sector, and nobody else waits for it.
// The context fails where the loop was held for more than `TURN_MS_MAX`.

const GO_LIVE = '2025-12-31T19:00:00.000Z';
const NOW = '2026-05-20T07:00:00.000Z';
const LICENSEES = 150;
const FILLS = 100_000;
/** Five databases, and a thousand questions to them for each list, on a machine that others use too. */
const PATIENCE_MS = 300_000;

describe('Hundreds of licensees', () => {
  let context: TestContext;
  let client: TestClient;
  let token: string;

  beforeAll(async () => {
    const clock = await DevelopmentClock.start({ startAt: NOW });
    context = await testContext(supervisionParts, { clock });
    for (const service of ['licensing', 'pool-reporting', 'exchange-settlement', 'tax'])
      await context.log(service);
    const app = await startSupervision(context.context);
    await app.get(DataSource).query(KEPT);
    client = await context.serve(app);
    token = await context.token({
      subject: 'dana',
      organisation: 'aifc',
      roles: ['supervision-analyst'],
    });
  }, PATIENCE_MS);
  afterAll(() => context.close());

  const ask = async (path: string) => {
    const answer = await client.call(`supervision/v1/${path}`, { token });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown> & { items: object[]; next: string };
  };

  it(
    'API-2: have a sector that is summed up in turns',
    async () => {
      const sector = await ask(`sector?period=2026-03&knownAt=${NOW}`);
      expect(sector).toMatchObject({
        conversions: [{ currency: 'KZT', amount: String(FILLS), fills: FILLS }],
        assets: [{ asset: 'BTC', licensees: LICENSEES, verdicts: { inconclusive: LICENSEES } }],
      });
    },
    PATIENCE_MS,
  );

  it(
    'API-2: have rows that are listed in turns, also when none is found',
    async () => {
      const all = await ask(`reconciliations?limit=500&period=2026-03&knownAt=${NOW}`);
      expect(all.items).toHaveLength(LICENSEES);
      const none = await ask(`reconciliations?verdict=breach&knownAt=${NOW}`);
      expect([none.items, none.next]).toEqual([[], null]);
    },
    PATIENCE_MS,
  );
});

/** As the consumer keeps it: licensees with an affiliation each, and all their sales of March. */
const KEPT = `
insert into licensees
select ('019a0000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'party-' || n, 'legal-entity', 'Miner ' || n
  from generate_series(1, ${LICENSEES}) n;
insert into subjects (licensee_id, asset, touched, touched_at, judged)
select licensee_id, 'BTC', 1, '${GO_LIVE}', 1 from licensees;
insert into rule_packs values ('${packHash(aifc2026)}', 1, '${aifc2026.packId}', '${GO_LIVE}', '${GO_LIVE}',
  $pack$${canonicalPackBytes(aifc2026)}$pack$);
insert into facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
select 'esep/licensing/test', row_number() over (), licensee_id, 'BTC', gen_random_uuid(), '${GO_LIVE}',
       'PoolAffiliationDeclared',
       json_build_object('licenceId', 'L-1', 'licenseeId', licensee_id, 'poolId', 'dmp-1', 'asset', 'BTC',
         'from', '${GO_LIVE}')::text
  from licensees;
insert into facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
select 'esep/exchange-settlement/test', n, l.id, 'BTC', gen_random_uuid(), '2026-03-20T07:00:00.000Z',
       'FillRecorded',
       json_build_object('exchangeId', 'ex-1', 'tradeId', 't-' || n, 'side', 'sell', 'licenseeId', l.id,
         'asset', 'BTC', 'quantity', '1', 'quote', json_build_object('amount', '1', 'currency', 'KZT'),
         'executedAt', '2026-03-20T07:00:00.000Z')::text
  from generate_series(1, ${FILLS}) n
  cross join lateral (select ('019a0000-0000-7000-8000-' || lpad((n % ${LICENSEES} + 1)::text, 12, '0'))::uuid as id) l;
analyze;`;

import { instantOf, millisOf } from '@esep/kernel';
import { envelopeOf } from '@esep/ledger-format';
import type { DomainEvent } from '@esep/platform';
import { TEST_NOW, until } from '@esep/platform/testing';
import { findingId } from '@esep/supervision-domain';

import {
  exchangeLicensed,
  GO_LIVE,
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from './testing/test-supervision.js';

// From the services' facts to the verdict, on real databases: facts arrive on four logs, figures are
// read at any two instants, and what follows from them is said by itself.

const OTHER = '019a0000-0000-7000-8000-00000000000b';

describe('Supervision', () => {
  let test: TestSupervision;
  beforeEach(async () => {
    test = await startTestSupervision();
  });
  afterEach(() => test.close());

  it('finds that who sold 75 % in time kept the rule (SALE-1)', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 75);
    await test.complete('2026-04-12T00:00:00.000Z');
    expect(await test.row('2026-03')).toMatchObject({
      state: 'final',
      verdict: 'compliant',
      mined: '100',
      required: '75',
    });
    await until(async () => (await test.judged('2026-03'))?.verdict === 'compliant');
    expect(await test.findings()).toEqual([]);
  });

  it('finds the shortfall, raises it, and knows later that it was cured', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    await test.complete('2026-04-12T00:00:00.000Z');
    expect(await test.row('2026-03')).toMatchObject({ verdict: 'breach', shortfall: '15' });
    await until(async () => (await test.findings()).length === 1);
    expect(await test.findings()).toMatchObject([
      { type: 'under-sold', state: 'open', quantity: '15', period: '2026-03', rules: ['SALE-1'] },
    ]);

    await test.sold('2026-04-12T06:00:00.000Z', 15);
    await test.complete('2026-05-12T00:00:00.000Z');
    await until(async () => (await test.findings())[0]?.revision === 2);
    expect(await test.row('2026-03')).toMatchObject({
      verdict: 'breach-cured-late',
      outstanding: '0',
      restatement: 1,
    });
  });

  it('restates a final row when a trade is busted, and still shows what was known before', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 75, { tradeId: 't-1' });
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.judged('2026-03'))?.verdict === 'compliant');
    const before = (await test.known()).knownThrough;
    await test.exchanges.record('fill-ex-1-t-1-sell', {
      type: 'FillBusted',
      exchangeId: 'ex-1',
      tradeId: 't-1',
      side: 'sell',
      licenseeId: LICENSEE,
      asset: 'BTC',
      reason: 'error',
      bustedAt: test.clock.now(),
    } as DomainEvent);
    await until(async () => (await test.row('2026-03')).verdict === 'breach');
    await until(async () => (await test.row('2026-03')).restatement === 1);
    expect(await test.row('2026-03')).toMatchObject({ shortfall: '75' });
    expect(await test.row('2026-03', `knownAt=${before}`)).toMatchObject({
      verdict: 'compliant',
      restatement: 0,
    });
  });

  it('withdraws a finding that a later fact explains away, and reopens it when it is found again', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 75, { tradeId: 't-1', exchangeId: 'ex-9' });
    await until(async () =>
      (await test.findings()).some(({ type }) => type === 'unlicensed-venue'),
    );
    await test.licensing.record('exchange-ex-9', exchangeLicensed('ex-9'));
    await until(async () => (await test.findings())[0]?.state === 'withdrawn');
    await test.licensing.record('exchange-ex-9', {
      type: 'ExchangeLicenceWithdrawn',
      exchangeId: 'ex-9',
      from: GO_LIVE,
      at: GO_LIVE,
      reason: 'never held',
    } as DomainEvent);
    await until(async () => (await test.findings())[0]?.state === 'open');
    expect((await test.findings())[0]).toMatchObject({
      revision: 2,
      quantity: '75',
      rules: ['SALE-6'],
    });
  });

  it('explains a figure down to the events and their proofs', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    await until(async () => (await test.rows()).some(({ soldInTime }) => soldInTime === '60'));
    const answer = await test.client.call(
      `supervision/v1/reconciliations/${LICENSEE}/BTC/2026-03/explain`,
      { token: test.analyst },
    );
    const explanation = (await answer.json()) as {
      mined: { net: string; sources: { proof: string }[] }[];
    };
    expect(explanation.mined[0]).toMatchObject({ net: '100', shareBps: 7500 });
    expect(explanation.mined[0]?.sources[0]?.proof).toMatch(/^\/pool-reporting\/v1\/receipts\//);
  });

  it('shows a licensee its own figures and nobody else’s', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await test.rows()).some((found) => found.mined === '100'));
    const path = `supervision/v1/reconciliations/${LICENSEE}/BTC`;
    const own = await test.context.token({
      subject: 'x',
      organisation: LICENSEE,
      roles: ['licensee'],
    });
    const other = await test.context.token({
      subject: 'y',
      organisation: OTHER,
      roles: ['licensee'],
    });
    expect((await test.client.call(path, { token: own })).status).toBe(200);
    expect((await test.client.call(path, { token: other })).status).toBe(403);
  });

  it('API-3: tells a stranger nothing of a finding, not even by its answer', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.findings()).length === 1);
    const [finding] = await test.findings();
    const id = String(finding?.findingId);
    const stranger = await test.context.token({
      subject: 'y',
      organisation: OTHER,
      roles: ['licensee'],
    });
    const own = await test.context.token({
      subject: 'x',
      organisation: LICENSEE,
      roles: ['licensee'],
    });
    const answer = async (findingId: string, token: string) => {
      const one = await test.client.call(`supervision/v1/findings/${findingId}`, { token });
      const { instance: _, ...problem } = (await one.json()) as Record<string, unknown>;
      return [one.status, problem];
    };
    expect((await answer(id, own))[0]).toBe(200);
    const nothing = await answer('01900000-0000-5000-8000-000000000000', stranger);
    expect(nothing[0]).toBe(404);
    expect(await answer(id, stranger)).toEqual(nothing);

    // What it is about is no secret, so its id must not follow from that.
    const guessed = findingId('under-sold', LICENSEE, 'BTC', '2026-03');
    expect(id).not.toBe(guessed);
    expect((await answer(guessed, test.analyst))[0]).toBe(404);
  });

  it('API-3: answers alike to the receipt of another’s fact and to one that there is not', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.findings()).length === 1);
    const events = await test.client.call('supervision/v1/events', {
      token: await test.context.token({ subject: 's', organisation: 'tax', roles: ['service'] }),
    });
    const { events: all } = (await events.json()) as { events: { bytes: string }[] };
    const raised = all
      .map(({ bytes }) => envelopeOf(bytes))
      .find((e) => e.type === 'FindingRaised');
    const token = await test.context.token({
      subject: 'y',
      organisation: OTHER,
      roles: ['licensee'],
    });
    const types = [];
    for (const eventId of [raised?.eventId, '01900000-0000-7000-8000-000000000000']) {
      const path = `supervision/v1/receipts/${eventId}`;
      const receipt = await test.client.call(path, { token });
      types.push([receipt.status, ((await receipt.json()) as { type: string }).type]);
    }
    expect(types).toEqual([0, 1].map(() => [404, 'urn:esep:problem:event-unknown']));
  });

  it('API-3: asks for a role: what a pool calls its people lets nobody read figures', async () => {
    for (const roles of [['pool'], ['supervision-analyst'], []] as const) {
      const token = await test.context.token({
        subject: 'p',
        organisation: 'dmp-1',
        roles: [...roles],
      });
      for (const path of ['findings', 'reconciliations', `reconciliations/${LICENSEE}/BTC`])
        expect((await test.client.call(`supervision/v1/${path}`, { token })).status).toBe(403);
    }
  });

  it('refuses to judge later than it knows, and says when its knowledge is not complete', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await test.rows()).some((found) => found.mined === '100'));
    const path = `supervision/v1/reconciliations/${LICENSEE}/BTC`;
    const wrong = await test.client.call(
      `${path}?knownAt=2026-03-06T00:00:00Z&asOf=2026-03-07T00:00:00Z`,
      { token: test.analyst },
    );
    expect(wrong.status).toBe(400);
    const ahead = instantOf(millisOf(TEST_NOW) + 4 * 60_000);
    const early = await test.client.call(`${path}?knownAt=${ahead}`, { token: test.analyst });
    expect(((await early.json()) as { ledger: { complete: boolean } }).ledger.complete).toBe(false);
    expect((await test.known()).complete).toBe(true);
  });

  it.each([
    '9999-12-31T23:59:59.999Z',
    '9999-01-01T00:00:00Z',
    '9998-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '2026-03-05T08:00:00Z',
  ])('API-2: is not asked about %s, by no question', async (instant) => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    const one = `supervision/v1/reconciliations/${LICENSEE}/BTC`;
    const paths = [one, `${one}/2026-03/explain`, 'supervision/v1/reconciliations'];
    for (const path of [...paths, 'supervision/v1/sector?period=2026-03'])
      for (const name of ['knownAt', 'asOf']) {
        const query = `${path.includes('?') ? '&' : '?'}${name}=${instant}`;
        const answer = await test.client.call(`${path}${query}`, { token: test.analyst });
        expect([path, answer.status]).toEqual([path, 400]);
        expect(await answer.json()).toMatchObject({ errors: [{ pointer: `/${name}` }] });
      }
  });

  it.each(['9999-12', '0000-01', '1969-12'])('API-10: has no row of %s', async (period) => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await test.rows()).some((found) => found.mined === '100'));
    const one = `supervision/v1/reconciliations/${LICENSEE}/BTC/${period}/explain`;
    expect((await test.client.call(one, { token: test.analyst })).status).toBe(404);
    for (const path of ['reconciliations', 'sector', 'findings'])
      expect(
        (await test.client.call(`supervision/v1/${path}?period=${period}`, { token: test.analyst }))
          .status,
      ).toBe(400);
  });

  it('sums up the sector', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await test.rows()).some((found) => found.mined === '100'));
    const answer = await test.client.call('supervision/v1/sector?period=2026-03', {
      token: test.analyst,
    });
    expect(await answer.json()).toMatchObject({
      licensees: 1,
      licences: 1,
      pools: 1,
      conversions: [],
      assets: [{ asset: 'BTC', mined: '100' }],
    });
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    const read = async () =>
      (
        await test.client.call('supervision/v1/sector?period=2026-03', { token: test.analyst })
      ).json();
    await until(async () => ((await read()) as { conversions: object[] }).conversions.length > 0);
    expect(await read()).toMatchObject({
      conversions: [{ currency: 'KZT', amount: '1', fills: 1 }],
    });
  });

  it('lists rows by period, asset and verdict, page by page, and as CSV', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    await test.complete('2026-04-12T00:00:00.000Z');
    const list = async (query: string) => {
      const path = `supervision/v1/reconciliations?${query}`;
      return (await (await test.client.call(path, { token: test.analyst })).json()) as {
        items: { period: string; verdict: string }[];
        next: string | null;
      };
    };
    expect((await list('verdict=breach')).items).toMatchObject([{ period: '2026-03' }]);
    expect((await list('verdict=compliant&period=2026-03')).items).toEqual([]);
    expect((await list('asset=ETC')).items).toEqual([]);
    const all = (await list('')).items;
    expect(all.length).toBeGreaterThan(1);
    const first = await list('limit=1');
    const second = await list(`limit=${all.length}&cursor=${first.next}`);
    expect([...first.items, ...second.items]).toEqual(all);
    const path = 'supervision/v1/reconciliations?verdict=breach';
    const csv = await test.client.call(path, {
      token: test.analyst,
      headers: { accept: 'text/csv' },
    });
    const [head, line] = (await csv.text()).split(/\r?\n/);
    expect(head).toBe(
      'licenseeId;name;asset;period;mined;required;soldInTime;soldLate;shortfall;outstanding;surplus;dischargedBps;soldBps;retained;state;verdict;due;restatement;waived;displayName;licences',
    );
    expect(line).toMatch(new RegExp(`^${LICENSEE};Batys Mining LLP;BTC;2026-03;100;`));
  });

  it('sorts rows by what they come to, and counts them and findings', async () => {
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.findings()).length === 1);
    const stranger = await test.context.token({
      subject: 'y',
      organisation: OTHER,
      roles: ['licensee'],
    });
    const ask = async (path: string, token = test.analyst) => {
      const answer = await test.client.call(`supervision/v1/${path}`, { token });
      return (await answer.json()) as {
        items: { period: string; mined: string }[];
        next: string | null;
        type?: string;
      };
    };
    const first = await ask('reconciliations?sort=mined&limit=1');
    expect(first.items).toMatchObject([{ period: '2026-03', mined: '100' }]);
    const second = await ask(`reconciliations?sort=mined&limit=1&cursor=${first.next}`);
    expect(second.items).toMatchObject([{ mined: '0' }]);
    const wrong = await ask(`reconciliations?limit=1&cursor=${first.next}`);
    expect(wrong.type).toBe('urn:esep:problem:cursor-invalid');
    expect((await ask(`reconciliations?licenseeId=${LICENSEE}`)).items).not.toEqual([]);
    expect((await ask(`reconciliations?licenseeId=${OTHER}`)).items).toEqual([]);

    const march = 'reconciliations/counts?period=2026-03';
    const known = { ledger: { complete: true } };
    expect(await ask(march)).toMatchObject({ rows: 1, verdicts: { breach: 1 }, ...known });
    const before = `${march}&knownAt=2026-03-10T00:00:00Z`;
    expect(await ask(before)).toMatchObject({ rows: 1, verdicts: { pending: 1 }, ...known });
    expect(await ask(march, stranger)).toMatchObject({ rows: 0, verdicts: {} });
    expect(await ask('findings/counts?period=2026-03')).toEqual({
      findings: 1,
      states: { open: 1 },
      severities: { critical: 1 },
      types: { 'under-sold': 1 },
    });
    expect(await ask('findings/counts?period=2026-02')).toMatchObject({ findings: 0, states: {} });
    expect(await ask('findings/counts', stranger)).toMatchObject({ findings: 0 });
  });

  it('refuses an asset that nobody declared', async () => {
    const path = `supervision/v1/reconciliations/${LICENSEE}/XYZ`;
    const answer = await test.client.call(path, { token: test.analyst });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:asset-unknown' });
  });
});

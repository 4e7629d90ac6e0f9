import {
  testContext,
  TEST_NOW,
  until,
  type TestClient,
  type TestContext,
  type TestLog,
} from '@esep/platform/testing';
import { instantOf, millisOf } from '@esep/kernel';
import { DevelopmentClock, STREAMS_PER_SUBJECT, type DomainEvent } from '@esep/platform';
import { envelopeOf } from '@esep/ledger-format';
import { aifc2026, canonicalPackBytes, packHash } from '@esep/rulebook';
import { findingId } from '@esep/supervision-domain';

import { startSupervision } from './index.js';

// From the services' facts to the verdict, on real databases: facts arrive on four logs, figures are
// read at any two instants, and what follows from them is said by itself.

const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
const OTHER = '019a0000-0000-7000-8000-00000000000b';
const GO_LIVE = '2025-12-31T19:00:00.000Z';

describe('Supervision', () => {
  let context: TestContext;
  let client: TestClient;
  let analyst: string;
  let clock: DevelopmentClock;
  let licensing: TestLog;
  let pools: TestLog;
  let exchanges: TestLog;

  beforeEach(async () => {
    clock = await DevelopmentClock.start({ startAt: GO_LIVE });
    context = await testContext('supervision', { clock });
    licensing = await context.log('licensing');
    pools = await context.log('pool-reporting');
    exchanges = await context.log('exchange-settlement');
    await context.log('tax');
    client = await context.serve(await startSupervision(context.context));
    const organisation = 'aifc';
    analyst = await context.token({
      subject: 'dana',
      organisation,
      roles: ['supervision-analyst'],
    });
    await register();
  });
  afterEach(() => context.close());

  it('finds that who sold 75 % in time kept the rule (SALE-1)', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 75);
    await complete('2026-04-12T00:00:00.000Z');
    expect(await row('2026-03')).toMatchObject({
      state: 'final',
      verdict: 'compliant',
      mined: '100',
      required: '75',
    });
    await until(async () => (await judged('2026-03'))?.verdict === 'compliant');
    expect(await findings()).toEqual([]);
  });

  it('finds the shortfall, raises it, and knows later that it was cured', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 60);
    await complete('2026-04-12T00:00:00.000Z');
    expect(await row('2026-03')).toMatchObject({ verdict: 'breach', shortfall: '15' });
    await until(async () => (await findings()).length === 1);
    expect(await findings()).toMatchObject([
      { type: 'under-sold', state: 'open', quantity: '15', period: '2026-03', rules: ['SALE-1'] },
    ]);

    await sold('2026-04-12T06:00:00.000Z', 15);
    await complete('2026-05-12T00:00:00.000Z');
    await until(async () => (await findings())[0]?.revision === 2);
    expect(await row('2026-03')).toMatchObject({
      verdict: 'breach-cured-late',
      outstanding: '0',
      restatement: 1,
    });
  });

  it('restates a final row when a trade is busted, and still shows what was known before', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 75, 't-1');
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await judged('2026-03'))?.verdict === 'compliant');
    const before = (await known()).knownThrough;
    await exchanges.record('fill-ex-1-t-1-sell', {
      type: 'FillBusted',
      exchangeId: 'ex-1',
      tradeId: 't-1',
      side: 'sell',
      licenseeId: LICENSEE,
      asset: 'BTC',
      reason: 'error',
      bustedAt: clock.now(),
    } as DomainEvent);
    await until(async () => (await row('2026-03')).verdict === 'breach');
    await until(async () => (await row('2026-03')).restatement === 1);
    expect(await row('2026-03')).toMatchObject({ shortfall: '75' });
    expect(await row('2026-03', `knownAt=${before}`)).toMatchObject({
      verdict: 'compliant',
      restatement: 0,
    });
  });

  it('withdraws a finding that a later fact explains away, and reopens it when it is found again', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 75, 't-1', 'ex-9');
    await until(async () => (await findings()).some(({ type }) => type === 'unlicensed-venue'));
    await licensing.record('exchange-ex-9', venue('ex-9'));
    await until(async () => (await findings())[0]?.state === 'withdrawn');
    await licensing.record('exchange-ex-9', {
      type: 'ExchangeLicenceWithdrawn',
      exchangeId: 'ex-9',
      from: GO_LIVE,
      at: GO_LIVE,
      reason: 'never held',
    } as DomainEvent);
    await until(async () => (await findings())[0]?.state === 'open');
    expect((await findings())[0]).toMatchObject({ revision: 2, quantity: '75', rules: ['SALE-6'] });
  });

  it('lets only a person decide, on the revision that was looked at', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 75, 't-1', 'ex-9');
    await until(async () => (await findings()).length > 0);
    const findingId = (await findings())[0]?.findingId ?? '';
    const decide = (revision: number) =>
      client.call(`supervision/v1/findings/${findingId}/decide`, {
        token: analyst,
        body: { outcome: 'confirmed', revision, reason: 'The venue never held a licence.' },
      });
    expect((await decide(2)).status).toBe(422);
    expect((await decide(1)).status).toBe(201);
    await until(async () => (await findings())[0]?.state === 'confirmed');
  });

  it('explains a figure down to the events and their proofs', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 60);
    await until(async () => (await rows()).some(({ soldInTime }) => soldInTime === '60'));
    const answer = await client.call(
      `supervision/v1/reconciliations/${LICENSEE}/BTC/2026-03/explain`,
      { token: analyst },
    );
    const explanation = (await answer.json()) as {
      mined: { net: string; sources: { proof: string }[] }[];
    };
    expect(explanation.mined[0]).toMatchObject({ net: '100', shareBps: 7500 });
    expect(explanation.mined[0]?.sources[0]?.proof).toMatch(/^\/pool-reporting\/v1\/receipts\//);
  });

  it('FIGURES-5: says inconclusive while a pool is silent, until two persons waive it, and again when two take that back', async () => {
    await mined('2026-03-05T07:00:00.000Z', 0);
    await clock.moveTo('2026-05-20T00:00:00.000Z');
    await exchanges.record(
      'completeness-ex-1',
      through('ExchangeReportedThrough', 'exchangeId', 'ex-1'),
    );
    await until(async () => (await judged('2026-03'))?.verdict === 'inconclusive');
    const body = { period: '2026-03', sender: 'dmp-1', reason: 'The pool is gone.' };
    const proposed = await client.call('supervision/v1/waivers', { token: analyst, body });
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const confirm = `supervision/v1/proposals/${proposalId}/confirm`;
    expect((await client.call(confirm, { token: analyst, body: {} })).status).toBe(422);
    const second = await context.token({
      subject: 'yerlan',
      organisation: 'aifc',
      roles: ['supervision-analyst'],
    });
    expect((await client.call(confirm, { token: second, body: {} })).status).toBe(201);
    await until(async () => (await judged('2026-03'))?.verdict === 'compliant');
    expect(await row('2026-03')).toMatchObject({ waived: ['dmp-1'] });

    const before = (await known()).knownThrough;
    const revocation = { ...body, reason: 'The pool reports again.' };
    const taken = await client.call('supervision/v1/waivers/revocations', {
      token: analyst,
      body: revocation,
    });
    expect(taken.status).toBe(202);
    const { proposalId: revoking } = (await taken.json()) as { proposalId: string };
    const open = await client.call('supervision/v1/proposals?state=open', { token: analyst });
    expect(await open.json()).toMatchObject({
      items: [{ proposalId: revoking, act: 'CompletenessWaiverRevocation', terms: revocation }],
    });
    const confirmRevocation = `supervision/v1/proposals/${revoking}/confirm`;
    expect((await client.call(confirmRevocation, { token: analyst, body: {} })).status).toBe(422);
    expect((await client.call(confirmRevocation, { token: second, body: {} })).status).toBe(201);
    await until(async () => (await row('2026-03')).verdict === 'inconclusive');
    expect(await row('2026-03')).toMatchObject({ state: 'provisional' });
    expect(await row('2026-03')).not.toHaveProperty('waived');
    await until(async () => (await judged('2026-03'))?.verdict === 'inconclusive');
    // What was known while it was waived stays what it was.
    expect(await row('2026-03', `knownAt=${before}`)).toMatchObject({
      verdict: 'compliant',
      waived: ['dmp-1'],
    });
  });

  it.each(['x', '01900000-0000-7000-8000-000000000000'])(
    'knows no proposal %s that nobody made',
    async (proposalId) => {
      for (const answer of ['confirm', 'decline']) {
        const path = `supervision/v1/proposals/${proposalId}/${answer}`;
        const refused = await client.call(path, { token: analyst, body: {} });
        expect(refused.status).toBe(404);
        expect(await refused.json()).toMatchObject({ type: 'urn:esep:problem:proposal-unknown' });
      }
    },
  );

  it.each(['x', '01900000-0000-7000-8000-000000000000'])(
    'knows no proposal %s that nobody made',
    async (proposalId) => {
      for (const answer of ['confirm', 'decline']) {
        const path = `supervision/v1/proposals/${proposalId}/${answer}`;
        const refused = await client.call(path, { token: analyst, body: {} });
        expect(refused.status).toBe(404);
        expect(await refused.json()).toMatchObject({ type: 'urn:esep:problem:proposal-unknown' });
      }
    },
  );

  it('shows a licensee its own figures and nobody else’s', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await rows()).some((found) => found.mined === '100'));
    const path = `supervision/v1/reconciliations/${LICENSEE}/BTC`;
    const own = await context.token({ subject: 'x', organisation: LICENSEE, roles: ['licensee'] });
    const other = await context.token({
      subject: 'y',
      organisation: OTHER,
      roles: ['licensee'],
    });
    expect((await client.call(path, { token: own })).status).toBe(200);
    expect((await client.call(path, { token: other })).status).toBe(403);
  });

  it('API-3: tells a stranger nothing of a finding, not even by its answer', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await findings()).length === 1);
    const [finding] = await findings();
    const id = String(finding?.findingId);
    const stranger = await context.token({
      subject: 'y',
      organisation: OTHER,
      roles: ['licensee'],
    });
    const own = await context.token({ subject: 'x', organisation: LICENSEE, roles: ['licensee'] });
    const answer = async (findingId: string, token: string) => {
      const one = await client.call(`supervision/v1/findings/${findingId}`, { token });
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
    expect((await answer(guessed, analyst))[0]).toBe(404);
  });

  it('API-3: answers alike to the receipt of another’s fact and to one that there is not', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await findings()).length === 1);
    const events = await client.call('supervision/v1/events', {
      token: await context.token({ subject: 's', organisation: 'tax', roles: ['service'] }),
    });
    const { events: all } = (await events.json()) as { events: { bytes: string }[] };
    const raised = all
      .map(({ bytes }) => envelopeOf(bytes))
      .find((e) => e.type === 'FindingRaised');
    const token = await context.token({ subject: 'y', organisation: OTHER, roles: ['licensee'] });
    const types = [];
    for (const eventId of [raised?.eventId, '01900000-0000-7000-8000-000000000000']) {
      const path = `supervision/v1/receipts/${eventId}`;
      const receipt = await client.call(path, { token });
      types.push([receipt.status, ((await receipt.json()) as { type: string }).type]);
    }
    expect(types).toEqual([0, 1].map(() => [404, 'urn:esep:problem:event-unknown']));
  });

  it('API-3: asks for a role: what a pool calls its people lets nobody read figures', async () => {
    for (const roles of [['pool'], ['supervision-analyst'], []] as const) {
      const token = await context.token({ subject: 'p', organisation: 'dmp-1', roles: [...roles] });
      for (const path of ['findings', 'reconciliations', `reconciliations/${LICENSEE}/BTC`])
        expect((await client.call(`supervision/v1/${path}`, { token })).status).toBe(403);
    }
  });

  it('refuses to judge later than it knows, and says when its knowledge is not complete', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await rows()).some((found) => found.mined === '100'));
    const path = `supervision/v1/reconciliations/${LICENSEE}/BTC`;
    const wrong = await client.call(
      `${path}?knownAt=2026-03-06T00:00:00Z&asOf=2026-03-07T00:00:00Z`,
      { token: analyst },
    );
    expect(wrong.status).toBe(400);
    const ahead = instantOf(millisOf(TEST_NOW) + 4 * 60_000);
    const early = await client.call(`${path}?knownAt=${ahead}`, { token: analyst });
    expect(((await early.json()) as { ledger: { complete: boolean } }).ledger.complete).toBe(false);
    expect((await known()).complete).toBe(true);
  });

  it.each([
    '9999-12-31T23:59:59.999Z',
    '9999-01-01T00:00:00Z',
    '9998-12-31T23:59:59.999Z',
    '0001-01-01T00:00:00Z',
    '2026-03-05T08:00:00Z',
  ])('API-2: is not asked about %s, by no question', async (instant) => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    const one = `supervision/v1/reconciliations/${LICENSEE}/BTC`;
    const paths = [one, `${one}/2026-03/explain`, 'supervision/v1/reconciliations'];
    for (const path of [...paths, 'supervision/v1/sector?period=2026-03'])
      for (const name of ['knownAt', 'asOf']) {
        const query = `${path.includes('?') ? '&' : '?'}${name}=${instant}`;
        const answer = await client.call(`${path}${query}`, { token: analyst });
        expect([path, answer.status]).toEqual([path, 400]);
        expect(await answer.json()).toMatchObject({ errors: [{ pointer: `/${name}` }] });
      }
  });

  it.each(['9999-12', '0000-01', '1969-12'])('API-10: has no row of %s', async (period) => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await rows()).some((found) => found.mined === '100'));
    const one = `supervision/v1/reconciliations/${LICENSEE}/BTC/${period}/explain`;
    expect((await client.call(one, { token: analyst })).status).toBe(404);
    for (const path of ['reconciliations', 'sector', 'findings'])
      expect(
        (await client.call(`supervision/v1/${path}?period=${period}`, { token: analyst })).status,
      ).toBe(400);
  });

  it('sums up the sector', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await rows()).some((found) => found.mined === '100'));
    const answer = await client.call('supervision/v1/sector?period=2026-03', { token: analyst });
    expect(await answer.json()).toMatchObject({
      licensees: 1,
      licences: 1,
      pools: 1,
      conversions: [],
      assets: [{ asset: 'BTC', mined: '100' }],
    });
    await sold('2026-03-20T07:00:00.000Z', 60);
    const read = async () =>
      (await client.call('supervision/v1/sector?period=2026-03', { token: analyst })).json();
    await until(async () => ((await read()) as { conversions: object[] }).conversions.length > 0);
    expect(await read()).toMatchObject({
      conversions: [{ currency: 'KZT', amount: '1', fills: 1 }],
    });
  });

  it('lists rows by period, asset and verdict, page by page, and as CSV', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 60);
    await complete('2026-04-12T00:00:00.000Z');
    const list = async (query: string) => {
      const path = `supervision/v1/reconciliations?${query}`;
      return (await (await client.call(path, { token: analyst })).json()) as {
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
    const csv = await client.call(path, { token: analyst, headers: { accept: 'text/csv' } });
    const [head, line] = (await csv.text()).split(/\r?\n/);
    expect(head).toMatch(/^licenseeId;name;asset;period;mined/);
    expect(line).toMatch(new RegExp(`^${LICENSEE};Batys Mining LLP;BTC;2026-03;100;`));
  });

  it('finds findings by what they are, and tells of each as it is raised', async () => {
    const stream = await client.call('supervision/v1/stream', { token: analyst });
    const heard = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 60);
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await findings()).length === 1);
    let said = '';
    while (!/event: FindingRaised/.test(said)) said += (await heard.read()).value ?? '';
    await heard.cancel();

    const [raised] = await findings();
    const call = async (path: string) => client.call(`supervision/v1/${path}`, { token: analyst });
    const items = async (query: string) =>
      ((await (await call(`findings?${query}`)).json()) as { items: object[] }).items;
    expect(await items('type=under-sold&state=open&period=2026-03')).toHaveLength(1);
    expect(await items('type=self-trade')).toEqual([]);
    expect(await items('state=withdrawn')).toEqual([]);
    const one = await call(`findings/${raised?.findingId}`);
    expect(await one.json()).toMatchObject({ findingId: raised?.findingId, type: 'under-sold' });
    expect((await call(`findings/${LICENSEE}`)).status).toBe(404);
  });

  it('FIELD-11: tells who comes back what was said meanwhile, once and in order', async () => {
    const stranger = await context.token({
      subject: 'nobody',
      organisation: '019a0000-0000-7000-8000-00000000000f',
      roles: ['licensee'],
    });
    const heardFrom = async (id: string | undefined, wanted: RegExp, token = analyst) => {
      const headers = id === undefined ? {} : { 'last-event-id': id };
      const answer = await client.call('supervision/v1/stream', { token, headers });
      const heard = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let said = '';
      while (!wanted.test(said)) said += (await heard.read()).value ?? '';
      await heard.cancel();
      return said
        .split('\n\n')
        .map((one) => [/^event: (.*)$/m.exec(one)?.[1], /^id: (.*)$/m.exec(one)?.[1]] as const)
        .filter(([type]) => type !== undefined);
    };
    const [[first, start] = []] = await heardFrom(undefined, /event: alive[^]*\n\n/);
    expect(first).toBe('alive');
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 60);
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await findings()).length === 1);

    const said = (await heardFrom(start, /event: FindingRaised[^]*\n\n/)).filter(
      ([type]) => type !== 'alive',
    );
    expect(said.map(([type]) => type)).toContain('PeriodJudged');
    expect(said.at(-1)?.[0]).toBe('FindingRaised');
    const ids = said.map(([, id]) => Number(id));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    const [, before] = said.at(-2)!;
    const again = await heardFrom(before, /event: FindingRaised[^]*\n\n/);
    expect(again.filter(([type]) => type !== 'alive')).toEqual([said.at(-1)]);
    // Nothing of others is told, also not of what was missed.
    const foreign = await heardFrom(start, /event: alive[^]*\n\n/, stranger);
    expect(foreign.map(([type]) => type)).toEqual(['alive']);
    const odd = { token: analyst, headers: { 'last-event-id': 'x' } };
    expect((await client.call('supervision/v1/stream', odd)).status).toBe(400);
  });

  it('API-1: waives no period that the regime never had', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await until(async () => (await rows()).some((found) => found.mined === '100'));
    const body = { period: '2023-12', sender: 'dmp-1', reason: 'silent' };
    const answer = await client.call('supervision/v1/waivers', { token: analyst, body });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:before-regime' });
  });

  it('API-15: ends a stream when its token does', async () => {
    const person = { subject: 'dana', organisation: 'aifc', roles: ['auditor'] as const };
    const token = await context.token(person, 3_600);
    const stream = await client.call('supervision/v1/stream', { token });
    expect(stream.status).toBe(200);
    const heard = stream.body!.getReader();
    let ended = false;
    const listening = (async () => {
      while (!(await heard.read()).done);
      ended = true;
    })();
    await clock.moveTo(new Date(Date.parse(GO_LIVE) + 3_500_000).toISOString());
    // Longer than the service waits between two looks at the clock.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(ended).toBe(false);
    await clock.moveTo(new Date(Date.parse(GO_LIVE) + 3_700_000).toISOString());
    await until(async () => ended);
    await listening;
  });

  it('API-15: keeps a few streams of one subject open, and says when to come back for more', async () => {
    const open = (token: string) => client.call('supervision/v1/stream', { token });
    const streams = await Promise.all(
      Array.from({ length: STREAMS_PER_SUBJECT }, () => open(analyst)),
    );
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const refused = await open(analyst);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(await refused.json()).toMatchObject({ type: 'urn:esep:problem:too-many-streams' });
    const another = await context.token({
      subject: 'yerlan',
      organisation: 'aifc',
      roles: ['supervision-analyst'],
    });
    const other = await open(another);
    expect(other.status).toBe(200);

    await streams[0]?.body?.cancel();
    await until(async () => {
      const again = await open(analyst);
      if (again.status === 200) streams.push(again);
      else await again.body?.cancel();
      return again.status === 200;
    });
    for (const stream of [...streams.slice(1), other]) await stream.body?.cancel();
  });

  it('lets a second person decline a waiver, and knows no proposal that nobody made', async () => {
    await mined('2026-03-05T07:00:00.000Z', 0);
    await clock.moveTo('2026-05-20T00:00:00.000Z');
    await until(async () => (await rows()).length > 0);
    const body = { period: '2026-03', sender: 'dmp-1', reason: 'The pool is gone.' };
    const proposed = await client.call('supervision/v1/waivers', { token: analyst, body });
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const roles = ['supervision-analyst'] as const;
    const second = await context.token({ subject: 'yerlan', organisation: 'aifc', roles });
    const answer = async (id: string, word: string) =>
      (await client.call(`supervision/v1/proposals/${id}/${word}`, { token: second, body: {} }))
        .status;
    expect(await answer(proposalId, 'decline')).toBe(201);
    expect(await answer(proposalId, 'confirm')).toBe(422);
    expect(await answer('x', 'confirm')).toBe(404);
  });

  it('FIGURES-13: counts nothing of a sale that two persons disqualified, as known before it counts', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100);
    await sold('2026-03-20T07:00:00.000Z', 75, 't-1', 'ex-0');
    await sold('2026-03-21T07:00:00.000Z', 75, 't-2');
    await complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await findings()).length === 3);
    const finding = (await findings()).find(({ type }) => type === 'under-sold');
    const second = await context.token({
      subject: 'yerlan',
      organisation: 'aifc',
      roles: ['supervision-analyst'],
    });
    const propose = async (what: string, but: object = {}) =>
      client.call(`supervision/v1/${what}`, {
        token: analyst,
        body: {
          findingId: finding?.findingId,
          revision: finding?.revision,
          fact: 'ex-1:t-2:sell',
          reason: 'Buyer and seller are one person.',
          ...but,
        },
      });
    const answered = async (proposed: Response, word: string, token: string) => {
      const { proposalId } = (await proposed.json()) as { proposalId: string };
      const path = `supervision/v1/proposals/${proposalId}/${word}`;
      return (await client.call(path, { token, body: {} })).status;
    };

    expect((await propose('requalifications')).status).toBe(422);
    expect((await propose('disqualifications', { fact: 'ex-1:t-9:sell' })).status).toBe(422);
    expect((await propose('disqualifications', { revision: 9 })).status).toBe(409);
    expect((await propose('disqualifications', { findingId: LICENSEE })).status).toBe(404);
    const proposed = await propose('disqualifications');
    expect(proposed.status).toBe(202);
    expect(await row('2026-03')).toMatchObject({ soldInTime: '25' });
    expect(await answered(proposed.clone(), 'confirm', analyst)).toBe(422);
    const before = clock.now();
    await clock.moveTo('2026-04-13T00:00:00.000Z');
    expect(await answered(proposed, 'confirm', second)).toBe(201);
    await until(async () => (await row('2026-03')).soldInTime === '0');
    await until(async () => (await asItStands()).revision === 2);
    expect(await row('2026-03', `knownAt=${before}`)).toMatchObject({ soldInTime: '25' });

    expect(
      await answered(await propose('requalifications', await asItStands()), 'confirm', second),
    ).toBe(201);
    await until(async () => (await row('2026-03')).soldInTime === '25');

    async function asItStands() {
      const undersold = (await findings()).find(({ type }) => type === 'under-sold');
      return { revision: undersold?.revision };
    }
  });

  it('FIGURES-5: waives no sender that nobody waits for, and none that has reported', async () => {
    await mined('2026-03-05T07:00:00.000Z', 0);
    await complete('2026-05-20T00:00:00.000Z');
    const waive = (sender: string) =>
      client.call('supervision/v1/waivers', {
        token: analyst,
        body: { period: '2026-03', sender, reason: 'It says nothing.' },
      });
    for (const [sender, refusal] of [
      ['dmp-404', 'sender-not-asked'],
      ['ex-0', 'sender-not-asked'],
      ['dmp-1', 'sender-has-reported'],
      ['ex-1', 'sender-has-reported'],
    ] as const) {
      const answer = await waive(sender);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ type: `urn:esep:problem:${refusal}` });
    }
  });

  it('FIGURES-6: takes two persons to dismiss what a tax rate depends on', async () => {
    await mined('2026-03-05T07:00:00.000Z', 100, 'dmp-9');
    await complete('2026-04-12T00:00:00.000Z');
    const found = async () => (await findings()).find(({ type }) => type === 'unapproved-pool');
    await until(async () => (await found()) !== undefined);
    const { findingId } = (await found()) as { findingId: string };
    const path = `supervision/v1/findings/${findingId}`;
    const body = { revision: 1, reason: 'Its approval was recorded under another id.' };
    const alone = await client.call(`${path}/decide`, {
      token: analyst,
      body: { ...body, outcome: 'dismissed' },
    });
    expect(alone.status).toBe(422);
    expect(await alone.json()).toMatchObject({
      type: 'urn:esep:problem:dismissal-takes-two-persons',
    });
    const proposed = await client.call(`${path}/dismissals`, { token: analyst, body });
    expect(proposed.status).toBe(202);
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const confirm = `supervision/v1/proposals/${proposalId}/confirm`;
    expect((await client.call(confirm, { token: analyst, body: {} })).status).toBe(422);
    expect((await found())?.state).toBe('open');
    const roles = ['supervision-analyst'] as const;
    const second = await context.token({ subject: 'yerlan', organisation: 'aifc', roles });
    expect((await client.call(confirm, { token: second, body: {} })).status).toBe(201);
    await until(async () => (await found())?.state === 'dismissed');
  });

  it('refuses an asset that nobody declared', async () => {
    const path = `supervision/v1/reconciliations/${LICENSEE}/XYZ`;
    const answer = await client.call(path, { token: analyst });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:asset-unknown' });
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function register() {
    const hash = packHash(aifc2026);
    const bytes = canonicalPackBytes(aifc2026);
    const pack = {
      type: 'RulePackAdopted',
      packId: aifc2026.packId,
      hash,
      bytes,
      effectiveFrom: GO_LIVE,
    };
    await licensing.record('rule-packs', pack as DomainEvent);
    await licensing.record('exchange-ex-1', venue('ex-1'));
    await licensing.record('pool-dmp-1', {
      type: 'PoolApproved',
      poolId: 'dmp-1',
      name: 'One',
      from: GO_LIVE,
      coinbaseTags: [],
      payoutAddresses: [],
    } as DomainEvent);
    await licensing.record(`licensee-${LICENSEE}`, {
      type: 'LicenseeRegistered',
      licenseeId: LICENSEE,
      kind: 'legal-entity',
      partyId: 'party-of-batys-mining',
      bin: '990040000003',
      name: 'Batys Mining LLP',
      registeredAt: GO_LIVE,
    } as DomainEvent);
    const licence = { licenceId: 'L-1', licenseeId: LICENSEE };
    await licensing.record(
      'licence-L-1',
      { type: 'LicenceImported', ...licence, authority: 'AIFC', issuedAt: GO_LIVE } as DomainEvent,
      {
        type: 'PoolAffiliationDeclared',
        ...licence,
        poolId: 'dmp-1',
        asset: 'BTC',
        from: '2026-02-28T19:00:00.000Z',
      } as DomainEvent,
    );
  }
  function venue(exchangeId: string): DomainEvent {
    return {
      type: 'ExchangeLicensed',
      exchangeId,
      name: exchangeId,
      kind: 'DATF',
      from: GO_LIVE,
      depositAddresses: [],
    } as DomainEvent;
  }
  async function mined(distributedAt: string, net: number, poolId = 'dmp-1') {
    await clock.moveTo(distributedAt);
    await pools.record(`distribution-${poolId}-d-1`, {
      type: 'DistributionRecorded',
      poolId,
      rowId: 'd-1',
      reportId: 'r-1',
      version: 1,
      licenseeId: LICENSEE,
      licenceId: 'L-1',
      asset: 'BTC',
      scheme: 'FPPS',
      gross: String(net),
      fee: '0',
      net: String(net),
      distributedAt,
    } as DomainEvent);
  }
  async function sold(
    executedAt: string,
    quantity: number,
    tradeId = `t-${executedAt}`,
    exchangeId = 'ex-1',
  ) {
    await clock.moveTo(executedAt);
    await exchanges.record(`fill-${exchangeId}-${tradeId.replaceAll(/[:.]/g, '')}-sell`, {
      type: 'FillRecorded',
      exchangeId,
      tradeId,
      side: 'sell',
      licenseeId: LICENSEE,
      asset: 'BTC',
      quantity: String(quantity),
      quote: { amount: '1', currency: 'KZT' },
      executedAt,
    } as DomainEvent);
  }
  function through(type: string, field: string, sender: string): DomainEvent {
    return { type, [field]: sender, through: clock.now() } as DomainEvent;
  }
  async function complete(at: string) {
    await clock.moveTo(at);
    await pools.record('completeness-dmp-1', through('PoolReportedThrough', 'poolId', 'dmp-1'));
    await exchanges.record(
      'completeness-ex-1',
      through('ExchangeReportedThrough', 'exchangeId', 'ex-1'),
    );
    const said = clock.now();
    await until(async () => (await known()).knownThrough > said);
  }
  async function figures(query = '') {
    const answer = await client.call(`supervision/v1/reconciliations/${LICENSEE}/BTC?${query}`, {
      token: analyst,
    });
    return (await answer.json()) as {
      rows?: {
        period: string;
        verdict: string;
        soldInTime: string;
        mined: string;
        restatement: number;
      }[];
      ledger: { knownThrough: string; complete: boolean };
    };
  }
  async function rows() {
    return (await figures()).rows ?? [];
  }
  async function row(period: string, query = '') {
    const found = (await figures(query)).rows?.find((candidate) => candidate.period === period);
    return found ?? { verdict: 'none', soldInTime: '', restatement: 0 };
  }
  async function known() {
    return (await figures()).ledger ?? { knownThrough: '', complete: false };
  }
  async function findings() {
    const answer = await client.call('supervision/v1/findings', { token: analyst });
    const { items } = (await answer.json()) as {
      items: { findingId: string; type: string; state: string; revision: number }[];
    };
    return items;
  }
  /** What supervision said last of a period. */
  async function judged(period: string) {
    const token = await context.token({ subject: 'a', organisation: 'aifc', roles: ['auditor'] });
    const answer = await client.call('supervision/v1/events?limit=1000', { token });
    const { events } = (await answer.json()) as { events: { bytes: string }[] };
    return events
      .map(({ bytes }) => JSON.parse(bytes) as { type: string; body: Record<string, unknown> })
      .filter(({ type, body }) => type === 'PeriodJudged' && body['period'] === period)
      .at(-1)?.body;
  }
});

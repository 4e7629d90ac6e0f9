import { randomUUID } from 'node:crypto';

import { STREAMS_PER_SUBJECT } from '@esep/platform';
import { until } from '@esep/platform/testing';

import {
  GO_LIVE,
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from '../testing/test-supervision.js';
import { REPLAYED_EVENTS_MAX } from './stream.controller.js';

// What is said is told to whoever listens, to each what is theirs.

const PROPOSAL = '0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61';

describe('The stream of supervision', () => {
  let test: TestSupervision;
  beforeEach(async () => {
    test = await startTestSupervision();
  });
  afterEach(() => test.close());

  it('finds findings by what they are, and tells of each as it is raised', async () => {
    const stream = await test.client.call('supervision/v1/stream', { token: test.analyst });
    const heard = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.findings()).length === 1);
    let said = '';
    while (!/event: FindingRaised/.test(said)) said += (await heard.read()).value ?? '';
    await heard.cancel();

    const [raised] = await test.findings();
    const call = async (path: string) =>
      test.client.call(`supervision/v1/${path}`, { token: test.analyst });
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
    const stranger = await test.context.token({
      subject: 'nobody',
      organisation: '019a0000-0000-7000-8000-00000000000f',
      roles: ['licensee'],
    });
    const heardFrom = async (id: string | undefined, wanted: RegExp, token = test.analyst) => {
      const headers = id === undefined ? {} : { 'last-event-id': id };
      const answer = await test.client.call('supervision/v1/stream', { token, headers });
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
    await test.mined('2026-03-05T07:00:00.000Z', 100);
    await test.sold('2026-03-20T07:00:00.000Z', 60);
    await test.complete('2026-04-12T00:00:00.000Z');
    await until(async () => (await test.findings()).length === 1);

    const said = (await heardFrom(start, /event: FindingRaised[^]*\n\n/)).filter(
      ([type]) => type !== 'alive',
    );
    expect(said.map(([type]) => type)).toContain('PeriodJudged');
    expect(said.at(-1)?.[0]).toBe('FindingRaised');
    const ids = said.map(([, id]) => Number(id));
    expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => a - b));
    // Cut after each event, and begun again with its id.
    const cut: typeof said = [];
    for (let id = start; cut.length < said.length; id = cut.at(-1)?.[1]) {
      const told = await heardFrom(id, /event: (?!alive)[^]*\n\n/);
      cut.push(...told.filter(([type]) => type !== 'alive').slice(0, 1));
    }
    expect(cut).toEqual(said);
    // Nothing of others is told, also not of what was missed.
    const foreign = await heardFrom(start, /event: alive[^]*\n\n/, stranger);
    expect(foreign.map(([type]) => type)).toEqual(['alive']);
    const odd = { token: test.analyst, headers: { 'last-event-id': 'x' } };
    expect((await test.client.call('supervision/v1/stream', odd)).status).toBe(400);
  });

  it('FIELD-11: tells who was away too long to read anew, and goes on from there', async () => {
    const declined = Array.from({ length: REPLAYED_EVENTS_MAX + 1 }, () => ({
      ...{
        eventId: randomUUID(),
        type: 'CompletenessWaiverDeclined',
        schemaVersion: 1,
        validAt: GO_LIVE,
      },
      body: {
        ...{ period: '2026-03', sender: 'dmp-1', reason: 'It reports late.' },
        ...{ proposalId: PROPOSAL, by: 'dana', declinedAt: GO_LIVE },
      },
    }));
    const stream = { stream: 'waiver-2026-03-dmp-1', expectedVersion: 0, events: declined };
    const meta = {
      actor: 'dana',
      organisation: 'aifc',
      correlationId: PROPOSAL,
      causationId: PROPOSAL,
    };
    const { next } = await test.store.head();
    expect(await test.store.append({ writes: [stream], meta })).toMatchObject({ appended: true });
    const first = async (id: number) => {
      const headers = { 'last-event-id': String(id) };
      const answer = await test.client.call('supervision/v1/stream', {
        ...{ token: test.analyst, headers },
      });
      const heard = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
      let said = '';
      while (!said.includes('\n\n')) said += (await heard.read()).value ?? '';
      await heard.cancel();
      return said.split('\n\n')[0]?.trim();
    };
    // Once it was announced.
    await until(async () => (await first(next - 1))?.includes('event: missed') === true);
    expect((await first(next - 1))?.split('\n').toSorted()).toEqual([
      `data: {"after":${next - 1}}`,
      'event: missed',
      `id: ${next}`,
    ]);
    expect(await first(next)).toContain('event: alive');
  });

  it('FIELD-11: takes the id of the last event, from whoever has one', async () => {
    const { paths } = (await (await test.client.call('supervision/v1/openapi.json')).json()) as {
      paths: Record<string, { get: { parameters: object[] } }>;
    };
    expect(paths['/supervision/v1/stream']?.get.parameters).toMatchObject([
      { name: 'services', in: 'query', required: false },
      { name: 'Last-Event-ID', in: 'header', required: false },
    ]);
  });

  it('API-15: ends a stream when its token does', async () => {
    const person = { subject: 'dana', organisation: 'aifc', roles: ['auditor'] as const };
    const token = await test.context.token(person, 3_600);
    const stream = await test.client.call('supervision/v1/stream', { token });
    expect(stream.status).toBe(200);
    const heard = stream.body!.getReader();
    let ended = false;
    const listening = (async () => {
      while (!(await heard.read()).done);
      ended = true;
    })();
    await test.clock.moveTo(new Date(Date.parse(GO_LIVE) + 3_500_000).toISOString());
    // Longer than the service waits between two looks at the clock.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(ended).toBe(false);
    await test.clock.moveTo(new Date(Date.parse(GO_LIVE) + 3_700_000).toISOString());
    await until(async () => ended);
    await listening;
  });

  it('API-15: keeps a few streams of one subject open, and says when to come back for more', async () => {
    const open = (token: string) => test.client.call('supervision/v1/stream', { token });
    const streams = await Promise.all(
      Array.from({ length: STREAMS_PER_SUBJECT }, () => open(test.analyst)),
    );
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const refused = await open(test.analyst);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
    expect(await refused.json()).toMatchObject({ type: 'urn:esep:problem:too-many-streams' });
    const another = await test.tokenOf('yerlan');
    const other = await open(another);
    expect(other.status).toBe(200);

    await streams[0]?.body?.cancel();
    await until(async () => {
      const again = await open(test.analyst);
      if (again.status === 200) streams.push(again);
      else await again.body?.cancel();
      return again.status === 200;
    });
    for (const stream of [...streams.slice(1), other]) await stream.body?.cancel();
  });
});

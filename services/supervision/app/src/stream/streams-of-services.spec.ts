import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';

import type { DomainEvent, Role } from '@esep/platform';
import { CutWay, licenseeIdOf, until } from '@esep/platform/testing';

import {
  GO_LIVE,
  LICENSEE,
  startTestSupervision,
  type TestSupervision,
} from '../testing/test-supervision.js';
import { REPLAYED_EVENTS_MAX } from './stream.controller.js';

// One connection for the events of all services, to each reader what it may see, on real databases.

const ALL = 'licensing,pool-reporting,exchange-settlement,tax,supervision';
const AT = '2026-03-05T07:00:00.000Z';
const STRANGER = licenseeIdOf('somebody else');

interface Notice {
  readonly service: string;
  readonly position: number;
  readonly type: string;
  readonly licenseeIds?: readonly string[];
}

interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: Notice;
}

describe('The stream of all services', () => {
  let test: TestSupervision;
  const closing: (() => unknown)[] = [];
  beforeAll(async () => {
    test = await startTestSupervision();
    await test.clock.moveTo(AT);
    await until(async () => (await test.known()).knownThrough > AT);
  });
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });
  afterAll(() => test.close());

  const tokenOf = (organisation: string, ...roles: readonly Role[]) =>
    test.context.token({ subject: 'somebody', organisation, roles });

  const call = (query: string, token: string, lastEventId?: string) =>
    test.client.call(`supervision/v1/stream${query}`, {
      token,
      headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    });

  /** Collects what comes, from the first `alive` on, at the test's address or another one. */
  const listen = async (
    token: string,
    {
      after,
      services = ALL,
      url = test.client.url,
    }: Partial<Record<'after' | 'url', string>> & { services?: string | null } = {},
  ) => {
    const messages: Message[] = [];
    const stop = new AbortController();
    closing.push(() => stop.abort());
    const query = services === null ? '' : `?services=${services}`;
    const answer = await fetch(`${url}/supervision/v1/stream${query}`, {
      signal: stop.signal,
      headers: {
        authorization: `Bearer ${token}`,
        ...(after === undefined ? {} : { 'last-event-id': after }),
      },
    });
    expect(answer.status).toBe(200);
    let isOver = false;
    const reading = (async () => {
      let rest = '';
      for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        messages.push(...blocks.flatMap(messageIn));
      }
    })();
    reading
      .catch(() => undefined)
      .finally(() => {
        isOver = true;
      });
    await until(() => messages.some(({ event }) => event === 'alive') || isOver);
    return {
      messages,
      recorded: () => messages.filter(({ event }) => event === 'recorded').map(({ data }) => data),
      isOver: () => isOver,
      close: () => stop.abort(),
    };
  };

  const mined = (licenseeId: string, rowId: string, poolId = 'dmp-1'): DomainEvent =>
    ({
      type: 'DistributionRecorded',
      ...{ poolId, rowId, reportId: 'r-1', version: 1, licenseeId, licenceId: 'L-1' },
      ...{ asset: 'BTC', scheme: 'FPPS', gross: '1', fee: '0', net: '1', distributedAt: GO_LIVE },
    }) as DomainEvent;
  const suspension = (licenseeId: string): DomainEvent =>
    ({
      type: 'LicenceSuspensionProposed',
      ...{ licenceId: 'L-1', licenseeId, proposalId: randomUUID(), from: AT, ground: 'Why not.' },
      ...{ by: 'dana', proposedAt: AT, expiresAt: '2026-03-20T07:00:00.000Z' },
    }) as DomainEvent;
  /** As a pool sends it. */
  const send = async (organisation: string, event: DomainEvent): Promise<void> => {
    const id = randomUUID();
    const { type, ...body } = event as DomainEvent & Record<string, string>;
    const outcome = await test.pools.store.append({
      writes: [
        {
          stream: `distribution-${organisation}-${body['rowId']}`,
          expectedVersion: 0,
          events: [{ eventId: id, type, schemaVersion: 1, validAt: GO_LIVE, body }],
        },
      ],
      meta: { actor: 'machine', organisation, correlationId: id, causationId: id },
    });
    expect(outcome.appended).toBe(true);
  };

  it('tells each reader that something was recorded, of what it may see in the lists', async () => {
    const [officer, licensee, stranger, pool, exchange, operator, both] = await Promise.all([
      listen(test.analyst),
      listen(await tokenOf(LICENSEE, 'licensee')),
      listen(await tokenOf(STRANGER, 'licensee')),
      listen(await tokenOf('dmp-1', 'pool')),
      listen(await tokenOf('ex-1', 'exchange')),
      listen(await tokenOf('aifc', 'operator')),
      // Of two roles, what either sees.
      listen(await tokenOf('aifc', 'operator', 'tax-officer')),
    ]);
    await send('dmp-1', mined(LICENSEE, 'told-1'));
    await send('dmp-2', mined(LICENSEE, 'told-2', 'dmp-2'));
    await test.licensing.record('licence-L-1', suspension(LICENSEE));
    await test.tax.record('price-BTC', {
      type: 'PricePublished',
      ...{ asset: 'BTC', day: '2026-03-04', source: 'A list' },
      ...{ value: { amount: '1', currency: 'KZT' }, publishedAt: AT },
    } as DomainEvent);
    await until(() => officer.recorded().length === 4 && operator.recorded().length === 4);

    const seen = ({ recorded }: typeof officer) =>
      recorded()
        .map(({ service, type }) => `${service} ${type}`)
        .toSorted();
    expect(seen(officer)).toEqual([
      'licensing LicenceSuspensionProposed',
      'pool-reporting DistributionRecorded',
      'pool-reporting DistributionRecorded',
      'tax PricePublished',
    ]);
    const distribution = officer.recorded().find(({ service }) => service === 'pool-reporting');
    expect(distribution).toEqual({
      service: 'pool-reporting',
      position: expect.any(Number),
      type: 'DistributionRecorded',
      stream: 'distribution-dmp-1-told-1',
      licenseeIds: [LICENSEE],
      recordedAt: expect.stringMatching(/^2026-03-05T/),
    });
    await until(() => licensee.recorded().length === 2 && pool.recorded().length === 1);
    expect(seen(licensee)).toEqual(Array(2).fill('pool-reporting DistributionRecorded'));
    expect(pool.recorded()).toMatchObject([{ stream: 'distribution-dmp-1-told-1' }]);
    expect([stranger.recorded(), exchange.recorded()]).toEqual([[], []]);
    expect(seen(operator)).toEqual(seen(officer));
    expect(JSON.stringify(operator.recorded())).not.toMatch(new RegExp(`${LICENSEE}|dmp-|stream`));
    expect(both.recorded()).toEqual(expect.arrayContaining(officer.recorded()));
  });

  it('comes back after each cut without a lost event, also of what was recorded meanwhile', async () => {
    const way = await CutWay.to(new URL(test.client.url).port);
    closing.push(() => way.cut());
    const COUNT = 400;
    const [first, last] = [await test.pools.store.head(), await test.licensing.store.head()];
    let isDone = false;
    const recording = (async () => {
      for (let i = 0; i < COUNT; i += 1) {
        await send('dmp-1', mined(LICENSEE, `cut-${i}`));
        if (i % 40 === 0) await test.licensing.record(`licence-L-1`, suspension(LICENSEE));
      }
      isDone = true;
    })();
    const had: Notice[] = [];
    let after = `licensing:${last.next - 1},pool-reporting:${first.next - 1}`;
    let cuts = 0;
    while (had.length < COUNT + COUNT / 40) {
      const one = await listen(test.analyst, {
        ...{ after, services: 'licensing,pool-reporting', url: way.url },
      });
      // Sooner than all has come, each time with something new.
      await until(() => one.recorded().length > 20 || (isDone && one.recorded().length > 0));
      way.cut();
      await until(one.isOver);
      await way.mend();
      cuts += 1;
      had.push(...one.recorded());
      after = one.messages.at(-1)?.id ?? after;
      expect(one.messages.map(({ event }) => event)).not.toContain('missed');
    }
    await recording;
    expect(cuts).toBeGreaterThan(2);
    const places = (service: string) =>
      had.filter((one) => one.service === service).map(({ position }) => position);
    expect(places('pool-reporting')).toEqual(
      Array.from({ length: COUNT }, (_, i) => first.next + i),
    );
    expect(places('licensing')).toEqual(
      Array.from({ length: COUNT / 40 }, (_, i) => last.next + i),
    );
  });

  it('says whose events were missed, and goes on with the others', async () => {
    const { next } = await test.licensing.store.head();
    const pools = await test.pools.store.head();
    const many = Array.from({ length: REPLAYED_EVENTS_MAX / 5 + 1 }, () => suspension(LICENSEE));
    await test.licensing.record('licence-L-1', ...many);
    await send('dmp-1', mined(LICENSEE, 'after-many'));
    const after = `licensing:${next - 1},pool-reporting:${pools.next - 1}`;
    const one = await listen(test.analyst, { after });
    await until(() => one.recorded().length === many.length);
    const missed = one.messages.filter(({ event }) => event === 'missed');
    expect(missed.map(({ data }) => data)).toEqual([{ service: 'licensing', after: next - 1 }]);
    expect(one.recorded().filter(({ service }) => service !== 'licensing')).toHaveLength(1);
    // A place that no log has: it was set back, or is of another deployment.
    const ahead = await listen(test.analyst, { after: 'tax:4000', services: 'tax' });
    // `alive` may come before it, from a log that is slow to answer.
    const cut = () => ahead.messages.find(({ event }) => event === 'missed');
    await until(() => cut() !== undefined);
    expect(cut()).toMatchObject({
      id: expect.stringMatching(/^tax:\d$/),
      data: { service: 'tax', after: 4_000 },
    });
  });

  it('waits for a reader that does not read, and says what it gave up', async () => {
    const socket = connect(Number(new URL(test.client.url).port), '127.0.0.1');
    closing.push(() => socket.destroy());
    let isOver = false;
    let text = '';
    socket.on('close', () => (isOver = true)).on('data', (data) => (text += data.toString()));
    socket.write(
      `GET /supervision/v1/stream?services=licensing HTTP/1.1\r\nHost: esep\r\nAuthorization: Bearer ${test.analyst}\r\n\r\n`,
    );
    await until(() => text.includes('event: alive'));
    socket.pause();
    // More than the connection holds by itself, and more behind that than is replayed.
    for (let i = 0; i < 30; i += 1)
      await test.licensing.record(
        `licence-${i}-${'x'.repeat(150)}`,
        ...Array.from({ length: 1_000 }, () => suspension(LICENSEE)),
      );
    const { next } = await test.licensing.store.head();
    // Another one, who reads, is not held up by that.
    const other = await listen(test.analyst, {
      services: 'licensing',
      after: `licensing:${next - 3}`,
    });
    await until(() => other.recorded().length === 2);
    text = '';
    socket.resume();
    await until(() => isOver || text.includes(`"position":${next - 1},`));
    const [, goesOn] = /event: missed\nid: licensing:(\d+)\n/.exec(text) ?? [];
    expect([isOver, goesOn]).toEqual([false, String(next - 1 - REPLAYED_EVENTS_MAX)]);
  }, 60_000);

  it('is for those who have something to see; of judgements pools and operators see nothing', async () => {
    const [pool, operator] = [await tokenOf('dmp-1', 'pool'), await tokenOf('aifc', 'operator')];
    const from = { after: '-1', services: null };
    const theirs = [await listen(pool, from), await listen(operator, from)];
    const { messages } = await listen(test.analyst, from);
    await until(() => messages.some(({ event }) => event !== 'alive'));
    for (const one of theirs)
      expect(one.messages.filter(({ event }) => event !== 'alive')).toEqual([]);
    const statusOf = async (query: string, token: string, id?: string) => {
      const answer = await call(query, token, id);
      await answer.body?.cancel();
      return answer.status;
    };
    expect(await statusOf('?services=pool-reporting', pool)).toBe(200);
    expect(await statusOf('?services=tax', await tokenOf('aifc', 'demo'))).toBe(403);
  });

  it.each([
    ['services=', undefined],
    ['services=nobody', undefined],
    ['services=tax,tax', undefined],
    ['services=tax, licensing', undefined],
    ['services=tax', '12'],
    ['services=tax', 'licensing:12'],
    ['services=tax', 'tax:12,tax:13'],
    ['services=tax', 'tax:-2'],
    ['services=tax', 'tax:1e3'],
    ['services=tax', 'tax:9999999999999999'],
    ['services=tax', 'tax:1,tax:1,tax:1,tax:1,tax:1,tax:1'],
  ])('refuses %s with the id %s', async (query, id) =>
    expect((await call(`?${query}`, test.analyst, id)).status).toBe(400),
  );
});

const messageIn = (block: string): Message[] => {
  const fieldOf = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const event = fieldOf('event');
  if (event === undefined) return [];
  return [{ id: fieldOf('id') ?? '', event, data: JSON.parse(fieldOf('data') || '{}') as Notice }];
};

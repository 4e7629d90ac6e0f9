import { randomUUID } from 'node:crypto';

import { canonical, type JsonObject } from '@esep/ledger-format';
import {
  InvalidArgumentError,
  KurrentDBClient,
  NotLeaderError,
  StreamDeletedError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
  type AppendStreamState,
} from '@kurrent/kurrentdb-client';

import { prepare, type OnceRow, type Row } from './append-group.js';
import { append, event, eventStoreContract } from '../testing/event-store.contract.js';
import { KurrentdbEventStore } from './kurrentdb-event-store.js';
import { failureOf, runsOf, sessionOf, storedEventOf, streamsOf } from './kurrentdb-session.js';
import { sourceOf, startContainer } from '../testing/testing-servers.js';

const clock = { now: () => new Date().toISOString() };
const source = await sourceOf('kurrentdb');
const absent = source.from === 'nowhere' ? source.why : undefined;
const suite = absent === undefined ? describe : describe.skip;

suite(`KurrentDB${absent ? ` (skipped: ${absent})` : ', as it runs'}`, () => {
  let client: KurrentDBClient;
  let stop: () => Promise<void> = async () => undefined;
  beforeAll(async () => {
    const given = source.from === 'environment' ? source : undefined;
    const server = given ?? (await startContainer('kurrentdb'));
    if ('stop' in server) stop = () => server.stop();
    client = KurrentDBClient.connectionString(server.url);
  }, 180_000);
  afterAll(async () => {
    await client.dispose();
    await stop();
  });

  eventStoreContract({
    name: 'KurrentDB',
    capabilities: { contiguous: true, atomicMultiStream: true, groupCommit: true },
    found: async () => {
      const log = `esep/test/${randomUUID()}`;
      return () => KurrentdbEventStore.open({ log, authority: 'AIFC', clock, client });
    },
  });
});

const LOG = 'esep/licensing/local';
const streams = streamsOf(LOG);
const RECORDED_AT = '2026-03-05T07:00:00.000Z';
const tail = (next: number) => ({ next, recordedAt: RECORDED_AT, revision: 41n });
const session = (next: number, rows: readonly Row[], once: readonly OnceRow[] = []) =>
  sessionOf({ log: LOG, tail: tail(next), rows, once, recordedAt: RECORDED_AT });

describe('One append to KurrentDB', () => {
  it('expects the head as it was read, before all else', () => {
    const [head, events] = session(7, [row('a', 1, 7)]);
    expect([head?.streamName, head?.expectedState]).toEqual([streams.head, 41n]);
    expect(head?.events[0]?.data).toEqual({ log: LOG, next: 8, recordedAt: RECORDED_AT });
    expect([events?.streamName, events?.expectedState]).toEqual([streams.events, 6n]);
  });

  it('expects each stream at the version before, and each event id and key to be new', () => {
    const once = { scope: 's', key: 'k', fingerprint: 'f', position: 7, last: 9 };
    const rows = [row('a', 3, 7), row('b', 1, 8), row('a', 4, 9)];
    const requests = session(7, rows, [once]);
    const expected = new Map(requests.map((one) => [one.streamName, one.expectedState]));
    expect(expected).toEqual(
      new Map<string, AppendStreamState>([
        [streams.head, 41n],
        [streams.events, 6n],
        [streams.ofStream('a'), 1n],
        [streams.ofStream('b'), 'no_stream'],
        ...rows.map(({ eventId }) => [streams.ofEvent(eventId), 'no_stream'] as const),
        [streams.ofOnce(once), 'no_stream'],
      ]),
    );
    const inA = requests.find(({ streamName }) => streamName === streams.ofStream('a'));
    expect(inA?.events.map(({ data }) => data)).toEqual([{ position: 7 }, { position: 9 }]);
  });

  it('begins a log that has no events', () =>
    expect(session(0, [row('a', 1, 0)])[1]?.expectedState).toBe('no_stream'));

  it('never leaves a version unchecked', () =>
    expect(() => session(0, [row('a', 0, 0)])).toThrow('No stream has -1 records.'));

  it('names no stream twice, as KurrentDB compares names', () => {
    const addresses = ['wallet-BTC-1BoatSLRHtKNngkdXEeobR76b53LETtpyT', 'bc1q', 'BC1Q'];
    const rows = [...addresses, ...addresses.map((name) => name.toUpperCase())]
      .filter((name, i, all) => all.indexOf(name) === i)
      .map((name, i) => row(name, 1, i));
    const names = session(0, rows).map(({ streamName }) => streamName.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_.-]+$/);
  });

  it('carries the hashed bytes once, as bytes, and the event by its own id', () => {
    const body = { 10: 'ten', 9: 'nine', text: 'Есеп № 1 \u0000 \ud83d\ude80' };
    const written = row('a', 1, 0, body);
    const [record] = session(0, [written])[1]?.events ?? [];
    expect(record).toMatchObject({
      id: written.eventId,
      type: 'Tested',
      contentType: 'application/octet-stream',
    });
    const stored = storedEventOf({ revision: 0n, data: record?.data as Uint8Array });
    expect(stored).toMatchObject({ position: 0, bytes: written.bytes, envelope: { body } });
    // What the client would make of it as JSON is no longer what was hashed.
    expect(JSON.stringify(JSON.parse(canonical(body)))).not.toBe(canonical(body));
  });

  it('has new ids beside the events each time, so that it is never taken for another', () => {
    const rows = [row('a', 1, 0)];
    const ids = [session(0, rows), session(0, rows)].map((requests) =>
      requests.flatMap(({ events }) => events.map(({ id }) => id)),
    );
    const both = ids[0]?.filter((id) => ids[1]?.includes(id));
    expect(both).toEqual(rows.map(({ eventId }) => eventId));
  });
});

describe('Events at places', () => {
  it.each([
    [[], []],
    [[4], [{ from: 4, count: 1 }]],
    [
      [1, 2, 3, 7, 9, 10],
      [
        { from: 1, count: 3 },
        { from: 7, count: 1 },
        { from: 9, count: 2 },
      ],
    ],
  ])('%j are read as %j', (positions, runs) => expect(runsOf(positions)).toEqual(runs));
});

describe('An error of KurrentDB', () => {
  const wrong = (streamName: string) =>
    new WrongExpectedVersionError(undefined, { streamName, expected: 1n, current: 2n });
  const grpc = (code: number) => Object.assign(new Error('14 UNAVAILABLE'), { code, details: '' });
  const leader = { getMap: () => ({ 'leader-endpoint-host': 'a', 'leader-endpoint-port': '1' }) };

  it.each([
    ['that says that the head moved', 'head-moved', wrong(streams.head)],
    ['that a stream is at another version', 'conflict', wrong(streams.ofStream('a'))],
    ['that an event id is known', 'conflict', wrong(streams.ofEvent(randomUUID()))],
    ['that nobody answers', 'unknown', new UnavailableError()],
    ['that nobody answers, as gRPC says it', 'unknown', grpc(14)],
    ['that the leader is another', 'unknown', new NotLeaderError({ metadata: leader } as never)],
    ['of its own making', 'unknown', Object.assign(new UnknownError(), { code: 2 })],
    ['that the request is none', 'refused', Object.assign(new UnknownError(), { code: 3 })],
    ['that an argument is wrong', 'refused', new InvalidArgumentError('no')],
    ['that somebody deleted the log', 'refused', new StreamDeletedError(undefined, 'a')],
    ['that is ours', 'refused', new TypeError('x is not a function')],
  ])('%s is %s', (_, failure, error) => expect(failureOf(error, streams)).toBe(failure));
});

describe('A KurrentDB that is not there', () => {
  it('opens no log', async () => {
    const client = KurrentDBClient.connectionString('kurrentdb://127.0.0.1:1?tls=false');
    const opening = KurrentdbEventStore.open({ log: LOG, authority: 'AIFC', clock, client });
    const error = await opening.catch((reason: unknown) => reason);
    expect(failureOf(error, streams)).toBe('unknown');
    await client.dispose();
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function row(stream: string, version: number, position: number, body: JsonObject = {}): Row {
  const [prepared] = prepare(append(stream, version - 1, event(body)), {
    log: LOG,
    authority: 'AIFC',
  });
  const { eventId, bytesAt } = prepared as NonNullable<typeof prepared>;
  const place = { recordedAt: RECORDED_AT, version, firstPosition: position };
  return { position, eventId, stream, version, bytes: bytesAt(place) };
}

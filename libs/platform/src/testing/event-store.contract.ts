import { randomUUID } from 'node:crypto';

import { leafHashOf, preimageOf } from '@esep/ledger-format';

import type {
  Append,
  Appended,
  Capabilities,
  EventStore,
  EventToAppend,
} from '../event-store/event-store.js';

// What every adapter of the event-store port must do, and what follows from each capability that it
// declares. An adapter's specification calls this with a way to found an empty log, and adds what is
// its own.

export interface Adapter {
  readonly name: string;
  /** What `capabilities` of its stores says; the contract holds it to that. */
  readonly capabilities: Capabilities;
  /** A new, empty log. What comes back opens it, also while others have it open. */
  found(): Promise<() => Promise<EventStore>>;
}

export const eventStoreContract = ({ name, capabilities, found }: Adapter): void => {
  describe(`${name} as an event store`, () => {
    let store: EventStore;
    let again: () => Promise<EventStore>;
    let opened: EventStore[];
    beforeEach(async () => {
      opened = [];
      const open = await found();
      again = async () => {
        const one = await open();
        opened.push(one);
        return one;
      };
      store = await again();
    });
    afterEach(async () => {
      for (const one of opened) await one.close();
    });

    it('is able to do what it says', () => expect(store.capabilities).toEqual(capabilities));

    it('starts empty', async () => {
      expect(await store.read(0, 10)).toEqual([]);
      expect(await store.readStream('a')).toEqual([]);
    });

    it('gives versions from 1, and positions that grow', async () => {
      const first = await accepted(store, append('a', 0, event()));
      const second = await accepted(store, append('b', 0, event(), event()));
      expect([first.version, second.version]).toEqual([1, 1]);
      expect(second.firstPosition).toBeGreaterThan(first.lastPosition);
      expect(second.lastPosition).toBeGreaterThan(second.firstPosition);
      expect((await store.head()).next).toBeGreaterThan(second.lastPosition);
    });

    it('gives back exactly the bytes it hashed', async () => {
      const written = event({ text: 'Есеп № 1 \u0000 \ud83d\ude80 "\\', list: [1, null, true] });
      await accepted(store, append('a', 0, written));
      const [stored] = await store.read(0, 1);
      expect(stored?.envelope).toMatchObject({
        ...written,
        log: store.log,
        stream: 'a',
        version: 1,
      });
      expect(preimageOf(stored!.envelope)).toBe(stored?.bytes);
      expect(leafHashOf(stored!.bytes)).toHaveLength(32);
    });

    it('appends to a stream only at the version that the writer knew', async () => {
      await accepted(store, append('a', 0, event()));
      for (const expectedVersion of [0, 2])
        expect(await store.append(append('a', expectedVersion, event()))).toEqual({
          appended: false,
          reason: 'wrong-expected-version',
          stream: 'a',
          expected: expectedVersion,
          actual: 1,
        });
      await accepted(store, append('a', 1, event()));
    });

    it('lets exactly one of many concurrent writers have a version', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 50 }, () => store.append(append('contested', 0, event()))),
      );
      expect(outcomes.filter(({ appended }) => appended)).toHaveLength(1);
      expect(await store.readStream('contested')).toHaveLength(1);
    });

    it('takes the same events again as one', async () => {
      const same = append('a', 0, event(), event());
      const first = await accepted(store, same);
      expect(await store.append(same)).toEqual({ ...first, replayed: true });
      expect(await store.read(0, 10)).toHaveLength(2);
    });

    it('takes the same events at the same moment as one', async () => {
      const same = append('a', 0, event());
      const [one, two] = await Promise.all([store.append(same), store.append(same)]);
      expect(one).toMatchObject({ appended: true, replayed: false });
      expect(two).toEqual({ ...one, replayed: true });
    });

    it('refuses an event id that already names something else', async () => {
      const first = event();
      await accepted(store, append('a', 0, first));
      const outcome = await store.append(append('b', 0, { ...first, body: { other: true } }));
      expect(outcome).toEqual({
        appended: false,
        reason: 'event-id-reused',
        eventId: first.eventId,
      });
    });

    it('answers a repeated command with its first outcome', async () => {
      const once = { scope: 'officer-1', key: 'k1', fingerprint: 'f1' };
      const first = await accepted(store, { ...append('a', 0, event()), once });
      const again = await store.append({ ...append('a', 0, event()), once });
      expect(again).toEqual({ ...first, replayed: true });
    });

    it('recalls what a command under a key came to', async () => {
      const once = { scope: 'officer-1', key: 'k1', fingerprint: 'f1' };
      expect(await store.recall(once)).toBeUndefined();
      const first = await accepted(store, { ...append('a', 0, event()), once });
      expect(await store.recall(once)).toEqual({ ...first, replayed: true });
      expect(await store.recall({ ...once, fingerprint: 'f2' })).toMatchObject({
        appended: false,
        reason: 'idempotency-key-reused',
      });
    });

    it('API-14: keeps a key of a command that had nothing to append', async () => {
      const once = { scope: 'officer-1', key: 'k1', fingerprint: 'f1' };
      const first = await accepted(store, append('a', 0, event()));
      expect(await store.remember(once, first.firstPosition)).toBeUndefined();
      const kept = { ...first, lastPosition: first.firstPosition - 1, replayed: true };
      expect(await store.recall(once)).toEqual(kept);
      expect(await store.remember(once, first.firstPosition)).toEqual(kept);
      expect(await store.append({ ...append('b', 0, event()), once })).toEqual(kept);
      const other = { ...once, fingerprint: 'f2' };
      const reused = { appended: false, reason: 'idempotency-key-reused', key: 'k1' };
      expect(await store.remember(other, first.firstPosition)).toEqual(reused);
      expect(await store.append({ ...append('b', 0, event()), once: other })).toEqual(reused);
      expect((await store.head()).next).toBe(1);
    });

    it('API-14: keeps a key that points at no event', async () => {
      const once = { scope: 'officer-1', key: 'k1', fingerprint: 'f1' };
      expect(await store.remember(once, -1)).toBeUndefined();
      const nowhere = { appended: true, firstPosition: -1, lastPosition: -2, version: 0 };
      expect(await store.recall(once)).toMatchObject(nowhere);
      expect(await store.append({ ...append('a', 0, event()), once })).toMatchObject(nowhere);
      expect((await store.head()).next).toBe(0);
    });

    it('refuses a command key with another content', async () => {
      const once = { scope: 'officer-1', key: 'k1', fingerprint: 'f1' };
      await accepted(store, { ...append('a', 0, event()), once });
      const other = { ...once, fingerprint: 'f2' };
      expect(await store.append({ ...append('b', 0, event()), once: other })).toEqual({
        appended: false,
        reason: 'idempotency-key-reused',
        key: 'k1',
      });
      const elsewhere = { ...other, scope: 'officer-2' };
      await accepted(store, { ...append('b', 0, event()), once: elsewhere });
    });

    it('refuses what could not be hashed, and hurts no one else by it', async () => {
      const poison = [
        append('a', 0, event({ fraction: 0.5 })),
        append('a', 0, event({ lone: '\ud800' })),
        append('', 0, event()),
        append('with space', 0, event()),
        append('a', 0, event({ large: 'x'.repeat(65_536) })),
        { writes: [], meta },
      ];
      const results = await Promise.allSettled([
        ...poison.map(async (bad) => store.append(bad)),
        ...Array.from({ length: 20 }, (_, i) => store.append(append(`good-${i}`, 0, event()))),
      ]);
      expect(results.map(({ status }) => status)).toEqual([
        ...poison.map(() => 'rejected'),
        ...Array.from({ length: 20 }, () => 'fulfilled'),
      ]);
      expect((await store.head()).next).toBe(20);
    });

    it('never records an event earlier than the one before it', async () => {
      for (let i = 0; i < 20; i += 1) await accepted(store, append(`s-${i}`, 0, event()));
      const times = (await store.read(0, 100)).map(({ envelope }) => envelope.recordedAt);
      expect(times).toEqual([...times].sort());
    });

    it('keeps its promise about time: nothing new is recorded before a watermark', async () => {
      await accepted(store, append('a', 0, event()));
      const writing = Promise.all(
        Array.from({ length: 30 }, (_, i) => store.append(append(`w-${i}`, 0, event()))),
      );
      const marks = await Promise.all(Array.from({ length: 30 }, () => store.watermark()));
      await writing;
      const events = await store.read(0, 1_000);
      for (const { next, recordedAt } of marks)
        for (const { position, envelope } of events)
          if (position >= next) expect(envelope.recordedAt >= recordedAt).toBe(true);
    });

    it('lets the time of an idle log go on', async () => {
      const { recordedAt } = await store.watermark();
      await new Promise((resolve) => setTimeout(resolve, 80));
      expect((await store.watermark()).recordedAt > recordedAt).toBe(true);
    });

    it('wakes its readers after an append', async () => {
      const woken = new Promise<void>((resolve) => void store.onAppended(resolve));
      await accepted(store, append('a', 0, event()));
      await woken;
    });

    it('finds an event by its id, and streams by their names', async () => {
      const wanted = event();
      await accepted(store, append('a', 0, event(), wanted));
      await accepted(store, append('b', 0, event()));
      expect(await store.findEvent(wanted.eventId)).toMatchObject({
        envelope: { ...wanted, stream: 'a', version: 2 },
      });
      expect(await store.findEvent(randomUUID())).toBeUndefined();
      expect(await store.findEvent('no id at all')).toBeUndefined();
      const streams = await store.readStreams(['a', 'b', 'c']);
      expect([...streams].map(([name, events]) => [name, events.length])).toEqual([
        ['a', 2],
        ['b', 1],
      ]);
      expect(await store.readStream('a', 2)).toMatchObject([{ envelope: wanted }]);
    });

    it('shows a catching-up reader every event, in order, while two others write', async () => {
      const total = 400;
      const writers = [store, await again()];
      const appended = Promise.all(
        Array.from({ length: total }, (_, i) =>
          accepted(writers[i % 2] as EventStore, append(`s-${i}`, 0, event())),
        ),
      );
      const reader = await again();
      const seen: number[] = [];
      while (seen.length < total)
        for (const { position } of await reader.read((seen.at(-1) ?? -1) + 1, 37))
          seen.push(position);
      const positions = (await appended).map(({ firstPosition }) => firstPosition);
      expect(seen).toEqual(positions.sort((a, b) => a - b));
    });

    it('keeps the order of a stream that two write to', async () => {
      const other = await again();
      for (let version = 0; version < 10; version += 1)
        await accepted(version % 2 ? other : store, append('a', version, event({ n: version })));
      const read = await store.readStream('a');
      expect(read.map(({ envelope }) => [envelope.version, envelope.body])).toEqual(
        Array.from({ length: 10 }, (_, n) => [n + 1, { n }]),
      );
    });

    it('has what it acknowledged when it is opened after a crash', async () => {
      const once = { scope: 'officer-1', key: 'k1', fingerprint: 'f1' };
      const same = { ...append('a', 0, event(), event()), once };
      const first = await accepted(store, same);
      // Nobody closed the first; nothing may rest on that.
      const reopened = await again();
      expect(await reopened.read(0, 10)).toEqual(await store.read(0, 10));
      expect(await reopened.append(same)).toEqual({ ...first, replayed: true });
      expect(await reopened.append(append('a', 0, event()))).toMatchObject({ actual: 2 });
      await accepted(reopened, append('a', 2, event()));
    });

    if (capabilities.contiguous)
      describe('that gives positions without a gap', () => {
        it('begins at 0', async () => {
          expect((await store.head()).next).toBe(0);
          const first = await accepted(store, append('a', 0, event(), event()));
          const second = await accepted(store, append('b', 0, event()));
          expect([first.firstPosition, first.lastPosition]).toEqual([0, 1]);
          expect([second.firstPosition, second.lastPosition]).toEqual([2, 2]);
          expect((await store.head()).next).toBe(3);
        });

        it('leaves none for what it refused', async () => {
          await accepted(store, append('a', 0, event()));
          expect((await store.append(append('a', 0, event()))).appended).toBe(false);
          expect(await accepted(store, append('a', 1, event()))).toMatchObject({
            firstPosition: 1,
          });
        });

        it('fills in what is known only at the place of the append', async () => {
          await accepted(store, append('a', 0, event()));
          const rows = { ...event(), bodyAt: (first: number) => ({ firstPosition: first }) };
          const same = append('b', 0, rows);
          await accepted(store, same);
          const [stored] = await store.readStream('b');
          expect(stored?.envelope.body).toEqual({ n: 1, firstPosition: 1 });
          expect(await store.append(same)).toMatchObject({ appended: true, replayed: true });
        });
      });

    if (capabilities.atomicMultiStream)
      describe('that appends to many streams at once', () => {
        it('appends to several streams or to none', async () => {
          await accepted(store, append('a', 0, event()));
          const both: Append = {
            writes: [
              { stream: 'b', expectedVersion: 0, events: [event()] },
              { stream: 'a', expectedVersion: 0, events: [event()] },
            ],
            meta,
          };
          expect((await store.append(both)).appended).toBe(false);
          expect(await store.readStream('b')).toEqual([]);
        });

        it('appends 10,001 events of 10,001 streams at once', async () => {
          const writes = Array.from({ length: 10_001 }, (_, i) => ({
            stream: `row-${i}`,
            expectedVersion: 0,
            events: [event()],
          }));
          const { firstPosition, lastPosition } = await accepted(store, { writes, meta });
          expect(lastPosition - firstPosition).toBe(10_000);
          expect(await store.read(9_999, 10)).toHaveLength(2);
        });
      });

    if (capabilities.groupCommit)
      describe('that commits appends of one moment together', () => {
        it('takes each of them by itself: what is refused fails nobody else', async () => {
          await accepted(store, append('a', 0, event()));
          const repeated = append('b', 0, event());
          const first = await accepted(store, repeated);
          const outcomes = await Promise.all([
            ...Array.from({ length: 30 }, (_, i) => store.append(append(`c-${i}`, 0, event()))),
            store.append(append('a', 0, event())),
            store.append(repeated),
            store.append(append('a', 1, event())),
          ]);
          expect(outcomes.slice(0, 30).every(({ appended }) => appended)).toBe(true);
          expect(outcomes.slice(30)).toMatchObject([
            { appended: false, reason: 'wrong-expected-version', actual: 1 },
            { ...first, replayed: true },
            { appended: true, version: 2 },
          ]);
        });
      });
  });
};

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

export const meta = {
  actor: 'pool-engineer-1',
  organisation: 'dmp-1',
  correlationId: '019a0000-0000-7000-8000-000000000001',
  causationId: '019a0000-0000-7000-8000-000000000002',
};

export function event(body: EventToAppend['body'] = { n: 1 }): EventToAppend {
  const validAt = '2026-03-05T07:00:00.000Z';
  return { eventId: randomUUID(), type: 'Tested', schemaVersion: 1, validAt, body };
}

export function append(
  stream: string,
  expectedVersion: number,
  ...events: EventToAppend[]
): Append {
  return { writes: [{ stream, expectedVersion, events }], meta };
}

export async function accepted(store: EventStore, what: Append): Promise<Appended> {
  const outcome = await store.append(what);
  if (!outcome.appended) throw new Error(JSON.stringify(outcome));
  return outcome;
}

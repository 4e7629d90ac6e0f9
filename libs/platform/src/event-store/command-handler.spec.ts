import { parkedReleaseDecider, type ParkedReleaseCommand } from '@esep/contracts';
import { accept, refuse, type Decider } from '@esep/kernel';
import { v7 as uuidv7 } from 'uuid';

import { CommandHandler, step, type CommandContext } from './command-handler.js';
import type { Append, AppendOutcome, EventStore } from './event-store.js';
import { meta } from '../testing/event-store.contract.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { testLedger, testPool } from '../testing/testing.js';

const AT = '2026-03-05T07:00:00.000Z';

describe('A command', () => {
  let store: EventStore;
  let close: () => Promise<void>;
  beforeEach(async () => {
    const pool = testPool((await testLedger('commands')).url);
    store = await PostgresEventStore.open({
      log: 'esep/test/local',
      authority: 'AIFC',
      clock: { now: () => new Date().toISOString() },
      pool,
    });
    close = async () => {
      await store.close();
      await pool.end();
    };
  });
  afterEach(() => close());

  it('that is accepted says where its event stands', async () => {
    const outcome = await handle(watch('a', 'x'));
    const [stored] = await store.readStream('a');
    expect(outcome).toEqual({
      accepted: true,
      changed: true,
      replayed: false,
      stream: 'a',
      version: 1,
      position: 0,
      eventId: stored?.envelope.eventId,
    });
    expect(stored?.envelope).toMatchObject({ type: 'AddressWatched', validAt: AT, meta });
    expect(stored?.envelope.body).toEqual({ address: 'x', watchedAt: AT });
  });

  it('that is refused adds nothing', async () => {
    expect(await handle(watch('a', ''))).toEqual({
      accepted: false,
      reason: 'address-empty',
      stream: 'a',
    });
    expect((await store.head()).next).toBe(0);
  });

  it('that changes nothing adds nothing, and points at what the log said last', async () => {
    await handle(watch('a', 'x'));
    const last = await handle(watch('a', 'y'));
    expect(await handle(watch('a', 'x'))).toEqual({ ...last, changed: false });
    expect((await store.head()).next).toBe(2);
  });

  describe('that races with another on one stream', () => {
    it('is decided again on what the other left', async () => {
      const outcomes = await Promise.all([
        handle(watch('a', 'x')),
        handle(watch('a', 'x')),
        handle(watch('a', 'y')),
      ]);
      expect(outcomes.filter((one) => one.accepted && one.changed)).toHaveLength(2);
      // Whichever was first.
      expect((await addressesOf('a')).toSorted()).toEqual(['x', 'y']);
    });

    it('may then be refused', async () => {
      const outcomes = await Promise.all([handle(propose()), handle(propose())]);
      expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(1);
      expect(outcomes.find(({ accepted }) => !accepted)).toMatchObject({
        reason: 'release-already-proposed',
      });
      expect((await store.head()).next).toBe(1);
    });

    it('gives up after twenty lost races, and never half-way', async () => {
      let lost = 0;
      const overtaken = overtakenStore(store, async () => {
        lost += 1;
        await handle(watch('a', `faster-${lost}`));
      });
      const command = new CommandHandler(overtaken).handle({ meta }, watch('a', 'slow'));
      await expect(command).rejects.toThrow('20 writers in a row were faster on a');
      expect(await addressesOf('a')).toEqual(
        Array.from({ length: 20 }, (_, i) => `faster-${i + 1}`),
      );
    });
  });

  describe('over several streams', () => {
    it('takes effect in all of them, in one append', async () => {
      const outcome = await handle(watch('a', 'x'), watch('b', 'x'));
      expect(outcome).toMatchObject({ stream: 'a', version: 1, position: 0 });
      const log = await store.read(0, 10);
      expect(log.map(({ envelope }) => envelope.stream)).toEqual(['a', 'b']);
      expect(new Set(log.map(({ envelope }) => envelope.recordedAt)).size).toBe(1);
    });

    it('takes effect in none, when one refuses', async () => {
      expect(await handle(watch('a', 'x'), watch('b', ''))).toEqual({
        accepted: false,
        reason: 'address-empty',
        stream: 'b',
      });
      expect((await store.head()).next).toBe(0);
    });

    it('is decided again as a whole, when one of them moved', async () => {
      let moved = false;
      const overtaken = overtakenStore(store, async () => {
        if (!moved) await handle(watch('b', 'x'));
        moved = true;
      });
      const handler = new CommandHandler(overtaken);
      const outcome = await handler.handle({ meta }, watch('a', 'x'), watch('b', 'x'));
      expect(outcome).toMatchObject({ accepted: true, stream: 'a', position: 1 });
      expect(await addressesOf('a')).toEqual(['x']);
      expect(await addressesOf('b')).toEqual(['x']);
    });

    it('lets a later step see what an earlier one decided on the same stream', async () => {
      await handle(watch('a', 'x'), watch('a', 'x'), watch('a', 'y'));
      expect(await addressesOf('a')).toEqual(['x', 'y']);
    });
  });

  describe('under an idempotency key', () => {
    const once = { scope: 'aifc/officer-1', key: 'k1', fingerprint: 'f1' };

    it('gets its first answer again, whatever the log says by now', async () => {
      const first = await within({ once }, watch('a', 'x'));
      await handle(watch('a', 'y'));
      expect(await within({ once }, watch('a', 'x'))).toEqual({ ...first, replayed: true });
      expect(await addressesOf('a')).toEqual(['x', 'y']);
    });

    it('is made once, when it is sent twice at the same moment', async () => {
      const outcomes = await Promise.all([
        within({ once }, watch('a', 'x')),
        within({ once }, watch('a', 'x')),
      ]);
      const places = outcomes.map((one) => one.accepted && [one.position, one.eventId]);
      expect(places[0]).toEqual(places[1]);
      expect(await addressesOf('a')).toEqual(['x']);
    });

    it('is refused with another content', async () => {
      await within({ once }, watch('a', 'x'));
      const other = { ...once, fingerprint: 'f2' };
      expect(await within({ once: other }, watch('a', 'y'))).toMatchObject({
        accepted: false,
        reason: 'idempotency-key-reused',
      });
    });

    it('API-14, FIELD-10: keeps it when there is nothing to change', async () => {
      const first = await handle(watch('a', 'x'));
      const quiet = await within({ once }, watch('a', 'x'));
      expect(quiet).toEqual({ ...first, changed: false });
      await handle(watch('a', 'y'));
      expect(await within({ once }, watch('a', 'x'))).toEqual({ ...quiet, replayed: true });
      const other = { ...once, fingerprint: 'f2' };
      for (const address of ['x', 'z'])
        expect(await within({ once: other }, watch('a', address))).toMatchObject({
          accepted: false,
          reason: 'idempotency-key-reused',
        });
      expect(await addressesOf('a')).toEqual(['x', 'y']);
    });

    it('API-14: keeps it also where nothing was ever said', async () => {
      const silent = () =>
        step('b', { ...watchList, decide: () => accept<Watched>() }, watching('x'));
      const quiet = await within({ once }, silent());
      expect(quiet).toMatchObject({ accepted: true, changed: false, stream: 'b', version: 0 });
      expect(await within({ once }, silent())).toEqual({ ...quiet, replayed: true });
      expect(await within({ once: { ...once, fingerprint: 'f2' } }, silent())).toMatchObject({
        reason: 'idempotency-key-reused',
      });
    });

    it('API-14: is of one content, whichever of several comes first at the same moment', async () => {
      await handle(watch('a', 'x'));
      for (let round = 0; round < 10; round += 1) {
        const key = `k-${round}`;
        const outcomes = await Promise.all(
          ['x', `new-${round}`, 'x', `other-${round}`].map((address) =>
            within({ once: { ...once, key, fingerprint: address } }, watch('a', address)),
          ),
        );
        const taken = outcomes.flatMap((one) => (one.accepted ? [one.position] : []));
        expect(taken.length).toBeGreaterThan(0);
        expect(new Set(taken).size).toBe(1);
        expect(outcomes.filter((one) => !one.accepted)).toEqual(
          Array(4 - taken.length).fill(
            expect.objectContaining({ reason: 'idempotency-key-reused' }),
          ),
        );
      }
    });

    it('may be sent again after a refusal, which left nothing behind', async () => {
      expect(await within({ once }, watch('a', ''))).toMatchObject({ accepted: false });
      expect(await within({ once }, watch('a', 'x'))).toMatchObject({ accepted: true });
    });
  });

  describe('that proposes an act', () => {
    it('names the proposal by its event, so that it is found by that id alone', async () => {
      const proposed = await handle(propose());
      const proposalId = (proposed.accepted && proposed.proposalId) || '';
      const found = await store.findEvent(proposalId);
      expect(found?.envelope).toMatchObject({
        type: 'ParkedReleaseProposed',
        body: { proposalId },
      });
    });

    it('names it again, when the same command is repeated', async () => {
      const once = { scope: 'aifc/officer-1', key: 'k1', fingerprint: 'f1' };
      const first = await within({ once }, propose());
      expect(await within({ once }, propose())).toEqual({ ...first, replayed: true });
    });

    it('is confirmed by somebody else, whose answer names no proposal of its own', async () => {
      const proposed = await handle(propose());
      const proposalId = (proposed.accepted && proposed.proposalId) || '';
      expect(await handle(confirm(proposalId, 'officer-1'))).toMatchObject({
        reason: 'second-person-required',
      });
      const confirmed = await handle(confirm(proposalId, 'officer-2'));
      expect(confirmed).toMatchObject({ accepted: true, version: 2 });
      expect(confirmed).not.toHaveProperty('proposalId');
    });
  });

  it.each([
    ['that nobody declared', { type: 'Undeclared' }, 'No event of the catalogue'],
    ['that does not say when', { type: 'AddressWatched', address: 'x' }, 'does not say when'],
  ])('fails on an event %s', async (_, event, message) => {
    const careless = step(
      'a',
      { ...watchList, decide: () => accept(event as Watched) },
      watching('x'),
    );
    await expect(handle(careless)).rejects.toThrow(message);
    expect((await store.head()).next).toBe(0);
  });

  const within = (context: Partial<CommandContext>, ...steps: ReturnType<typeof watch>[]) =>
    new CommandHandler(store).handle({ meta, ...context }, ...steps);
  const handle = (...steps: ReturnType<typeof watch>[]) => within({}, ...steps);
  const addressesOf = async (stream: string) =>
    (await store.readStream(stream)).map(({ envelope }) => envelope.body['address']);
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Watch = { readonly type: 'Watch'; readonly address: string };
type Watched = {
  readonly type: 'AddressWatched';
  readonly address: string;
  readonly watchedAt: string;
};

/** Addresses are watched once; the smallest decider that accepts, refuses and stays quiet. */
const watchList: Decider<readonly string[], Watch, Watched, 'address-empty'> = {
  initial: [],
  decide: ({ address }, watched) => {
    if (address === '') return refuse('address-empty');
    if (watched.includes(address)) return accept();
    return accept({ type: 'AddressWatched', address, watchedAt: AT });
  },
  evolve: (watched, { address }) => [...watched, address],
};

function watching(address: string): Watch {
  return { type: 'Watch', address };
}

function watch(stream: string, address: string) {
  return step(stream, watchList, watching(address));
}

function release(command: ParkedReleaseCommand) {
  return step('parked-figures_v1-k', parkedReleaseDecider, command);
}

function propose() {
  const what = { subscription: 'figures_v1', key: 'k', how: 'replay', reason: 'mended' } as const;
  return release({
    type: 'ProposeRelease',
    proposalId: uuidv7(),
    ...what,
    by: 'officer-1',
    at: AT,
  });
}

function confirm(proposalId: string, by: string) {
  return release({ type: 'ConfirmRelease', proposalId, by, at: AT });
}

/** The same store, but somebody else always gets in between a decision and its append. */
function overtakenStore(store: EventStore, overtake: () => Promise<void>): EventStore {
  return Object.assign(Object.create(store) as EventStore, {
    append: async (append: Append): Promise<AppendOutcome> => {
      await overtake();
      return store.append(append);
    },
  });
}

import { randomUUID } from 'node:crypto';

import type { DataSource, EntityManager } from 'typeorm';

import { accepted, meta } from './event-store.contract.js';
import type { EventStore } from '../event-store/event-store.js';
import type { Consumer, Fact } from '../subscriptions/consumer.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { until } from './testing-until.js';

// What every transport must bring about between a log and a subscription, on real databases.

export interface TransportHarness {
  /** A source log, empty. */
  readonly source: EventStore;
  /** The consumer's own database, with the table `effects` and the subscription schema. */
  readonly database: DataSource;
  /** Starts delivering to the consumer, as after a process start. */
  start(consumer: Consumer): Promise<{ subscription: Subscription; stop(): Promise<void> }>;
  close(): Promise<void>;
}

export const EFFECTS_SCHEMA =
  'create table effects (n serial, event_id text, key text, amount bigint)';

export const transportContract = (
  transport: string,
  open: () => Promise<TransportHarness>,
): void => {
  describe(`Facts brought by ${transport}`, () => {
    let harness: TransportHarness;
    let running: { subscription: Subscription; stop(): Promise<void> }[];
    beforeEach(async () => {
      harness = await open();
      running = [];
    });
    afterEach(async () => {
      for (const { stop } of running) await stop();
      await harness.close();
    });

    it('take effect once each, in the order of their log', async () => {
      await credit('a', 1, 2, 3);
      const { subscription } = await start(recorder());
      await credit('b', 4);
      await caughtUp(subscription, 4);
      expect(await effects()).toEqual([1, 2, 3, 4]);
    });

    it('go on where they stopped after a restart, none lost and none twice', async () => {
      await credit('a', 1, 2);
      const first = await start(recorder());
      await caughtUp(first.subscription, 2);
      await first.stop();
      await credit('a2', 3);
      const { subscription } = await start(recorder());
      await caughtUp(subscription, 3);
      expect(await effects()).toEqual([1, 2, 3]);
    });

    it('take effect once although the process dies between effect and commit', async () => {
      await credit('a', 1, 2, 3);
      let crashes = 2;
      const crashing = recorder(async (_facts, tx) => {
        if (crashes-- > 0) await tx.query('select pg_terminate_backend(pg_backend_pid())');
      });
      const { subscription } = await start(crashing);
      await caughtUp(subscription, 3);
      expect(await effects()).toEqual([1, 2, 3]);
    });

    it('park their key when they cannot be digested; other keys go on', async () => {
      await credit('bad', 1);
      await credit('good', 2);
      await credit('bad-2', 3, 4);
      const { subscription } = await start(recorder(poison(1)));
      await credit('good-2', 5);
      await caughtUp(subscription, 5);
      expect(await effects()).toEqual([2, 5]);
      expect(subscription.isParked('bad')).toBe(true);
      expect(await subscription.parked()).toMatchObject([
        { key: 'bad', attempts: 3, error: 'poison 1', position: 0 },
        { key: 'bad', attempts: 0, error: null, position: 2 },
        { key: 'bad', attempts: 0, error: null, position: 3 },
      ]);
    });

    it('stay parked over a restart, and take effect in order when replayed', async () => {
      await credit('bad', 1);
      await credit('bad-2', 2);
      const broken = await start(recorder(poison(1)));
      await caughtUp(broken.subscription, 2);
      await expect(broken.subscription.release('bad', 'replay')).rejects.toThrow('poison 1');
      await broken.stop();
      const { subscription } = await start(recorder());
      expect(subscription.isParked('bad')).toBe(true);
      await credit('bad-3', 3);
      await caughtUp(subscription, 3);
      expect(await effects()).toEqual([]);
      expect(await subscription.release('bad', 'replay')).toBe(3);
      expect(await effects()).toEqual([1, 2, 3]);
      expect(await subscription.parked()).toEqual([]);
    });

    it('are skipped one by one by decision only, and what waited behind takes effect', async () => {
      await credit('bad', 1);
      await credit('bad-2', 2);
      const { subscription } = await start(recorder(poison(1)));
      await caughtUp(subscription, 2);
      expect(await subscription.release('bad', 'skip')).toBe(1);
      expect(await effects()).toEqual([2]);
      await credit('bad-3', 3);
      await caughtUp(subscription, 3);
      expect(await effects()).toEqual([2, 3]);
    });

    it('stop the subscription when they concern everybody and cannot be digested', async () => {
      await append('pool-dmp-1', 'PoolApproved', { poolId: 'dmp-1', amount: 1 });
      await credit('good', 2);
      let broken = true;
      const consumer = recorder(async (facts) => {
        if (broken && facts.some(isAmount(1))) throw new Error('not yet');
      });
      const { subscription } = await start(consumer);
      await until(() => subscription.trouble !== undefined);
      expect(subscription.trouble).toContain('PoolApproved');
      expect(await effects()).toEqual([]);
      broken = false;
      await caughtUp(subscription, 2);
      expect(await effects()).toEqual([1, 2]);
      expect(subscription.trouble).toBeUndefined();
    });

    it('let the time of an idle source go on', async () => {
      await credit('a', 1);
      const { subscription } = await start(recorder());
      await caughtUp(subscription, 1);
      const before = knownThrough(subscription);
      await until(() => knownThrough(subscription) > before);
    });

    it('are read from the start again by a new version, with the same result', async () => {
      await credit('a', 1, 2);
      const old = await start(recorder());
      await caughtUp(old.subscription, 2);
      const renewed = await start({ ...recorder(), name: 'recorder_v2' });
      await caughtUp(renewed.subscription, 2);
      expect(await effects()).toEqual([1, 2, 1, 2]);
    });

    it('wait, when they say "complete", until everything before them has arrived', async () => {
      const seen: string[] = [];
      const consumer = recorder((facts) => {
        seen.push(...facts.map(({ envelope }) => envelope.type));
        return Promise.resolve();
      });
      const licensees = Array.from({ length: 40 }, () => randomUUID());
      for (const [i, licensee] of licensees.entries()) await credit(licensee, i);
      await append('completeness-dmp-1', 'PoolReportedThrough', { poolId: 'dmp-1', amount: 99 });
      const { subscription } = await start(consumer);
      await caughtUp(subscription, 41);
      await until(() => seen.length === 41);
      expect(seen.at(-1)).toBe('PoolReportedThrough');
    });

    // ── Vocabulary ────────────────────────────────────────────────────────────────────────────

    /** Credits of a licensee; `x-2` means: the licensee x, in another stream. */
    async function credit(name: string, ...amounts: number[]): Promise<void> {
      const licenseeId = name.replace(/-\d$/, '');
      for (const [i, amount] of amounts.entries())
        await append(`distribution-${name}-${i}`, 'DistributionRecorded', { licenseeId, amount });
    }

    async function append(stream: string, type: string, body: Record<string, string | number>) {
      const validAt = '2026-03-05T07:00:00.000Z';
      const events = [{ eventId: randomUUID(), type, schemaVersion: 1, validAt, body }];
      await accepted(harness.source, { writes: [{ stream, expectedVersion: 0, events }], meta });
    }

    function recorder(
      before: (facts: readonly Fact[], tx: EntityManager) => Promise<void> = () =>
        Promise.resolve(),
    ): Consumer {
      return {
        name: 'recorder_v1',
        logs: [harness.source.log],
        wants: new Set(['DistributionRecorded', 'PoolApproved', 'PoolReportedThrough']),
        async handle(facts, tx) {
          for (const { envelope, keys } of facts)
            await tx.query('insert into effects (event_id, key, amount) values ($1, $2, $3)', [
              envelope.eventId,
              keys[0] ?? '',
              envelope.body['amount'],
            ]);
          await before(facts, tx);
        },
      };
    }

    async function start(consumer: Consumer) {
      const started = await harness.start(consumer);
      let stopped = false;
      const stop = async () => {
        if (!stopped) await started.stop();
        stopped = true;
      };
      running.push({ ...started, stop });
      return { ...started, stop };
    }

    function knownThrough(subscription: Subscription): string {
      return subscription.knownThrough(harness.source.log).recordedAt;
    }

    async function caughtUp(subscription: Subscription, next: number) {
      await until(() => subscription.knownThrough(harness.source.log).next >= next);
    }

    async function effects(): Promise<number[]> {
      const rows = (await harness.database.query('select amount from effects order by n')) as {
        amount: string;
      }[];
      return rows.map(({ amount }) => Number(amount));
    }
  });
};

const isAmount =
  (amount: number) =>
  ({ envelope }: Fact): boolean =>
    envelope.body['amount'] === amount;

const poison = (amount: number) => (facts: readonly Fact[]) =>
  facts.some(isAmount(amount)) ? Promise.reject(new Error(`poison ${amount}`)) : Promise.resolve();

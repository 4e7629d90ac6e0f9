import { randomUUID } from 'node:crypto';

import { preimageOf, type Envelope } from '@esep/ledger-format';
import { DataSource } from 'typeorm';

import { meta } from '../testing/event-store.contract.js';
import { LaneHole, type LaneRecord } from './lane.js';
import { PreparingClient } from '../postgres/preparing-client.js';
import type { Fact } from './consumer.js';
import { Subscription, SubscriptionStopped } from './subscription.js';
import { SUBSCRIPTION_SCHEMA } from './subscription-migration.js';
import { testDatabase } from '../testing/testing.js';

const LOG = 'esep/pool-reporting/test';
const RECORDED_AT = '2026-03-05T07:00:00.000Z';
const LANES = ['L0', 'L1', 'G'];

describe('A log that comes to a subscription by several lanes', () => {
  let database: DataSource;
  let taken: string[];
  let poison: number | undefined;
  beforeEach(async () => {
    database = await new DataSource({
      type: 'postgres',
      url: await testDatabase('subscription'),
      extra: { Client: PreparingClient, pipeline: true },
    }).initialize();
    await database.query(SUBSCRIPTION_SCHEMA);
    taken = [];
    poison = undefined;
  });
  afterEach(() => database.destroy());

  it('takes effect in the order of the log', async () => {
    const subscription = await instance();
    await subscription.deliver(LOG, [
      lane('L0', 4, credit(0, 'a'), credit(3, 'a', 0)),
      lane('L1', 4, credit(1, 'b')),
      lane('G', 4, approval(2)),
    ]);
    expect(taken).toEqual(['0 a', '1 b', '2', '3 a']);
    expect(subscription.knownThrough(LOG).next).toBe(4);
  });

  it('takes nothing past a record that did not come', async () => {
    const subscription = await instance();
    const hole = [lane('L1', 5, credit(1, 'b')), lane('L0', 5, credit(0, 'a'), credit(4, 'a', 2))];
    await expect(subscription.deliver(LOG, hole)).rejects.toThrow(LaneHole);
    expect(taken).toEqual([]);
    expect(subscription.knownThrough(LOG).next).toBe(0);
  });

  it('gives a fact of several licensees as one, when its parts come together', async () => {
    const subscription = await instance();
    await subscription.deliver(LOG, [
      lane('L0', 1, movement(0, ['a'], ['a', 'b'])),
      lane('L1', 1, movement(0, ['b'], ['a', 'b'])),
    ]);
    expect(taken).toEqual(['0 a b']);
  });

  it('gives a fact of several licensees to each once, when its parts come one by one', async () => {
    const subscription = await instance();
    for (const [name, key] of [
      ['L0', 'a'],
      ['L1', 'b'],
      ['L0', 'a'],
    ] as const)
      await subscription.deliver(LOG, [lane(name, 1, movement(0, [key], ['a', 'b']))]);
    expect(taken).toEqual(['0 a', '0 b']);
  });

  it('holds "complete" back until the other instances have passed it, too', async () => {
    const one = await instance();
    const other = await instance();
    await one.deliver(LOG, [lane('L0', 3), lane('G', 3, completeness(2))]);
    expect(taken).toEqual([]);
    await other.deliver(LOG, [lane('L1', 2, credit(1, 'b'))]);
    await one.deliver(LOG, [lane('L0', 3), lane('G', 3)]);
    expect(taken).toEqual(['1 b']);
    await other.deliver(LOG, [lane('L1', 3)]);
    expect(taken).toEqual(['1 b', '2']);
    await one.deliver(LOG, [lane('L0', 4), lane('G', 4)]);
    expect(taken).toEqual(['1 b', '2']);
    expect(one.knownThrough(LOG).next).toBe(3);
  });

  it('does not say that "complete" is known while two instances hold it back for each other', async () => {
    const one = await instance();
    const other = await instance();
    await one.deliver(LOG, [lane('L0', 3), lane('G', 3, completeness(2))]);
    // As if both had committed at once: neither saw the other pass.
    await database.query(`insert into subscriptions.checkpoints
      select subscription, log, 'L1', next, null, recorded_at from subscriptions.checkpoints where lane = 'G'`);
    await other.refresh();
    expect(other.knownThrough(LOG).next).toBe(2);
    await other.deliver(LOG, [lane('L1', 4)]);
    expect(taken).toEqual(['2']);
    expect(other.knownThrough(LOG).next).toBe(3);
  });

  it('does not take from an instance what another instance has taken over', async () => {
    const former = await instance();
    const present = await instance();
    await present.deliver(LOG, [lane('L0', 1, credit(0, 'a'))]);
    const again = [lane('L1', 2, credit(1, 'b')), lane('L0', 1, credit(0, 'a'))];
    await expect(former.deliver(LOG, again)).rejects.toThrow('Another instance');
    expect(taken).toEqual(['0 a']);
    await former.deliver(LOG, again);
    expect(taken).toEqual(['0 a', '1 b']);
  });

  it('tells the instances that come what only it knew, although its source says nothing more', async () => {
    const one = await instance();
    const [early, later] = ['2026-03-05T07:00:01.000Z', '2026-03-05T07:00:02.000Z'] as const;
    for (const recordedAt of [early, later])
      await one.deliver(
        LOG,
        LANES.map((name) => ({ lane: name, records: [], mark: { next: 4, recordedAt } })),
      );
    const other = await instance();
    expect(other.knownThrough(LOG)).toEqual({ next: 4, recordedAt: early });
    await one.refresh();
    await other.refresh();
    expect(other.knownThrough(LOG)).toEqual({ next: 4, recordedAt: later });
  });

  it('writes where those lanes stand that brought something, and of the others now and then', async () => {
    const one = await instance();
    await one.deliver(LOG, [lane('L0', 1, credit(0, 'a')), lane('L1', 1), lane('G', 1)]);
    const next = [lane('L0', 2, credit(1, 'a', 0)), lane('L1', 2), lane('G', 2)];
    await one.deliver(LOG, next);
    expect(one.knownThrough(LOG).next).toBe(2);
    expect(await written()).toEqual({ L0: 2, L1: 1, G: 1 });

    const restarted = await instance();
    expect(restarted.knownThrough(LOG).next).toBe(1);
    await restarted.deliver(LOG, next);
    expect(restarted.knownThrough(LOG).next).toBe(2);
    expect(taken).toEqual(['0 a', '1 a']);
    await one.refresh();
    expect(await written()).toEqual({ L0: 2, L1: 2, G: 2 });
  });

  it('saves what lanes know that a later delivery did not move', async () => {
    const one = await instance();
    await one.deliver(LOG, [lane('L0', 1, credit(0, 'a')), lane('L1', 1), lane('G', 1)]);
    await one.deliver(LOG, [lane('L0', 2, credit(1, 'a', 0)), lane('L1', 2), lane('G', 2)]);
    await one.deliver(LOG, [lane('L0', 3, credit(2, 'a', 1))]);
    expect(await written()).toEqual({ L0: 3, L1: 1, G: 1 });
    await one.flush();
    expect(await written()).toEqual({ L0: 3, L1: 2, G: 2 });
  });

  it('saves what lanes know while "complete" waits for them', async () => {
    const one = await instance();
    await one.deliver(LOG, [lane('L0', 1, credit(0, 'a')), lane('L1', 1), lane('G', 1)]);
    await one.deliver(LOG, [lane('L0', 2, credit(1, 'a', 0)), lane('L1', 2), lane('G', 2)]);
    await one.deliver(LOG, [lane('G', 4, completeness(3))]);
    await one.flush();
    expect(await written()).toEqual({ L0: 2, L1: 2, G: 4 });
    await one.deliver(LOG, [lane('L0', 4), lane('L1', 4)]);
    expect(taken).toEqual(['0 a', '1 a', '3']);
  });

  it('still knows what is beyond what it has saved, after a delivery that failed', async () => {
    const one = await instance();
    for (const next of [1, 2, 3]) {
      await one.deliver(
        LOG,
        LANES.map((name) => lane(name, next)),
      );
      if (next === 2) await one.flush();
    }
    poison = 3;
    await expect(one.deliver(LOG, [lane('G', 4, approval(3))])).rejects.toThrow('poison');
    expect(await written()).toEqual({ L0: 2, L1: 2, G: 2 });
    expect(one.knownThrough(LOG).next).toBe(3);
  });

  it('writes where all lanes stand while "complete" waits for them', async () => {
    const one = await instance();
    await one.deliver(LOG, [lane('L0', 4), lane('L1', 2), lane('G', 4, completeness(3))]);
    await one.deliver(LOG, [lane('L0', 5, credit(4, 'a')), lane('L1', 3), lane('G', 4)]);
    expect(await written()).toEqual({ L0: 5, L1: 3, G: 4 });
    expect(taken).toEqual(['4 a']);
    await one.deliver(LOG, [lane('L0', 6, credit(5, 'a', 4)), lane('L1', 6), lane('G', 6)]);
    expect(taken).toEqual(['4 a', '3', '5 a']);
  });

  it('keeps nothing of a delivery that another instance has overtaken, although it was sent', async () => {
    const [one, other] = [await instance(), await instance()];
    await one.deliver(LOG, [lane('G', 1, completeness(0))]);
    const late = [lane('G', 4, completeness(0), completeness(2), completeness(3))];
    await expect(other.deliver(LOG, late)).rejects.toThrow('Another instance moved');
    const held = await database.query<{ position: string }[]>(
      'select position from subscriptions.held order by position',
    );
    expect(held.map(({ position }) => Number(position))).toEqual([0]);
  });

  it('takes nothing again when it is not told that a delivery was committed', async () => {
    const subscription = await instance();
    const { transaction } = database;
    database.transaction = async (work: unknown) => {
      database.transaction = transaction;
      await database.transaction(work as () => Promise<void>);
      throw new Error('Connection terminated unexpectedly');
    };
    const delivery = [lane('L0', 1, credit(0, 'a'))];
    await expect(subscription.deliver(LOG, delivery)).rejects.toThrow('terminated');
    await subscription.deliver(LOG, delivery);
    expect(taken).toEqual([]);
    expect(subscription.lane(LOG, 'L0').next).toBe(1);
  });

  it('FIELD-3: stands still until its own lane goes on, whatever other lanes and logs bring', async () => {
    const subscription = await instance();
    const OTHER = 'esep/tax/test';
    subscription.registerLanes(OTHER, LANES);
    poison = 2;
    const stuck = subscription.deliver(LOG, [lane('G', 3, approval(2))]);
    await expect(stuck).rejects.toThrow(SubscriptionStopped);
    await subscription.deliver(
      OTHER,
      LANES.map((name) => lane(name, 1)),
    );
    await subscription.deliver(LOG, [lane('L0', 3, credit(0, 'a'))]);
    expect(subscription.trouble).toContain(`PoolApproved at ${LOG}:2`);
    expect(subscription.stoppedAt).toEqual([LOG]);
    poison = undefined;
    await subscription.deliver(LOG, [lane('G', 3, approval(2))]);
    expect([subscription.trouble, subscription.stoppedAt]).toEqual([undefined, []]);
  });

  it('parks what stands behind a parked fact of one of its licensees, for all of them', async () => {
    const subscription = await instance();
    poison = 0;
    const both = movement(1, ['a', 'b'], ['a', 'b'], 0);
    await subscription.deliver(LOG, [lane('L0', 3, credit(0, 'a'), both, credit(2, 'b', 1))]);
    await subscription.deliver(LOG, [lane('L0', 5, credit(3, 'b', 2), credit(4, 'c', 3))]);
    expect(taken).toEqual(['4 c']);
    expect((await subscription.parked()).map(({ key, position }) => `${position} ${key}`)).toEqual([
      '0 a',
      '1 a',
      '1 b',
      '2 b',
      '3 b',
    ]);
  });

  it('is refused by other lanes than before, because all of it would take effect again', async () => {
    const subscription = await instance();
    await subscription.deliver(LOG, [lane('L0', 1, credit(0, 'a'))]);
    const restarted = await instance([]);
    expect(() => restarted.registerLanes(LOG, ['log'])).toThrow('by another transport (L0)');
    expect(() => restarted.registerLanes(LOG, LANES)).not.toThrow();
  });

  it('parks behind what another instance has parked, and goes on when that one has let it go', async () => {
    const one = await instance();
    const other = await instance();
    poison = 0;
    await one.deliver(LOG, [lane('L0', 1, credit(0, 'a'))]);
    await other.refresh();
    await other.deliver(LOG, [lane('L0', 2, credit(1, 'a', 0))]);
    expect(taken).toEqual([]);
    poison = -1;
    expect(await one.release('a', 'replay')).toBe(2);
    await other.deliver(LOG, [lane('L0', 3, credit(2, 'a', 1))]);
    expect(taken).toEqual(['0 a', '1 a', '2 a']);
    expect(await one.parked()).toEqual([]);
  });

  // ── Vocabulary ──────────────────────────────────────────────────────────────────────────────

  async function written(): Promise<Record<string, number>> {
    const rows = await database.query<{ lane: string; next: string }[]>(
      'select lane, next from subscriptions.checkpoints',
    );
    return Object.fromEntries(rows.map(({ lane, next }) => [lane, Number(next)]));
  }

  async function instance(lanes = LANES): Promise<Subscription> {
    const consumer = {
      name: 'recorder_v1',
      logs: [LOG],
      wants: new Set([
        'DistributionRecorded',
        'ChainMovementObserved',
        'PoolApproved',
        'PoolReportedThrough',
      ]),
      handle(facts: readonly Fact[]) {
        if (facts.some(({ position }) => position === poison)) throw new Error('poison');
        const said = facts.map(({ position, keys }) => [position, ...keys].join(' '));
        return Promise.resolve(() => void taken.push(...said));
      },
    };
    const subscription = await Subscription.open(consumer, database, () => RECORDED_AT);
    if (lanes.length > 0) subscription.registerLanes(LOG, lanes);
    return subscription;
  }
});

function lane(name: string, next: number, ...records: LaneRecord[]) {
  return { lane: name, records, mark: { next, recordedAt: RECORDED_AT } };
}

function credit(position: number, licenseeId: string, previous = -1): LaneRecord {
  return record(position, previous, 'DistributionRecorded', { licenseeId }, [licenseeId]);
}

function movement(position: number, keys: string[], holders: string[], previous = -1): LaneRecord {
  return record(position, previous, 'ChainMovementObserved', { holders }, keys);
}

function approval(position: number): LaneRecord {
  return record(position, -1, 'PoolApproved', { poolId: 'dmp-1' }, []);
}

function completeness(position: number): LaneRecord {
  return record(position, -1, 'PoolReportedThrough', { poolId: 'dmp-1' }, []);
}

function record(
  position: number,
  previous: number,
  type: string,
  body: Envelope['body'],
  keys: string[],
): LaneRecord {
  const envelope: Envelope = {
    v: 1,
    log: LOG,
    eventId: randomUUID(),
    stream: `stream-${position}`,
    version: 1,
    type,
    schemaVersion: 1,
    validAt: RECORDED_AT,
    recordedAt: RECORDED_AT,
    authority: 'AIFC',
    salt: '00'.repeat(16),
    meta,
    body,
  };
  return { position, previous, keys, envelope, bytes: preimageOf(envelope) };
}

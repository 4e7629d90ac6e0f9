import {
  KafkaPublisher,
  LaneMerge,
  PostgresEventStore,
  Subscription,
  SubscriptionStore,
  type Delivery,
  type KafkaPublisherOptions,
  type LaneMark,
  type LaneMove,
  type LaneRecord,
} from '@esep/platform';
import { FactMemory } from '@esep/supervision/project-facts';
import type { EntityManager } from 'typeorm';

import { SimulationDatabases } from './simulation-databases.js';
import { Simulation } from './simulation.js';

// Bugs that somebody might well write, planted one at a time into the running code. A simulation that
// comes to rest with them would not notice the real ones.

type Method = (this: never, ...given: never[]) => unknown;

interface Bug {
  readonly name: string;
  readonly within: object;
  /** By method, what the bug makes of it. */
  readonly planted: Readonly<Record<string, (original: Method) => Method>>;
  /** One of these is broken by it. */
  readonly breaks: readonly string[];
}

interface Log {
  readonly options: { readonly clock: { now(): string } };
  head(): Promise<{ readonly next: number }>;
}

/** A subscription, with what was brought to it last. */
interface Taking {
  brought: readonly Delivery[];
}
type Take = (this: Taking, log: string, taken: readonly unknown[]) => Promise<void>;

interface Gating {
  readonly parkedKeys: Set<string>;
  factsOf(log: string, moves: readonly LaneMove[]): { position: number }[];
}

interface Publishing {
  readonly options: KafkaPublisherOptions;
  batchAfter(
    progress: never,
    held: AbortSignal,
  ): Promise<{ readonly to: { next: number; last: object } }>;
}

const BUGS: readonly Bug[] = [
  {
    name: 'A subscription that forgets what it has taken',
    within: Subscription.prototype,
    planted: {
      apply: (original) =>
        function (this: Taking, log: string, deliveries: readonly Delivery[]) {
          this.brought = deliveries;
          return (original as Take).call(this, log, deliveries);
        },
      commit: (original) =>
        function (this: Taking, log: string, moves: readonly LaneMove[]) {
          const all = ({ lane }: LaneMove['to']) => this.brought.find((one) => one.lane === lane);
          return (original as Take).call(
            this,
            log,
            moves.map((move) => ({ ...move, records: all(move.to)?.records ?? move.records })),
          );
        },
    },
    breaks: ['no double effect', 'quiescence'],
  },
  {
    name: 'A checkpoint that moves whatever another instance did meanwhile',
    within: SubscriptionStore.prototype,
    planted: {
      move: () =>
        async function (this: never, tx: EntityManager, log: string, moves: readonly LaneMove[]) {
          for (const { to } of moves)
            await tx.query(
              `insert into subscriptions.checkpoints values ('reconciliation_v1', $1, $2, $3, $4, $5)
               on conflict (subscription, log, lane) do update
                 set next = excluded.next, leaf = excluded.leaf, recorded_at = excluded.recorded_at`,
              [log, to.lane, to.next, to.leaf ?? null, to.recordedAt],
            );
        },
    },
    breaks: ['no double effect', 'quiescence'],
  },
  {
    name: 'A gate that lets "complete" pass at once',
    within: Subscription.prototype,
    planted: {
      gate: () =>
        async function (this: Gating, _tx: EntityManager, log: string, moves: readonly LaneMove[]) {
          const facts = this.factsOf(log, moves).sort((a, b) => a.position - b.position);
          return { facts, parkedKeys: this.parkedKeys, firstDeferred: undefined };
        },
    },
    breaks: ['completeness'],
  },
  {
    name: 'A parked key that does not hold back what comes behind it',
    within: Subscription.prototype,
    planted: { parkBehind: () => async () => false },
    breaks: ['order per key'],
  },
  {
    name: 'Lanes whose holes nobody looks for',
    within: LaneMerge.prototype,
    planted: {
      add: (original) =>
        function (this: LaneMerge, lane: string, record: LaneRecord, offset: string) {
          (original as LaneMerge['add']).call(this, lane, { ...record, previous: -1 }, offset);
        },
      mark: (original) =>
        function (this: LaneMerge, lane: string, mark: LaneMark, offset: string) {
          (original as LaneMerge['mark']).call(this, lane, { ...mark, last: {} }, offset);
        },
    },
    breaks: ['no loss', 'known through'],
  },
  {
    name: 'Lanes that take another’s watermark for their own',
    within: LaneMerge.prototype,
    planted: {
      mark: (original) =>
        function (this: LaneMerge, lane: string, mark: LaneMark, offset: string) {
          const last = Object.fromEntries(Object.entries(mark.last).filter(([of]) => of === lane));
          (original as LaneMerge['mark']).call(this, lane, { ...mark, last }, offset);
        },
    },
    breaks: ['no loss', 'known through'],
  },
  {
    name: 'A publisher that remembers before it has sent',
    within: KafkaPublisher.prototype,
    planted: {
      save: () => async () => undefined,
      batchAfter: (original) =>
        async function (this: Publishing, progress: never, held: AbortSignal) {
          const batch = await (original as Publishing['batchAfter']).call(this, progress, held);
          const { pool, reader } = this.options;
          await pool.query(
            'update publishing.progress set next = $2, last = $3 where log = $1 and next < $2',
            [reader.log, batch.to.next, JSON.stringify(batch.to.last)],
          );
          return batch;
        },
    },
    breaks: ['published', 'quiescence'],
  },
  {
    name: 'A publisher that forgets what stood last in each lane',
    within: KafkaPublisher.prototype,
    planted: {
      load: (original) =>
        async function (this: KafkaPublisher) {
          return { ...(await (original as () => Promise<object>).call(this)), last: {} };
        },
    },
    // A watermark that forgets says that nothing is missing.
    breaks: ['same bytes', 'published', 'known through'],
  },
  {
    name: 'A log that promises a time without holding itself to it',
    within: PostgresEventStore.prototype,
    planted: {
      advanceWatermark: () =>
        async function (this: Log) {
          return { next: (await this.head()).next, recordedAt: this.options.clock.now() };
        },
    },
    breaks: ['published', 'known through'],
  },
  {
    name: 'Figures that take a transaction under way for one that they have read',
    within: FactMemory.prototype,
    planted: {
      keptSince: (original) =>
        async function (this: never, ...given: never[]) {
          const kept = await (original as (...given: never[]) => Promise<{ read: string }>).apply(
            this,
            given,
          );
          const [, end] = kept.read.split(':');
          return { ...kept, read: `${end}:${end}:` };
        },
    },
    breaks: ['live = rebuilt'],
  },
];

/** Within so many seeds each of them is noticed. */
const SEEDS_MAX = 60;

describe('A simulation notices', () => {
  let databases: SimulationDatabases;

  beforeAll(async () => {
    databases = await SimulationDatabases.open();
  });

  afterAll(() => databases.close());

  it.each(BUGS)(
    '$name',
    async ({ within, planted, breaks }) => {
      const methods = within as Record<string, Method>;
      expect(methods).toMatchObject(
        Object.fromEntries(Object.keys(planted).map((name) => [name, expect.any(Function)])),
      );
      const originals = Object.keys(planted).map(
        (name) => [name, methods[name] as Method] as const,
      );
      for (const [name, original] of originals)
        methods[name] = (planted[name] as (of: Method) => Method)(original);
      let seed = 0;
      let broken: readonly string[] = [];
      try {
        while (broken.length === 0 && seed < SEEDS_MAX) {
          seed += 1;
          const { violations } = await new Simulation(seed, databases).run();
          broken = violations.map(({ property }) => property);
        }
      } finally {
        for (const [name, original] of originals) methods[name] = original;
      }
      expect(breaks).toContain(broken[0]);
    },
    600_000,
  );
});

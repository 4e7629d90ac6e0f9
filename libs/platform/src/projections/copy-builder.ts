import type { Instant } from '@esep/kernel';
import type { DataSource } from 'typeorm';

import { DIRECT_LANE, LogForked } from '../subscriptions/direct-transport.js';
import type { StoredEvent } from '../event-store/event-store.js';
import type { Delivery, LaneRecord, LaneState } from '../subscriptions/lane.js';
import type { LogDirectory } from '../event-store/log-directory.js';
import { lanesOf } from '../kafka/log-flow.js';
import { nextConsumerOf, schemaOf, type Projection } from '../postgres/projection.js';
import { keepRunning } from '../runtime/retry.js';
import { pause } from '../runtime/sleep.js';
import { SubscriptionStore } from '../subscriptions/subscription-store.js';
import type { Consumer } from '../subscriptions/consumer.js';
import { Subscription } from '../subscriptions/subscription.js';

export interface CopyBuilderOptions {
  readonly projection: Projection;
  /** The consumer of the live copy: both copies are filled by the same code. */
  readonly consumer: Consumer;
  readonly copyId: string;
  readonly database: DataSource;
  readonly logs: LogDirectory;
  readonly now: () => Instant;
  readonly pace?: Pace;
}

/** How much of the processor and the database a build takes. */
export interface Pace {
  /** Events of a log per transaction. */
  readonly page: number;
  /** The pause after each transaction, as a multiple of its duration. */
  readonly pauseShare: number;
}

const PACE: Pace = { page: 500, pauseShare: 1 };

/** Poll interval while the copy has the same checkpoints as the live one. */
const IDLE_DELAY_MS = 50;

/** The copy was switched to or dropped: nothing may be written to it any more. */
export class CopyGone extends Error {
  override readonly name = 'CopyGone';
  /** SQLSTATE of a serialization failure, so that the subscription does not park the facts. */
  readonly code = '40001';
}

/**
 * Fills a copy from the logs themselves, lane by lane, up to the checkpoints of the live copy. So both
 * have the same checkpoints whenever deliveries pause, whatever the transport. After a crash it goes
 * on from the copy's own checkpoints.
 */
export class CopyBuilder {
  private readonly live: SubscriptionStore;
  private constructor(
    private readonly options: CopyBuilderOptions,
    private readonly subscription: Subscription,
  ) {
    this.live = new SubscriptionStore(options.projection.consumer);
  }

  static async open(options: CopyBuilderOptions): Promise<CopyBuilder> {
    const { projection, consumer, database, now } = options;
    const filler: Consumer = {
      ...consumer,
      name: nextConsumerOf(projection),
      async handle(facts, tx) {
        await useCopyTables(options, (text, values) => tx.query(text, values));
        // The callback for after the commit is dropped: it would announce changes of the live copy.
        await consumer.handle(facts, tx);
      },
    };
    return new CopyBuilder(options, await Subscription.open(filler, database, now));
  }

  /** Builds the copy, then follows the live one, until stopped or until the copy is gone. */
  async run(signal: AbortSignal, onTrouble: (error?: unknown) => Promise<void>): Promise<void> {
    const { pauseShare } = this.options.pace ?? PACE;
    let isTroubled = false;
    const loop = async (succeeded: () => void): Promise<void> => {
      while (!signal.aborted) {
        const began = performance.now();
        const took = await this.step();
        if (isTroubled) await onTrouble();
        isTroubled = false;
        succeeded();
        await pause(took ? pauseShare * (performance.now() - began) : IDLE_DELAY_MS, signal);
      }
    };
    await keepRunning(loop, {
      ...{ firstMs: 100, maxMs: 5_000, signal },
      isRetryable: (error) => !(error instanceof CopyGone),
      onTrouble: async (trouble) => {
        isTroubled = true;
        await onTrouble(trouble);
        await this.subscription.refresh().catch(() => undefined);
      },
    }).catch((error: unknown) => {
      if (!(error instanceof CopyGone)) throw error;
    });
  }

  /** Handles a page of each log. False if the copy has the checkpoints of the live one. */
  private async step(): Promise<boolean> {
    const { consumer, database } = this.options;
    await this.throwIfGone();
    let took = false;
    for (const log of consumer.logs) {
      const targets = await this.live.checkpoints(database, log);
      // Registers all lanes before the first delivery, so that completeness facts wait for all of them.
      const behind = targets.filter(({ lane, next }) => this.lane(log, lane).next < next);
      if (behind.length === 0) continue;
      await this.takePage(log, behind);
      took = true;
    }
    // A comparison reads the checkpoints from the database.
    if (!took) await this.subscription.flush();
    return took;
  }

  private lane(log: string, lane: string): LaneState {
    return this.subscription.lane(log, lane);
  }

  private async takePage(log: string, targets: readonly LaneState[]): Promise<void> {
    const { logs, pace = PACE } = this.options;
    const from = Math.min(...targets.map(({ lane }) => this.lane(log, lane).next));
    const until = Math.max(...targets.map(({ next }) => next));
    const reader = await logs.find(log);
    const events = await reader.read(from, Math.min(pace.page, until - from));
    const last = events.at(-1);
    if (!last || events[0]?.position !== from)
      throw new LogForked(log, `ends before position ${until - 1}, which was read from it`);
    const recordsOf = recordsByLane(events, from - 1, targets);
    const deliveries = targets.flatMap((target): Delivery[] => {
      const stands = this.lane(log, target.lane);
      const next = Math.min(target.next, last.position + 1);
      if (next <= stands.next) return [];
      const records = recordsOf(target.lane).filter(({ position }) => position < next);
      const { recordedAt } = next === target.next ? target : stands;
      return [{ lane: target.lane, records, mark: { next, recordedAt } }];
    });
    await this.subscription.deliver(log, deliveries);
  }

  private async throwIfGone(): Promise<void> {
    const { projection, copyId, database } = this.options;
    const rows: unknown[] = await database.query(
      `select from subscriptions.copies where projection = $1 and place = 'next' and id = $2`,
      [projection.name, copyId],
    );
    if (rows.length === 0) throw new CopyGone(`The copy of ${projection.name} is gone.`);
  }
}

/** The records of a lane as its transport would deliver them: the whole log, or one partition. */
const recordsByLane = (
  events: readonly StoredEvent[],
  before: number,
  lanes: readonly LaneState[],
): ((lane: string) => readonly LaneRecord[]) => {
  if (lanes.every(({ lane }) => lane === DIRECT_LANE))
    return () => events.map((event) => ({ ...event, previous: event.position - 1 }));
  const byLane = lanesOf(events, before);
  return (lane) => byLane.get(lane) ?? [];
};

/**
 * Sets the search path of the transaction to the copy's tables. Locks the copy's row, so that the copy
 * is not switched to or dropped before the commit.
 */
const useCopyTables = async (
  { projection, copyId }: Pick<CopyBuilderOptions, 'projection' | 'copyId'>,
  query: (text: string, values: unknown[]) => Promise<unknown>,
): Promise<void> => {
  const rows = (await query(
    `select set_config('search_path', $1, true) from (
       select from subscriptions.copies
        where projection = $2 and place = 'next' and id = $3 for share) copy`,
    [`${schemaOf(projection, 'next')}, public`, projection.name, copyId],
  )) as unknown[];
  if (rows.length === 0) throw new CopyGone(`The copy of ${projection.name} is gone.`);
};

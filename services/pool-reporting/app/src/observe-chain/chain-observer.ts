import { setTimeout as sleep } from 'node:timers/promises';

import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  Clock,
  domainEventOf,
  eventToAppend,
  EventStore,
  LogDirectory,
  logOf,
  ServiceConfig,
  whileHolding,
} from '@esep/platform';
import {
  chainStreamOf,
  evolveChainBy,
  unobserved,
  type ChainEvent,
  type ObservedChain,
} from '@esep/pool-reporting-domain';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';

import { ChainFollower } from './chain-follower.js';
import { ChainRegister } from './chain-register.js';
import type { ChainSettings } from './chain-settings.js';

const ASSET = 'BTC';
const IDLE_MS = 1_000;
const TROUBLE_MS = 5_000;
const SCAN = 1_000;

const CHAIN_EVENTS: ReadonlySet<string> = new Set<ChainEvent['type']>([
  'AddressWatched',
  'AddressesRescanned',
  'BlockAttributed',
  'BlockOrphaned',
  'ChainMovementObserved',
  'ChainMovementReversed',
]);

export const CHAIN_SETTINGS = Symbol('chain settings');

/**
 * Follows a chain while this process holds the lease. What it knows it reads from its own log, so it
 * may stop at any point: an append whose outcome is unknown is simply found there, or not, next time.
 */
@Injectable()
export class ChainObserver implements OnApplicationBootstrap, OnApplicationShutdown {
  @Inject(CHAIN_SETTINGS) private readonly settings!: ChainSettings | undefined;
  @Inject() private readonly store!: EventStore;
  @Inject() private readonly logs!: LogDirectory;
  @Inject() private readonly clock!: Clock;
  @Inject() private readonly config!: ServiceConfig;
  private readonly logger = new Logger('chain observer');
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;

  onApplicationBootstrap(): void {
    const { settings } = this;
    if (!settings) return;
    const connect = () => new Client({ connectionString: this.config.ESEP_DATABASE_URL });
    this.running = whileHolding(
      `chain observer ${ASSET}`,
      connect,
      (held) => this.follow(settings, held),
      this.stop.signal,
    );
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  /** From what the log says to the tip, and on; begun anew after anything unexpected. */
  private async follow(settings: ChainSettings, held: AbortSignal): Promise<void> {
    const licensing = await this.logs.find(logOf('licensing', this.config.ESEP_DEPLOYMENT));
    while (!held.aborted) {
      try {
        const register = new ChainRegister(licensing, ASSET);
        const follower = new ChainFollower({
          ...settings,
          state: await this.remembered(),
          registry: () => register.registry,
          emit: (events) => this.emit(events),
          now: () => this.clock.now(),
        });
        await this.goOn(follower, register, held);
      } catch (error) {
        this.logger.warn(error);
        await pause(TROUBLE_MS, held);
      }
    }
  }

  private async goOn(follower: ChainFollower, register: ChainRegister, held: AbortSignal) {
    let trouble = '';
    while (!held.aborted) {
      for (const binding of await register.readOn()) {
        const watched = await follower.watch(binding);
        if (!watched.ok) this.logger.warn(watched.message);
      }
      const { problem, caughtUp } = await follower.step();
      // Said once, however long it lasts.
      if (problem && problem.message !== trouble) this.logger.warn(problem.message);
      trouble = problem?.message ?? '';
      if (problem) await pause(TROUBLE_MS, held);
      else if (caughtUp) await pause(this.settings?.idleMs ?? IDLE_MS, held);
    }
  }

  /** The state that the events of the log add up to. */
  private async remembered(): Promise<ObservedChain> {
    let chain = unobserved(ASSET);
    for (let from = 0; ; from += SCAN) {
      const events = await this.store.read(from, SCAN);
      const known = events.filter(({ envelope }) => CHAIN_EVENTS.has(envelope.type));
      chain = evolveChainBy(chain, known.map(domainEventOf) as ChainEvent[]);
      if (events.length < SCAN) return chain;
    }
  }

  /** The facts of one block, all or none. */
  private async emit(events: readonly ChainEvent[]): Promise<void> {
    const byStream = Map.groupBy(events, chainStreamOf);
    const past = await this.store.readStreams([...byStream.keys()]);
    const id = uuidv7();
    const outcome = await this.store.append({
      writes: [...byStream].map(([stream, of]) => ({
        stream,
        expectedVersion: past.get(stream)?.length ?? 0,
        events: of.map(eventToAppend),
      })),
      meta: {
        actor: 'chain-observer',
        organisation: 'pool-reporting',
        correlationId: id,
        causationId: id,
      },
    });
    if (!outcome.appended) throw new Error(`Another observer was faster: ${outcome.reason}`);
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<unknown> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

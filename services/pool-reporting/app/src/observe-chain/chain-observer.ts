import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  type BackOff,
  Clock,
  domainEventOf,
  eventToAppend,
  EventStore,
  Health,
  keepRunning,
  LogDirectory,
  logOf,
  pause,
  retry,
  ServiceConfig,
  ServiceLog,
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

import { ChainFollower, type StepReport } from './chain-follower.js';
import { ChainRegister } from './chain-register.js';
import type { ChainSettings } from './chain-settings.js';

const ASSET = 'BTC';
const IDLE_MS = 1_000;
/** After trouble. */
const BACK_OFF: BackOff = { firstMs: 1_000, maxMs: 60_000 };
const SCAN = 1_000;

const CHAIN_EVENTS: ReadonlySet<string> = new Set<ChainEvent['type']>([
  'AddressWatched',
  'ChainSpendsUnresolved',
  'ChainSpendsResolved',
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
  @Inject() private readonly health!: Health;
  @Inject() private readonly log!: ServiceLog;
  private readonly stop = new AbortController();
  private running: Promise<void> | undefined;
  /** What stands in the way now, for people. */
  private trouble: string | undefined;
  private unresolvedFrom: number | undefined;

  onApplicationBootstrap(): void {
    const { settings } = this;
    if (!settings) return;
    this.health.watch(() => this.warnings());
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
    const loop = async (succeeded: () => void): Promise<void> => {
      const register = new ChainRegister(licensing, ASSET);
      const follower = new ChainFollower({
        ...settings,
        state: await this.remembered(),
        registry: () => register.registry,
        emit: (events) => this.emit(events),
        now: () => this.clock.now(),
      });
      await this.goOn(follower, register, succeeded, held);
    };
    const onTrouble = (error: unknown) => this.log.warn(error, PART);
    await keepRunning(loop, { ...BACK_OFF, signal: held, onTrouble });
    this.trouble = undefined;
  }

  private async goOn(
    follower: ChainFollower,
    register: ChainRegister,
    succeeded: () => void,
    held: AbortSignal,
  ): Promise<void> {
    while (!held.aborted) {
      const { followed, orphaned, rescanned, caughtUp } = await retry(
        () => this.step(follower, register),
        {
          ...BACK_OFF,
          signal: held,
          isFailure: ({ problem }) => problem !== undefined,
        },
      );
      succeeded();
      if (caughtUp || followed + orphaned + rescanned === 0)
        await pause(this.settings?.idleMs ?? IDLE_MS, held);
    }
  }

  private async step(follower: ChainFollower, register: ChainRegister): Promise<StepReport> {
    for (const binding of await register.readOn()) {
      const watched = await follower.watch(binding);
      if (!watched.ok) this.log.warn(watched.message, PART);
    }
    const report = await follower.step();
    this.unresolvedFrom = follower.state.unresolvedFrom;
    this.tell(report);
    return report;
  }

  /** Said once, however long it lasts. */
  private tell({ problem, height }: StepReport): void {
    const where = height === undefined ? '' : ` before block ${height}`;
    const trouble =
      problem && `The chain observer stands${where} (${problem.reason}). ${problem.message}`;
    if (trouble !== undefined && trouble !== this.trouble) this.log.warn(trouble, PART);
    this.trouble = trouble;
  }

  private warnings(): readonly string[] {
    const { trouble, unresolvedFrom } = this;
    return [
      ...(trouble === undefined ? [] : [trouble]),
      ...(unresolvedFrom === undefined ? [] : [unresolved(unresolvedFrom)]),
    ];
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

const PART = 'chain observer';

const unresolved = (height: number): string =>
  `From block ${height} on coins may have left bound wallets unseen, because the source could not show what was spent: figures of their holders are not complete. Give it what it needs (docs/operations.md, The chain) and start this service again.`;

import type { Fact } from '@esep/platform';

import { SOURCES, type Source } from './scenario.js';
import type { Bus } from './simulated-kafka.js';
import type { SimulationDatabases } from './simulation-databases.js';
import { remoteLog, SourceProcess } from './source-process.js';
import { SupervisionProcess } from './supervision-process.js';
import { SimulatedProcess, type VirtualTime } from './virtual-time.js';

/** As many instances of supervision as there ever are at once. */
export const INSTANCES_MAX = 3;

/** The processes of all services, and somebody who starts them again when they are gone. */
export class SimulatedServices {
  readonly sources = new Map<Source, SourceProcess>();
  readonly processes = new Set<SimulatedProcess>();
  /** Why the latest process of a source could not start. */
  readonly notStarted = new Map<Source, string>();
  /** At which failpoints processes died, how often. */
  readonly crashedAt = new Map<string, number>();
  /** How many instances of supervision there should be. */
  wanted = 1;
  private readonly instances: (SupervisionProcess | undefined)[] = [];
  private readonly operator: SimulatedProcess;
  private serial = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly parts: {
      readonly databases: SimulationDatabases;
      readonly bus: Bus;
      readonly skewMs: () => number;
      readonly isPoison: (fact: Fact) => boolean;
    },
  ) {
    this.operator = new SimulatedProcess('operator', time);
  }

  start(): void {
    for (const source of SOURCES) void this.keepSource(source);
    for (let slot = 0; slot < INSTANCES_MAX; slot += 1) void this.keepInstance(slot);
  }

  get running(): SupervisionProcess[] {
    return this.instances.flatMap((one) => (one?.process.isAlive ? [one] : []));
  }

  private spawn(name: string): SimulatedProcess {
    this.serial += 1;
    const process = new SimulatedProcess(`${name}#${this.serial}`, this.time, (label) =>
      this.crashedAt.set(label, (this.crashedAt.get(label) ?? 0) + 1),
    );
    this.processes.add(process);
    void process.died.then(() => this.processes.delete(process));
    return process;
  }

  /** Whenever the process that holds a log is gone, or stands still too long, there is another. */
  private async keepSource(source: Source): Promise<void> {
    const { databases, bus, skewMs } = this.parts;
    for (;;) {
      const process = this.spawn(source);
      const parts = { database: databases.logs[source], bus, skewMs: skewMs() };
      const starting = SourceProcess.start(source, process, parts).catch((error: unknown) => {
        this.notStarted.set(source, String(error));
        return undefined;
      });
      const started = await Promise.race([starting, process.died]);
      if (started) {
        this.sources.set(source, started);
        this.notStarted.delete(source);
        await Promise.race([process.died, this.standsStill(process)]);
        this.sources.delete(source);
        void this.retire(started);
      } else await process.end();
      await this.operator.sleep(30 + this.time.chance.below(200));
    }
  }

  /** Resolves when others would think that it is dead. */
  private async standsStill(process: SimulatedProcess): Promise<void> {
    while (process.isAlive && process.sleepsUntil < this.time.now + 300)
      await this.operator.sleep(100);
  }

  /** It wakes up, goes on for a while as if nothing had happened, and learns that it is over. */
  private async retire(source: SourceProcess): Promise<void> {
    const { process } = source;
    const { chance, now } = this.time;
    await this.operator.sleep(Math.max(0, process.sleepsUntil - now) + chance.below(500));
    source.giveUpLease();
    await this.operator.sleep(100 + chance.below(200));
    await process.end();
  }

  private async keepInstance(slot: number): Promise<void> {
    const { databases, bus, isPoison } = this.parts;
    for (;;) {
      while (slot >= this.wanted) await this.operator.sleep(100);
      const process = this.spawn('supervision');
      const answering = (source: Source) => () => this.sources.get(source);
      const readers = SOURCES.map((source) => remoteLog(source, process, answering(source)));
      const parts = { database: databases.supervision, bus, readers, isPoison };
      const starting = SupervisionProcess.start(process, parts).catch(() => undefined);
      const started = await Promise.race([starting, process.died]);
      this.instances[slot] = started ?? undefined;
      while (started && process.isAlive && slot < this.wanted) await this.operator.sleep(100);
      if (started && process.isAlive) await Promise.race([started.stop(), process.died]);
      this.instances[slot] = undefined;
      await process.end();
      await this.operator.sleep(30 + this.time.chance.below(200));
    }
  }
}

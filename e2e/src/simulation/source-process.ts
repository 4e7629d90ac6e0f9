import { catalogueEntry } from '@esep/contracts';
import type { JsonObject } from '@esep/ledger-format';
import {
  domainEventOf,
  KafkaPublisher,
  PostgresEventStore,
  StoreUnavailable,
  type EventToAppend,
  type LogReader,
  type StreamWrite,
} from '@esep/platform';

import { idOf } from './names.js';
import { validAtOf, type Known, type SaidEvent, type Saying } from './saying.js';
import type { Source } from './scenario.js';
import type { SimulatedDatabase } from './simulated-database.js';
import { SimulatedKafka, type Bus } from './simulated-kafka.js';
import type { SimulatedProcess } from './virtual-time.js';

export const logOf = (source: Source): string => `esep/${source}/simulated`;

/** A service that holds a log: the real event store, and the real publisher while it has the lease. */
export class SourceProcess {
  private readonly lease = new AbortController();

  private constructor(
    readonly source: Source,
    readonly process: SimulatedProcess,
    readonly store: PostgresEventStore,
  ) {}

  static async start(
    source: Source,
    process: SimulatedProcess,
    { database, bus, skewMs }: { database: SimulatedDatabase; bus: Bus; skewMs: number },
  ): Promise<SourceProcess> {
    const pool = database.poolOf(process);
    const store = await PostgresEventStore.open({
      log: logOf(source),
      authority: 'AIFC',
      clock: { now: () => process.time.instant(skewMs) },
      pool,
      // How long it waits is chance anyway, and there it comes from the seed.
      sleep: () => process.sleep(1 + process.time.chance.below(50)),
      passedMs: () => process.time.now,
    });
    const started = new SourceProcess(source, process, store);
    const publisher = new KafkaPublisher({
      reader: store,
      kafka: new SimulatedKafka(bus, process),
      pool,
      sleep: process.sleep,
      onTrouble: (error) => process.tell('publisher', error),
    });
    void publisher.run(started.lease.signal);
    return started;
  }

  /** Another process holds the lease now. */
  giveUpLease(): void {
    this.lease.abort();
  }

  /** Decides and appends; true when it stands in the log. The same again changes nothing. */
  async take(saying: Saying, name: string): Promise<boolean> {
    const found = await this.store.readStreams(saying.streams);
    const known: Known = (stream) => (found.get(stream) ?? []).map(domainEventOf) as SaidEvent[];
    const writes = saying
      .decide(known)
      .filter(({ events }) => events.length > 0)
      .map(({ stream, events }): StreamWrite => {
        const expectedVersion = known(stream).length;
        return { stream, expectedVersion, events: events.map(eventIn(name, stream)) };
      });
    if (writes.length === 0) return true;
    const id = idOf(name);
    const meta = { actor: name, organisation: 'simulated', correlationId: id, causationId: id };
    return (await this.store.append({ writes, meta })).appended;
  }
}

/** The event as the log takes it, under an id that is the same whoever tries. */
export const eventIn =
  (name: string, stream: string) =>
  (event: SaidEvent, index: number): EventToAppend => {
    const { type, ...body } = event;
    return {
      eventId: idOf(`${name} ${stream} ${index}`),
      type,
      schemaVersion: catalogueEntry(type)?.schemaVersion ?? 1,
      validAt: validAtOf(event),
      body: body as JsonObject,
    };
  };

const ANSWER_MS = 800;

/** The log of another service as a consumer reaches it: whoever answers there at the moment. */
export const remoteLog = (
  source: Source,
  caller: SimulatedProcess,
  answering: () => SourceProcess | undefined,
): LogReader => {
  const ask = async <T>(work: (store: PostgresEventStore) => Promise<T>): Promise<T> => {
    await caller.pause('source asked');
    const there = answering();
    if (!there?.process.isAlive) throw new StoreUnavailable(`${source} is away.`);
    const patience = new AbortController();
    const late = caller.sleep(ANSWER_MS, patience.signal).then(
      () => undefined,
      () => undefined,
    );
    const answer = await Promise.race([
      work(there.store).then((value) => ({ value })),
      there.process.died.then(() => undefined),
      late,
    ]);
    patience.abort('answered');
    // Whatever was answered, only a process that lives hears it.
    await caller.pause('source answered');
    if (!answer) throw new StoreUnavailable(`${source} does not answer.`);
    return answer.value;
  };
  return {
    log: logOf(source),
    read: (from, limit) => ask((store) => store.read(from, limit)),
    watermark: (past) => ask((store) => store.watermark(past)),
    onAppended: () => () => undefined,
  };
};

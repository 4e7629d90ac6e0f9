import {
  KafkaTransport,
  Subscription,
  type Consumer,
  type Fact,
  type LogReader,
} from '@esep/platform';
import { FactBook, reconciliationConsumer } from '@esep/supervision/project-facts';

import type { SimulatedDatabase } from './simulated-database.js';
import { SimulatedKafka, type Bus } from './simulated-kafka.js';
import type { SimulatedProcess } from './virtual-time.js';

/** An instance of supervision: the real transport, subscription, consumer and figures. */
export class SupervisionProcess {
  private constructor(
    readonly process: SimulatedProcess,
    readonly subscription: Subscription,
    readonly facts: FactBook,
    private readonly transport: KafkaTransport,
  ) {}

  static async start(
    process: SimulatedProcess,
    parts: {
      readonly database: SimulatedDatabase;
      readonly bus: Bus;
      readonly readers: readonly LogReader[];
      readonly isPoison: (fact: Fact) => boolean;
    },
  ): Promise<SupervisionProcess> {
    const { readers, bus } = parts;
    const database = parts.database.dataSourceOf(process);
    const logs = readers.map(({ log }) => log);
    const consumer = recorded(
      reconciliationConsumer(logs, () => undefined),
      parts.isPoison,
    );
    const subscription = await Subscription.open(consumer, database, () => process.time.instant());
    const kafka = new SimulatedKafka(bus, process);
    const group = 'esep.supervision.simulated';
    const transport = new KafkaTransport({
      kafka,
      subscription,
      readers,
      group,
      sleep: process.sleep,
      onTrouble: (source, error) => process.tell(source, error),
    });
    transport.listen(() => undefined);
    return new SupervisionProcess(process, subscription, new FactBook(database), transport);
  }

  /** Leaves in good order, as in a deployment. */
  stop(): Promise<void> {
    return this.transport.close();
  }
}

/** Where effects are written down as they happen, without any key that would hide a second one. */
export const EFFECTS_SCHEMA = `
create table effects (n bigserial, log text not null, position bigint not null, key text not null);
`;

/** The real consumer, watched; and facts that it cannot digest for a while. */
const recorded = (consumer: Consumer, isPoison: (fact: Fact) => boolean): Consumer => ({
  ...consumer,
  async handle(facts, tx) {
    if (facts.some(isPoison)) throw new Error('This fact cannot be digested.');
    const effects = facts.flatMap(({ log, position, keys }) =>
      (keys.length > 0 ? keys : ['']).map((key) => ({ log, position, key })),
    );
    await tx.query(
      `insert into effects (log, position, key)
       select * from unnest($1::text[], $2::bigint[], $3::text[])`,
      [
        effects.map(({ log }) => log),
        effects.map(({ position }) => position),
        effects.map(({ key }) => key),
      ],
    );
    return consumer.handle(facts, tx);
  },
});

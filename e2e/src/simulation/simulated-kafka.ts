import {
  KafkaClient,
  type IncomingMessage,
  type KafkaConsumer,
  type KafkaConsumerOptions,
  type KafkaProducer,
  type OutgoingMessage,
} from '@esep/platform';

import type { SimulatedProcess, VirtualTime } from './virtual-time.js';

// A broker in memory with what brokers, networks and operators do to records: lost, twice, late, in
// part, deleted; partitions that lag, groups that rebalance, members that do not notice it.

type Place = Pick<OutgoingMessage, 'topic' | 'partition'>;

interface Kept {
  readonly offset: number;
  readonly message: OutgoingMessage;
}

interface Partition {
  readonly place: Place;
  records: Kept[];
  next: number;
  lagsUntil: number;
}

interface Group {
  members: Member[];
  generation: number;
  readonly committed: Map<string, number>;
}

/** Of how many of a hundred. */
export interface BusFaults {
  lost: number;
  doubled: number;
  late: number;
  refused: number;
  unanswered: number;
}

export const NO_FAULTS: BusFaults = { lost: 0, doubled: 0, late: 0, refused: 0, unanswered: 0 };

/** A member that was not heard of for so long has lost its partitions. */
const SESSION_MS = 1_000;

export class Bus {
  faults: BusFaults = NO_FAULTS;
  awayUntil = 0;
  readonly counts = { sent: 0, lost: 0, doubled: 0, late: 0, rebalances: 0, deleted: 0 };
  /** Called with every record that is kept, also again. */
  onKept: (message: OutgoingMessage) => void = () => undefined;
  readonly partitions = new Map<string, Partition>();
  private readonly groups = new Map<string, Group>();

  constructor(
    readonly time: VirtualTime,
    /** The broker's own hands: what comes late comes by them. */
    private readonly broker: SimulatedProcess,
  ) {}

  get isAway(): boolean {
    return this.time.now < this.awayUntil;
  }

  make({ topic, partitions }: { readonly topic: string; readonly partitions: number }): void {
    for (let partition = 0; partition < partitions; partition += 1) {
      const place = { topic, partition };
      const name = nameOf(place);
      if (!this.partitions.has(name))
        this.partitions.set(name, { place, records: [], next: 0, lagsUntil: 0 });
    }
  }

  /** Deletes what a partition has; its offsets go on, or begin again as in a topic made anew. */
  empty(name: string, anew: boolean): void {
    const partition = this.partitions.get(name);
    if (!partition) return;
    this.counts.deleted += 1;
    partition.records = [];
    if (anew) partition.next = 0;
  }

  /** Whether it was lost or not, the producer is told that it stands there. */
  keep(message: OutgoingMessage): void {
    const { chance } = this.time;
    const { lost, doubled, late } = this.faults;
    this.counts.sent += 1;
    this.onKept(message);
    if (chance.happens(lost)) {
      this.counts.lost += 1;
      this.partition(message).next += 1;
      return;
    }
    this.append(message);
    if (chance.happens(doubled)) {
      this.counts.doubled += 1;
      this.append(message);
    }
    if (chance.happens(late)) {
      this.counts.late += 1;
      void this.time
        .wait(this.broker, 'a late copy', 50 + chance.below(1_500))
        .then(() => this.append(message));
    }
  }

  private append(message: OutgoingMessage): void {
    const partition = this.partition(message);
    partition.records.push({ offset: partition.next, message });
    partition.next += 1;
  }

  partition(place: Place): Partition {
    const partition = this.partitions.get(nameOf(place));
    if (!partition) throw new Error(`There is no partition ${nameOf(place)}.`);
    return partition;
  }

  group(name: string): Group {
    const group = this.groups.get(name) ?? { members: [], generation: 0, committed: new Map() };
    this.groups.set(name, group);
    return group;
  }

  join(group: Group, member: Member): void {
    group.members.push(member);
    this.rebalance(group);
  }

  leave(group: Group, member: Member): void {
    if (!group.members.includes(member)) return;
    group.members = group.members.filter((other) => other !== member);
    this.rebalance(group);
  }

  /** Members that were not heard of are out. */
  expire(group: Group): void {
    const heard = group.members.filter(({ heardAt }) => heardAt > this.time.now - SESSION_MS);
    if (heard.length === group.members.length) return;
    group.members = heard;
    this.rebalance(group);
  }

  private rebalance(group: Group): void {
    const { members } = group;
    group.generation += 1;
    this.counts.rebalances += 1;
    for (const member of members) member.due = [];
    if (members.length === 0) return;
    const topics = new Set(members.flatMap(({ topics }) => topics));
    const places = [...this.partitions.values()]
      .map(({ place }) => place)
      .filter(({ topic }) => topics.has(topic));
    this.time.chance
      .shuffled(places)
      .forEach((place, i) => members[i % members.length]?.due.push(place));
  }
}

const nameOf = ({ topic, partition }: Place): string => `${topic}/${partition}`;

/** A consumer in a group. It learns late what the group decided, and reads on until then. */
class Member {
  due: Place[] = [];
  heardAt: number;
  readonly topics: readonly string[];
  readonly failed = Promise.withResolvers<never>();
  readonly paused = new Set<string>();
  private positions = new Map<string, number>();
  private generation = -1;
  private closed = false;

  constructor(
    private readonly bus: Bus,
    private readonly group: Group,
    private readonly process: SimulatedProcess,
    private readonly options: KafkaConsumerOptions,
  ) {
    this.topics = options.topics.map(({ topic }) => topic);
    this.heardAt = bus.time.now;
    this.failed.promise.catch(() => undefined);
  }

  async run(): Promise<void> {
    const { bus, group, process } = this;
    const { time } = bus;
    bus.join(group, this);
    while (!this.closed) {
      await time.wait(process, 'poll', 10 + time.chance.below(50));
      if (this.closed) return;
      if (bus.isAway) {
        if (time.chance.happens(20)) return this.fail('The broker is away.');
        continue;
      }
      bus.expire(group);
      const isMember = group.members.includes(this);
      if (isMember) this.heardAt = time.now;
      const notices = this.generation !== group.generation && time.chance.happens(60);
      if (notices && !isMember) return this.fail('The group knows no such member.');
      if (notices) this.learn();
      this.fetch();
    }
  }

  private fail(why: string): void {
    this.closed = true;
    this.failed.reject(new Error(why));
  }

  private learn(): void {
    const { group, due } = this;
    this.generation = group.generation;
    this.positions = new Map(
      due.map((place) => [nameOf(place), group.committed.get(nameOf(place)) ?? 0]),
    );
    this.options.onAssigned(due);
  }

  private fetch(): void {
    const { chance, now } = this.bus.time;
    for (const [name, position] of this.positions) {
      const partition = this.bus.partitions.get(name);
      if (!partition || partition.lagsUntil > now || this.paused.has(name)) continue;
      // An offset that the topic does not have, or has no longer, is the earliest that it has.
      const from = position > partition.next ? 0 : position;
      const batch = partition.records
        .filter(({ offset }) => offset >= from)
        .slice(0, 1 + chance.below(60));
      const last = batch.at(-1);
      if (!last) continue;
      this.positions.set(name, last.offset + 1);
      this.options.onBatch(partition.place, batch.map(incoming));
    }
  }

  async commit(offsets: readonly (Place & { readonly offset: string })[]): Promise<void> {
    await this.process.pause('offsets asked');
    const { bus, group } = this;
    if (bus.isAway || bus.time.chance.happens(bus.faults.refused))
      throw new Error('The offsets were refused.');
    if (this.generation !== group.generation) throw new Error('The group has gone on.');
    for (const place of offsets) group.committed.set(nameOf(place), Number(place.offset) + 1);
    await this.process.pause('offsets answered');
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.process.pause('leave asked');
    this.bus.leave(this.group, this);
  }
}

/** The client of one process. */
export class SimulatedKafka extends KafkaClient {
  constructor(
    private readonly bus: Bus,
    private readonly process: SimulatedProcess,
  ) {
    super({ brokers: ['simulated:9092'], clientId: process.name });
  }

  override async ensureTopics(
    topics: readonly { readonly topic: string; readonly partitions: number }[],
  ): Promise<readonly string[]> {
    await this.reach('topics');
    for (const topic of topics) this.bus.make(topic);
    return [];
  }

  override async producer(): Promise<KafkaProducer> {
    const { bus, process } = this;
    await this.reach('producer');
    return {
      send: async (messages) => {
        await this.reach('send');
        // A send is one request per partition; between two of them anything may happen.
        const byPlace = Map.groupBy(messages, nameOf);
        for (const batch of byPlace.values()) {
          if (bus.time.chance.happens(bus.faults.refused)) throw new Error('A send was refused.');
          for (const message of batch) bus.keep(message);
          if (bus.time.chance.happens(5)) await process.pause('send in part');
        }
        await process.pause('send acknowledged');
        if (bus.time.chance.happens(bus.faults.unanswered))
          throw new Error('A send was not acknowledged.');
      },
      close: async () => undefined,
    };
  }

  override async consume(options: KafkaConsumerOptions): Promise<KafkaConsumer> {
    await this.reach('join');
    const member = new Member(this.bus, this.bus.group(options.group), this.process, options);
    void member.run();
    return {
      pause: (place) => void member.paused.add(nameOf(place)),
      resume: (place) => void member.paused.delete(nameOf(place)),
      commit: (offsets) => member.commit(offsets),
      failed: member.failed.promise,
      close: () => member.close(),
    };
  }

  private async reach(what: string): Promise<void> {
    await this.process.pause(`${what} asked`);
    if (this.bus.isAway) throw new Error('The broker is away.');
  }
}

const incoming = ({ offset, message }: Kept): IncomingMessage => ({
  offset: String(offset),
  value: message.value,
  header: (name) => message.headers[name],
});

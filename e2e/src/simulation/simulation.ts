import { finished } from '@esep/kernel';
import type { Fact } from '@esep/platform';
import { Chance } from '@esep/supervision-domain/random-cases';

import * as checks from './checks.js';
import { figuresOf, type LicenseeCoins } from './rebuilt.js';
import { temperamentOf, type Fault, type Temperament } from './faults.js';
import { scenarioOf, SOURCES, type Scenario, type Sender } from './scenario.js';
import type { SimulationDatabases } from './simulation-databases.js';
import { Bus, NO_FAULTS } from './simulated-kafka.js';
import { INSTANCES_MAX, SimulatedServices } from './simulated-services.js';
import { logOf } from './source-process.js';
import type { SupervisionProcess } from './supervision-process.js';
import { SimulatedProcess, VirtualTime } from './virtual-time.js';

// One seed: a small sector is said to real services over a simulated bus while everything goes wrong
// that the seed says; then it is calm, and everything must be as if nothing had gone wrong.

export interface Outcome {
  readonly seed: number;
  readonly digest: string;
  readonly steps: number;
  readonly virtualMs: number;
  readonly answers: number;
  readonly crashes: number;
  /** At which failpoints, how often. */
  readonly crashedAt: ReadonlyMap<string, number>;
  readonly bus: Bus['counts'];
  readonly connectionsLost: number;
  readonly violations: readonly checks.Violation[];
  readonly trace: readonly string[] | undefined;
}

/** Longer than this, and it does not come to rest. */
/** At rest, what is known is no further behind than this. */
const BEHIND_MS_MAX = 5_000;
const CALM_MS_MAX = 30_000;
const STORM_MS_MAX = 20_000;

export class Simulation {
  private readonly time: VirtualTime;
  private readonly chance: Chance;
  private readonly scenario: Scenario;
  private readonly temperament: Temperament;
  private readonly bus: Bus;
  private readonly world: SimulatedProcess;
  private readonly services: SimulatedServices;
  private readonly published = new checks.Published();
  private readonly violations: checks.Violation[] = [];
  private readonly answers: checks.Answer[] = [];
  private readonly poisoned = new Set<string>();
  private speaking = 0;
  /** Why each sender that speaks was refused last. */
  private readonly refused = new Map<string, string>();
  private isStormy = true;
  private poisonUntil = 0;

  constructor(
    private readonly seed: number,
    private readonly databases: SimulationDatabases,
    { keepTrace = false } = {},
  ) {
    this.chance = new Chance(seed, 1);
    this.time = new VirtualTime(this.chance, { keepTrace });
    this.scenario = scenarioOf(new Chance(seed, 2));
    this.temperament = temperamentOf(new Chance(seed, 3));
    this.world = new SimulatedProcess('world', this.time);
    this.bus = new Bus(this.time, new SimulatedProcess('broker', this.time));
    this.bus.onKept = (message) => this.published.record(message);
    this.services = new SimulatedServices(this.time, {
      bus: this.bus,
      databases,
      skewMs: () => this.temperament.skewMs(),
      isPoison: (fact) => this.isPoison(fact),
    });
  }

  async run(): Promise<Outcome> {
    const { time, temperament } = this;
    await this.databases.reset(time);
    this.databases.lossPerMille = temperament.lossPerMille;
    this.bus.faults = temperament.bus;
    this.services.wanted = 1 + this.chance.below(INSTANCES_MAX);
    this.services.start();
    for (const sender of this.scenario.senders) void this.speak(sender);
    void this.disturb();
    void this.ask();
    void this.audit();

    while (this.speaking > 0 && time.now < STORM_MS_MAX) await this.step();
    this.calm();
    const since = time.now;
    while (!(await this.isAtRest())) {
      if (time.now - since > CALM_MS_MAX) {
        this.fail('quiescence', await this.restlessness());
        break;
      }
      const until = time.now + 100;
      while (time.now < until) await this.step();
      if (this.violations.length > 0) break;
    }
    if (this.violations.length === 0) await this.checkAtRest();
    time.end();
    return this.outcome();
  }

  private async step(): Promise<void> {
    if (this.violations.length > 0) this.speaking = 0;
    if (!(await this.time.step())) throw new Error('Nobody waits for anything any more.');
  }

  private fail(property: string, what: string): void {
    this.violations.push(checks.violation(property, what));
  }

  // ── What is said, and asked ───────────────────────────────────────────────────────────────────

  private async speak({ name, source, sayings }: Sender): Promise<void> {
    this.speaking += 1;
    const process = new SimulatedProcess(name, this.time);
    for (const [index, saying] of sayings.entries()) {
      await process.sleep(this.chance.below(120));
      for (let isTaken = false; !isTaken;) {
        const there = this.services.sources.get(source);
        const patience = new AbortController();
        const taken = await Promise.race([
          there?.take(saying, `${name} ${index}`).catch((error: unknown) => {
            this.refused.set(name, `${source}: ${String(error)}`);
            return false;
          }),
          there?.process.died.then(() => false),
          process.sleep(1_500, patience.signal).then(
            () => false,
            () => false,
          ),
        ]);
        patience.abort('answered');
        isTaken = taken === true;
        await process.sleep(isTaken ? 1 : 20 + this.chance.below(60));
      }
    }
    this.refused.delete(name);
    this.speaking -= 1;
  }

  /** Somebody asks for figures all the time, of any instance. */
  private async ask(): Promise<void> {
    const subjects = checks.subjectsOf(this.scenario);
    const asker = new SimulatedProcess('asker', this.time);
    for (;;) {
      await asker.sleep(20 + this.chance.below(200));
      const [instance] = this.chance.shuffled(this.services.running);
      if (instance) await this.askOne(asker, instance, this.chance.pick(subjects));
    }
  }

  private async askOne(
    asker: SimulatedProcess,
    { process, facts, subscription }: SupervisionProcess,
    subject: LicenseeCoins,
  ): Promise<void> {
    const isWhole = (): boolean =>
      !subscription.isParked(subject.licenseeId) && subscription.trouble === undefined;
    const knownAt = SOURCES.map((source) => subscription.knownThrough(logOf(source)).recordedAt)
      .map((recordedAt) => new Date(Date.parse(recordedAt) - 1).toISOString())
      .reduce((a, b) => (a < b ? a : b));
    if (!isWhole() || knownAt < '2026') return;
    const asked = facts.ask(subject, (fold) => finished(figuresOf(fold, knownAt)));
    const figures = asked.then(
      (found) => ({ figures: found }),
      () => undefined,
    );
    const answer = await Promise.race([figures, process.died]);
    await asker.pause('figures answered');
    if (answer) this.answers.push({ by: process.name, subject, knownAt, figures: answer.figures });
  }

  // ── What goes wrong ───────────────────────────────────────────────────────────────────────────

  private async disturb(): Promise<void> {
    const { chance, temperament } = this;
    while (this.isStormy) {
      await this.world.sleep(20 + chance.below(160));
      if (this.isStormy && temperament.momentary.length > 0)
        this.happen(chance.pick(temperament.momentary));
    }
  }

  private happen(fault: Fault): void {
    const { chance, time, bus } = this;
    time.note(`fault: ${fault}`);
    const [instance] = chance.shuffled(this.services.running);
    const source = this.services.sources.get(chance.pick(SOURCES));
    const partition = (): string => chance.pick([...bus.partitions.keys(), 'none']);
    switch (fault) {
      case 'source crashes':
        if (source) source.process.fuse = 1 + chance.below(30);
        return;
      case 'supervision crashes':
        if (instance) instance.process.fuse = 1 + chance.below(60);
        return;
      case 'source stands still':
        if (source) source.process.sleepsUntil = time.now + 200 + chance.below(1_800);
        return;
      case 'supervision stands still':
        if (instance) instance.process.sleepsUntil = time.now + 200 + chance.below(2_000);
        return;
      case 'instances come and go':
        this.services.wanted = 1 + chance.below(INSTANCES_MAX);
        return;
      case 'broker away':
        bus.awayUntil = time.now + 100 + chance.below(700);
        return;
      case 'databases away':
        this.databases.awayUntil = time.now + 50 + chance.below(500);
        return;
      case 'partition lags': {
        const found = bus.partitions.get(partition());
        if (found) found.lagsUntil = time.now + 200 + chance.below(1_500);
        return;
      }
      case 'partition emptied':
        return bus.empty(partition(), false);
      case 'partition made anew':
        return bus.empty(partition(), true);
      case 'facts cannot be digested':
        this.poisonUntil = time.now + 300 + chance.below(1_500);
        return;
      default:
        return;
    }
  }

  /** Some facts cannot be digested while it lasts. */
  private isPoison({ envelope, keys }: Fact): boolean {
    const isIll =
      this.time.now < this.poisonUntil &&
      parseInt(envelope.eventId.slice(0, 4), 16) % 7 === this.seed % 7;
    if (isIll) for (const key of keys) this.poisoned.add(key);
    return isIll;
  }

  private calm(): void {
    const { bus, databases, time } = this;
    time.note('calm');
    this.isStormy = false;
    this.services.wanted = Math.max(this.services.wanted, 1);
    bus.faults = NO_FAULTS;
    bus.awayUntil = 0;
    databases.lossPerMille = 0;
    databases.awayUntil = 0;
    this.poisonUntil = 0;
    for (const partition of bus.partitions.values()) partition.lagsUntil = 0;
    for (const process of this.services.processes) {
      process.fuse = Infinity;
      process.sleepsUntil = Math.min(process.sleepsUntil, time.now);
    }
    void this.letGo();
  }

  /** People decide about what is parked: all of it is to be digested again. */
  private async letGo(): Promise<void> {
    const officer = new SimulatedProcess('officer', this.time);
    for (;;) {
      await officer.sleep(100);
      const [instance] = this.services.running;
      const [parked] = await this.time.during(() => this.databases.parked());
      if (!instance || !parked) continue;
      const released = instance.subscription.release(parked.key, 'replay').catch(() => 0);
      await Promise.race([released, instance.process.died]);
      await officer.pause('released');
    }
  }

  // ── What must hold ────────────────────────────────────────────────────────────────────────────

  private async audit(): Promise<void> {
    const auditor = new SimulatedProcess('auditor', this.time);
    for (;;) {
      await auditor.sleep(200 + this.chance.below(600));
      await this.time.during(() => this.checkClaims());
    }
  }

  private async checkClaims(): Promise<void> {
    const claims = this.services.running.flatMap(({ subscription }) =>
      SOURCES.map((source) => ({
        log: logOf(source),
        ...subscription.knownThrough(logOf(source)),
      })),
    );
    const [logs, effects, parked] = await this.databases.seen();
    const { violations } = this;
    violations.push(
      ...checks.nothingTwice(effects),
      ...checks.nothingIsClaimedFalsely(logs, effects, parked, claims),
    );
  }

  private async isAtRest(): Promise<boolean> {
    return this.time.now > 0 && (await this.restlessness()) === '';
  }

  /** Why it is not at rest; empty when it is. */
  private async restlessness(): Promise<string> {
    if (this.speaking > 0) {
      const refused = [...this.refused].map(([name, why]) => `${name} was last refused by ${why}`);
      const down = [...this.services.notStarted].map(
        ([name, why]) => `${name} did not start: ${why}`,
      );
      return [`${this.speaking} senders have more to say`, ...refused, ...down].join('; ');
    }
    if (this.services.running.length < this.services.wanted) return 'not all instances run';
    for (const source of SOURCES) {
      const { next, recordedAt } = await this.databases.headOf(source);
      const published = await this.databases.publishedBelow(source);
      if (published < next) return `${source} is published below ${published} of ${next}`;
      for (const { process, subscription } of this.services.running) {
        const known = subscription.knownThrough(logOf(source));
        if (known.next < next)
          return `${process.name} knows ${source} below ${known.next} of ${next}`;
        if (Date.parse(recordedAt) - Date.parse(known.recordedAt) > BEHIND_MS_MAX)
          return `${process.name} knows ${source} through ${known.recordedAt}, not ${recordedAt}`;
      }
    }
    const parked = await this.databases.parked();
    return parked.length > 0 ? `${parked.length} facts are parked` : '';
  }

  private async checkAtRest(): Promise<void> {
    const { scenario, violations, published } = this;
    const undisturbed = checks.undisturbedRun(scenario);
    const [logs, effects] = await this.databases.seen();
    for (const log of logs) violations.push(...checks.logIsWhole(log));
    violations.push(
      ...checks.logsAreAsSaid(logs, undisturbed),
      ...published.violations,
      ...published.check(logs),
      ...checks.nothingTwice(effects),
      ...checks.nothingIsLost(logs, effects),
      ...checks.inOrder(logs, effects, this.everParked(logs)),
      ...checks.factsAreTheEvents(logs, await this.databases.facts()),
      ...checks.answersAreRight(logs, this.answers),
      ...checks.figuresAreUndisturbed(scenario, logs, undisturbed),
    );
    if (violations.length > 0) return;
    // And whoever asks now is told all of it.
    this.answers.length = 0;
    const asker = new SimulatedProcess('asker', this.time);
    let left = 0;
    for (const instance of this.services.running)
      for (const subject of checks.subjectsOf(scenario)) {
        left += 1;
        void this.askOne(asker, instance, subject).then(() => (left -= 1));
      }
    while (left > 0) await this.step();
    violations.push(...checks.answersAreRight(logs, this.answers));
  }

  /** Whoever shares a fact with a parked licensee may have been parked behind it. */
  private everParked(logs: readonly checks.Log[]): ReadonlySet<string> {
    const parked = new Set(this.poisoned);
    const shared = [
      ...Map.groupBy(logs.flatMap(checks.wantedOf), (one) => `${one.log}:${one.position}`),
    ]
      .map(([, parts]) => parts.map(({ key }) => key))
      .filter((keys) => keys.length > 1);
    for (let before = -1; before < parked.size;) {
      before = parked.size;
      for (const keys of shared)
        if (keys.some((key) => parked.has(key))) for (const key of keys) parked.add(key);
    }
    return parked;
  }

  private outcome(): Outcome {
    const { seed, time, bus, violations, answers } = this;
    const { crashedAt } = this.services;
    return {
      seed,
      digest: time.digest(),
      steps: time.steps,
      virtualMs: time.now,
      answers: answers.length,
      crashes: [...crashedAt.values()].reduce((sum, count) => sum + count, 0),
      crashedAt,
      bus: bus.counts,
      connectionsLost: this.databases.losses,
      violations: violations.slice(0, 5),
      trace: time.trace,
    };
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { scratchFolder } from './testing-scratch.js';
import {
  dockerObstacle,
  kafkaLauncher,
  sourceOf,
  startContainer,
  VARIABLES,
  type KafkaLauncher,
  type KafkaOptions,
} from './testing-servers.js';

// A real broker for tests, from where testing-servers.ts says: given (host:port, with commas), in a
// container of the test file's own, or started by deploy/local/kafka.mjs where Java and Maven are.

/** May a test stop the broker and start it again with what it has? Only a local one. */
export const brokerIsOurs =
  process.env[VARIABLES.kafka] === undefined && (await dockerObstacle()) !== undefined;

/** Why there can be no broker here, as a sentence; undefined when there can. */
export const kafkaObstacle = async (): Promise<string | undefined> => {
  const source = await sourceOf('kafka');
  return source.from === 'nowhere' ? source.why : undefined;
};

interface Local {
  readonly directory: string;
  readonly launcher: KafkaLauncher;
}

export class TestKafka {
  private pid: number | undefined;

  private constructor(
    readonly brokers: readonly string[],
    private readonly own?: Local,
    private readonly stopContainer?: () => Promise<void>,
  ) {
    process.once('exit', () => this.pid !== undefined && process.kill(this.pid, 'SIGKILL'));
  }

  /** A local one may be reached `by` another port than its own. */
  static async start(by?: Pick<KafkaOptions, 'port' | 'advertisedPort'>): Promise<TestKafka> {
    const source = await sourceOf('kafka');
    switch (source.from) {
      case 'environment':
        return new TestKafka(source.url.split(','));
      case 'docker': {
        const { url, stop } = await startContainer('kafka');
        return new TestKafka([url], undefined, stop);
      }
      case 'local':
        return TestKafka.startLocal(by);
      case 'nowhere':
        throw new Error(source.why);
    }
  }

  private static async startLocal(by: KafkaOptions = {}): Promise<TestKafka> {
    const directory = await mkdtemp(join(scratchFolder(), 'esep-kafka-'));
    const own = { directory, launcher: await kafkaLauncher() };
    const { port, pid } = await own.launcher.startKafka(directory, {
      ...WITH_THIS_PROCESS,
      ...by,
    });
    const broker = new TestKafka([`127.0.0.1:${by.advertisedPort ?? port}`], own);
    broker.pid = pid;
    return broker;
  }

  async halt(): Promise<void> {
    this.pid = undefined;
    await this.own?.launcher.stopKafka(this.own.directory);
  }

  /** Ends at once, as when its machine is lost. */
  crash(): void {
    if (this.pid !== undefined) process.kill(this.pid, 'SIGKILL');
    this.pid = undefined;
  }

  /** Starts again after `halt` or `crash`, on the same port with the same data. */
  async resume(): Promise<void> {
    const { directory, launcher } = this.own ?? {};
    if (directory && launcher)
      this.pid = (await launcher.startKafka(directory, WITH_THIS_PROCESS)).pid;
  }

  async close(): Promise<void> {
    await this.halt();
    await this.stopContainer?.();
    if (this.own) await rm(this.own.directory, { recursive: true, force: true });
  }
}

/** Ctrl-C ends the broker together with the tests. */
const WITH_THIS_PROCESS = { detached: false };

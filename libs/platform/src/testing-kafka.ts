import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// A real broker for tests: `ESEP_TEST_KAFKA_BROKERS` (host:port, with commas) if set, else one of
// our own for the test file, where Java and Maven are installed (deploy/local/kafka.mjs).

interface Launcher {
  obstacle(): string | undefined;
  startKafka(directory: string, options?: { detached?: boolean }): Promise<Running>;
  stopKafka(directory: string): Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly port: number;
}

const launcher = async (): Promise<Launcher> => {
  const script = join(import.meta.dirname, '../../../deploy/local/kafka.mjs');
  return (await import(pathToFileURL(script).href)) as Launcher;
};

const given = process.env['ESEP_TEST_KAFKA_BROKERS'];

/** May a test stop the broker? Not somebody else's. */
export const brokerIsOurs = given === undefined;

/** Why there can be no broker here, as a sentence; undefined when there can. */
export const kafkaObstacle = async (): Promise<string | undefined> =>
  given ? undefined : (await launcher()).obstacle();

export class TestKafka {
  private pid: number | undefined;

  private constructor(
    readonly brokers: readonly string[],
    private readonly own: { readonly directory: string; readonly launcher: Launcher } | undefined,
  ) {
    process.once('exit', () => this.pid !== undefined && process.kill(this.pid, 'SIGKILL'));
  }

  static async start(): Promise<TestKafka> {
    if (given) return new TestKafka(given.split(','), undefined);
    const directory = await mkdtemp(join(tmpdir(), 'esep-kafka-'));
    const own = { directory, launcher: await launcher() };
    const { port, pid } = await own.launcher.startKafka(directory, WITH_THIS_PROCESS);
    const broker = new TestKafka([`127.0.0.1:${port}`], own);
    broker.pid = pid;
    return broker;
  }

  async halt(): Promise<void> {
    this.pid = undefined;
    await this.own?.launcher.stopKafka(this.own.directory);
  }

  /** Starts again after `halt`, on the same port with the same data. */
  async resume(): Promise<void> {
    const { directory, launcher } = this.own ?? {};
    if (directory && launcher)
      this.pid = (await launcher.startKafka(directory, WITH_THIS_PROCESS)).pid;
  }

  async close(): Promise<void> {
    await this.halt();
    if (this.own) await rm(this.own.directory, { recursive: true, force: true });
  }
}

/** Ctrl-C ends the broker together with the tests. */
const WITH_THIS_PROCESS = { detached: false };

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { sleep } from '@esep/platform';

const READY_MS_MAX = 120_000;
const RESTART_MS = 500;
/** So many pieces of what a process said are told when it does not become ready. */
const LINES_KEPT_MAX = 10;
const PIECE_MAX = 2_000;
const STOP_MS_MAX = 20_000;
/** What one process has compiled, the next one need not: a fifth of its start. */
const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/esep-compiled');

/** A service in a process of its own, started again whenever it ends by itself. */
export class ServiceProcess {
  /** How each of its processes ended by itself or was ended: an exit code, or a signal. */
  readonly ends: (number | NodeJS.Signals | null)[] = [];
  private child: ChildProcess | undefined;
  private stopping = false;
  /** What it said last. */
  private said: readonly string[] = [];
  private nextEnvs: NodeJS.ProcessEnv[] = [];

  constructor(
    readonly url: string,
    private readonly main: string,
    /** What it is told beyond the environment of this process. */
    readonly env: NodeJS.ProcessEnv,
    private readonly onLine: (line: string) => void,
  ) {}

  start(): void {
    this.stopping = false;
    const tell = (line: string): void => {
      this.said = [...this.said, line.slice(0, PIECE_MAX)].slice(-LINES_KEPT_MAX);
      this.onLine(line);
    };
    // With a channel to this process, the service notices when this one is gone.
    const child = spawn(process.execPath, [...FLAGS, this.main], {
      env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, ...this.env, ...this.nextEnvs.shift() },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => tell(chunk.toString().trimEnd()));
    child.once('exit', (code, signal) => {
      if (this.stopping) return;
      this.ends.push(signal ?? code);
      tell(`It ended with ${signal ?? code} and is started again.`);
      // Unless it was stopped meanwhile, or stopped and started.
      void sleep(RESTART_MS).then(() => this.stopping || this.child !== child || this.start());
    });
    this.child = child;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves when it is ready to serve; rejects with what it said last when it does not become so. */
  async ready(patienceMs = READY_MS_MAX): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!(await this.isReady())) {
      if (this.stopping || Date.now() > deadline)
        throw new Error(
          [`${this.main} was not ready within ${patienceMs / 1_000} s.`, ...this.said].join('\n'),
        );
      await sleep(50);
    }
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health/ready`)).ok;
    } catch {
      return false;
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /**
   * Ends it in order and waits until it is ready again. The next process also has the first of these
   * environments, the one after it the second, and so on.
   */
  async restart(...envs: NodeJS.ProcessEnv[]): Promise<void> {
    const { child } = this;
    this.nextEnvs = envs;
    if (child) terminate(child);
    while (this.child === child) await sleep(50);
    this.said = [];
    await this.ready();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    terminate(child);
    await ended;
  }
}

/** Has a process end in order, and kills it when it takes too long, as an orchestrator does. */
const terminate = (child: ChildProcess): void => {
  child.kill('SIGTERM');
  const tooLong = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  child.once('exit', () => clearTimeout(tooLong));
};

/**
 * New objects get 16 MB. Left to itself, V8 takes so much for them at the start that an idle service
 * holds 50 MB more for ever.
 *
 * Lines are those of the sources, as by `--enable-source-maps`; but under that the logger's question who
 * made it has all maps read at each start, a seventh of it.
 */
const FLAGS = [
  '--max-semi-space-size=16',
  '--import',
  'data:text/javascript,process.setSourceMapsEnabled(true)',
];

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { freePort, until } from '@esep/platform/testing';

import { smallDisk, type SmallDisk } from './small-disk.js';
import { startHost, type Started } from './started-host.js';

// What `npm start` runs, as a user meets it: a process of its own on a data directory of its own.

const ROOT = join(import.meta.dirname, '../..');

describe('npm start', () => {
  let directory: string;
  let port: number;
  const running: Started[] = [];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    directory = await mkdtemp(join(tmpdir(), 'esep-start-'));
    // PostgreSQL does not run as root; whoever it runs as must be able to enter.
    await chmod(directory, 0o755);
    port = await freePort();
  });
  afterAll(async () => {
    for (const started of running) await started.stop('SIGTERM');
    for (const made of [directory, `${directory}-openers`])
      await rm(made, { recursive: true, force: true });
  });

  it('lives through a demonstration sector and finds every figure as it must be', async () => {
    const host = start();
    await host.prints(/Ready at http/, 60_000);
    await host.prints(/All figures are as they must be\./, 240_000);
    expect(host.output).toMatch(/BREACH/);
    // What only the chain shows.
    expect(host.output).toMatch(/Sarydala Compute LLP .* early release 4 /);
    expect(host.output).toMatch(/Qarlygash Hash LLP .* unexplained outflow 1\.5 /);
    await host.prints(/Ctrl-C stops/, 10_000);
    expect(host.output).not.toMatch(/NOT as they must be/);
    expect(await host.stop('SIGINT')).toBe(0);
  }, 320_000);

  it('opens the same data again, and does not repeat the demonstration', async () => {
    const host = start();
    await host.prints(/Ctrl-C stops/, 60_000);
    expect(host.output).not.toMatch(/demonstration sector/);
    expect(await checkpointSize()).toBeGreaterThan(0);
    host.process.kill('SIGKILL');
    await host.ended;
  });

  it('recovers by itself after kill -9, with nothing lost, and opens the console where that is asked for', async () => {
    const opened = join(directory, 'opened');
    const host = await startWithBrowser(`printf %s "$1" > ${opened}`);
    await host.prints(/Ctrl-C stops/, 60_000);
    expect(host.output).toContain(`\nOpen http://127.0.0.1:${port} in a browser`);
    await until(async () => existsSync(opened) && (await readFile(opened, 'utf8')) !== '');
    expect(await readFile(opened, 'utf8')).toBe(`http://127.0.0.1:${port}`);
    const size = await checkpointSize();
    expect(size).toBeGreaterThan(0);
    expect(await host.stop('SIGTERM')).toBe(0);
  });

  it('says in a sentence that its port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
    const host = start();
    expect(await host.ended).toBe(1);
    expect(host.output.trim()).toBe(
      `Port ${port} is taken by another process. Stop that one, or choose another: npm start -- --port ${port + 1}`,
    );
    await new Promise((resolve) => taken.close(resolve));
  });

  it('says in a sentence that another host uses the data', async () => {
    const first = start();
    await first.prints(/Ctrl-C stops/, 60_000);
    const second = start('--port', '0');
    expect(await second.ended).toBe(1);
    expect(second.output).toMatch(/^Another Esep \(process \d+\) is using /);
    expect(await first.stop('SIGTERM')).toBe(0);
  });

  it('says in a sentence that the data is of a newer version', async () => {
    const layout = join(directory, 'layout.json');
    const before = await readFile(layout, 'utf8');
    await writeFile(layout, JSON.stringify({ layout: 99 }));
    const host = start();
    expect(await host.ended).toBe(1);
    expect(host.output).toMatch(/was written by a newer Esep \(layout 99/);
    await writeFile(layout, before);
  });

  it('says in a sentence that an option is wrong', async () => {
    const host = start('--port', 'seven');
    expect(await host.ended).toBe(1);
    expect(host.output).toMatch(/--port takes a number from 0 to 65535/);
  });

  it.each([
    [['--no-figures'], "Unknown option '--no-figures'."],
    [['--port'], "Option '--port <value>' argument missing."],
    [['--reset=yes'], "Option '--reset' does not take an argument."],
    [['demo'], "Unexpected argument 'demo'."],
  ])('says in a sentence that it does not know %j, and what it knows', async (options, says) => {
    const host = startHost(['--data', directory, ...options]);
    expect(await host.ended).toBe(1);
    expect(host.output.startsWith(`${says}\n\nnpm start -- [options]\n`)).toBe(true);
    expect(host.output).not.toContain('    at ');
  });

  it('names all variables that are wrong at once', async () => {
    const host = startHost(['--data', directory, '--port', '0'], {
      ESEP_REQUESTS_PER_SECOND: 'many',
      ESEP_BITCOIN_FROM_HEIGHT: '1.5',
      ESEP_LOG_LEVEL: 'loud',
    });
    expect(await host.ended).toBe(1);
    for (const name of ['REQUESTS_PER_SECOND', 'BITCOIN_FROM_HEIGHT', 'LOG_LEVEL'])
      expect(host.output).toContain(`ESEP_${name}: `);
  });

  it('deletes no directory that is not its own', async () => {
    const other = await mkdtemp(join(tmpdir(), 'esep-other-'));
    await writeFile(join(other, 'letters.txt'), 'Dear');
    const host = startHost(['--data', other, '--port', '0', '--reset']);
    expect(await host.ended).toBe(1);
    expect(host.output).toContain('holds nothing of Esep and is not deleted.');
    expect(await readFile(join(other, 'letters.txt'), 'utf8')).toBe('Dear');
    await rm(other, { recursive: true });
  });

  it('stops by itself when what started it is killed', async () => {
    const tool = join(ROOT, 'tools/start.mjs');
    const options = ['--data', directory, '--port', String(port), '--no-demo'];
    const started = spawn(process.execPath, [tool, ...options], { stdio: 'ignore' });
    const answers = () =>
      fetch(`http://127.0.0.1:${port}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(answers);
    started.kill('SIGKILL');
    const inUse = () => Promise.resolve(existsSync(join(directory, 'host.pid')));
    await until(async () => !(await inUse()));
    const next = start('--no-demo');
    await next.prints(/Ctrl-C stops/, 60_000);
    expect(await next.stop('SIGTERM')).toBe(0);
  }, 180_000);

  it('begins with an empty ledger and real time where that is asked for', async () => {
    const host = await startWithBrowser('exit 3', '--reset', '--no-demo');
    await host.prints(/Ctrl-C stops/, 60_000);
    await host.prints(/Nothing on this machine opens addresses; open http:\S+ yourself\./, 10_000);
    const { now } = (await get('/dev/v1/clock')) as { now: string };
    expect(Math.abs(Date.parse(now) - Date.now())).toBeLessThan(60_000);
    expect(await host.stop('SIGTERM')).toBe(0);
  });

  it('goes on with a demonstration that was broken off by kill -9, and prints it for machines', async () => {
    const first = start('--reset');
    await first.prints(/day 40 of 102/, 120_000);
    first.process.kill('SIGKILL');
    await first.ended;
    const second = start('--json');
    await second.prints(/Ctrl-C stops/, 240_000);
    const { rows, mismatches } = JSON.parse(second.printed) as { rows: object[]; mismatches: [] };
    expect(mismatches).toEqual([]);
    expect(rows).toHaveLength(39);
    expect(await second.stop('SIGTERM')).toBe(0);
  }, 400_000);

  const disk = smallDisk(30);
  const onFullDisk = 'path' in disk ? it : it.skip;
  const obstacle = 'missing' in disk ? ` (skipped: ${disk.missing})` : '';

  onFullDisk(`says in a sentence that the disk is full${obstacle}`, async () => {
    const { path, remove } = disk as SmallDisk;
    const host = startHost(['--data', join(path, 'data'), '--port', '0', '--no-demo']);
    expect(await host.ended).toBe(1);
    expect(host.output).toMatch(/^The disk is full\. Free some space and start again/m);
    remove();
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function start(...options: string[]): Started {
    return startIn({}, options);
  }
  function startIn(env: NodeJS.ProcessEnv, options: readonly string[]): Started {
    const started = startHost(['--data', directory, '--port', String(port), ...options], env);
    running.push(started);
    return started;
  }
  /** On a machine whose opener of addresses is this script. */
  async function startWithBrowser(script: string, ...options: string[]): Promise<Started> {
    const folder = `${directory}-openers`;
    await mkdir(folder, { recursive: true });
    for (const name of ['open', 'xdg-open'])
      await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const PATH = `${folder}${delimiter}${process.env['PATH']}`;
    return startIn({ PATH }, ['--open', ...options]);
  }
  async function get(path: string): Promise<unknown> {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).json();
  }
  async function checkpointSize(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${port}/licensing/v1/log/checkpoint`);
    return Number((await answer.text()).split('\n')[1]);
  }
});

import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { esep } from '@esep/cli';
import { DemonstrationChain, startCluster, type Cluster } from '@esep/embedded';
import { kafkaObstacle, scratchFolder } from '@esep/platform/testing';
import {
  DEMONSTRATION_MINERS,
  DEMONSTRATION_SENDERS,
  runDemonstration,
  type DemonstrationResult,
} from '@esep/simulator';

// An upgrade of a regime that goes on: the next release of a service starts beside the present one,
// on the same database and the same facts; both answer; the present one leaves; then the projection
// that the next release keeps otherwise is built anew and switched to.

const ROOT = join(import.meta.dirname, '../..');
const START = '2025-12-28T19:00:00.000Z';
const MINUTES = 60_000;
const UPGRADED = ['supervision', 'pool-reporting'] as const;
type Upgraded = (typeof UPGRADED)[number];
type Process = Awaited<ReturnType<Cluster['add']>>;

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(`The next release of a service${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  // The tests tell one story and build on each other.
  let directory: string;
  let cluster: Cluster;
  let result: DemonstrationResult;
  const present = new Map<Upgraded, Process>();
  const next = new Map<Upgraded, Process>();
  /** What both releases answered at the same time to the same question. */
  const answers: (readonly [present: unknown, next: unknown])[] = [];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    directory = await mkdtemp(join(scratchFolder(), 'esep-upgrade-'));
    // PostgreSQL does not run as root; whoever it runs as must be able to enter.
    await chmod(directory, 0o755);
    const chain = await DemonstrationChain.open(join(directory, 'chain'), DEMONSTRATION_MINERS);
    cluster = await startCluster({
      directory,
      port: 0,
      sector: DEMONSTRATION_SENDERS,
      startAt: START,
      logLevel: 'silent',
      chain: chain.variables,
    });
    await liveUntil(30, chain);
    for (const name of UPGRADED) {
      const first = cluster.services.get(name);
      if (first) present.set(name, first);
      const main = join(ROOT, `e2e/dist/next-release/${name}.js`);
      next.set(name, await cluster.add(name, main));
    }
    // Killed, it is started again, on a database that the next release has expanded.
    for (const service of present.values()) service.kill('SIGKILL');
    await sleep(2_000);
    await Promise.all([...present.values()].map((service) => service.ready()));
    result = await liveOn(chain);
  }, 8 * MINUTES);
  afterAll(async () => {
    await cluster?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('answers as the present one does, which may be started again beside it', () => {
    expect(answers.length).toBeGreaterThan(5);
    for (const [ofPresent, ofNext] of answers) expect(ofNext).toEqual(ofPresent);
  });

  it('changes no figure, neither while both run nor when it runs alone', () => {
    expect(result.mismatches).toEqual([]);
    expect(result.rows.length).toBeGreaterThan(10);
  });

  it(
    'builds anew what it keeps otherwise, shows what that is, and has it read from then on',
    async () => {
      const which = 'supervision/reconciliation';
      const built = /reconciliation +(\d+), and (\d+) in this release/;
      const [, present, newer] = built.exec((await run('projections')).out) ?? [];
      expect(Number(newer)).toBe(Number(present) + 1);
      const url = next.get('supervision')?.url ?? '';
      const knownAt = yesterday();
      const before = await rowsOf(url, knownAt);
      expect((await run('projections', 'rebuild', which)).code).toBe(0);
      const { code, out } = await run('projections', 'compare', which);
      expect([code, out]).toEqual([1, expect.stringMatching(/"release":"next"/)]);
      expect(out.match(/ no$/gm)).toHaveLength(1);
      const why = 'facts say which release kept them';
      const switched = await run('projections', 'switch', which, '--changed', why);
      expect(switched).toMatchObject({ code: 0, err: '' });
      expect((await run('projections')).out).toMatch(new RegExp(`reconciliation +${newer} `));
      expect(await rowsOf(url, knownAt)).toEqual(before);
    },
    2 * MINUTES,
  );

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  /** What was sent on these days is sent again by `liveOn`, and taken once. */
  async function liveUntil(lastDay: number, chain: DemonstrationChain): Promise<void> {
    class Enough extends Error {}
    const onProgress = ({ dayNumber }: { readonly dayNumber: number }) => {
      if (dayNumber === lastDay) throw new Enough();
    };
    await runDemonstration({ baseUrl: cluster.url, chain, onProgress }).catch((error: unknown) => {
      if (!(error instanceof Enough)) throw error;
    });
  }

  /** Both answer for a month; then the present release leaves. */
  async function liveOn(chain: DemonstrationChain): Promise<DemonstrationResult> {
    // What is done to the cluster goes on beside the sector's life.
    let acts: Promise<void> = Promise.resolve();
    const onDay = async (dayNumber: number): Promise<void> => {
      if (dayNumber < 60 && dayNumber % 5 === 0) await askBoth();
      if (dayNumber === 60) for (const service of present.values()) await cluster.remove(service);
    };
    const lived = await runDemonstration({
      baseUrl: cluster.url,
      chain,
      onProgress: ({ dayNumber }) => {
        acts = acts.then(() => onDay(dayNumber));
      },
    });
    await acts;
    return lived;
  }

  /** The same question to both. */
  async function askBoth(): Promise<void> {
    const knownAt = yesterday();
    const rowsIn = (release: ReadonlyMap<Upgraded, Process>) =>
      rowsOf(release.get('supervision')?.url ?? '', knownAt);
    answers.push(await Promise.all([rowsIn(present), rowsIn(next)]));
  }

  function yesterday(): string {
    return new Date(Date.parse(cluster.clock.now()) - 86_400_000).toISOString();
  }

  /** Figures as they were known at an instant, once that is known; without how often they changed. */
  async function rowsOf(url: string, knownAt: string): Promise<object[]> {
    const path = `${url}/supervision/v1/reconciliations?limit=500&knownAt=${knownAt}`;
    const headers = { authorization: `Bearer ${await token()}` };
    for (const deadline = Date.now() + 30_000; ; await sleep(200)) {
      const answer = await fetch(path, { headers });
      expect(answer.status).toBe(200);
      const { items, ledger } = (await answer.json()) as {
        items: { restatement: number }[];
        ledger: { complete: boolean };
      };
      if (ledger.complete) return items.map(({ restatement: _, ...row }) => row);
      if (Date.now() > deadline) throw new Error(`${url} does not come to know ${knownAt}.`);
    }
  }

  async function token(): Promise<string> {
    const query = new URLSearchParams({ role: 'supervision-analyst', organisation: 'aifc' });
    const answer = await fetch(`${cluster.url}/dev/v1/tokens?${query}`);
    const { items } = (await answer.json()) as { items: { token: string }[] };
    return items[0]?.token ?? '';
  }

  async function run(...words: readonly string[]) {
    const [out, err]: [string[], string[]] = [[], []];
    const code = await esep(words, {
      env: { ESEP_URL: cluster.url, ESEP_TOKEN: await token() },
      out: (text) => out.push(text),
      err: (text) => err.push(text),
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  }
});

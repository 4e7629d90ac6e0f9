import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DemonstrationChain, startCluster, startHost, type Cluster } from '@esep/embedded';
import {
  DEMONSTRATION_MINERS,
  DEMONSTRATION_SENDERS,
  runDemonstration,
  type DemonstrationResult,
} from '@esep/simulator';
import { kafkaObstacle } from '@esep/platform/testing';

// Five processes over Kafka come to the same figures as five services in one process, row by row:
// undisturbed, and with every one of them killed in the middle.

const ROOT = join(import.meta.dirname, '../..');
const START = '2025-12-28T19:00:00.000Z';
const MINUTES = 60_000;

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(`Separate processes over Kafka${obstacle ? ` (skipped: ${obstacle})` : ''}`, () => {
  let directory: string;
  let asOneProcess: readonly object[];

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    directory = await mkdtemp(join(tmpdir(), 'esep-cluster-'));
    // PostgreSQL does not run as root; whoever it runs as must be able to enter.
    await chmod(directory, 0o755);
    const chain = await DemonstrationChain.open(join(directory, 'chain'), DEMONSTRATION_MINERS);
    const host = await startHost({
      directory: join(directory, 'host'),
      port: 0,
      sector: DEMONSTRATION_SENDERS,
      startAt: START,
      logLevel: 'silent',
      chain: chain.settings,
    });
    const result = await runDemonstration({ baseUrl: host.url, chain });
    await host.close();
    asOneProcess = rowsOf(result);
  }, 3 * MINUTES);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it(
    'come to the same figures',
    async () => {
      const result = await liveThrough('undisturbed');
      expect(result.mismatches).toEqual([]);
      expect(rowsOf(result)).toEqual(asOneProcess);
    },
    5 * MINUTES,
  );

  it(
    'come to the same figures although each of them is killed',
    async () => {
      const victims = [
        'licensing',
        'pool-reporting',
        'exchange-settlement',
        'supervision',
        'tax',
      ] as const;
      const killed: string[] = [];
      const result = await liveThrough('killed', (cluster, dayNumber) => {
        const victim = dayNumber % 15 === 0 ? victims[dayNumber / 15 - 1] : undefined;
        if (!victim) return;
        cluster.services.get(victim)?.kill('SIGKILL');
        killed.push(victim);
      });
      expect(killed).toEqual(victims);
      expect(result.mismatches).toEqual([]);
      expect(rowsOf(result)).toEqual(asOneProcess);
    },
    8 * MINUTES,
  );

  it(
    'come to the same figures while supervision and tax become three of each and one again',
    async () => {
      const counts = new Map([
        [20, 3],
        [60, 1],
      ]);
      const scaled: number[] = [];
      const result = await liveThrough('scaled', async (cluster, dayNumber) => {
        const count = counts.get(dayNumber);
        if (count === undefined) return;
        await Promise.all([cluster.scale('supervision', count), cluster.scale('tax', count)]);
        scaled.push(count);
      });
      expect(scaled).toEqual([3, 1]);
      expect(result.mismatches).toEqual([]);
      expect(rowsOf(result)).toEqual(asOneProcess);
    },
    8 * MINUTES,
  );

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function liveThrough(
    name: string,
    onDay: (cluster: Cluster, dayNumber: number) => void | Promise<void> = () => undefined,
  ): Promise<DemonstrationResult> {
    const home = join(directory, name);
    const chain = await DemonstrationChain.open(join(home, 'chain'), DEMONSTRATION_MINERS);
    const cluster = await startCluster({
      directory: home,
      port: 0,
      sector: DEMONSTRATION_SENDERS,
      startAt: START,
      logLevel: 'silent',
      chain: chain.variables,
    });
    // What is done to the cluster goes on beside the sector's life.
    const acts: (void | Promise<void>)[] = [];
    try {
      const result = await runDemonstration({
        baseUrl: cluster.url,
        chain,
        onProgress: ({ dayNumber }) => acts.push(onDay(cluster, dayNumber)),
      });
      await Promise.all(acts);
      return result;
    } finally {
      await cluster.close();
    }
  }
});

/**
 * The rows, without the ids that each ledger gives anew, and without how often a month was judged
 * anew: that depends on what was known first.
 */
function rowsOf({ rows }: DemonstrationResult): readonly object[] {
  return rows.map(({ licenseeId: _, restatement: __, ...row }) => row);
}

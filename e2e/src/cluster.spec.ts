import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { DemonstrationChain, startCluster, startHost, type Cluster } from '@esep/embedded';
import {
  DEMONSTRATION_MINERS,
  DEMONSTRATION_SENDERS,
  runDemonstration,
  type DemonstrationResult,
} from '@esep/simulator';
import { kafkaObstacle, scratchFolder } from '@esep/platform/testing';

// Five processes over Kafka come to the same figures as five services in one process, row by row:
// while every one of them is killed, and while there are several of one.

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
    directory = await mkdtemp(join(scratchFolder(), 'esep-cluster-'));
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
  }, 8 * MINUTES);
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it(
    'come to the same figures although each is killed, and supervision and tax become three and one again',
    async () => {
      const victims = [
        'licensing',
        'pool-reporting',
        'exchange-settlement',
        'supervision',
        'tax',
      ] as const;
      const counts = new Map([
        [80, 3],
        [95, 1],
      ]);
      const [killed, scaled]: [string[], number[]] = [[], []];
      const result = await liveThrough(async (cluster, dayNumber) => {
        const victim = dayNumber % 15 === 0 ? victims[dayNumber / 15 - 1] : undefined;
        if (victim) {
          cluster.services.get(victim)?.kill('SIGKILL');
          killed.push(victim);
        }
        const count = counts.get(dayNumber);
        if (count === undefined) return;
        await Promise.all([cluster.scale('supervision', count), cluster.scale('tax', count)]);
        scaled.push(count);
      });
      expect(killed).toEqual(victims);
      expect(scaled).toEqual([3, 1]);
      expect(result.mismatches).toEqual([]);
      expect(rowsOf(result)).toEqual(asOneProcess);
    },
    12 * MINUTES,
  );

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function liveThrough(
    onDay: (cluster: Cluster, dayNumber: number) => Promise<void>,
  ): Promise<DemonstrationResult> {
    const home = join(directory, 'cluster');
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
    const acts: Promise<void>[] = [];
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

import { SERVICE_NAMES, type ServiceName } from '@esep/embedded';
import { FAILPOINTS, type Failpoint } from '@esep/platform';
import { kafkaObstacle } from '@esep/platform/testing';

import { DisturbedCluster, expectTheSame, SEED, type LivedMonth } from './disturbed-cluster.js';

// Every service is killed at every place where a crash could lose a fact, or have it count twice.

const MINUTES = 60_000;

/**
 * With which of the month's events a service is killed at the place: one of its first third, because
 * they come in groups. A month has 32 of licensing, 450 of pools, 40 of exchanges and some 50 of tax
 * and of supervision. Nothing comes to licensing from others.
 */
const KILLED_WITH: Readonly<Record<Failpoint, Readonly<Partial<Record<ServiceName, number>>>>> = {
  'before-append': everywhere(7, 100, 11, 12, 5),
  'during-append': everywhere(8, 120, 12, 13, 6),
  'after-append': everywhere(9, 140, 13, 14, 7),
  'before-publish': everywhere(10, 100, 11, 12, 5),
  'during-publish': everywhere(11, 120, 12, 13, 6),
  'after-publish': everywhere(12, 140, 13, 14, 7),
  'before-effect-commit': everywhere(9, 10, 11, 40, 80),
  // The first time is when it starts.
  'in-rebalance': { 'pool-reporting': 2, 'exchange-settlement': 2, tax: 2, supervision: 2 },
};

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(`Services that are killed (seed ${SEED})${obstacle ? `, skipped: ${obstacle}` : ''}`, () => {
  let servers: DisturbedCluster;
  let undisturbed: LivedMonth;

  beforeAll(async () => {
    servers = await DisturbedCluster.start();
    undisturbed = await servers.liveAMonth();
  }, 10 * MINUTES);
  afterAll(() => servers?.close());

  it('have lived through a month as planned before', () => {
    expectTheSame(undisturbed, undisturbed);
  });

  it.each(FAILPOINTS)(
    'come to the same figures when all are killed %s',
    async (failpoint) => {
      const killed = Object.entries(KILLED_WITH[failpoint]) as [ServiceName, number][];
      await Promise.all(
        killed.map(([name, event]) =>
          servers.service(name).restart({ ESEP_FAILPOINT: `${failpoint}:${event}` }),
        ),
      );
      const ends = new Map(SERVICE_NAMES.map((name) => [name, servers.service(name).ends.length]));
      const month = await servers.liveAMonth((day) => {
        if (failpoint === 'in-rebalance' && day === 10) return servers.rebalance();
      });
      const howEnded = SERVICE_NAMES.map((name) =>
        servers.service(name).ends.slice(ends.get(name)),
      );
      expect(howEnded).toEqual(
        SERVICE_NAMES.map((name) => (KILLED_WITH[failpoint][name] ? ['SIGKILL'] : [])),
      );
      expectTheSame(month, undisturbed);
    },
    8 * MINUTES,
  );
});

function everywhere(
  licensing: number,
  poolReporting: number,
  exchangeSettlement: number,
  tax: number,
  supervision: number,
): Record<ServiceName, number> {
  return {
    licensing,
    'pool-reporting': poolReporting,
    'exchange-settlement': exchangeSettlement,
    tax,
    supervision,
  };
}

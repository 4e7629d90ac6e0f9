import { SERVICE_NAMES, type ServiceName } from '@esep/embedded';
import { FAILPOINTS, type Failpoint } from '@esep/platform';
import { kafkaObstacle } from '@esep/platform/testing';

import { DisturbedCluster, expectTheSame, SEED, type LivedMonth } from './disturbed-cluster.js';

// Every service is killed at every place where a crash could lose a fact, or have it count twice.

const MINUTES = 60_000;

/**
 * How many times a service gets to the place before it is killed there: somewhere in the month, after
 * its first and before its last. Nothing comes to licensing from others.
 */
const HITS: Readonly<Record<Failpoint, Readonly<Partial<Record<ServiceName, number>>>>> = {
  'before-append': everywhere(7, 30, 5, 12, 1),
  'during-append': everywhere(8, 31, 6, 13, 1),
  'after-append': everywhere(9, 32, 7, 14, 1),
  'before-publish': everywhere(2, 20, 3, 5, 1),
  'during-publish': everywhere(3, 21, 4, 6, 1),
  'after-publish': everywhere(4, 22, 5, 7, 1),
  'before-effect-commit': everywhere(2, 2, 2, 5, 10),
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
  afterAll(() => servers.close());

  it('have lived through a month as planned before', () => {
    expectTheSame(undisturbed, undisturbed);
  });

  it.each(FAILPOINTS)(
    'come to the same figures when all are killed %s',
    async (failpoint) => {
      const killed = Object.entries(HITS[failpoint]) as [ServiceName, number][];
      await Promise.all(
        killed.map(([name, hits]) =>
          servers.service(name).restart({ ESEP_FAILPOINT: `${failpoint}:${hits}` }),
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
        SERVICE_NAMES.map((name) => (HITS[failpoint][name] ? ['SIGKILL'] : [])),
      );
      expectTheSame(month, undisturbed);
    },
    5 * MINUTES,
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

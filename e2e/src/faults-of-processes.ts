import { SERVICE_NAMES, type ServiceName } from '@esep/embedded';
import { FAILPOINTS, type Failpoint } from '@esep/platform';

import {
  expectTheSame,
  type DisturbedCluster,
  type Lived,
  type LivedMonth,
} from './disturbed-cluster.js';

// Every service is killed at every place where a crash could lose a fact, or have it count twice.

const MINUTES = 60_000;

/**
 * With which event from its start on a process is killed at the place. A month has 32 of licensing, 450
 * of pools, 40 of exchanges and some 50 of tax and of supervision, which come in groups. Nothing comes
 * to licensing from others.
 */
const KILLED_WITH: Readonly<Record<Failpoint, Readonly<Partial<Record<ServiceName, number>>>>> = {
  'before-append': everywhere(5, 60, 7, 7, 5),
  'during-append': everywhere(5, 60, 7, 7, 5),
  'after-append': everywhere(5, 60, 7, 7, 5),
  'before-publish': everywhere(5, 60, 7, 7, 5),
  'during-publish': everywhere(5, 60, 7, 7, 5),
  'after-publish': everywhere(5, 60, 7, 7, 5),
  'before-effect-commit': everywhere(9, 10, 11, 40, 80),
  // The first time is when it starts.
  'in-rebalance': { 'pool-reporting': 2, 'exchange-settlement': 2, tax: 2, supervision: 2 },
};

/**
 * In a month each service is killed at several places: one process at each, and the next goes on. What
 * comes to pools and exchanges comes in the first days, and a group waits for a member that was killed:
 * a month of its own for each of the last two.
 */
const MONTHS: readonly (readonly Failpoint[])[] = [
  ['before-append', 'during-append', 'after-append'],
  ['before-publish', 'during-publish', 'after-publish'],
  ['before-effect-commit'],
  ['in-rebalance'],
];

export const faultsOfProcesses = (lived: () => Lived) => {
  let servers: DisturbedCluster;
  let undisturbed: LivedMonth;

  beforeAll(() => ({ servers, undisturbed } = lived()));

  it('which are killed are killed at every place that there is', () => {
    expect(MONTHS.flat().toSorted()).toEqual(FAILPOINTS.toSorted());
  });

  it.each(MONTHS.map((failpoints) => [failpoints.join(', '), failpoints] as const))(
    'which are all killed %s come to the same figures',
    async (_, failpoints) => {
      const armed = new Map(SERVICE_NAMES.map((name) => [name, failpointsOf(name, failpoints)]));
      await Promise.all(
        [...armed].map(([name, points]) =>
          servers.service(name).restart(...points.map((point) => ({ ESEP_FAILPOINT: point }))),
        ),
      );
      const ends = new Map(SERVICE_NAMES.map((name) => [name, servers.service(name).ends.length]));
      const month = await servers.liveAMonth((day) => {
        if (failpoints.includes('in-rebalance') && day === 10) return servers.rebalance();
      });
      const howEnded = SERVICE_NAMES.map((name) => [
        name,
        servers.service(name).ends.slice(ends.get(name)),
      ]);
      expect(howEnded).toEqual(
        [...armed].map(([name, points]) => [name, points.map(() => 'SIGKILL')]),
      );
      expectTheSame(month, undisturbed);
    },
    10 * MINUTES,
  );
};

/** As `ESEP_FAILPOINT` has them. */
function failpointsOf(name: ServiceName, failpoints: readonly Failpoint[]): string[] {
  return failpoints.flatMap((failpoint) => {
    const event = KILLED_WITH[failpoint][name];
    return event === undefined ? [] : `${failpoint}:${event}`;
  });
}

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

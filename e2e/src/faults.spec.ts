import { kafkaObstacle } from '@esep/platform/testing';

import { DisturbedCluster, expectTheSame, SEED, type Lived } from './disturbed-cluster.js';
import { faultsOfTheNetwork } from './faults-of-network.js';
import { faultsOfProcesses } from './faults-of-processes.js';
import { faultsOfServers } from './faults-of-servers.js';
import { Toxiproxy, toxiproxyBinary } from './toxiproxy.js';

// One month after another on the same five processes, broker and PostgreSQL, and something else is
// done to them in each: what is found of a month must be what is found of one that nothing disturbed.

const MINUTES = 60_000;

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;
const binary = obstacle === undefined ? toxiproxyBinary() : { missing: obstacle };
const withProxy = 'path' in binary ? describe : describe.skip;
const withoutProxy = 'missing' in binary ? `, skipped: ${binary.missing}` : '';

suite(`A month (seed ${SEED})${obstacle ? `, skipped: ${obstacle}` : ''}`, () => {
  let lived: Lived;

  beforeAll(async () => {
    const proxy = 'path' in binary ? await Toxiproxy.start(binary.path) : undefined;
    const servers = await DisturbedCluster.start(proxy);
    const undisturbed = await servers.liveAMonth();
    lived = { servers, undisturbed, proxy };
    expectTheSame(undisturbed, undisturbed);
  }, 10 * MINUTES);
  afterAll(async () => {
    await lived?.servers.close();
    await lived?.proxy?.stop();
  });

  describe('on servers that go away', () => faultsOfServers(() => lived));
  describe('of services', () => faultsOfProcesses(() => lived));
  // Last, beside a hundred licensees of earlier months.
  withProxy(`FIELD-14: on a bad network${withoutProxy}`, () => faultsOfTheNetwork(() => lived));
});

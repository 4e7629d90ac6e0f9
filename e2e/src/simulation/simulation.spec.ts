import { randomInt } from 'node:crypto';

import { runSeeds } from './many-seeds.js';
import { SimulationDatabases } from './simulation-databases.js';
import { Simulation, type Outcome } from './simulation.js';
import { summaryOf, wordsOf } from './summary.js';

// A minute of simulation, of seeds that nobody tried before. A seed that fails is printed with the
// command that runs it again; once it is understood, it joins the ones that are always run.

const SECONDS = Number(process.env['ESEP_SIMULATION_SECONDS'] ?? 60);
/**
 * 59: two instances held a completeness fact back for each other, and nothing came that let it pass.
 * 20095: a lane that came while others were read from the log lost what it had not brought yet.
 * 29663: what only one instance knew, the others were not told.
 * 490693420: what was sent behind a statement that failed took effect after the rollback.
 */
const ONCE_BROKEN: readonly number[] = [59, 20_095, 29_663, 490_693_420];

describe('However services, databases and the bus between them fail', () => {
  let databases: SimulationDatabases;

  beforeAll(async () => {
    databases = await SimulationDatabases.open();
  });

  afterAll(() => databases.close());

  const simulated = (seed: number): Promise<Outcome> => new Simulation(seed, databases).run();

  it('a seed is the same simulation whenever it runs', async () => {
    const [first, second] = [await simulated(7), await simulated(7)];
    expect(second).toEqual(first);
    expect(first.steps).toBeGreaterThan(500);
    expect((await simulated(8)).digest).not.toBe(first.digest);
  });

  it.each(ONCE_BROKEN)('seed %i, which was broken once, holds', async (seed) => {
    expect(wordsOf(await simulated(seed))).toMatch(/Everything holds/);
  });

  it(
    `nothing is lost or doubled, and every answer is right, for ${SECONDS} seconds of seeds`,
    async () => {
      const started = performance.now();
      const from = randomInt(999_000_000);
      const outcomes = await runSeeds({
        from,
        count: 100_000,
        seconds: SECONDS,
        onOutcome: ({ violations }) => violations.length === 0,
      });
      const broken = outcomes.filter(({ violations }) => violations.length > 0);
      expect(broken.map(wordsOf).join('\n')).toBe('');
      const { words } = summaryOf(outcomes, (performance.now() - started) / 1_000);
      console.info(`Seeds from ${from}.\n${words}`);
      expect(outcomes.length).toBeGreaterThan(0);
    },
    SECONDS * 1_000 + 60_000,
  );
});

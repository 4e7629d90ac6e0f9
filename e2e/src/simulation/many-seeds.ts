import * as checks from './checks.js';
import { SimulationDatabases } from './simulation-databases.js';
import { Simulation, type Outcome } from './simulation.js';

/** Some at once, because while one waits for its database the next can think. */
const AT_ONCE = 3;

export interface Seeds {
  readonly from: number;
  readonly count: number;
  /** No seed is begun after so many seconds. */
  readonly seconds?: number;
  /** Each seed is run again at once, and must leave the same trace. */
  readonly twice?: boolean;
  /** The traces that seeds left in other runs, and must leave in this one. */
  readonly traces?: ReadonlyMap<number, string>;
  /** Told of each; whether to go on. */
  readonly onOutcome: (outcome: Outcome) => boolean;
}

/** Runs seeds from one on, as many as there is time for. None knows of the others. */
export const runSeeds = async (seeds: Seeds): Promise<readonly Outcome[]> => {
  const { from, count, seconds = Infinity, twice = false, traces, onOutcome } = seeds;
  const until = performance.now() + seconds * 1_000;
  const outcomes: Outcome[] = [];
  let next = from;
  let goesOn = true;
  const oneAfterTheOther = async (): Promise<void> => {
    const databases = await SimulationDatabases.open();
    while (goesOn && next < from + count && performance.now() < until) {
      const seed = next;
      next += 1;
      const first = await run(seed, databases);
      const traceOfAnother = twice ? (await run(seed, databases)).digest : traces?.get(seed);
      const outcome = heldAgainst(first, traceOfAnother);
      outcomes.push(outcome);
      goesOn &&= onOutcome(outcome);
    }
    await databases.close();
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, count) }, oneAfterTheOther));
  return outcomes;
};

const run = (seed: number, databases: SimulationDatabases): Promise<Outcome> =>
  new Simulation(seed, databases).run().catch((error: unknown) => {
    throw new Error(`Seed ${seed} could not be run.`, { cause: error });
  });

/** A seed decides everything, so two runs of it that differ make what it says worthless. */
const heldAgainst = (outcome: Outcome, trace: string | undefined): Outcome => {
  if (trace === undefined || trace === outcome.digest) return outcome;
  const differs = checks.violation(
    'same trace',
    `${outcome.digest} in this run, ${trace} in another`,
  );
  return { ...outcome, violations: [differs, ...outcome.violations] };
};

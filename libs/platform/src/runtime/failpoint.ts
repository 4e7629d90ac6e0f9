import { refuseInProduction } from './config.js';

// Where a test has a process killed, as a crash or a lost machine would end it there: by SIGKILL, with
// nothing said and nothing cleared up.

export const FAILPOINTS = [
  /** An append was decided and not sent to the database. */
  'before-append',
  /** It was sent, and the database has not answered. */
  'during-append',
  /** The database has committed it, and whoever asked was not answered. */
  'after-append',
  /** Facts were read to be published, and not sent. */
  'before-publish',
  /** They were sent, and the broker has not acknowledged them. */
  'during-publish',
  /** The broker has acknowledged them, and that is not noted. */
  'after-publish',
  /** A subscription worked out the effect of facts, and has not committed it. */
  'before-effect-commit',
  /** A consumer was just told which partitions are its own. */
  'in-rebalance',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

interface Armed {
  readonly name: Failpoint;
  /** How many more events the process gets there with, the last one included. */
  left: number;
}

let armed: Armed | undefined;

/**
 * Has this process killed at a failpoint: `after-append`, or when it gets there with its third event:
 * `after-append:3`. How many events go together depends on how busy it is; how many there are does not.
 * Throws a `ConfigError` where figures are real.
 */
export const armFailpoint = (text: string): void => {
  refuseInProduction('A failpoint');
  const [name, count = '1'] = text.split(':');
  const known = FAILPOINTS.find((one) => one === name);
  if (known === undefined || !/^[1-9]\d*$/.test(count))
    throw new Error(`There is no failpoint ${text}. There are: ${FAILPOINTS.join(', ')}.`);
  armed = { name: known, left: Number(count) };
};

/** Costs a comparison where nothing is armed. */
export const failpoint = (name: Failpoint, events = 1): void => {
  if (armed !== undefined && isReached(armed, name, events)) die();
};

/** The same a turn of the event loop later, when what was just sent has left the process. */
export const failpointNextTurn = (name: Failpoint, events = 1): void => {
  if (armed !== undefined && isReached(armed, name, events)) setImmediate(die);
};

const isReached = (point: Armed, name: Failpoint, events: number): boolean => {
  if (point.name !== name) return false;
  point.left -= events;
  return point.left <= 0;
};

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

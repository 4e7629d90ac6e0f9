import { refuseInProduction } from './config.js';

// Points at which a test kills the process by SIGKILL, as a crash or a lost machine would end it.

export const FAILPOINTS = [
  /** An append was decided, not sent to the database. */
  'before-append',
  /** It was sent, and the database has not answered. */
  'during-append',
  /** The database has committed it, and the caller got no answer. */
  'after-append',
  /** Events were read to be published, not sent. */
  'before-publish',
  /** They were sent, and the broker has not acknowledged them. */
  'during-publish',
  /** The broker has acknowledged them, and the progress is not saved. */
  'after-publish',
  /** A subscription has the effect of facts in its transaction, not committed. */
  'before-effect-commit',
  /** A consumer was assigned its partitions. */
  'in-rebalance',
] as const;

export type Failpoint = (typeof FAILPOINTS)[number];

interface Armed {
  readonly name: Failpoint;
  /** Events until it fires, the last one included. */
  left: number;
}

let armed: Armed | undefined;

/**
 * Arms a failpoint: `after-append` kills at the first event there, `after-append:3` at the third. Events
 * are counted, because batches depend on the load. Throws a `ConfigError` in production.
 */
export const armFailpoint = (text: string): void => {
  refuseInProduction('A failpoint');
  const [name, count = '1'] = text.split(':');
  const known = FAILPOINTS.find((one) => one === name);
  if (known === undefined || !/^[1-9]\d*$/.test(count))
    throw new Error(`There is no failpoint ${text}. There are: ${FAILPOINTS.join(', ')}.`);
  armed = { name: known, left: Number(count) };
};

export const failpoint = (name: Failpoint, events = 1): void => {
  if (armed !== undefined && isReached(armed, name, events)) die();
};

/** Kills a turn of the event loop later, when what was just sent has left the process. */
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

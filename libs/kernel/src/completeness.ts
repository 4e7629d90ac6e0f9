import { accept, refuse, type Decider } from './decider.js';
import type { Instant } from './instant.js';
import { factTimeRefusal, type FactTimeRefusal, type ReportTime } from './report-rows.js';

// How far a sender has told everything. One stream per sender: `completeness-<sender>`. The greatest
// `through` counts (RECONCILIATION §1), so a smaller or equal one says nothing new.

export type CompletenessRefusal = FactTimeRefusal;

/** What is wrong, and what to do. */
export const COMPLETENESS_MESSAGES: Readonly<Record<CompletenessRefusal, string>> = {
  'before-regime':
    'through lies before the regime began, when there was nothing to report. Check the year.',
  'instant-in-future':
    'through is more than 5 minutes ahead of our clock, and nobody has reported what has not happened. Send it again when that time has passed.',
};

export interface Completeness {
  /** Absent until the sender says so for the first time. */
  readonly through?: Instant;
}

interface Through {
  readonly through: Instant;
}

export const completenessDeciderOf = <Command extends ReportTime & Through, Event extends Through>(
  reported: (command: Command) => Event,
): Decider<Completeness, Command, Event, CompletenessRefusal> => ({
  initial: {},
  decide: (command, known) => {
    const { through } = command;
    const problem = factTimeRefusal(command, through);
    if (problem) return refuse(problem);
    if (known.through !== undefined && through <= known.through) return accept();
    return accept(reported(command));
  },
  evolve: (_, { through }) => ({ through }),
});

export const completenessStream = (sender: string): string => `completeness-${sender}`;

import type { BarImposed } from '@esep/contracts';
import { accept, refuse, unreachable, type Decider, type Instant } from '@esep/kernel';

import { monthsAfter } from './months.js';

// Who gets no licence for a time, because one was revoked (LIC-11). One stream per licensee,
// `bar-<licenseeId>`: the same number has the same licensee, so it cannot begin anew next day.

export type BarCommand = ImposeBar | AskForBar;

/** With a revocation that two persons decided, and for as long as the rule pack says. */
export interface ImposeBar {
  readonly type: 'ImposeBar';
  readonly licenseeId: string;
  readonly from: Instant;
  readonly months: number;
  readonly ground: string;
}

/** Part of whatever would give the licensee a licence: refuses it while there is a bar. */
export interface AskForBar {
  readonly type: 'AskForBar';
  readonly at: Instant;
}

/** From the decision on, although the revocation may take effect later. */
export interface Bar {
  readonly until?: Instant;
}

export type BarRefusal = 'licensee-barred';

export const barDecider: Decider<Bar, BarCommand, BarImposed, BarRefusal> = {
  initial: {},
  decide: (command, { until }) => {
    switch (command.type) {
      case 'AskForBar':
        return until !== undefined && command.at < until ? refuse('licensee-barred') : accept();
      case 'ImposeBar': {
        const { licenseeId, from, months, ground } = command;
        const next = monthsAfter(from, months);
        if (months === 0 || (until !== undefined && next <= until)) return accept();
        return accept({ type: 'BarImposed', licenseeId, from, until: next, ground });
      }
      default:
        return unreachable(command);
    }
  },
  evolve: (_, { until }) => ({ until }),
};

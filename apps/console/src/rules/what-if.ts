import type { Schemas } from '@esep/client';
import { inForceFrom, type ReconciliationRules } from '@esep/rulebook';
import {
  factsOf,
  type ReconciliationRow,
  SubjectFold,
  toWire,
  type WireReconciliationFacts,
} from '@esep/supervision-domain';

// What would be if the law said something else, by the code by which supervision judges. It is a
// computation over what people did under the law as it is, and never a judgement.

export type KnownRow = Schemas['supervision']['KnownRowBody'];

/** By what, and as known when, the ledger's rows are what they are. */
export interface ReckonedBy {
  readonly knownAt: string;
  readonly asOf: string;
  readonly rules: ReconciliationRules;
}

/** A licensee as the API gives it; without facts where there are too many to give. */
export interface Input {
  readonly licenseeId: string;
  readonly rows: readonly KnownRow[];
  readonly facts: WireReconciliationFacts | null;
}

/** The values that a reader may move. */
export interface Moved {
  readonly shareBps: number;
  readonly graceDays: number;
}

/** What would differ from the ledger. */
export interface Supposed {
  readonly moved: Moved;
  /** Months of whoever's facts are given, and how many of them are as the ledger has them. */
  readonly months: number;
  readonly same: number;
  /** The others, as they would be. */
  readonly changed: readonly { readonly licenseeId: string; readonly row: KnownRow }[];
}

/** The values in force when the ledger's rows were judged. */
const valuesIn = ({ rules, asOf }: ReckonedBy): Moved => ({
  shareBps: inForceFrom(rules.shareBps)(asOf)?.bps ?? 0,
  graceDays: inForceFrom(rules.graceDays)(asOf)?.days ?? 0,
});

/** The rules with other values in place of those in force, from the same days on. */
const rulesWith = (by: ReckonedBy, moved: Moved): ReconciliationRules => {
  const share = inForceFrom(by.rules.shareBps)(by.asOf);
  const grace = inForceFrom(by.rules.graceDays)(by.asOf);
  return {
    ...by.rules,
    shareBps: by.rules.shareBps.map((one) =>
      one === share ? { ...one, bps: moved.shareBps } : one,
    ),
    graceDays: by.rules.graceDays.map((one) =>
      one === grace ? { ...one, days: moved.graceDays } : one,
    ),
  };
};

interface Subject {
  readonly licenseeId: string;
  readonly rows: ReadonlyMap<string, KnownRow>;
  readonly fold: SubjectFold;
}

/** The facts of all licensees, read once; their rows are worked out anew for each question. */
export class WhatIf {
  private readonly subjects: Subject[] = [];

  constructor(private readonly by: ReckonedBy) {}

  take(inputs: readonly Input[]): void {
    for (const { licenseeId, rows, facts } of inputs) {
      if (facts === null) continue;
      const byPeriod = new Map(rows.map((row) => [row.period, row]));
      this.subjects.push({ licenseeId, rows: byPeriod, fold: SubjectFold.of(factsOf(facts)) });
    }
  }

  /** What is not moved is as the law has it. */
  suppose(values: Partial<Moved>): Supposed {
    const { knownAt, asOf } = this.by;
    const moved = { ...valuesIn(this.by), ...values };
    const rules = rulesWith(this.by, moved);
    const changed: Supposed['changed'][number][] = [];
    let [months, same] = [0, 0];
    for (const { licenseeId, rows, fold } of this.subjects) {
      const periods = new Set(rows.keys());
      for (const row of fold.reconcile(rules, knownAt, asOf).rows) {
        periods.add(row.period);
        if (isSame(row, rows.get(row.period))) same += 1;
        else changed.push({ licenseeId, row: knownRow(row) });
      }
      months += periods.size;
    }
    return { moved, months, same, changed };
  }
}

const isSame = (row: ReconciliationRow, now: KnownRow | undefined): boolean =>
  row.verdict === now?.verdict &&
  row.state === now.state &&
  String(row.mined) === now.mined &&
  String(row.required) === now.required &&
  String(row.soldInTime) === now.soldInTime &&
  String(row.soldLate) === now.soldLate &&
  String(row.shortfall) === now.shortfall;

const knownRow = (row: ReconciliationRow): KnownRow => {
  const { period, verdict, state, mined, required, soldInTime, soldLate, shortfall } = row;
  return toWire({ period, verdict, state, mined, required, soldInTime, soldLate, shortfall });
};

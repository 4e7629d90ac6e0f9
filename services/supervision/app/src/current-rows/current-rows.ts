import { Injectable } from '@nestjs/common';
import type { Verdict } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';
import type { Ledger } from '@esep/platform';
import { SectorTotals, type Reconciliation, type Wire } from '@esep/supervision-domain';
import { DataSource, type EntityManager } from 'typeorm';

import { IS_RESTATED } from '../judge-periods/judgement-book.js';
import { FactBook } from '../project-facts/fact-book.js';
import type { Subject } from '../project-facts/subject.js';
import {
  Figures,
  firstOf,
  isListed,
  isMeant,
  RowCounts,
  type AnswerMoment,
  type FoundCounts,
  type FoundRows,
  type FoundTotals,
  type RowFilter,
  type RowList,
  type WireRow,
} from '../reconciliations/figures.js';
import { isLicenseeId } from '../reconciliations/row-key.js';
import { staleSubjects, type StaleSubject } from './stale-subjects.js';

/**
 * What an answer works out itself: so many stale subjects, of so many facts together, which takes some
 * tens of milliseconds where they are not in memory. Where there is more, it is of the moment before.
 */
const WORKED_OUT_AT_ONCE = 10;
const FACTS_AT_ONCE = 5_000;

/** The moment of an answer, and the subjects of whom the tables do not have its rows. */
interface View {
  readonly moment: AnswerMoment;
  readonly stale: readonly StaleSubject[];
}

/**
 * Rows for now, from the tables that `RowRefresh` keeps. An answer is of one moment: of this one, with
 * the few subjects that are stale worked out as it is given; or of the last one of which all rows are
 * there, and its ledger says when that was. Undefined while there is none: then all is worked out.
 */
@Injectable()
export class CurrentRows {
  constructor(
    private readonly database: DataSource,
    private readonly facts: FactBook,
    private readonly figures: Figures,
  ) {}

  async list(list: RowList): Promise<FoundRows | undefined> {
    const read = await this.read(list, (tx, view) => rowsOf(tx, view, list));
    if (!read) return undefined;
    const { found, moment, stale } = read;
    const rows = await Promise.all(found.map((row) => this.wireOf(row, moment)));
    if (stale.length === 0) return { rows, moment };
    const workedOut = await this.workedOut(stale, moment);
    rows.push(...workedOut.filter((row) => isListed(row, list)));
    return { rows: firstOf(rows, list), moment };
  }

  async counts(filter: RowFilter): Promise<FoundCounts | undefined> {
    const read = await this.read(filter, (tx, view) => countsOf(tx, view, filter));
    if (!read) return undefined;
    const { found, moment, stale } = read;
    const counts = new RowCounts();
    for (const { licensee_id: licenseeId, asset, verdict, count } of found)
      counts.addSome({ licenseeId, asset }, verdict, count);
    counts.add((await this.workedOut(stale, moment)).filter((row) => isMeant(row, filter)));
    return { ...counts, moment };
  }

  async totals(period: Period): Promise<FoundTotals | undefined> {
    const read = await this.read({}, async (tx, view) => ({
      sums: await sumsOf(tx, view, period),
      conversions: await conversionsOf(tx, view, period),
    }));
    if (!read) return undefined;
    const { found, moment, stale } = read;
    const totals = new SectorTotals();
    const counted: Subject[] = [];
    for (const { asset, verdict, licensees, mined, required, sold } of found.sums) {
      counted.push(...licensees.map((licenseeId) => ({ licenseeId, asset })));
      totals.add({
        ...{ asset, verdict, licensees: licensees.length },
        ...{ mined: BigInt(mined), required: BigInt(required), sold: BigInt(sold) },
      });
    }
    totals.addConversions(found.conversions.map((sum) => ({ ...sum, amount: BigInt(sum.amount) })));
    for (const subject of stale)
      if (await this.figures.addTo(totals, subject, period, moment)) counted.push(subject);
    return { totals, counted, moment };
  }

  private async workedOut(
    stale: readonly StaleSubject[],
    moment: AnswerMoment,
  ): Promise<WireRow[]> {
    return (await Promise.all(stale.map((subject) => this.figures.rows(subject, moment)))).flat();
  }

  /** Reads the tables as they are at one instant; what is stale is worked out when they are let go. */
  private async read<Found>(
    { asset, licenseeId }: Pick<RowFilter, 'asset' | 'licenseeId'>,
    find: (tx: EntityManager, view: View) => Promise<Found>,
  ): Promise<(View & { readonly found: Found }) | undefined> {
    // Some organisations are no licensees.
    if (licenseeId !== undefined && !isLicenseeId(licenseeId)) return undefined;
    const scope = { asset, licenseeId };
    const now = this.figures.moment({});
    const law = await this.facts.law(now.knownAt, now.asOf);
    const basis = { at: now.knownAt, pack: law?.hash };
    return this.database.transaction('REPEATABLE READ', async (tx) => {
      const stale = await staleSubjects(tx, basis, scope, WORKED_OUT_AT_ONCE + 1);
      const isNow = isSoonWorkedOut(stale);
      const moment = isNow ? now : await lastMoment(tx, now);
      if (!moment) return undefined;
      const view = { moment, stale: isNow ? stale : [] };
      return { ...view, found: await find(tx, view) };
    });
  }

  private async wireOf(row: CurrentRow, moment: AnswerMoment): Promise<WireRow> {
    const { licensee_id: licenseeId, asset, name, body, restatement, judged_at: knownAt } = row;
    const last = restatement === null || knownAt === null ? undefined : { restatement, knownAt };
    return {
      ...{ licenseeId, asset, name },
      ...body,
      restatement: await this.figures.restatementOf(
        { licenseeId, asset },
        body.period,
        last,
        moment,
      ),
    };
  }
}

const isSoonWorkedOut = (stale: readonly StaleSubject[]): boolean =>
  stale.length <= WORKED_OUT_AT_ONCE &&
  stale.reduce((sum, { facts }) => sum + (facts ?? 0), 0) <= FACTS_AT_ONCE;

const lastMoment = async (
  tx: EntityManager,
  now: AnswerMoment,
): Promise<AnswerMoment | undefined> => {
  const [last] = await tx.query<{ at: Date; ledger: Ledger }[]>(
    'select at, ledger from current_moment where at is not null',
  );
  if (!last) return undefined;
  const at: Instant = last.at.toISOString();
  const complete = last.ledger.complete && now.ledger.complete;
  return { knownAt: at, asOf: at, ledger: { ...last.ledger, complete } };
};

interface CurrentRow {
  readonly licensee_id: string;
  readonly asset: string;
  readonly name: string | null;
  readonly body: Wire<Reconciliation['rows'][number]>;
  /** Of the last judgement, and when it was known; null where it never was another. */
  readonly restatement: number | null;
  readonly judged_at: Instant | null;
}

/** Without those of subjects that are there no more. */
const ROWS = 'current_rows r join subjects s using (licensee_id, asset)';

/** Rows of the view's moment, as `$1`, without those of stale subjects. */
const IN_VIEW = `r.since <= $1 and r.until > $1 and not exists (
  select from unnest($2::uuid[], $3::text[]) stale(licensee_id, asset)
   where stale.licensee_id = r.licensee_id and stale.asset = r.asset)`;

const inView = ({ moment, stale }: View): readonly unknown[] => [
  moment.knownAt,
  stale.map(({ licenseeId }) => licenseeId),
  stale.map(({ asset }) => asset),
];

/** Conditions on rows of a view, and their parameters, to which more can be added. */
const matching = (view: View, { asset, licenseeId, period, verdict }: RowFilter) => {
  const parameters = [...inView(view)];
  const given = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [IN_VIEW];
  if (asset !== undefined) conditions.push(`r.asset = ${given(asset)}`);
  if (licenseeId !== undefined) conditions.push(`r.licensee_id = ${given(licenseeId)}`);
  if (period !== undefined) conditions.push(`r.period = ${given(period)}`);
  if (verdict !== undefined) conditions.push(`r.verdict = ${given(verdict)}`);
  return { conditions, given, parameters };
};

const KEY = 'r.licensee_id, r.asset, r.period';

const rowsOf = (tx: EntityManager, view: View, list: RowList): Promise<CurrentRow[]> => {
  const { sort, after, limit } = list;
  const { conditions, given, parameters } = matching(view, list);
  if (after) {
    const [licenseeId, asset, period, amount] = after;
    const isAfterKey = `(${KEY}) > (${[licenseeId, asset, period].map(given).join(', ')})`;
    if (!sort) conditions.push(isAfterKey);
    else {
      const last = given(amount);
      conditions.push(`r.${sort} <= ${last} and (r.${sort} < ${last} or ${isAfterKey})`);
    }
  }
  const order = sort ? `r.${sort} desc, ${KEY}` : KEY;
  return tx.query<CurrentRow[]>(
    `select r.licensee_id, r.asset, l.name, r.body, (j.judged->>'restatement')::int as restatement,
            j.judged->>'knownAt' as judged_at
       from (select r.* from ${ROWS} where ${conditions.join(' and ')}
              order by ${order} limit ${given(limit + 1)}) r
       join licensees l using (licensee_id)
       left join judgements j
         on (j.licensee_id, j.asset, j.period)
            = (r.licensee_id, r.asset collate "default", r.period collate "default")
            and ${IS_RESTATED}
      order by ${order}`,
    parameters,
  );
};

/** By subject, because its ledger depends on whose rows they are. */
const countsOf = (tx: EntityManager, view: View, filter: RowFilter) => {
  const { conditions, parameters } = matching(view, filter);
  return tx.query<
    {
      readonly licensee_id: string;
      readonly asset: string;
      readonly verdict: Verdict;
      readonly count: number;
    }[]
  >(
    `select licensee_id, asset, verdict, count(*)::int as count
       from ${ROWS} where ${conditions.join(' and ')} group by licensee_id, asset, verdict`,
    parameters,
  );
};

/** Sums as text: coins have more digits than numbers of JavaScript. */
const sumsOf = (tx: EntityManager, view: View, period: Period) =>
  tx.query<
    {
      readonly asset: string;
      readonly verdict: Verdict;
      readonly licensees: string[];
      readonly mined: string;
      readonly required: string;
      readonly sold: string;
    }[]
  >(
    `select asset, verdict, array_agg(licensee_id::text) as licensees,
            sum((body->>'mined')::numeric)::text as mined,
            sum((body->>'required')::numeric)::text as required,
            sum((body->>'soldInTime')::numeric + (body->>'soldLate')::numeric)::text as sold
       from ${ROWS} where ${IN_VIEW} and r.period = $4 group by asset, verdict`,
    [...inView(view), period],
  );

const conversionsOf = (tx: EntityManager, view: View, period: Period) =>
  tx.query<{ readonly currency: string; readonly amount: string; readonly fills: number }[]>(
    `select c.currency, sum(c.amount)::text as amount, sum(c.fills)::int as fills
       from ${ROWS}, json_to_recordset(r.conversions) c(currency text, amount numeric, fills int)
      where ${IN_VIEW} and r.period = $4 group by c.currency`,
    [...inView(view), period],
  );

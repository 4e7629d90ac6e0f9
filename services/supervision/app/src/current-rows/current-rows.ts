import { Injectable } from '@nestjs/common';
import type { PeriodJudged, Verdict } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';
import { mapInTurns, type Ledger } from '@esep/platform';
import type { Reconciliation, Wire } from '@esep/supervision-domain';
import { DataSource, type EntityManager } from 'typeorm';

import { IS_RESTATED } from '../judge-periods/judgement-book.js';
import { FactBook } from '../project-facts/fact-book.js';
import { NAME_COLUMNS, shownName, type LicenseeName } from '../project-facts/licensee-name.js';
import type { Subject } from '../project-facts/subject.js';
import {
  Figures,
  firstOf,
  isListed,
  isMeant,
  matrixLicensee,
  RowCounts,
  TotalsByPeriod,
  type AnswerMoment,
  type Cell,
  type FoundCounts,
  type FoundMatrix,
  type FoundRows,
  type FoundTotals,
  type MatrixLicensee,
  type MatrixRange,
  type RowFilter,
  type TotalsRange,
  type RowList,
  type WireRow,
} from '../reconciliations/figures.js';
import { isLicenseeId } from '../reconciliations/row-key.js';
import { staleSubjects, type StaleSubject } from './stale-subjects.js';

/**
 * So many stale subjects, with so many facts in all, are computed within a request: tens of milliseconds
 * where they are not in memory. With more, the answer is of the last moment.
 */
const STALE_SUBJECTS_MAX = 10;
const STALE_FACTS_MAX = 5_000;

/** The moment of an answer, and the subjects whose rows at that moment are not in the tables. */
interface View {
  readonly moment: AnswerMoment;
  readonly stale: readonly StaleSubject[];
}

/**
 * Rows for now, from the tables that `RowRefresh` writes. All rows of an answer are of one moment: of the
 * present one, where few subjects are stale and are computed within the request; else of the last moment
 * whose rows are complete, which `ledger.knownThrough` names. Undefined before there is such a moment: the
 * caller then computes all rows.
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
    const computed = await this.computed(stale, moment);
    rows.push(...computed.filter((row) => isListed(row, list)));
    return { rows: firstOf(rows, list), moment };
  }

  async matrix(range: MatrixRange): Promise<FoundMatrix | undefined> {
    const read = await this.read(range, async (tx, view) => ({
      licensees: await matrixOf(tx, view, range),
      restated: await restatedOf(tx, range),
    }));
    if (!read) return undefined;
    const { found, moment, stale } = read;
    const restatements = await this.restatements(range.asset, found.restated, moment);
    const licensees: MatrixLicensee[] = await mapInTurns(
      found.licensees,
      ({ licensee_id: licenseeId, name, licences, cells: text }) => {
        const restatementOf = (period: Period) => restatements.get(`${licenseeId} ${period}`) ?? 0;
        const cells = (JSON.parse(text) as Omit<Cell, 'restatement'>[]).map((cell) =>
          Object.assign(cell, { restatement: restatementOf(cell.period) }),
        );
        return { licenseeId, name, licences, cells };
      },
    );
    for (const subject of stale)
      licensees.push(...matrixLicensee(await this.figures.rows(subject, moment), range));
    licensees.sort((a, b) => (a.licenseeId < b.licenseeId ? -1 : 1));
    return { licensees, moment };
  }

  /** By licensee and month, of the few that were ever restated. */
  private async restatements(
    asset: string,
    restated: readonly Restated[],
    moment: AnswerMoment,
  ): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const { licensee_id: licenseeId, period, ...last } of restated) {
      const count = await this.figures.restatementOf({ licenseeId, asset }, period, last, moment);
      found.set(`${licenseeId} ${period}`, count);
    }
    return found;
  }

  async counts(filter: RowFilter): Promise<FoundCounts | undefined> {
    const read = await this.read(filter, (tx, view) => countsOf(tx, view, filter));
    if (!read) return undefined;
    const { found, moment, stale } = read;
    const counts = new RowCounts();
    for (const { licensee_id: licenseeId, asset, verdict, count } of found)
      counts.addSome({ licenseeId, asset }, verdict, count);
    counts.add((await this.computed(stale, moment)).filter((row) => isMeant(row, filter)));
    return { ...counts, moment };
  }

  async totals(range: TotalsRange): Promise<FoundTotals | undefined> {
    const read = await this.read(range, async (tx, view) => ({
      sums: await sumsOf(tx, view, range),
      conversions: await conversionsOf(tx, view, range),
    }));
    if (!read) return undefined;
    const { found, moment, stale } = read;
    const totals = new TotalsByPeriod();
    const counted: Subject[] = [];
    for (const { period, asset, verdict, licensees, mined, required, sold } of found.sums) {
      counted.push(...licensees.map((licenseeId) => ({ licenseeId, asset })));
      totals.of(period).add({
        ...{ asset, verdict, licensees: licensees.length },
        ...{ mined: BigInt(mined), required: BigInt(required), sold: BigInt(sold) },
      });
    }
    for (const { period, amount, ...sum } of found.conversions)
      totals.of(period).addConversions([{ ...sum, amount: BigInt(amount) }]);
    for (const subject of stale)
      if (await this.figures.addTo(totals, subject, range, moment)) counted.push(subject);
    return { totals, counted, moment };
  }

  private async computed(stale: readonly StaleSubject[], moment: AnswerMoment): Promise<WireRow[]> {
    return (await Promise.all(stale.map((subject) => this.figures.rows(subject, moment)))).flat();
  }

  /** One snapshot, so that rows and stale subjects fit together. Ends before anything is computed. */
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
      const stale = await staleSubjects(tx, basis, scope, STALE_SUBJECTS_MAX + 1);
      const isNow = isSoonComputed(stale);
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
      ...shownName(row),
    };
  }
}

const isSoonComputed = (stale: readonly StaleSubject[]): boolean =>
  stale.length <= STALE_SUBJECTS_MAX &&
  stale.reduce((sum, { facts }) => sum + (facts ?? 0), 0) <= STALE_FACTS_MAX;

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

interface CurrentRow extends LicenseeName {
  readonly licensee_id: string;
  readonly asset: string;
  readonly body: Wire<Reconciliation['rows'][number]>;
  /** Of the last judgement, with the instant as known at which it was judged. */
  readonly restatement: number | null;
  readonly judged_at: Instant | null;
}

/** Rows of subjects whose licensee is not there any more are left out. */
const ROWS = 'current_rows r join subjects s using (licensee_id, asset)';

/** Rows of the view's moment, which is `$1`, without those of stale subjects. */
const IN_VIEW = `r.since <= $1 and r.until > $1 and not exists (
  select from unnest($2::uuid[], $3::text[]) stale(licensee_id, asset)
   where stale.licensee_id = r.licensee_id and stale.asset = r.asset)`;

const inView = ({ moment, stale }: View): readonly unknown[] => [
  moment.knownAt,
  stale.map(({ licenseeId }) => licenseeId),
  stale.map(({ asset }) => asset),
];

/** Conditions on rows of a view, and their parameters, to which more can be added. */
const matching = (view: View, filter: RowFilter) => {
  const { asset, licenseeId, period, periods, verdict, isShort } = filter;
  const parameters = [...inView(view)];
  const given = (value: unknown): string => `$${parameters.push(value)}`;
  const conditions = [IN_VIEW];
  if (asset !== undefined) conditions.push(`r.asset = ${given(asset)}`);
  if (licenseeId !== undefined) conditions.push(`r.licensee_id = ${given(licenseeId)}`);
  if (period !== undefined) conditions.push(`r.period = ${given(period)}`);
  if (periods !== undefined) conditions.push(`r.period = any(${given(periods)}::text[])`);
  if (isShort) conditions.push('r.shortfall > 0');
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
    `select r.licensee_id, r.asset, ${NAME_COLUMNS}, r.body, (j.judged->>'restatement')::int as restatement,
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

const within = (view: View, { from, until, ...filter }: TotalsRange | MatrixRange) => {
  const { conditions, given, parameters } = matching(view, filter);
  conditions.push(`r.period between ${given(from)} and ${given(until)}`);
  return { conditions, parameters };
};

/** A licensee at a time: 20,000 rows one by one cost the processor three times as much. */
const matrixOf = (tx: EntityManager, view: View, range: MatrixRange) => {
  const { conditions, parameters } = within(view, range);
  return tx.query<(LicenseeName & { readonly licensee_id: string; readonly cells: string })[]>(
    `select l.licensee_id, ${NAME_COLUMNS},
            '[' || string_agg(r.cell, ',') || ']' as cells
       from ${ROWS} join licensees l using (licensee_id)
      where ${conditions.join(' and ')} group by l.licensee_id`,
    parameters,
  );
};

interface Restated extends Pick<PeriodJudged, 'knownAt' | 'restatement'> {
  readonly licensee_id: string;
  readonly period: Period;
}

const restatedOf = (tx: EntityManager, { asset, licenseeId, from, until }: MatrixRange) =>
  tx.query<Restated[]>(
    `select licensee_id, period, (judged->>'restatement')::int as restatement,
            judged->>'knownAt' as "knownAt"
       from judgements
      where asset = $1 and period between $2 and $3 and ($4::uuid is null or licensee_id = $4)
        and ${IS_RESTATED}`,
    [asset, from, until, licenseeId ?? null],
  );

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

/** Sums are text: numbers of JavaScript would lose digits of coins. */
const sumsOf = (tx: EntityManager, view: View, range: TotalsRange) => {
  const { conditions, parameters } = within(view, range);
  return tx.query<
    {
      readonly period: Period;
      readonly asset: string;
      readonly verdict: Verdict;
      readonly licensees: string[];
      readonly mined: string;
      readonly required: string;
      readonly sold: string;
    }[]
  >(
    `select period, asset, verdict, array_agg(licensee_id::text) as licensees,
            sum((body->>'mined')::numeric)::text as mined,
            sum((body->>'required')::numeric)::text as required,
            sum((body->>'soldInTime')::numeric + (body->>'soldLate')::numeric)::text as sold
       from ${ROWS} where ${conditions.join(' and ')} group by period, asset, verdict`,
    parameters,
  );
};

const conversionsOf = (tx: EntityManager, view: View, range: TotalsRange) => {
  const { conditions, parameters } = within(view, range);
  return tx.query<
    {
      readonly period: Period;
      readonly currency: string;
      readonly amount: string;
      readonly fills: number;
    }[]
  >(
    `select period, c.currency, sum(c.amount)::text as amount, sum(c.fills)::int as fills
       from ${ROWS}, json_to_recordset(r.conversions) c(currency text, amount numeric, fills int)
      where ${conditions.join(' and ')} group by period, c.currency`,
    parameters,
  );
};

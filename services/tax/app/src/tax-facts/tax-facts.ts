import { Injectable } from '@nestjs/common';
import type { PeriodState, Verdict } from '@esep/contracts';
import {
  endOf,
  periodsOf,
  plusPeriods,
  startOf,
  type Instant,
  type LocalDate,
  type Period,
  type Quarter,
} from '@esep/kernel';
import { Problem } from '@esep/platform';
import type { JudgedMonth, StandingFinding } from '@esep/tax-domain';
import { DataSource } from 'typeorm';

import { Laws } from './laws.js';

/** Coins of one asset distributed on a local day, with the ids of the events. */
export interface DayReceipt {
  readonly asset: string;
  readonly day: LocalDate;
  readonly quantity: bigint;
  readonly eventIds: readonly string[];
}

export interface KnownJudgement extends JudgedMonth {
  readonly eventId: string;
}

/** Reads the facts of licensees as known at an instant. */
@Injectable()
export class TaxFacts {
  constructor(
    private readonly database: DataSource,
    private readonly laws: Laws,
  ) {}

  /**
   * The coins that a licensee received in a quarter. The last version of a row counts, unless it
   * withdraws the row or any version was reversed (RECONCILIATION §1). Only rows that some version
   * dated in the quarter are looked at: a quarter must not cost the licensee's whole life.
   */
  async receipts(licenseeId: string, quarter: Quarter, knownAt: Instant): Promise<DayReceipt[]> {
    const [first, , last] = periodsOf(quarter);
    const rows = await this.database.query<
      { asset: string; day: LocalDate; quantity: string; event_ids: string[] }[]
    >(
      `with named as (
         select distinct pool_id, row_id from distributions
          where licensee_id = $1 and day >= $3 and day < $4 and recorded_at <= $2),
       known as (
         select d.* from named join distributions d using (pool_id, row_id)
          where d.licensee_id = $1 and d.recorded_at <= $2),
       latest as (
         select distinct on (pool_id, row_id) * from known where version is not null
          order by pool_id, row_id, version desc, position desc)
       select asset, day, sum(net) as quantity, array_agg(event_id order by position) as event_ids
         from latest l
        where day >= $3 and day < $4
          and not exists (select 1 from known k where k.version is null
                             and (k.pool_id, k.row_id) = (l.pool_id, l.row_id))
        group by asset, day order by asset, day`,
      [licenseeId, knownAt, `${first}-01`, `${plusPeriods(last, 1)}-01`],
    );
    return rows.map(({ quantity, event_ids: eventIds, ...row }) => {
      return { ...row, quantity: BigInt(quantity), eventIds };
    });
  }

  /** The latest judgement of each asset and month of a quarter. */
  async judgements(
    licenseeId: string,
    quarter: Quarter,
    knownAt: Instant,
  ): Promise<KnownJudgement[]> {
    const rows = await this.database.query<JudgementRow[]>(
      `select distinct on (asset, period) ${JUDGEMENT} from judgements
        where licensee_id = $1 and period = any($2) and recorded_at <= $3
        order by asset, period, revision desc`,
      [licenseeId, periodsOf(quarter), knownAt],
    );
    return rows.map(knownJudgement);
  }

  /** Findings of a quarter that stand and that a rate may depend on (TAX-1). */
  async findings(
    licenseeId: string,
    quarter: Quarter,
    knownAt: Instant,
  ): Promise<StandingFinding[]> {
    return this.database.query<StandingFinding[]>(
      `select finding_type as "findingType", asset, period from (
         select distinct on (finding_id) finding_id, finding_type, asset, period, stands
           from findings where licensee_id = $1 and period = any($2) and recorded_at <= $3
          order by finding_id, position desc) latest
        where stands order by finding_id`,
      [licenseeId, periodsOf(quarter), knownAt],
    );
  }

  /**
   * Throws where nothing can be owed: 404 `licensee-unknown`, 422 `before-regime` and
   * `instant-in-future`.
   */
  async requireQuarterOf(licenseeId: string, quarter: Quarter, now: Instant): Promise<void> {
    const [first, , last] = periodsOf(quarter);
    await this.laws.requireInRegime({ from: startOf(first), until: endOf(last) }, now);
    await this.requireLicensee(licenseeId);
  }

  private async requireLicensee(licenseeId: string): Promise<void> {
    const rows = await this.database.query<unknown[]>(
      'select 1 from licensees where licensee_id = $1',
      [licenseeId],
    );
    if (rows.length > 0) return;
    throw new Problem(404, 'licensee-unknown', {
      detail: 'No licensee has this id. licensing’s lookup gives the id of a BIN.',
    });
  }
}

const JUDGEMENT = 'event_id, asset, period, revision, state, verdict, mined';

interface JudgementRow {
  readonly event_id: string;
  readonly asset: string;
  readonly period: Period;
  readonly revision: number;
  readonly state: PeriodState;
  readonly verdict: Verdict;
  readonly mined: string;
}

const knownJudgement = ({ event_id: eventId, mined, ...row }: JudgementRow): KnownJudgement => ({
  ...row,
  eventId,
  mined: BigInt(mined),
});

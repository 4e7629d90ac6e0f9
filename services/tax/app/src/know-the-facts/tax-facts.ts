import { Injectable } from '@nestjs/common';
import type { PeriodState, Verdict } from '@esep/contracts';
import {
  periodsOf,
  plusPeriods,
  type Instant,
  type LocalDate,
  type Period,
  type Quarter,
} from '@esep/kernel';
import { Problem } from '@esep/platform';
import type { Judgement, Step } from '@esep/tax-domain';
import { DataSource } from 'typeorm';

/** Coins of one asset distributed on a local day, and the events that say so. */
export interface DayReceipt {
  readonly asset: string;
  readonly day: LocalDate;
  readonly quantity: bigint;
  readonly eventIds: readonly string[];
}

export interface KnownJudgement extends Judgement {
  readonly eventId: string;
}

/** What the other services have said of licensees, as known at any instant. */
@Injectable()
export class TaxFacts {
  constructor(private readonly database: DataSource) {}

  /**
   * What a licensee received in a quarter. In force is the last version of a row, unless that
   * withdraws it or any version was reversed (RECONCILIATION §1).
   */
  async receipts(licenseeId: string, quarter: Quarter, knownAt: Instant): Promise<DayReceipt[]> {
    const [first, , last] = periodsOf(quarter);
    const rows = await this.database.query<
      { asset: string; day: LocalDate; quantity: string; event_ids: string[] }[]
    >(
      `with known as (select * from distributions where licensee_id = $1 and recorded_at <= $2),
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

  /** What supervision last said of each asset and month of a quarter. */
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

  /** Rules that were broken beside the sale of the share, one step per asset and month. */
  async poolBreaches(licenseeId: string, quarter: Quarter, knownAt: Instant): Promise<Step[]> {
    const rows = await this.database.query<{ asset: string; period: Period; count: string }[]>(
      `select asset, period, count(*) from (
         select distinct on (finding_id) asset, period, stands from pool_breaches
          where licensee_id = $1 and period = any($2) and recorded_at <= $3
          order by finding_id, position desc) latest
        where stands group by asset, period`,
      [licenseeId, periodsOf(quarter), knownAt],
    );
    return rows.map(({ asset, period, count }) => ({
      rule: 'LIC-14',
      text: `${asset} ${period}: distributions of an unapproved pool, ${count} findings`,
    }));
  }

  /** Base units that need not be sold, and whether that is said for good. */
  async retainedOf(
    licenseeId: string,
    asset: string,
    period: Period,
  ): Promise<{ readonly retained: bigint; readonly isPeriodFinal: boolean }> {
    const [row] = await this.database.query<{ retained: string; state: PeriodState }[]>(
      `select retained, state from judgements
        where licensee_id = $1 and asset = $2 and period = $3 order by revision desc limit 1`,
      [licenseeId, asset, period],
    );
    return { retained: BigInt(row?.retained ?? 0), isPeriodFinal: row?.state === 'final' };
  }

  /** Base units held at go-live. */
  async openingStock(licenseeId: string, asset: string): Promise<bigint> {
    const [row] = await this.database.query<{ quantity: string | null }[]>(
      'select sum(quantity) as quantity from opening_stock where licensee_id = $1 and asset = $2',
      [licenseeId, asset],
    );
    return BigInt(row?.quantity ?? 0);
  }

  /** 404 `licensee-unknown` for a licensee whom licensing has not registered. */
  async requireLicensee(licenseeId: string): Promise<void> {
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

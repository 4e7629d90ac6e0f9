import { Injectable } from '@nestjs/common';
import type { PeriodState, Verdict } from '@esep/contracts';
import { quarterOf, type Period, type Quarter } from '@esep/kernel';
import { EventStore, Problem, type CommandOutcome } from '@esep/platform';
import { isPaid, objectionTo, type Releasable, type ReleaseObjection } from '@esep/tax-domain';
import { DataSource } from 'typeorm';

import { assessmentOf } from '../assess-quarter/assessments.js';
import { assessmentStream } from '../assess-quarter/assessor.js';
import { DueQuarters, type Awaited } from '../assess-quarter/due-quarters.js';
import { SourceWatermarks } from '../tax-facts/source-watermarks.js';

/** A licensee's coins of a period; `opening` is the stock at go-live. */
export interface RetainedKey {
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: Period | 'opening';
}

/** How much of them may be released, how much was, and what the law has against it. */
export interface RetainedStanding extends Releasable {
  readonly released: bigint;
  /** Why the quarter is not assessed, for people. */
  readonly detail?: string;
}

interface KeptRow {
  readonly retained: string | null;
  readonly released: string | null;
  readonly state: PeriodState | null;
  readonly verdict: Verdict | null;
  readonly awaits_reason: string | null;
  readonly awaits_detail: string | null;
}

/** How many coins of a licensee may be released, and why not more (SALE-3). */
@Injectable()
export class RetainedCoins {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly quarters: DueQuarters,
    private readonly watermarks: SourceWatermarks,
  ) {}

  /**
   * With everything that was recorded until now. Waits for it, and for the assessment of the quarter;
   * throws 503 `assessment-under-way` where that takes longer.
   */
  async of(key: RetainedKey): Promise<RetainedStanding> {
    await this.watermarks.waitUntilCurrent();
    if (key.period !== 'opening') await this.settled(key.licenseeId, quarterOf(key.period));
    const [standing] = await this.standings([key]);
    return standing as RetainedStanding;
  }

  /** One for each key, in the order of the keys; without waiting for anything. */
  async standings(keys: readonly RetainedKey[]): Promise<RetainedStanding[]> {
    const rows = await this.rows(keys);
    const streams = keys.map(({ licenseeId, period }) =>
      period === 'opening' ? undefined : assessmentStream(licenseeId, quarterOf(period)),
    );
    const past = await this.store.readStreams([
      ...new Set(streams.filter((stream) => stream !== undefined)),
    ]);
    return rows.map((row, i) => {
      const stream = streams[i];
      const coins = { retained: BigInt(row.retained ?? 0), released: BigInt(row.released ?? 0) };
      if (stream === undefined) return coins;
      const assessment = assessmentOf(past.get(stream) ?? []);
      const inTheWay = assessment.blocked ?? awaitedIn(row);
      const objection = objectionTo({
        isPeriodFinal: row.state === 'final',
        ...(row.verdict !== null && { verdict: row.verdict }),
        isAssessmentBlocked: inTheWay !== undefined,
        isAssessmentPaid: isPaid(assessment),
        isAssessmentApproved: assessment.approved !== undefined,
      });
      return { ...coins, ...(objection && { objection, ...detailOf(objection, inTheWay) }) };
    });
  }

  /** A fact that arrived a moment ago may raise the tax above what was paid. */
  private async settled(licenseeId: string, quarter: Quarter): Promise<void> {
    if (await this.quarters.settled(licenseeId, quarter)) return;
    throw new Problem(503, 'assessment-under-way', {
      detail: `The assessment of ${quarter} is being worked out again. Send the same again.`,
      headers: { 'Retry-After': '5' },
    });
  }

  private rows(keys: readonly RetainedKey[]): Promise<KeptRow[]> {
    return this.database.query<KeptRow[]>(
      `select coalesce(j.retained, o.quantity) as retained, r.released, j.state, j.verdict,
              q.awaits_reason, q.awaits_detail
         from unnest($1::text[], $2::text[], $3::text[], $4::text[]) with ordinality
              as k(licensee_id, asset, period, quarter, place)
         left join lateral (
           select retained, state, verdict from judgements j
            where (j.licensee_id, j.asset, j.period) = (k.licensee_id, k.asset, k.period)
            order by revision desc limit 1) j on true
         left join lateral (
           select sum(quantity) as quantity from (
             select distinct on (coalesce(at, position::text)) quantity from opening_stock o
              where k.period = 'opening' and (o.licensee_id, o.asset) = (k.licensee_id, k.asset)
              order by coalesce(at, position::text), position desc) held) o on true
         left join lateral (
           select sum(quantity) as released from releases r
            where (r.licensee_id, r.asset, r.period) = (k.licensee_id, k.asset, k.period)) r on true
         left join quarters q on (q.quarter, q.licensee_id) = (k.quarter, k.licensee_id)
        order by k.place`,
      [
        keys.map(({ licenseeId }) => licenseeId),
        keys.map(({ asset }) => asset),
        keys.map(({ period }) => period),
        keys.map(({ period }) => (period === 'opening' ? '' : quarterOf(period))),
      ],
    );
  }
}

const awaitedIn = ({ awaits_reason: reason, awaits_detail: detail }: KeptRow) =>
  reason === null ? undefined : { reason, detail: detail ?? '' };

const detailOf = (objection: ReleaseObjection, inTheWay: Awaited | undefined) =>
  objection === 'assessment-blocked' && inTheWay
    ? { detail: `The assessment is held up by ${inTheWay.reason}: ${inTheWay.detail}` }
    : {};

/** A refusal, with the detail of this release where there is one. */
export const withDetail = (
  outcome: CommandOutcome,
  detail: string | undefined,
): CommandOutcome & { readonly detail?: string } =>
  outcome.accepted || detail === undefined ? outcome : { ...outcome, detail };

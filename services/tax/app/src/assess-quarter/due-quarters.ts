import { Injectable } from '@nestjs/common';
import { periodOf, quarterOf, type Instant, type Quarter } from '@esep/kernel';
import { sleep } from '@esep/platform';
import { DataSource } from 'typeorm';

export interface DueQuarter {
  readonly licenseeId: string;
  readonly quarter: Quarter;
  /** The value of `touched` when it was found due. */
  readonly touched: string;
  /** The table's oid: another copy of the projection has other counts. */
  readonly copy: string;
}

/** Why a quarter is not assessed yet: a fact is missing that arrives without a person acting. */
export interface Awaited {
  readonly reason: string;
  readonly detail: string;
}

const CHUNK = 500;
const TIMEOUT_MS = 2_000;

/** The work list: quarters that have ended and were touched since they were last assessed. */
@Injectable()
export class DueQuarters {
  constructor(private readonly database: DataSource) {}

  /** The quarters due by what is known at an instant, each once, in order of quarter. */
  async *at(knownAt: Instant): AsyncGenerator<DueQuarter> {
    const present = quarterOf(periodOf(knownAt));
    let last: DueQuarter | undefined;
    do {
      const rows = await this.database.query<
        { licensee_id: string; quarter: Quarter; touched: string; copy: string }[]
      >(
        `select licensee_id, quarter, touched, tableoid::text as copy from quarters
          where touched > assessed and touched_at <= $1 and quarter < $2
            and ($3::text is null or (quarter, licensee_id) > ($3, $4))
          order by quarter, licensee_id limit $5`,
        [knownAt, present, last?.quarter ?? null, last?.licenseeId ?? null, CHUNK],
      );
      const due = rows.map(({ licensee_id: licenseeId, ...row }) => ({ licenseeId, ...row }));
      yield* due;
      last = due.length < CHUNK ? undefined : due.at(-1);
    } while (last);
  }

  /** Waits until the quarter is not due any more; false after `TIMEOUT_MS`. */
  async settled(licenseeId: string, quarter: Quarter): Promise<boolean> {
    for (const until = performance.now() + TIMEOUT_MS; performance.now() < until; await sleep(50)) {
      const rows = await this.database.query<unknown[]>(
        'select 1 from quarters where licensee_id = $1 and quarter = $2 and touched > assessed',
        [licenseeId, quarter],
      );
      if (rows.length === 0) return true;
    }
    return false;
  }

  /** Marks a quarter as assessed up to `touched`. Facts that arrived meanwhile leave it due. */
  async done({ licenseeId, quarter, touched, copy }: DueQuarter, awaited?: Awaited): Promise<void> {
    await this.database.query(
      `update quarters
          set assessed = greatest(assessed, $3), awaits_reason = $4, awaits_detail = $5
        where licensee_id = $1 and quarter = $2 and tableoid::text = $6`,
      [licenseeId, quarter, touched, awaited?.reason ?? null, awaited?.detail ?? null, copy],
    );
  }
}

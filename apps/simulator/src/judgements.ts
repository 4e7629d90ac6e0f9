import type { PeriodJudged } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';

import type { Caller } from './caller.js';
import { LogTail, type SaidEvent } from './log-tail.js';

/** What supervision has put on record, read from its log. Tax and automations go by nothing else. */
export class Judgements {
  /** Of each licensee, asset and month, the oldest first. */
  private readonly said = new Map<string, PeriodJudged[]>();
  private readonly log: LogTail;

  constructor(auditor: Caller, patienceMs: number) {
    this.log = new LogTail(auditor, 'supervision', patienceMs, (event) => this.take(event));
  }

  /** The last one made before an instant. */
  last(
    licenseeId: string,
    asset: string,
    period: Period,
    before: Instant,
  ): PeriodJudged | undefined {
    const said = this.said.get(keyOf({ licenseeId, asset, period })) ?? [];
    return said.findLast(({ knownAt }) => knownAt < before);
  }

  /** Reads on until it is so, or until it has taken too long to become so. */
  async until(isSo: () => boolean): Promise<void> {
    await this.log.until(isSo);
  }

  private take({ type, body }: SaidEvent): void {
    if (type !== 'PeriodJudged') return;
    const judged = { type, ...(body as object) } as PeriodJudged;
    const known = this.said.get(keyOf(judged)) ?? [];
    this.said.set(keyOf(judged), [...known, judged]);
  }
}

const keyOf = ({
  licenseeId,
  asset,
  period,
}: Pick<PeriodJudged, 'licenseeId' | 'asset' | 'period'>): string =>
  `${licenseeId} ${asset} ${period}`;

import { setTimeout as sleep } from 'node:timers/promises';

import type { PeriodJudged } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';

import type { Caller } from './caller.js';

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 30_000;

/** What supervision has put on record, read from its log. Tax and automations go by nothing else. */
export class Judgements {
  /** Of each licensee, asset and month, the oldest first. */
  private readonly said = new Map<string, PeriodJudged[]>();
  private next = 0;

  constructor(private readonly auditor: Caller) {}

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
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      await this.read();
      if (isSo() || performance.now() > giveUpAt) return;
      await sleep(LOOK_EVERY_MS);
    }
  }

  private async read(): Promise<void> {
    for (;;) {
      const { events } = await this.auditor.supervisionEvents(this.next);
      if (events.length === 0) return;
      for (const { position, bytes } of events) {
        this.take(JSON.parse(bytes) as { type: string; body: unknown });
        this.next = position + 1;
      }
    }
  }

  private take({ type, body }: { type: string; body: unknown }): void {
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

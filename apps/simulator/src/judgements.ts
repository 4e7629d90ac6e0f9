import { setTimeout as sleep } from 'node:timers/promises';

import type { PeriodJudged } from '@esep/contracts';
import type { Period } from '@esep/kernel';

import type { Caller } from './caller.js';

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 30_000;

/** What supervision has put on record, read from its log. Tax and automations go by nothing else. */
export class Judgements {
  private readonly latest = new Map<string, PeriodJudged>();
  private next = 0;

  constructor(private readonly auditor: Caller) {}

  last(licenseeId: string, asset: string, period: Period): PeriodJudged | undefined {
    return this.latest.get(`${licenseeId} ${asset} ${period}`);
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
    this.latest.set(`${judged.licenseeId} ${judged.asset} ${judged.period}`, judged);
  }
}

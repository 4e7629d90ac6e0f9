import { setTimeout as sleep } from 'node:timers/promises';

import type { Caller } from './caller.js';

const POLL_INTERVAL_MS = 50;

export interface SaidEvent {
  readonly type: string;
  readonly body: unknown;
}

/** Reads a service's log on as it grows, with an auditor's eyes. */
export class LogTail {
  private next = 0;

  constructor(
    private readonly auditor: Caller,
    private readonly service: 'supervision' | 'pool-reporting',
    private readonly patienceMs: number,
    private readonly take: (event: SaidEvent) => void,
  ) {}

  /** Reads on until it is so; false when that takes too long. */
  async until(isSo: () => boolean): Promise<boolean> {
    const giveUpAt = performance.now() + this.patienceMs;
    for (;;) {
      await this.read();
      if (isSo()) return true;
      if (performance.now() > giveUpAt) return false;
      await sleep(POLL_INTERVAL_MS);
    }
  }

  private async read(): Promise<void> {
    for (;;) {
      const { events } = await this.auditor.events(this.service, this.next);
      if (events.length === 0) return;
      for (const { position, bytes } of events) {
        this.take(JSON.parse(bytes) as SaidEvent);
        this.next = position + 1;
      }
    }
  }
}

import { Injectable } from '@nestjs/common';
import { TAX_FACTS } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import {
  Clock,
  momentOf,
  sleep,
  Subscriptions,
  type Ledger,
  type MomentQuery,
} from '@esep/platform';

/** The instants that a caller asks about, and what was known of the sources when it was answered. */
export interface AskedMoment extends MomentQuery {
  readonly ledger: Ledger;
}

/** How long to wait for the watermarks of all logs. */
const PATIENCE_MS = 5_000;

/** How far the logs of all services are known here. */
@Injectable()
export class SourceWatermarks {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly clock: Clock,
  ) {}

  /** Everything recorded up to this instant, by any source, is known. */
  through(): Instant {
    return this.subscriptions.known(TAX_FACTS.consumer).knownThrough;
  }

  /** The same, once what was recorded until now is known; or as far as it comes when a source is away. */
  async waitUntilCurrent(stop?: AbortSignal): Promise<Instant> {
    const now = this.clock.now();
    const until = performance.now() + PATIENCE_MS;
    while (this.through() < now && performance.now() < until && !stop?.aborted) await sleep(20);
    return this.through();
  }

  /** Resolves once everything in a log up to now is known here. */
  caughtUp(log: string): Promise<void> {
    return this.subscriptions.caughtUp(TAX_FACTS.consumer, log);
  }

  /** True when a fact about this licensee waits for a person: figures of it would be incomplete. */
  isParked(licenseeId: string): boolean {
    return this.subscriptions.get(TAX_FACTS.consumer).isParked(licenseeId);
  }

  /**
   * An instant that is not asked for stays absent: events of another replica, whose clock is ahead,
   * count too. Throws 400 `as-of-after-known-at`.
   */
  moment({ knownAt, asOf }: MomentQuery, licenseeId?: string): AskedMoment {
    momentOf({ knownAt, asOf }, this.clock.now());
    const ledger = this.subscriptions.ledger(TAX_FACTS.consumer, { key: licenseeId, knownAt });
    return { knownAt, asOf, ledger };
  }
}

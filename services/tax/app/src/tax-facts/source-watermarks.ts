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

/** How far tax has read the logs of all services. */
@Injectable()
export class SourceWatermarks {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly clock: Clock,
  ) {}

  /** Everything that any source recorded up to this instant has been read. */
  through(): Instant {
    return this.subscriptions.known(TAX_FACTS.consumer).knownThrough;
  }

  /** The same, after waiting until it is past now; less than that where a source is away. */
  async waitUntilCurrent(stop?: AbortSignal): Promise<Instant> {
    const now = this.clock.now();
    const until = performance.now() + PATIENCE_MS;
    while (this.through() < now && performance.now() < until && !stop?.aborted) await sleep(20);
    return this.through();
  }

  /** Resolves once everything that a log has now has been read. */
  caughtUp(log: string): Promise<void> {
    return this.subscriptions.caughtUp(TAX_FACTS.consumer, log);
  }

  /** True if a fact of this licensee is parked: its figures would not be complete. */
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

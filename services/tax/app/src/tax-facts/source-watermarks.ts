import { Injectable } from '@nestjs/common';
import { TAX_FACTS } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import { Clock, Problem, sleep, Subscriptions, type LedgerKnown } from '@esep/platform';

/** The two instants of a bitemporal question; both are now where they are not given. */
export interface Moment {
  /** Only what was recorded until then; all when absent. */
  readonly knownAt?: Instant;
  /** Only what had happened until then; all when absent. */
  readonly asOf?: Instant;
  /** What was known of the sources when the answer was worked out. */
  readonly ledger: LedgerKnown & { readonly complete: boolean };
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

  /** The instants that a reader asks about, with what is known now. */
  moment(
    { knownAt, asOf }: { readonly knownAt?: Instant; readonly asOf?: Instant },
    licenseeId?: string,
  ): Moment {
    if (asOf !== undefined && asOf > (knownAt ?? this.clock.now()))
      throw new Problem(400, 'as-of-after-known-at', {
        detail: `asOf ${asOf} lies after knownAt: nobody can say what is not known yet.`,
      });
    const known = this.subscriptions.known(TAX_FACTS.consumer);
    const subscription = this.subscriptions.get(TAX_FACTS.consumer);
    const parked =
      licenseeId === undefined ? subscription.parkedCount > 0 : this.isParked(licenseeId);
    const ahead = knownAt !== undefined && knownAt > known.knownThrough;
    const complete = !ahead && !parked && subscription.trouble === undefined;
    return {
      ...(knownAt === undefined ? {} : { knownAt }),
      ...(asOf === undefined ? {} : { asOf }),
      ledger: { ...known, complete },
    };
  }
}

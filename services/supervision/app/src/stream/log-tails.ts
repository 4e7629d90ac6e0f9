import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { RECONCILIATION } from '@esep/contracts';
import {
  LogDirectory,
  logOf,
  LogTail,
  ServiceConfig,
  ServiceLog,
  Subscriptions,
} from '@esep/platform';

import { JudgementBook } from '../judge-periods/judgement-book.js';

export const STREAMED_SERVICES = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
] as const;
export type StreamedService = (typeof STREAMED_SERVICES)[number];

/** How long events are kept back until figures rest on them; a consumer that stopped holds up nobody. */
const FIGURES_PATIENCE_MS = 1_000;

/** The ends of all services' logs, as supervision reads them: here, or over HTTP in another process. */
@Injectable()
export class LogTails implements BeforeApplicationShutdown {
  @Inject() private readonly log!: ServiceLog;
  private readonly tails = new Map<StreamedService, LogTail>();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly logs: LogDirectory,
    private readonly subscriptions: Subscriptions,
    private readonly book: JudgementBook,
    private readonly config: ServiceConfig,
  ) {}

  /** Call once the subscriptions run, as they do before the first request. */
  of(service: StreamedService): LogTail {
    const tail = this.tails.get(service) ?? this.tailOf(service);
    if (this.tails.size === 0) this.wakeByConsumer();
    this.tails.set(service, tail);
    return tail;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    await Promise.all([...this.tails.values()].map((tail) => tail.stop()));
  }

  private tailOf(service: StreamedService): LogTail {
    const log = this.nameOf(service);
    const consumer = this.subscriptions.get(RECONCILIATION.consumer);
    return new LogTail({
      reader: this.logs.find(log),
      known: () => consumer.knownThrough(log).next,
      // Else a client that queries on an event would not find it in the lists or the figures yet.
      settled: async (next) => {
        if (service === 'supervision') await this.book.upToDate();
        if (consumer.stoppedAt.includes(log)) return;
        await consumer.waitForPosition(log, next, FIGURES_PATIENCE_MS);
      },
      onTrouble: (error) => this.log.warn(error, `The stream waits for ${log}`, 'stream'),
    });
  }

  /** Another process does not say that its log grows; what comes from it over Kafka does. */
  private wakeByConsumer(): void {
    const consumer = this.subscriptions.get(RECONCILIATION.consumer);
    this.unsubscribe = consumer.onApplied((log) => {
      for (const [service, tail] of this.tails) if (this.nameOf(service) === log) tail.wake();
    });
  }

  private nameOf(service: StreamedService): string {
    return logOf(service, this.config.ESEP_DEPLOYMENT);
  }
}

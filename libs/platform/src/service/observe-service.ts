import type { INestApplication } from '@nestjs/common';
import { millisOf } from '@esep/kernel';

import type { EventStore } from '../event-store/event-store.js';
import { Health } from '../http/health.js';
import { Metrics } from '../http/metrics.js';
import type { Subscriptions } from '../projections/subscriptions.js';
import type { Subscription } from '../subscriptions/subscription.js';

/** Health checks and metrics that all services have. */
export const observeService = (
  app: INestApplication,
  store: EventStore,
  subscriptions: Subscriptions,
): void => {
  const health = app.get(Health);
  health.register('ledger', () => store.head());
  health.register('subscriptions', async () => {
    const trouble = subscriptions.all().flatMap(({ trouble: why }) => why ?? []);
    if (trouble.length > 0) throw new Error(trouble.join('; '));
  });
  const forks = () =>
    new Set(subscriptions.all().flatMap(({ consumer }) => subscriptions.forksOf(consumer.name)));
  health.watch(() => [...forks(), ...subscriptions.ahead()]);
  // Without the error, which is logged: it may contain data that not every caller may read.
  health.watch(() =>
    subscriptions
      .all()
      .flatMap(({ consumer: { name }, stoppedAt }) =>
        stoppedAt.map((log) => `${name} takes nothing more of ${log}: a fact cannot be digested.`),
      ),
  );
  health.watch(() =>
    subscriptions
      .all()
      .filter(({ parkedCount }) => parkedCount > 0)
      .map(
        ({ consumer: { name }, parkedCount }) =>
          `${name}: ${parkedCount} keys are parked and wait for a decision of two persons.`,
      ),
  );
  const metrics = app.get(Metrics);
  metrics.gauge({
    name: 'esep_log_events',
    help: 'Events in the log.',
    collect: async () => (await store.head()).next,
  });
  metrics.gauge({
    name: 'esep_parked_keys',
    help: 'Keys that wait for a decision of two persons.',
    collect: () => subscriptions.all().reduce((sum, { parkedCount }) => sum + parkedCount, 0),
  });
  metrics.gauge({
    name: 'esep_behind_seconds',
    help: 'Age of the oldest moment that a source is known through, over all that is read.',
    collect: () => Math.max(0, ...subscriptions.all().map((one) => behindOf(subscriptions, one))),
  });
  metrics.gauge({
    name: 'esep_forked_logs',
    help: 'Logs that are not the ones read so far, of which nothing is taken.',
    collect: () => forks().size,
  });
};

const behindOf = (subscriptions: Subscriptions, { consumer }: Subscription): number =>
  (millisOf(subscriptions.now()) - millisOf(subscriptions.known(consumer.name).knownThrough)) /
  1_000;

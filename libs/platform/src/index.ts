export * from './address.js';
export * from './answer-bound.js';
export * from './auth.js';
export * from './body.js';
export * from './clock.js';
export * from './command-handler.js';
export * from './command-request.js';
export * from './config.js';
export * from './create-service.js';
export * from './database.js';
export * from './development-issuer.js';
export * from './direct-transport.js';
export * from './disclosure.js';
export * from './event-store.js';
export * from './field.js';
export * from './fields.js';
export * from './health.js';
export * from './http-server.js';
export * from './lane.js';
export * from './lease.js';
export * from './host-names.js';
export * from './ledger-key.js';
export * from './ledger-migration.js';
export * from './listen.js';
export * from './listing.js';
export { FAILPOINTS, type Failpoint } from './failpoint.js';
export * from './kafka-client.js';
export * from './kafka-publisher.js';
export {
  declarationOf,
  LANES,
  laneAt,
  partsOf,
  placeOf,
  TOPICS,
  type Part,
} from './kafka-topics.js';
export * from './kafka-transport.js';
export * from './lane-merge.js';
export * from './log-directory.js';
export * from './loop-monitor.js';
export * from './metrics.js';
export * from './migrate-service.js';
export * from './open-streams.js';
export * from './openapi.js';
export * from './personal-data.js';
export * from './postgres-event-store.js';
export * from './problem.js';
export * from './projection.js';
export * from './not-done.js';
export * from './projections.js';
export * from './proposal-list.js';
export * from './publishing-migration.js';
export * from './rate-limit.js';
export * from './regime-beginning.js';
export * from './request-context.js';
export * from './request-log.js';
export * from './seal-service.js';
export * from './sealer.js';
export * from './service-rights.js';
export * from './remote-log.js';
export * from './service-host.js';
export * from './service-process.js';
export * from './sleep.js';
export * from './submission-answer.js';
export * from './submission-intake.js';
export * from './submission-list.js';
export * from './subscription-migration.js';
export * from './subscription-store.js';
export * from './subscription.js';
export * from './subscriptions.js';
export * from './sweep-timer.js';
export * from './time-bounds.js';
export * from './together.js';
export * from './validation.js';
export { inTurns, mapInTurns, nextTurn } from './turns.js';

export * from './http/address.js';
export * from './http/answer-bound.js';
export * from './http/auth.js';
export * from './http/body.js';
export * from './runtime/clock.js';
export * from './event-store/command-handler.js';
export * from './http/command-request.js';
export * from './runtime/config.js';
export * from './http/create-service.js';
export * from './postgres/database.js';
export * from './http/development-issuer.js';
export * from './subscriptions/direct-transport.js';
export * from './http/disclosure.js';
export * from './event-store/event-store.js';
export * from './http/field.js';
export * from './http/fields.js';
export * from './http/health.js';
export * from './http/http-server.js';
export * from './subscriptions/lane.js';
export * from './postgres/lease.js';
export * from './http/host-guard.js';
export * from './runtime/host-names.js';
export * from './transparency/ledger-key.js';
export * from './event-store/ledger-migration.js';
export * from './http/listen.js';
export * from './http/listing.js';
export { FAILPOINTS, type Failpoint } from './runtime/failpoint.js';
export * from './kafka/kafka-client.js';
export * from './kafka/kafka-publisher.js';
export {
  declarationOf,
  LANES,
  laneAt,
  partsOf,
  placeOf,
  TOPICS,
  type Part,
} from './kafka/kafka-topics.js';
export * from './kafka/kafka-transport.js';
export * from './kafka/lane-merge.js';
export * from './event-store/log-directory.js';
export * from './runtime/loop-monitor.js';
export * from './http/metrics.js';
export * from './service/migrate-service.js';
export * from './http/open-streams.js';
export * from './http/openapi.js';
export * from './event-store/personal-data.js';
export * from './event-store/postgres-event-store.js';
export * from './http/problem.js';
export * from './postgres/projection.js';
export * from './projections/not-done.js';
export * from './projections/projections.js';
export * from './proposals/proposal-list.js';
export * from './kafka/publishing-migration.js';
export * from './http/rate-limit.js';
export * from './submissions/regime-beginning.js';
export * from './http/request-context.js';
export * from './http/request-log.js';
export * from './transparency/seal-service.js';
export * from './transparency/sealer.js';
export * from './postgres/service-rights.js';
export * from './subscriptions/remote-log.js';
export * from './service/service-host.js';
export * from './service/service-process.js';
export * from './runtime/sleep.js';
export * from './submissions/submission-answer.js';
export * from './submissions/submission-intake.js';
export * from './submissions/submission-list.js';
export * from './subscriptions/subscription-migration.js';
export * from './subscriptions/subscription-store.js';
export * from './subscriptions/consumer.js';
export * from './subscriptions/subscription.js';
export * from './projections/subscriptions.js';
export * from './automations/sweep-timer.js';
export * from './runtime/time-bounds.js';
export * from './runtime/together.js';
export * from './http/validation.js';
export { inTurns, mapInTurns, nextTurn } from './runtime/turns.js';

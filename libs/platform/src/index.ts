export { readAddress } from './http/address.js';
export { Consumes, readJson } from './http/body.js';
export { type Line, linesOf } from './http/lines.js';
export { readInput } from './http/validation.js';
export { AskInstead, expectRoomFor } from './http/answer-bound.js';
export {
  CurrentPrincipal,
  hasRole,
  organisationIs,
  Public,
  requireOrganisation,
  Roles,
} from './http/auth.js';
export { Clock, type ClockMove, DevelopmentClock, SystemClock } from './runtime/clock.js';
export {
  type CommandContext,
  CommandHandler,
  type CommandOutcome,
  type DomainEvent,
  domainEventOf,
  eventToAppend,
  type CommandStep,
  step,
} from './event-store/command-handler.js';
export { Command, CommandAnswer } from './http/command-request.js';
export { ConfigError, readConfig, ServiceConfig, Variable } from './runtime/config.js';
export { createService, handlerOf } from './http/create-service.js';
export { type Database, openDatabase } from './postgres/database.js';
export { DEMO_REGULATOR, demoPrincipals, DevelopmentIssuer } from './http/development-issuer.js';
export { Disclosure, isPastProposal } from './http/disclosure.js';
export { EVENT_INDEXES } from './event-store/event-index-migration.js';
export { EventSearch } from './event-store/event-search.js';
export {
  EventStore,
  type EventToAppend,
  type LogReader,
  type StoredEvent,
  StoreUnavailable,
  type StreamWrite,
} from './event-store/event-store.js';
export {
  IsAsset,
  IsAssetCode,
  IsBaseUnits,
  IsChoice,
  IsCount,
  IsDay,
  IsFlag,
  IsHundredths,
  IsIinOrBin,
  IsInstant,
  IsJsonObject,
  IsListOf,
  IsMoney,
  IsName,
  IsObjectOf,
  IsPeriod,
  IsQuarter,
  IsRowId,
  IsRows,
  IsText,
  MoneyBody,
} from './http/fields.js';
export { Health } from './http/health.js';
export { createHttpServer, cutStreams } from './http/http-server.js';
export {
  type Delivery,
  type LaneMark,
  type LaneMove,
  type LaneRecord,
} from './subscriptions/lane.js';
export { whileHolding } from './postgres/lease.js';
export { isKnownHost } from './http/host-guard.js';
export { HOST_NAMES, LOOPBACK_NAMES } from './runtime/host-names.js';
export { fileWitness, LedgerKey, newLedgerKeyPem } from './transparency/ledger-key.js';
export { LEDGER_SCHEMA } from './event-store/ledger-migration.js';
export {
  cursorOf,
  cuttable,
  isPosition,
  keyIn,
  ListQuery,
  Lists,
  type Page,
  pageOf,
} from './http/listing.js';
export { LedgerBody, RuleBody, RulePackReferenceBody, WhyBody } from './http/shared-bodies.js';
export type { OpenAPIObject } from '@nestjs/swagger';
export { Fails } from './http/openapi-errors.js';
export { type Failpoint, FAILPOINTS } from './runtime/failpoint.js';
export {
  type IncomingMessage,
  KafkaClient,
  type KafkaConsumer,
  type KafkaConsumerOptions,
  type KafkaProducer,
  type KafkaTls,
  type OutgoingMessage,
} from './kafka/kafka-client.js';
export { KafkaPublisher, type KafkaPublisherOptions } from './kafka/kafka-publisher.js';
export { laneAt, LANES, partsOf, TOPICS } from './kafka/kafka-topics.js';
export { KafkaTransport } from './kafka/kafka-transport.js';
export { LaneMerge } from './kafka/lane-merge.js';
export { LogDirectory, logOf } from './event-store/log-directory.js';
export { OwnerConfig } from './service/migrate-service.js';
export { OpenStreams, STREAMS_PER_SUBJECT } from './http/open-streams.js';
export { taggedJson } from './http/tagged-json.js';
export { isAboutNow, IsAsOf, IsKnownAt, momentOf, type MomentQuery } from './http/moment.js';
export { PersonalData } from './event-store/personal-data.js';
export { PostgresEventStore } from './event-store/postgres-event-store.js';
export { Problem, type ProblemDocument, sendProblem } from './http/problem.js';
export { Copies1769990400005, type Projection } from './postgres/projection.js';
export {
  answerProposalController,
  type AnswersProposals,
  type ProposalAnswer,
} from './proposals/answer-proposal.controller.js';
export { NewProposal, ProposalLaw } from './proposals/new-proposal.js';
export { addToCopies } from './projections/add-to-copies.js';
export { keepRulePack, RulePackTable } from './projections/rule-pack-table.js';
export { PUBLISHING_SCHEMA } from './kafka/publishing-migration.js';
export {
  ExpandRegisterByDue1769990400301,
  ExpandRegisterByRegime1769990400300,
  keepRegimeBeginning,
  REGIME_BEGINNINGS_TABLE,
  RegimeBeginning,
} from './submissions/regime-beginning.js';
export {
  countsIn,
  isReservedOrganisation,
  metaOf,
  type Principal,
  type Role,
  ROLES,
  SENDER_ID,
} from './http/request-context.js';
export { ServiceLog } from './http/request-log.js';
export { SealConfig } from './transparency/seal-service.js';
export { describeService } from './service/describe-service.js';
export { type ServiceContext, type ServiceParts, startService } from './service/service-host.js';
export { DirectProcessConfig, ProcessConfig } from './service/process-config.js';
export { serviceTokenOf } from './service/process-context.js';
export { ReportCalendar, reportCalendarController } from './submissions/report-calendar.js';
export { Finder, type FoundItem, searchController } from './http/search.controller.js';
export { timelineController } from './http/timeline.controller.js';
export { runService } from './service/service-process.js';
export { type BackOff, keepRunning, retry } from './runtime/retry.js';
export { pause, sleep, type Sleep } from './runtime/sleep.js';
export {
  ReportHead,
  type Sending,
  Sent,
  SubmissionAnswer,
  type SubmissionOutcome,
  SubmissionQuery,
  TakesReport,
} from './submissions/submission-answer.js';
export {
  type KnownRows,
  type ReportOf,
  type ReportRules,
  rowsWithStreams,
} from './submissions/report-rules.js';
export { SubmissionIntake } from './submissions/submission-intake.js';
export {
  submissionsConsumer,
  submissionsController,
  submissionsProjection,
  SubmissionWithRejections,
} from './submissions/submission-list.js';
export {
  SUBSCRIPTION_SCHEMA,
  Subscriptions1769990400001,
} from './subscriptions/subscription-migration.js';
export { SubscriptionStore } from './subscriptions/subscription-store.js';
export { consumerOf, type Consumer, type Fact, type TypedFact } from './subscriptions/consumer.js';
export { Subscription } from './subscriptions/subscription.js';
export { LogTail } from './subscriptions/log-tail.js';
export { type Ledger, Subscriptions } from './projections/subscriptions.js';
export { Automations } from './automations/automations.js';
export { Jobs1769990400003 } from './automations/sweep-timer.js';
export { TIME_BOUNDS } from './runtime/time-bounds.js';
export { settleAllThenThrow } from './runtime/settle.js';
export { inTurns, mapInTurns, nextTurn } from './runtime/turns.js';

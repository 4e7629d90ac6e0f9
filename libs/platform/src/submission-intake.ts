import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  applyDecorators,
  createParamDecorator,
  Injectable,
  Post,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiProperty } from '@nestjs/swagger';
import {
  admit,
  rejectionsOf,
  SUBMISSION_MESSAGES,
  submissionDecider,
  submissionStream,
  type ReportKind,
  type SubmissionEvent,
  type SubmissionRecorded,
  type SubmissionRefusal,
  type Submit,
} from '@esep/contracts';
import { replay, type Decider, type Instant, type Intake } from '@esep/kernel';
import { canonical, type JsonObject, type Meta } from '@esep/ledger-format';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';

import { requireOrganisation, Roles } from './auth.js';
import { Clock } from './clock.js';
import { domainEventOf, eventToAppend, type DomainEvent } from './command-handler.js';
import {
  EventStore,
  type EventToAppend,
  type StoredEvent,
  type StreamWrite,
} from './event-store.js';
import { IsCount, IsFlag, IsRowId } from './fields.js';
import { metaOf, requestContext, type Principal, type Role } from './request-context.js';
import { Subscriptions } from './subscriptions.js';

// How a report of a pool or an exchange is taken, whatever its rows are about (API.md, Submissions):
// admitted, its parties looked up in the register, decided by the domain, and recorded with all its
// rows in one append. Each kind of report gives `ReportRules`; everything else is here.

/** What is the same in the body of every report; each kind adds its sender and its rows. */
export class ReportHead {
  @IsRowId({ description: 'The sender’s own id of the report.' }) reportId!: string;
  @IsCount({ min: 1, description: '1, 2, 3 …' }) version!: number;
}

/** A version of a report, its rows with the parties that the register knows. */
export interface ReportOf<Row> {
  readonly sender: string;
  readonly reportId: string;
  readonly version: number;
  readonly rows: readonly Row[];
  readonly at: Instant;
}

/** What the log holds of the rows of a report. */
export interface KnownRows {
  /** Ids of the rows that earlier versions of this report brought. */
  readonly earlier: readonly string[];
  /** What happened to a row that was sent, or that an earlier version brought; oldest first. */
  eventsOf(stream: string): readonly DomainEvent[];
}

/** What one kind of report is made of. */
export interface ReportRules<Sent, Row, Event extends DomainEvent, Code extends string> {
  readonly kind: ReportKind;
  readonly messages: Readonly<Record<Code, string>>;
  /** The rows with their parties, as the register knows them now. */
  resolve(rows: readonly Sent[]): Promise<readonly Row[]>;
  /** False when the register, as known now, speaks against the row. */
  isInRegister(row: Row): boolean;
  /** Every stream that the decision of a row rests on. */
  streamsOf(sender: string, row: Sent): readonly string[];
  decide(report: ReportOf<Row>, known: KnownRows): Intake<Event, Code>;
  /** A row as it was sent, in the form in which it is kept: without identity numbers. */
  kept(sent: JsonObject): JsonObject;
}

/** By row id, the state of every row that is sent or that an earlier version brought. */
export const statesOf = <State, Event extends DomainEvent>(
  rows: readonly { readonly rowId: string }[],
  known: KnownRows,
  streamOf: (rowId: string) => string,
  { initial, evolve }: Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>,
): Map<string, State> => {
  const states = new Map<string, State>();
  const read = (rowId: string): void => {
    const events = known.eventsOf(streamOf(rowId)) as readonly Event[];
    if (events.length > 0) states.set(rowId, replay({ initial, evolve }, events));
  };
  known.earlier.forEach(read);
  for (const { rowId } of rows) read(rowId);
  return states;
};

// ── The answer ──────────────────────────────────────────────────────────────────────────────────

export class RejectedRow {
  @ApiProperty({ description: 'For a fill: its trade id and side.' }) rowId!: string;
  @ApiProperty({ description: 'Kebab-case fact, e.g. `net-mismatch`.' }) code!: string;
  @ApiProperty({ description: 'What is wrong, and what to do.' }) message!: string;
}

export class SubmissionAnswer {
  @ApiProperty() reportId!: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) version!: number;
  @ApiProperty({ type: 'integer', description: 'Rows that stand.' }) accepted!: number;
  @ApiProperty({ type: [RejectedRow], description: 'Kept, and may be sent again.' })
  rejected!: RejectedRow[];
  @ApiProperty({ required: false, description: 'Where its proof is; none for a dry run.' })
  receipt?: string;
}

/** What became of a report: `SubmissionRecorded` is found by the id, where it was recorded. */
export type SubmissionOutcome =
  | {
      readonly accepted: true;
      readonly replayed: boolean;
      readonly recordedAs?: string;
      readonly answer: SubmissionAnswer;
    }
  | { readonly accepted: false; readonly reason: SubmissionRefusal; readonly detail: string };

export class SubmissionQuery {
  @IsFlag({ optional: true, description: 'Answer the same, and record nothing.' })
  dryRun: boolean = false;
}

/** Who sends, and what exactly was sent. */
export interface Sending {
  readonly principal: Principal;
  readonly content: JsonObject;
  readonly meta: Meta;
}

/** The `Sending` of a request. */
export const Sent = createParamDecorator((_data: unknown, execution: ExecutionContext): Sending => {
  const { body } = execution.switchToHttp().getRequest<Request>();
  const principal = requestContext()?.principal;
  if (!principal) throw new Error('A submission needs a principal.');
  return { principal, content: body as JsonObject, meta: metaOf(principal) };
});

/** Turns a `SubmissionOutcome` into the answer; a refusal is left to the platform. */
@Injectable()
class SubmissionAnswerInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((outcome: SubmissionOutcome): unknown => {
        if (!outcome.accepted) return outcome;
        const { replayed, recordedAs, answer } = outcome;
        const response = execution.switchToHttp().getResponse<Response>();
        if (replayed) response.setHeader('Idempotent-Replay', 'true');
        if (recordedAs !== undefined)
          return { ...answer, receipt: `/${serviceOf()}/v1/receipts/${recordedAs}` };
        // Nothing was created by a dry run.
        response.status(200);
        return answer;
      }),
    );
  }
}

const serviceOf = (): string => requestContext()?.service ?? '';

/** A handler that takes a report of a kind from senders of a role. */
export const TakesReport = (role: Role, summary: string): MethodDecorator =>
  applyDecorators(
    Post(),
    Roles(role),
    UseInterceptors(SubmissionAnswerInterceptor),
    ApiOperation({ summary, description: SUBMISSION_DESCRIPTION }),
    ApiCreatedResponse({
      type: SubmissionAnswer,
      description: 'What became of each row. The same again for the same content.',
      headers: {
        'Idempotent-Replay': {
          description: '`true` when this version of the report was taken before.',
          schema: { type: 'string' },
        },
      },
    }),
    ApiOkResponse({ type: SubmissionAnswer, description: 'What would become of each row.' }),
  );

const SUBMISSION_DESCRIPTION =
  'A malformed report is refused whole. Rows that break a rule are rejected one by one, each with a code, and the rest stand. The same reportId, version and content gives the same answer again; other content under the same version is refused with `report-changed`.';

// ── The intake ──────────────────────────────────────────────────────────────────────────────────

/** The consumer of licensing's log that each service which takes reports has. */
export const REGISTER = 'register_v1';

/** How long a row that the register speaks against waits for it to catch up with licensing. */
const REGISTER_PATIENCE_MS = 2_000;
const RACES_MAX = 20;

/** A version of a report on its way, before its rows are looked at. */
type Arrived = Omit<Submit, 'type' | 'rows' | 'rejected'>;

@Injectable()
export class SubmissionIntake {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Takes a report of `sender`. Throws 403 when the principal speaks for somebody else. */
  async take<Sent, Row, Event extends DomainEvent, Code extends string>(
    rules: ReportRules<Sent, Row, Event, Code>,
    sender: string,
    { reportId, version, rows: sent }: ReportHead & { readonly rows: readonly Sent[] },
    { principal, content, meta, dryRun }: Sending & SubmissionQuery,
  ): Promise<SubmissionOutcome> {
    requireOrganisation(principal, sender);
    const at = this.clock.now();
    const digest = hash('sha256', canonical(content));
    const arrived: Arrived = { kind: rules.kind, sender, reportId, version, digest, at };
    const own = submissionStream(arrived);
    const streams = [own, ...sent.flatMap((row) => rules.streamsOf(sender, row))];
    let rows: readonly Row[] | undefined;

    for (let race = 0; race < RACES_MAX; race += 1) {
      // Both at once: what is read in vain for a repeated report costs others no time.
      const reading = this.store.readStreams(streams);
      const [found, resolved] = await Promise.all([reading, rows ?? rules.resolve(sent)]);
      const past = found.get(own) ?? [];
      const answered = answerBefore(arrived, past, rules.messages);
      if (answered) return answered;
      rows ??= await this.heldAgainst(rules, sent, resolved);

      const known = await this.withEarlierRows(streams, found, past);
      const intake = rules.decide({ sender, reportId, version, rows, at }, known);
      const outcome = outcomeOf(arrived, intake);
      if (dryRun) return outcome;

      const submit: Submit = {
        ...arrived,
        type: 'Submit',
        rows: sent.length,
        rejected: intake.rejected.map(({ index, rowId, code }) => {
          return { rowId, code, content: rules.kept(rowIn(content, index)) };
        }),
      };
      const recordedAs = uuidv7();
      const appended = await this.store.append({
        writes: writesOf(recordedAs, submit, intake, known),
        meta: { ...meta, submission: recordedAs },
      });
      if (appended.appended) return { ...outcome, recordedAs };
      if (appended.reason !== 'wrong-expected-version') throw new Error(appended.reason);
    }
    throw new Error(`${RACES_MAX} writers in a row were faster on the rows of ${reportId}.`);
  }

  /**
   * Licensing's facts arrive here some milliseconds after they were recorded there. A sender that
   * registers a licensee and reports for it at once must not be told that nobody knows it.
   */
  private async heldAgainst<Sent, Row, Event extends DomainEvent, Code extends string>(
    rules: ReportRules<Sent, Row, Event, Code>,
    sent: readonly Sent[],
    resolved: readonly Row[],
  ): Promise<readonly Row[]> {
    if (resolved.every(rules.isInRegister)) return resolved;
    await this.registerIsCurrent();
    return rules.resolve(sent);
  }

  /** Waits until the register has taken in everything that licensing holds now. */
  private async registerIsCurrent(): Promise<void> {
    const caughtUp = this.subscriptions
      .get(REGISTER)
      .consumer.logs.map((log) => this.subscriptions.caughtUp(REGISTER, log, REGISTER_PATIENCE_MS));
    // A register that cannot catch up in time has nothing better to say than what it knows.
    const late = sleep(REGISTER_PATIENCE_MS, undefined, { ref: false });
    await Promise.race([Promise.allSettled(caughtUp), late]);
  }

  /** The versions of a report say which part of the log their rows are. */
  private async withEarlierRows(
    streams: readonly string[],
    found: Found,
    past: readonly StoredEvent[],
  ): Promise<Known> {
    const earlier = new Map<string, string>();
    for (const { firstPosition: first, lastPosition: last } of past.map(bodyOf))
      if (first !== undefined && last !== undefined)
        for (const { envelope } of await this.store.read(first, last - first + 1))
          earlier.set(envelope.stream, String(envelope.body['rowId']));
    const more = [...earlier.keys()].filter((stream) => !found.has(stream));
    const all: Found =
      more.length > 0 ? new Map([...found, ...(await this.store.readStreams(more))]) : found;
    return {
      streams: new Set([...streams, ...more]),
      earlier: [...earlier.values()],
      versionOf: (stream) => all.get(stream)?.length ?? 0,
      eventsOf: (stream) => all.get(stream)?.map(domainEventOf) ?? [],
    };
  }
}

const rowIn = ({ rows }: JsonObject, index: number): JsonObject =>
  (rows as readonly JsonObject[])[index] as JsonObject;

type Found = ReadonlyMap<string, readonly StoredEvent[]>;

interface Known extends KnownRows {
  /** All that were read. */
  readonly streams: ReadonlySet<string>;
  versionOf(stream: string): number;
}

const bodyOf = ({ envelope }: StoredEvent): Partial<SubmissionRecorded> => envelope.body;

/** The answer that needs no look at the rows: a refusal, or what was answered before. */
const answerBefore = (
  arrived: Arrived,
  past: readonly StoredEvent[],
  messages: Readonly<Record<string, string>>,
): SubmissionOutcome | undefined => {
  const events = past.map(domainEventOf) as SubmissionEvent[];
  const admission = admit(arrived, replay(submissionDecider, events));
  if (admission.outcome === 'new') return undefined;
  if (admission.outcome === 'refused') {
    const { reason } = admission;
    return { accepted: false, reason, detail: SUBMISSION_MESSAGES[reason] };
  }
  const { reportId, version, rows, rejected } = admission.recorded;
  const recorded = past.find(
    ({ envelope: { type, body } }) => type === 'SubmissionRecorded' && body['version'] === version,
  );
  return {
    accepted: true,
    replayed: true,
    ...(recorded && { recordedAs: recorded.envelope.eventId }),
    answer: {
      reportId,
      version,
      accepted: rows - rejected,
      rejected: rejectionsOf(version, events).map(({ rowId, code }) => {
        return { rowId, code, message: messages[code] ?? '' };
      }),
    },
  };
};

const outcomeOf = (
  { reportId, version }: Arrived,
  { accepted, rejected }: Intake<DomainEvent, string>,
): SubmissionOutcome & { accepted: true } => ({
  accepted: true,
  replayed: false,
  answer: {
    reportId,
    version,
    accepted,
    rejected: rejected.map(({ rowId, code, message }) => ({ rowId, code, message })),
  },
});

/**
 * One append: the submission first, then its rows, one behind the other, so that it can say where
 * they stand. A stream that was only read is written nothing to, at the version that was read: what
 * was decided because of it holds only as long as it stays so.
 */
const writesOf = (
  recordedAs: string,
  submit: Submit,
  intake: Intake<DomainEvent, string>,
  { streams, versionOf, eventsOf }: Known,
): StreamWrite[] => {
  const own = submissionStream(submit);
  const past = replay(submissionDecider, eventsOf(own) as SubmissionEvent[]);
  const decision = submissionDecider.decide(submit, past);
  if (!decision.accepted) throw new Error(`Admitted, but refused: ${decision.reason}`);
  const [recorded, ...rejected] = decision.events.map(eventToAppend);
  if (!recorded) throw new Error('Admitted, but already recorded.');

  const write = (stream: string, events: readonly EventToAppend[]): StreamWrite => ({
    stream,
    expectedVersion: versionOf(stream),
    events,
  });
  const rows = intake.appends.map(({ stream, events }) => write(stream, events.map(eventToAppend)));
  const count = rows.reduce((sum, { events }) => sum + events.length, 0);
  const placeOfRows = (first: number): JsonObject => {
    const firstPosition = first + 1 + rejected.length;
    return { firstPosition, lastPosition: firstPosition + count - 1 };
  };
  const placed = count > 0 ? { ...recorded, bodyAt: placeOfRows } : recorded;
  const onlyRead = new Set(streams);
  for (const { stream } of rows) onlyRead.delete(stream);
  onlyRead.delete(own);
  return [
    write(own, [{ ...placed, eventId: recordedAs }, ...rejected]),
    ...rows,
    ...[...onlyRead].map((stream) => write(stream, [])),
  ];
};

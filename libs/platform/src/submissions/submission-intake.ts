import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import {
  admit,
  REGISTER,
  rejectionsOf,
  SUBMISSION_MESSAGES,
  submissionDecider,
  submissionStream,
  type SubmissionEvent,
  type SubmissionRecorded,
  type Submit,
} from '@esep/contracts';
import { isLong, replay, type Intake } from '@esep/kernel';
import { canonical, type JsonObject, type JsonValue } from '@esep/ledger-format';
import { v7 as uuidv7 } from 'uuid';

import { requireOrganisation } from '../http/auth.js';
import { Clock } from '../runtime/clock.js';
import { domainEventOf, eventToAppend, type DomainEvent } from '../event-store/command-handler.js';
import {
  EventStore,
  StoreUnavailable,
  type EventToAppend,
  type StoredEvent,
  type StreamWrite,
} from '../event-store/event-store.js';
import type {
  ReportHead,
  Sending,
  SubmissionOutcome,
  SubmissionQuery,
} from './submission-answer.js';
import { RegimeBeginning } from './regime-beginning.js';
import type { KnownRows, ReportOf, ReportRules } from './report-rules.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { pause } from '../runtime/sleep.js';
import { mapInTurns, nextTurn } from '../runtime/turns.js';

// The intake of reports of pools and exchanges, of every kind (docs/mechanisms/submissions.md): admits a
// report, resolves its parties in the register, has the domain decide, and records the report with all
// its rows in one append. Each kind of report gives its `ReportRules`.

/** How long a report waits for the register to catch up before rows are rejected by it. */
const REGISTER_TIMEOUT_MS = 2_000;
const RACES_MAX = 20;

/** A version of a report before its rows are decided. */
type ArrivedReport = Omit<Submit, 'type' | 'rows' | 'rejected'>;

@Injectable()
export class SubmissionIntake {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    private readonly subscriptions: Subscriptions,
    private readonly regime: RegimeBeginning,
  ) {}

  /** Takes a report of `sender`. Throws 403 if the principal is of another organisation. */
  async take<Sent, Row, Event extends DomainEvent, Code extends string>(
    rules: ReportRules<Sent, Row, Event, Code>,
    sender: string,
    { reportId, version, rows: sent }: ReportHead & { readonly rows: readonly Sent[] },
    { principal, content, meta, dryRun }: Sending & SubmissionQuery,
  ): Promise<SubmissionOutcome> {
    requireOrganisation(principal, sender);
    const at = this.clock.now();
    const digest = await digestOf(content);
    const arrived: ArrivedReport = { kind: rules.kind, sender, reportId, version, digest, at };
    const own = submissionStream(arrived);
    const streams = [own, ...sent.flatMap((row) => rules.streamsOf(sender, row))];
    let rows: readonly Row[] | undefined;

    for (let race = 0; race < RACES_MAX; race += 1) {
      // A first version is nearly always new. If not, the append is refused and the next race reads.
      const presumedNew = rules.bringsNewRows && version === 1 && race === 0 && !dryRun;
      // In parallel, although a repeated report does not need the register.
      const reading: Found | Promise<Found> = presumedNew
        ? new Map<string, readonly StoredEvent[]>()
        : this.store.readStreams(streams);
      if (isLong(sent)) await nextTurn();
      const [found, resolved, regimeFrom] = await Promise.all([
        reading,
        rows ?? rules.resolve(sent),
        this.regime.now(),
      ]);
      const past = found.get(own) ?? [];
      const answered = answerBefore(arrived, past, rules.messages);
      if (answered) return answered;
      rows ??= await this.resolvedWithRegister(rules, sent, resolved);

      const known = await this.withEarlierRows(streams, found, past);
      if (isLong(sent)) await nextTurn();
      const report = { sender, reportId, version, rows, at };
      const intake = await this.decideWithCurrentRegime(rules, { ...report, regimeFrom }, known);
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
      const writes = await writesOf(recordedAs, submit, intake, known);
      if (isLong(sent)) await nextTurn();
      const appended = await this.store.append({
        writes,
        meta: { ...meta, submission: recordedAs },
      });
      if (appended.appended) return { ...outcome, recordedAs };
      if (appended.reason !== 'wrong-expected-version') throw new Error(appended.reason);
    }
    throw new StoreUnavailable(
      `${RACES_MAX} writers in a row were faster on the rows of ${reportId}.`,
    );
  }

  /**
   * Resolves again once the register has caught up, if it would have a row rejected: licensing's facts
   * arrive some milliseconds late, and a new licensee's first report must not be rejected for that.
   */
  private async resolvedWithRegister<Sent, Row, Event extends DomainEvent, Code extends string>(
    rules: ReportRules<Sent, Row, Event, Code>,
    sent: readonly Sent[],
    resolved: readonly Row[],
  ): Promise<readonly Row[]> {
    if (resolved.every(rules.isInRegister)) return resolved;
    await this.waitForRegister();
    return rules.resolve(sent);
  }

  /** Decides again once the register has caught up: an adopted law may have moved `regimeFrom` back. */
  private async decideWithCurrentRegime<Sent, Row, Event extends DomainEvent, Code extends string>(
    rules: ReportRules<Sent, Row, Event, Code>,
    report: ReportOf<Row>,
    known: Known,
  ): Promise<Intake<Event, Code>> {
    const intake = rules.decide(report, known);
    if (!intake.rejected.some(({ code }) => code === 'before-regime')) return intake;
    await this.waitForRegister();
    const regimeFrom = await this.regime.readNow();
    return regimeFrom === report.regimeFrom
      ? intake
      : rules.decide({ ...report, regimeFrom }, known);
  }

  /** Waits until the register has everything that licensing's log holds now. */
  private async waitForRegister(): Promise<void> {
    const caughtUp = this.subscriptions
      .get(REGISTER)
      .consumer.logs.map((log) => this.subscriptions.caughtUp(REGISTER, log, REGISTER_TIMEOUT_MS));
    // After the timeout the report is decided by the register as it is.
    const answered = new AbortController();
    const late = pause(REGISTER_TIMEOUT_MS, answered.signal);
    await Promise.race([Promise.allSettled(caughtUp), late]);
    answered.abort();
  }

  /** Adds the streams of earlier versions' rows, by the positions in their `SubmissionRecorded`. */
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

/** SHA-256 over the RFC 8785 form of the content, computed in turns. */
const digestOf = async (content: JsonObject): Promise<string> => {
  const digest = createHash('sha256').update('{');
  const names = Object.keys(content).filter((name) => content[name] !== undefined);
  for (const [index, name] of names.sort().entries()) {
    digest.update(`${index > 0 ? ',' : ''}${canonical(name)}:`);
    const value = content[name] as JsonValue;
    if (!Array.isArray(value)) digest.update(canonical(value));
    else {
      digest.update('[');
      await mapInTurns(value as readonly JsonValue[], (item, place) =>
        digest.update(`${place > 0 ? ',' : ''}${canonical(item)}`),
      );
      digest.update(']');
    }
  }
  return digest.update('}').digest('hex');
};

const rowIn = ({ rows }: JsonObject, index: number): JsonObject =>
  (rows as readonly JsonObject[])[index] as JsonObject;

type Found = ReadonlyMap<string, readonly StoredEvent[]>;

interface Known extends KnownRows {
  readonly streams: ReadonlySet<string>;
  versionOf(stream: string): number;
}

const bodyOf = ({ envelope }: StoredEvent): Partial<SubmissionRecorded> => envelope.body;

/** A refusal of the report, or its earlier answer; undefined if its rows must be decided. */
const answerBefore = (
  arrived: ArrivedReport,
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
  { reportId, version }: ArrivedReport,
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
 * The writes of one append: the submission, then its rows contiguously, so that it can name their
 * positions. A stream that was only read gets a write without events, which makes the append fail if
 * the stream has changed since.
 */
const writesOf = async (
  recordedAs: string,
  submit: Submit,
  intake: Intake<DomainEvent, string>,
  { streams, versionOf, eventsOf }: Known,
): Promise<StreamWrite[]> => {
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
  const rows = await mapInTurns(intake.appends, ({ stream, events }) =>
    write(stream, events.map(eventToAppend)),
  );
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

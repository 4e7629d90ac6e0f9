import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Injectable } from '@nestjs/common';
import {
  admit,
  rejectionsOf,
  SUBMISSION_MESSAGES,
  submissionDecider,
  submissionStream,
  type ReportKind,
  type SubmissionEvent,
  type SubmissionRecorded,
  type Submit,
} from '@esep/contracts';
import { isLong, replay, type Decider, type Intake, type ReportTime } from '@esep/kernel';
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
import { Subscriptions } from '../projections/subscriptions.js';
import { mapInTurns, nextTurn } from '../runtime/turns.js';

// How a report of a pool or an exchange is taken, whatever its rows are about (API.md, Submissions):
// admitted, its parties looked up in the register, decided by the domain, and recorded with all its
// rows in one append. Each kind of report gives `ReportRules`; everything else is here.

/** A version of a report, its rows with the parties that the register knows. */
export interface ReportOf<Row> extends ReportTime {
  readonly sender: string;
  readonly reportId: string;
  readonly version: number;
  readonly rows: readonly Row[];
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
  /** False when its rows are about what the log holds already, as busts are about fills. */
  readonly bringsNewRows: boolean;
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
    private readonly regime: RegimeBeginning,
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
    const digest = await digestOf(content);
    const arrived: Arrived = { kind: rules.kind, sender, reportId, version, digest, at };
    const own = submissionStream(arrived);
    const streams = [own, ...sent.flatMap((row) => rules.streamsOf(sender, row))];
    let rows: readonly Row[] | undefined;

    for (let race = 0; race < RACES_MAX; race += 1) {
      // A first version is nearly always new. If it is not, the append says so, and the log is read.
      const presumedNew = rules.bringsNewRows && version === 1 && race === 0 && !dryRun;
      // Both at once: what is read in vain for a repeated report costs others no time.
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
      rows ??= await this.heldAgainst(rules, sent, resolved);

      const known = await this.withEarlierRows(streams, found, past);
      if (isLong(sent)) await nextTurn();
      const report = { sender, reportId, version, rows, at };
      const intake = await this.decided(rules, { ...report, regimeFrom }, known);
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

  /** A law that moves the beginning of the regime back may be on its way here, as licensees may. */
  private async decided<Sent, Row, Event extends DomainEvent, Code extends string>(
    rules: ReportRules<Sent, Row, Event, Code>,
    report: ReportOf<Row>,
    known: Known,
  ): Promise<Intake<Event, Code>> {
    const intake = rules.decide(report, known);
    if (!intake.rejected.some(({ code }) => code === 'before-regime')) return intake;
    await this.registerIsCurrent();
    const regimeFrom = await this.regime.readNow();
    return regimeFrom === report.regimeFrom
      ? intake
      : rules.decide({ ...report, regimeFrom }, known);
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

/** SHA-256 over the RFC 8785 form of the content, its long lists item by item and in turns. */
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

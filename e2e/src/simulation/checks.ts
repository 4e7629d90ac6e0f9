import { catalogueEntry, keysOf } from '@esep/contracts';
import { canonical, preimageOf, type Envelope } from '@esep/ledger-format';
import { laneAt, LANES, partsOf, type LaneMark, type OutgoingMessage } from '@esep/platform';
import { reconciliationConsumer } from '@esep/supervision/project-facts';

import {
  coinsOf,
  figuresOf,
  rebuiltFold,
  undatedFiguresOf,
  type LoggedEvent,
  type LicenseeCoins,
} from './rebuilt.js';
import type { SaidEvent } from './saying.js';
import type { Scenario } from './scenario.js';
import { logOf } from './source-process.js';

// What must hold, whatever happened. Each check reads what stands in the databases and what was
// sent, never what the code under test believes of itself.

export interface Violation {
  readonly property: string;
  readonly what: string;
}

/** A log as its database holds it. */
export interface Log {
  readonly log: string;
  readonly head: { readonly next: number; readonly recordedAt: string };
  readonly events: readonly {
    readonly position: number;
    readonly stream: string;
    readonly version: number;
    readonly bytes: string;
    readonly envelope: Envelope;
  }[];
}

/** An effect as it was written down: key '' is everybody. */
export interface Effect {
  readonly log: string;
  readonly position: number;
  readonly key: string;
}

/** How far an instance says that it knows a log. */
export interface Claim {
  readonly log: string;
  readonly next: number;
  readonly recordedAt: string;
}

const WANTED = reconciliationConsumer([], () => undefined).wants;

const nameOf = ({ log, position, key }: Effect): string => `${log}:${position} for ${key || 'all'}`;

export const violation = (property: string, what: string): Violation => ({ property, what });

/** Everything that must take effect, each once. */
export const wantedOf = ({ log, events }: Log): Effect[] =>
  events
    .filter(({ envelope }) => WANTED.has(envelope.type))
    .flatMap(({ position, envelope: { type, body } }) => {
      const keys = keysOf(type, body);
      return (keys.length > 0 ? [...new Set(keys)] : ['']).map((key) => ({ log, position, key }));
    });

export const loggedIn = (logs: readonly Log[]): LoggedEvent[] =>
  logs.flatMap(({ log, events }) =>
    events.map(({ position, envelope }) => ({
      log,
      position,
      eventId: envelope.eventId,
      recordedAt: envelope.recordedAt,
      stream: envelope.stream,
      event: { type: envelope.type, ...envelope.body } as SaidEvent,
    })),
  );

// ── The log ─────────────────────────────────────────────────────────────────────────────────────

export function* logIsWhole({ log, head, events }: Log): Generator<Violation> {
  const versions = new Map<string, number>();
  let before = '';
  for (const [index, { position, stream, version, bytes, envelope }] of events.entries()) {
    if (position !== index) yield violation('contiguity', `${log} has ${position} at ${index}`);
    const expected = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, expected);
    if (version !== expected)
      yield violation('contiguity', `${stream} has version ${version} where ${expected} must be`);
    if (envelope.recordedAt < before)
      yield violation('contiguity', `${log}:${position} was recorded before what stands before it`);
    before = envelope.recordedAt;
    if (preimageOf(envelope) !== bytes)
      yield violation('contiguity', `${log}:${position} is not its own preimage`);
  }
  if (head.next !== events.length || head.recordedAt < before)
    yield violation('contiguity', `the head of ${log} is ${head.next}, ${head.recordedAt}`);
}

/** Each sender said its part once and in order, as if nothing had ever failed. */
export function* logsAreAsSaid(
  logs: readonly Log[],
  undisturbed: readonly LoggedEvent[],
): Generator<Violation> {
  const said = Map.groupBy(undisturbed, ({ stream }) => stream);
  const found = Map.groupBy(loggedIn(logs), ({ stream }) => stream);
  const text = (events: readonly LoggedEvent[] = []): string =>
    events.map(({ event }) => canonical(event)).join('\n');
  for (const stream of new Set([...said.keys(), ...found.keys()]))
    if (text(said.get(stream)) !== text(found.get(stream)))
      yield violation('undisturbed', `${stream} holds other events than were said`);
}

// ── The bus ─────────────────────────────────────────────────────────────────────────────────────

/** What was published, first and again. */
export class Published {
  private readonly facts = new Map<
    string,
    { lane: string; text: string; message: OutgoingMessage }
  >();
  private readonly marks = new Map<string, Set<string>>();
  readonly violations: Violation[] = [];

  record(message: OutgoingMessage): void {
    const log = message.headers['ce_source'] as string;
    const lane = laneAt(log, message);
    const position = message.headers['position'];
    if (position === undefined) {
      const marks = this.marks.get(`${log} ${lane}`) ?? new Set();
      this.marks.set(`${log} ${lane}`, marks.add(message.value));
      return;
    }
    const name = `${log} ${lane} ${position}`;
    const text = JSON.stringify([message.key, message.value, message.headers]);
    const before = this.facts.get(name);
    if (before && before.text !== text)
      this.violations.push(violation('same bytes', `${name} was published again with other bytes`));
    this.facts.set(name, { lane, text, message });
  }

  /** Are links and watermarks true of the log? */
  *check(logs: readonly Log[]): Generator<Violation> {
    for (const { log, events } of logs) {
      const lanes = new Map<string, number[]>();
      for (const { position, envelope } of events)
        for (const { lane } of partsOf(envelope))
          lanes.set(lane, [...(lanes.get(lane) ?? []), position]);
      for (const [lane, positions] of lanes)
        for (const [index, position] of positions.entries()) {
          const fact = this.facts.get(`${log} ${lane} ${position}`);
          if (!fact) {
            yield violation('published', `${log}:${position} never came to ${lane}`);
            continue;
          }
          const { previous } = fact.message.headers;
          if (previous !== String(positions[index - 1] ?? -1))
            yield violation('published', `${log}:${position} in ${lane} follows ${previous}`);
        }
      for (const [name, marks] of this.marks) {
        if (!name.startsWith(`${log} `)) continue;
        for (const text of marks) {
          const mark = JSON.parse(text) as LaneMark;
          const isLast = (lane: string): boolean => {
            const last = (lanes.get(lane) ?? []).findLast((position) => position < mark.next);
            return mark.last[lane] === last;
          };
          if (!LANES.every(isLast) || broken(mark, events))
            yield violation('published', `a watermark in ${name} is not true: ${text}`);
        }
      }
    }
  }
}

/** Was something recorded earlier than is promised, and stands later? */
const broken = (
  { next, recordedAt }: { next: number; recordedAt: string },
  events: Log['events'],
): boolean =>
  events.some(({ position, envelope }) => position >= next && envelope.recordedAt < recordedAt);

// ── Effects ─────────────────────────────────────────────────────────────────────────────────────

/** While it runs: nothing twice, and nothing known that is neither stored nor parked. */
export function* nothingIsClaimedFalsely(
  logs: readonly Log[],
  effects: readonly Effect[],
  parked: readonly Effect[],
  claims: readonly Claim[],
): Generator<Violation> {
  const taken = new Set([...effects, ...parked].map(nameOf));
  for (const claim of claims) {
    const log = logs.find((one) => one.log === claim.log);
    if (!log) continue;
    for (const wanted of wantedOf(log))
      if (wanted.position < claim.next && !taken.has(nameOf(wanted)))
        yield violation('known through', `${nameOf(wanted)} is said to be known and is not stored`);
    if (broken(claim, log.events))
      yield violation(
        'known through',
        `${log.log} is said to be known through ${claim.recordedAt} by ${claim.next}`,
      );
  }
}

export function* nothingTwice(effects: readonly Effect[]): Generator<Violation> {
  const seen = new Set<string>();
  for (const effect of effects) {
    const name = nameOf(effect);
    if (seen.has(name)) yield violation('no double effect', `${name} took effect twice`);
    seen.add(name);
  }
}

/** In the order of the log, per key; and "complete" after all that it completes. */
export function* inOrder(
  logs: readonly Log[],
  effects: readonly Effect[],
  everParked: ReadonlySet<string>,
): Generator<Violation> {
  const last = new Map<string, number>();
  const taken = new Set<string>();
  const wanted = new Map(logs.map((log) => [log.log, wantedOf(log)] as const));
  const typeAt = new Map(
    loggedIn(logs).map(({ log, position, event }) => [`${log}:${position}`, event.type]),
  );
  for (const effect of effects) {
    const { log, position, key } = effect;
    const name = `${log} ${key}`;
    if ((last.get(name) ?? -1) > position)
      yield violation('order per key', `${nameOf(effect)} took effect after a later one`);
    last.set(name, position);
    taken.add(nameOf(effect));
    if (!catalogueEntry(typeAt.get(`${log}:${position}`) ?? '')?.completeness) continue;
    const overtaken = wanted
      .get(log)
      ?.find(
        (one) => one.position < position && !taken.has(nameOf(one)) && !everParked.has(one.key),
      );
    if (overtaken)
      yield violation('completeness', `${nameOf(effect)} overtook ${nameOf(overtaken)}`);
  }
}

/** At rest: everything that was appended has taken effect, and nothing else has. */
export function* nothingIsLost(
  logs: readonly Log[],
  effects: readonly Effect[],
): Generator<Violation> {
  const taken = new Set(effects.map(nameOf));
  const wanted = new Set(logs.flatMap(wantedOf).map(nameOf));
  for (const name of wanted)
    if (!taken.has(name)) yield violation('no loss', `${name} never took effect`);
  for (const name of taken)
    if (!wanted.has(name)) yield violation('no loss', `${name} took effect and is not in the log`);
}

export interface StoredFact {
  readonly log: string;
  readonly position: number;
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly type: string;
  readonly body: string;
}

/** The facts that figures rest on are the events of the logs, word for word. */
export function* factsAreTheEvents(
  logs: readonly Log[],
  stored: readonly StoredFact[],
): Generator<Violation> {
  const text = (fact: Omit<LoggedEvent, 'stream'>): string => JSON.stringify(fact);
  const facts = stored.map(({ log, position, event_id: eventId, recorded_at, type, body }) => {
    const event = { type, ...(JSON.parse(body) as object) } as SaidEvent;
    const recordedAt = recorded_at.toISOString();
    return text({ log, position: Number(position), eventId, recordedAt, event });
  });
  const events = loggedIn(logs)
    .filter(({ event }) => WANTED.has(event.type) && event.type !== 'LicenseeRegistered')
    .map(({ stream: _, ...fact }) => text(fact));
  const [kept, said] = [new Set(facts), new Set(events)];
  for (const fact of said) if (!kept.has(fact)) yield violation('facts', `is not kept: ${fact}`);
  for (const fact of kept) if (!said.has(fact)) yield violation('facts', `is in no log: ${fact}`);
  if (facts.length !== kept.size) yield violation('facts', 'a fact is kept twice');
}

// ── Figures ─────────────────────────────────────────────────────────────────────────────────────

/** What an instance of supervision answered, with what it said it knew. */
export interface Answer {
  readonly by: string;
  readonly subject: LicenseeCoins;
  readonly knownAt: string;
  /** Undefined when it said that it knows no such licensee. */
  readonly figures: string | undefined;
}

export const subjectsOf = ({ licensees, assets }: Scenario): LicenseeCoins[] =>
  licensees.flatMap((licenseeId) => assets.map((asset) => ({ licenseeId, asset })));

/** Whatever was answered, while everything went wrong, is what the logs say of that moment. */
export function* answersAreRight(
  logs: readonly Log[],
  answers: readonly Answer[],
): Generator<Violation> {
  const logged = loggedIn(logs);
  const registered = new Map(
    logged
      .filter(({ event }) => event.type === 'LicenseeRegistered')
      .map(({ event, recordedAt }) => [String(event['licenseeId']), recordedAt]),
  );
  const folds = new Map<string, ReturnType<typeof rebuiltFold>>();
  for (const { by, subject, knownAt, figures } of answers) {
    const name = `${subject.licenseeId} ${subject.asset}`;
    const isKnown = (registered.get(subject.licenseeId) ?? '9999') <= knownAt;
    if (figures === undefined) {
      if (isKnown) yield violation('live = rebuilt', `${by} does not know ${name} at ${knownAt}`);
      continue;
    }
    const fold = folds.get(name) ?? rebuiltFold(logged, subject);
    folds.set(name, fold);
    const right = figuresOf(fold, knownAt);
    if (figures !== right)
      yield violation(
        'live = rebuilt',
        `${by} answered of ${name} as known at ${knownAt}\n    ${figures}\n  and the logs say\n    ${right}`,
      );
  }
}

const FAR_AHEAD = '2027-01-01T00:00:00.000Z';

/** With faults or without, the figures are the same, and every coin is somewhere. */
export function* figuresAreUndisturbed(
  scenario: Scenario,
  logs: readonly Log[],
  undisturbed: readonly LoggedEvent[],
): Generator<Violation> {
  const logged = loggedIn(logs);
  for (const subject of subjectsOf(scenario)) {
    const name = `${subject.licenseeId} ${subject.asset}`;
    const disturbed = undatedFiguresOf(rebuiltFold(logged, subject), FAR_AHEAD);
    const calm = undatedFiguresOf(rebuiltFold(undisturbed, subject), FAR_AHEAD);
    if (disturbed !== calm)
      yield violation('undisturbed', `${name} has other figures than without faults`);
    const { missing } = coinsOf(logged, subject, FAR_AHEAD);
    if (missing !== 0n) yield violation('conservation of coins', `${name} misses ${missing}`);
  }
}

/** What the logs would hold if nothing ever failed. */
export const undisturbedRun = ({ senders }: Scenario): LoggedEvent[] => {
  const streams = new Map<string, SaidEvent[]>();
  const logged: LoggedEvent[] = [];
  for (const { source, sayings } of senders)
    for (const { decide } of sayings)
      for (const { stream, events } of decide((name) => streams.get(name) ?? [])) {
        streams.set(stream, [...(streams.get(stream) ?? []), ...events]);
        for (const event of events) {
          const position = logged.length;
          const recordedAt = new Date(Date.UTC(2026, 4, 20) + position).toISOString();
          const eventId = `undisturbed-${position}`;
          logged.push({ log: logOf(source), position, eventId, recordedAt, stream, event });
        }
      }
  return logged;
};

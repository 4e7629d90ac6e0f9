import { catalogueEntry, upcast } from '@esep/contracts';
import { accept, refuse, replay, type Decider, type Decision } from '@esep/kernel';
import type { JsonObject, Meta } from '@esep/ledger-format';
import { v7 as uuidv7 } from 'uuid';

import type {
  Append,
  AppendOutcome,
  EventStore,
  EventToAppend,
  StoredEvent,
} from './event-store.js';

/** The outcome of a command: its place in the log, or the refusal. */
export type CommandOutcome =
  | {
      readonly accepted: true;
      /** False when the state was already as commanded: nothing was appended. */
      readonly changed: boolean;
      /** True when the same idempotency key had this outcome before. */
      readonly replayed: boolean;
      readonly stream: string;
      readonly version: number;
      readonly position: number;
      readonly eventId: string;
      /** Set when the command proposed an act: what a second person confirms. */
      readonly proposalId?: string;
      /** Members of the answer beside the place in the log. */
      readonly also?: JsonObject;
    }
  | { readonly accepted: false; readonly reason: string; readonly stream: string };

/** One stream's part in a command. Make it with `step`. */
export interface CommandStep {
  readonly stream: string;
  /** Skipped when the steps before it changed nothing. */
  readonly onlyWithChange?: boolean;
  decide(past: readonly DomainEvent[]): Decision<DomainEvent, string>;
}

export type DomainEvent = { readonly type: string };

export interface CommandContext {
  readonly meta: Meta;
  readonly once?: NonNullable<Append['once']>;
}

/** Binds a decider to the stream it decides over and to one command. */
export const step = <State, Command, Event extends DomainEvent, Reason extends string>(
  stream: string,
  decider: Decider<State, Command, Event, Reason>,
  command: Command,
): CommandStep => ({
  stream,
  decide: (past) => decider.decide(command, replay(decider, past as readonly Event[])),
});

/**
 * Streams that are decided together although the command does not name them, such as all pools under one
 * cap. Each change of one of them appends this event to a stream that they share.
 */
export interface Roster {
  readonly stream: string;
  readonly event: DomainEvent;
}

const ATTEMPTS_MAX = 20;
const ROSTER_CHANGED = 'roster-changed';

/**
 * Loads, decides, appends. A command over several streams is atomic. On a version conflict it is loaded
 * and decided again.
 */
export class CommandHandler {
  /** The last queued command of each roster. */
  private readonly queues = new Map<string, Promise<unknown>>();

  constructor(private readonly store: EventStore) {}

  async handle(context: CommandContext, ...steps: readonly CommandStep[]): Promise<CommandOutcome> {
    // Before deciding: a command that changed something the first time changes nothing the second.
    const before = context.once && (await this.store.recall(context.once));
    if (before) return outcomeOf(before, steps);
    for (let race = 0; race < ATTEMPTS_MAX; race += 1) {
      const past = await this.store.readStreams(steps.map(({ stream }) => stream));
      const decided = decideAll(steps, past);
      if ('refused' in decided) return decided.refused;
      if (decided.writes.length === 0)
        return this.rememberUnchanged(context, steps, unchangedOutcome(steps, past));
      const outcome = await this.store.append({ ...context, writes: decided.writes });
      if (outcome.appended || outcome.reason !== 'wrong-expected-version')
        return outcomeOf(outcome, steps);
    }
    throw new Error(`${ATTEMPTS_MAX} writers in a row were faster on ${steps[0]?.stream}.`);
  }

  /** Stores the key of a command that changed nothing, so that it is refused for another content. */
  private async rememberUnchanged(
    { once }: CommandContext,
    steps: readonly CommandStep[],
    outcome: CommandOutcome & { readonly accepted: true },
  ): Promise<CommandOutcome> {
    const before = once && (await this.store.remember(once, outcome.position));
    return before ? outcomeOf(before, steps) : outcome;
  }

  /**
   * A command that depends on all streams of a roster. `stepsOf` reads them after the roster's version is
   * known, and the append expects that version: on a change in between it conflicts and is decided
   * again. No connection or lock is held meanwhile. Commands of one process are queued, which only
   * saves conflicts.
   */
  handleTogether(
    context: CommandContext,
    roster: Roster,
    stepsOf: () => Promise<readonly CommandStep[]>,
  ): Promise<CommandOutcome> {
    const before = this.queues.get(roster.stream) ?? Promise.resolve();
    const turn = before.then(() => this.handleInTurn(context, roster, stepsOf));
    const settled = turn.catch(() => undefined);
    this.queues.set(roster.stream, settled);
    return turn.finally(() => {
      if (this.queues.get(roster.stream) === settled) this.queues.delete(roster.stream);
    });
  }

  private async handleInTurn(
    context: CommandContext,
    { stream, event }: Roster,
    stepsOf: () => Promise<readonly CommandStep[]>,
  ): Promise<CommandOutcome> {
    for (let race = 0; race < ATTEMPTS_MAX; race += 1) {
      const seen = (await this.store.readStream(stream)).length;
      const steps = await stepsOf();
      const outcome = await this.handle(context, ...steps, {
        stream,
        onlyWithChange: true,
        decide: (past) => (past.length === seen ? accept(event) : refuse(ROSTER_CHANGED)),
      });
      if (outcome.accepted || outcome.reason !== ROSTER_CHANGED) return outcome;
    }
    throw new Error(`${ATTEMPTS_MAX} writers in a row were faster on ${stream}.`);
  }
}

const decideAll = (steps: readonly CommandStep[], past: Map<string, readonly StoredEvent[]>) => {
  const histories = new Map(
    [...past].map(([stream, events]) => [stream, events.map(domainEventOf)] as const),
  );
  const writes = new Map<string, { expectedVersion: number; events: EventToAppend[] }>();
  for (const { stream, decide, onlyWithChange } of steps) {
    if (onlyWithChange && writes.size === 0) continue;
    const history = histories.get(stream) ?? [];
    const decision = decide(history);
    if (!decision.accepted)
      return { refused: { accepted: false, reason: decision.reason, stream } as const };
    if (decision.events.length === 0) continue;
    // A later step of the same command sees the events of an earlier one.
    histories.set(stream, [...history, ...decision.events]);
    const write = writes.get(stream) ?? { expectedVersion: history.length, events: [] };
    write.events.push(...decision.events.map(eventToAppend));
    writes.set(stream, write);
  }
  return { writes: [...writes].map(([stream, write]) => ({ stream, ...write })) };
};

/**
 * Schema version and effective time come from the catalogue. A proposal's id is the id of its event, so
 * that it is found without another index.
 */
export const eventToAppend = (event: DomainEvent): EventToAppend => {
  const { type, ...body } = event as DomainEvent & JsonObject;
  const eventId = isProposal(type) ? String(body['proposalId']) : uuidv7();
  const entry = catalogueEntry(type);
  if (!entry) throw new Error(`No event of the catalogue is called ${type}.`);
  const validAt = body[entry.validAt];
  if (typeof validAt !== 'string') throw new Error(`${type} does not say when: ${entry.validAt}.`);
  return { eventId, type, schemaVersion: entry.schemaVersion, validAt, body };
};

const isProposal = (type: string): boolean => catalogueEntry(type)?.act?.step === 'proposed';

/** A stored event in the latest version of its schema. */
export const domainEventOf = ({
  envelope: { type, schemaVersion, body },
}: StoredEvent): DomainEvent => ({ type, ...upcast(type, schemaVersion, body) });

const unchangedOutcome = (
  steps: readonly CommandStep[],
  past: Map<string, readonly StoredEvent[]>,
): CommandOutcome & { readonly accepted: true } => {
  const stream = steps[0]?.stream ?? '';
  const last = past.get(stream)?.at(-1);
  return {
    accepted: true,
    changed: false,
    replayed: false,
    stream,
    version: last?.envelope.version ?? 0,
    position: last?.position ?? -1,
    eventId: last?.envelope.eventId ?? '',
  };
};

const outcomeOf = (outcome: AppendOutcome, steps: readonly CommandStep[]): CommandOutcome => {
  if (!outcome.appended)
    return { accepted: false, reason: outcome.reason, stream: steps[0]?.stream ?? '' };
  const { replayed, type, version, firstPosition: position, eventId } = outcome;
  const changed = outcome.lastPosition >= position;
  const stream = outcome.stream || (steps[0]?.stream ?? '');
  const place = { replayed, stream, version, position, eventId };
  const proposal = changed && isProposal(type) ? { proposalId: eventId } : {};
  return { accepted: true, changed, ...place, ...proposal };
};

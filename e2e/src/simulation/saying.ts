import {
  catalogueEntry,
  submissionDecider,
  submissionStream,
  type ReportKind,
} from '@esep/contracts';
import {
  completenessDecider as venueCompleteness,
  fillDecider,
  fillRowId,
  fillStream,
  tradeDecider,
  tradeStream,
} from '@esep/exchange-settlement-domain';
import { completenessStream, replay, type Decider, type Instant, type Intake } from '@esep/kernel';
import type { JsonObject } from '@esep/ledger-format';
import { completenessDecider as poolCompleteness } from '@esep/pool-reporting-domain';

// How a sender says something, so that it can say it again when nobody answered: what is known of the
// streams decides whether there is anything left to say.

/** When everything is said: after all that it is about. */
export const REPORTED_AT: Instant = '2026-05-20T00:00:00.000Z';

export type SaidEvent = JsonObject & { readonly type: string };
export type Known = (stream: string) => readonly SaidEvent[];

/** Something that a sender says. */
export interface Saying {
  readonly streams: readonly string[];
  readonly decide: (known: Known) => readonly { stream: string; events: readonly SaidEvent[] }[];
}

/** Events of the register, which are decided elsewhere: said once, however often it is tried. */
export const said = (stream: string, ...events: readonly SaidEvent[]): Saying =>
  saying({ [stream]: events });

export const saying = (
  ...writes: readonly Readonly<Record<string, readonly SaidEvent[]>>[]
): Saying => {
  const all = writes.flatMap((write) => Object.entries(write));
  return {
    streams: all.map(([stream]) => stream),
    decide: (known) =>
      all.map(([stream, events]) => {
        const before = new Set(known(stream).map((event) => JSON.stringify(event)));
        return { stream, events: events.filter((event) => !before.has(JSON.stringify(event))) };
      }),
  };
};

export const POOLS = {
  streamOf: completenessStream,
  decide: (poolId: string, through: Instant, known: readonly SaidEvent[]) =>
    poolCompleteness.decide(
      { type: 'ReportThrough', poolId, through, at: REPORTED_AT },
      stateOf(poolCompleteness, known),
    ),
};
export const VENUES = {
  streamOf: completenessStream,
  decide: (exchangeId: string, through: Instant, known: readonly SaidEvent[]) =>
    venueCompleteness.decide(
      { type: 'ReportThrough', exchangeId, through, at: REPORTED_AT },
      stateOf(venueCompleteness, known),
    ),
};

export const through = (
  sender: string,
  instant: Instant,
  { streamOf, decide }: typeof POOLS | typeof VENUES,
): Saying => {
  const stream = streamOf(sender);
  return {
    streams: [stream],
    decide(known) {
      const decision = decide(sender, instant, known(stream));
      return decision.accepted ? [{ stream, events: decision.events }] : [];
    },
  };
};

/** A report with its rows, recorded together; sent again it says nothing new. */
export const submitted = (
  report: { kind: ReportKind; sender: string; reportId: string; version: number },
  rows: number,
  streams: readonly string[],
  decide: (known: Known) => Intake<SaidEvent, string>,
): Saying => {
  const own = submissionStream(report);
  return {
    streams: [own, ...streams],
    decide(known) {
      const intake = decide(known);
      const rejected = intake.rejected.map(({ rowId, code }) => ({ rowId, code, content: {} }));
      const decision = submissionDecider.decide(
        { ...report, type: 'Submit', digest: own, rows, rejected, at: REPORTED_AT },
        stateOf(submissionDecider, known(own)),
      );
      if (!decision.accepted || decision.events.length === 0) return [];
      const events = decision.events as readonly unknown[] as readonly SaidEvent[];
      return [{ stream: own, events }, ...intake.appends];
    },
  };
};

const SIDES = ['sell', 'buy'] as const;

export const streamsOf = (exchangeId: string, trades: readonly string[]): string[] =>
  trades.flatMap((tradeId) => [
    tradeStream(exchangeId, tradeId),
    ...SIDES.map((side) => fillStream(exchangeId, tradeId, side)),
  ]);

export const tradesOf = (exchangeId: string, trades: readonly string[], known: Known) => ({
  trades: new Map(
    trades.map((id) => [id, stateOf(tradeDecider, known(tradeStream(exchangeId, id)))] as const),
  ),
  fills: new Map(
    trades.flatMap((tradeId) =>
      SIDES.map((side) => {
        const events = known(fillStream(exchangeId, tradeId, side));
        return [fillRowId({ tradeId, side }), stateOf(fillDecider, events)] as const;
      }),
    ),
  ),
});

export const stateOf = <State, Event>(
  decider: Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>,
  events: readonly SaidEvent[],
): State => replay(decider, events as readonly unknown[] as readonly Event[]);

/** When it happened, by the catalogue. */
export const validAtOf = (event: SaidEvent): Instant =>
  String(event[catalogueEntry(event.type)?.validAt ?? '']);

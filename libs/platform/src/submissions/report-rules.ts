import type { ReportKind } from '@esep/contracts';
import { replay, type Decider, type Intake, type ReportTime } from '@esep/kernel';
import type { JsonObject } from '@esep/ledger-format';

import type { DomainEvent } from '../event-store/command-handler.js';

// What a kind of report gives to the intake (submission-intake.ts).

/** A version of a report, its rows with the parties from the register. */
export interface ReportOf<Row> extends ReportTime {
  readonly sender: string;
  readonly reportId: string;
  readonly version: number;
  readonly rows: readonly Row[];
}

/** The events of a report's rows in the log. */
export interface KnownRows {
  /** Ids of the rows of earlier versions of this report. */
  readonly earlier: readonly string[];
  /** The events of a row that was sent, or of one of an earlier version; oldest first. */
  eventsOf(stream: string): readonly DomainEvent[];
}

/** What is specific to one kind of report. */
export interface ReportRules<Sent, Row, Event extends DomainEvent, Code extends string> {
  readonly kind: ReportKind;
  readonly messages: Readonly<Record<Code, string>>;
  /** False if its rows act on existing ones, as busts on fills: then the log is always read. */
  readonly bringsNewRows: boolean;
  /** The rows with their parties, as the register has them now. */
  resolve(rows: readonly Sent[]): Promise<readonly Row[]>;
  /** False if the register, as it is now, would have the row rejected. */
  isInRegister(row: Row): boolean;
  /** Every stream that the decision of a row rests on. */
  streamsOf(sender: string, row: Sent): readonly string[];
  decide(report: ReportOf<Row>, known: KnownRows): Intake<Event, Code>;
  /** The content of a rejected row as it is recorded: without identity numbers. */
  kept(sent: JsonObject): JsonObject;
}

/** The rules of rows that have a stream each, decided by the states of those streams, by row id. */
export const rowsWithStreams = <
  Row extends { readonly rowId: string },
  State,
  Event extends DomainEvent,
  Code extends string,
>(
  streamOf: (sender: string, rowId: string) => string,
  decider: Pick<Decider<State, never, Event, never>, 'initial' | 'evolve'>,
  decide: (report: ReportOf<Row>, known: ReadonlyMap<string, State>) => Intake<Event, Code>,
) => ({
  streamsOf: (sender: string, { rowId }: { readonly rowId: string }): readonly string[] => [
    streamOf(sender, rowId),
  ],
  decide(report: ReportOf<Row>, known: KnownRows): Intake<Event, Code> {
    const states = new Map<string, State>();
    for (const rowId of [...known.earlier, ...report.rows.map((row) => row.rowId)]) {
      const events = known.eventsOf(streamOf(report.sender, rowId)) as readonly Event[];
      if (events.length > 0) states.set(rowId, replay(decider, events));
    }
    return decide(report, states);
  },
});

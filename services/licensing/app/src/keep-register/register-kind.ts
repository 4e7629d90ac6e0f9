import type { Decider } from '@esep/kernel';
import { Column, PrimaryColumn } from 'typeorm';

/** What a row of the register has, of whatever kind it is. */
export abstract class RegisterRow<State = unknown> {
  @PrimaryColumn('text') id!: string;
  /** The position of the latest event in it. */
  @Column('bigint', { select: false }) position!: number;
  /** What the decider of the kind evolves. No list reads it. */
  @Column('jsonb', { select: false }) state!: State;
}

/** What a kind's own columns hold. */
export type ColumnsOf<Row extends RegisterRow> = Omit<Row, keyof RegisterRow>;

/** The columns that each table of the register begins with. */
export const ROW_COLUMNS = `
  id text collate "C" primary key,
  position bigint not null,
  state jsonb not null`;

/** A kind of thing in the register: a stream for each, and a row for each in a table of the kind. */
export interface RegisterKind<State, Row extends RegisterRow<State>> {
  readonly Row: new () => Row;
  readonly decider: Pick<Decider<State, never, never, string>, 'initial' | 'evolve'>;
  /** Creates the table and the indexes that its lists need. */
  readonly table: string;
  columnsOf(state: State): ColumnsOf<Row>;
}

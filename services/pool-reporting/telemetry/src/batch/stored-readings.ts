/** Rows that may overlap with what is stored, by columns of one length. */
export interface LateRows {
  /** Index in the register. */
  readonly machine: Uint32Array;
  /** Seconds since 1970. */
  readonly start: Uint32Array;
  readonly seconds: Uint16Array;
}

/** What earlier batches have. Whoever keeps the catalogue of chunks answers it. */
export interface StoredReadings {
  /** End of the last stored interval of the machine, in seconds since 1970; 0 where nothing is stored. */
  endOf(machine: number): number;
  /**
   * For each of the rows, which all begin before that end, 1 where a stored interval of the same machine
   * overlaps it and 0 where none does. Asked at most once for each slice.
   */
  overlaps(rows: LateRows): Promise<Uint8Array>;
}

export const NOTHING_STORED: StoredReadings = {
  endOf: () => 0,
  overlaps: (rows) => Promise.resolve(new Uint8Array(rows.machine.length)),
};

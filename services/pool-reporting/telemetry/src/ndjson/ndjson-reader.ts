import type { RefusalLog } from '../checks/refusal-log.js';
import type { RowChecks } from '../checks/row-checks.js';
import type { Columns } from '../columns/columns.js';
import { LineScanner } from './line-scanner.js';

/** The longest line without its line feed; what is longer is skipped, not held. */
export const LINE_BYTES_MAX = 65_536;

const LINE_FEED = 0x0a;
/** Space, tab, carriage return. */
const SPACES: readonly number[] = [0x20, 0x09, 0x0d];

/** Reads the lines of a body into columns. Lines count from 1; blank ones count, and are no rows. */
export class NdjsonReader {
  private lines = 0;
  private readonly scanner = new LineScanner();
  /** The line that has not ended yet. */
  private readonly partial = Buffer.alloc(LINE_BYTES_MAX + 1);
  private readonly partialView = viewOf(this.partial);
  private partialBytes = 0;
  private isTooLong = false;

  constructor(
    private readonly columns: Columns,
    private readonly checks: RowChecks,
    private readonly refusals: RefusalLog,
  ) {}

  /** Reads the lines that end in the chunk. Yields whenever the columns are full: they must be cleared. */
  *read(chunk: Uint8Array): Generator<void> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const view = viewOf(bytes);
    let start = 0;
    for (let end; (end = bytes.indexOf(LINE_FEED, start)) >= 0; start = end + 1) {
      if (this.partialBytes > 0 || this.isTooLong) {
        this.keep(bytes, start, end);
        this.endPartial();
      } else this.readLine(bytes, view, start, end);
      if (this.columns.isFull) yield;
    }
    this.keep(bytes, start, bytes.length);
  }

  /** Reads the last line where no line feed ends it. */
  *end(): Generator<void> {
    if (this.partialBytes > 0 || this.isTooLong) this.endPartial();
    if (this.columns.isFull) yield;
  }

  private keep(bytes: Buffer, start: number, end: number): void {
    if (this.partialBytes + end - start > LINE_BYTES_MAX) this.isTooLong = true;
    if (this.isTooLong) return;
    bytes.copy(this.partial, this.partialBytes, start, end);
    this.partialBytes += end - start;
  }

  private endPartial(): void {
    if (this.isTooLong) {
      this.lines += 1;
      this.refusals.add(this.lines, 'line-too-long');
    } else {
      this.partial[this.partialBytes] = LINE_FEED;
      this.readLine(this.partial, this.partialView, 0, this.partialBytes);
    }
    this.partialBytes = 0;
    this.isTooLong = false;
  }

  private readLine(bytes: Uint8Array, view: DataView, start: number, end: number): void {
    this.lines += 1;
    if (isBlank(bytes, start, end)) return;
    const refusal =
      end - start > LINE_BYTES_MAX ? 'line-too-long' : this.readRow(bytes, view, start, end);
    if (refusal) this.refusals.add(this.lines, refusal);
  }

  private readRow(bytes: Uint8Array, view: DataView, start: number, end: number) {
    const { scanner, checks } = this;
    const refusal = scanner.scan(bytes, view, start, end);
    if (refusal) return refusal;
    const machine = checks.register.find(bytes, scanner.serialStart, scanner.serialEnd);
    return checks.admit(this.lines, machine, scanner.values, scanner.present);
  }
}

const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length);

const isBlank = (bytes: Uint8Array, start: number, end: number): boolean => {
  for (let at = start; at < end; at += 1) if (!SPACES.includes(bytes[at]!)) return false;
  return true;
};

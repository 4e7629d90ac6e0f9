import type { ReportTime } from '@esep/kernel';

/** A version of a venue's report that was admitted, with its rows as they were sent. */
export interface ExchangeReport<Row> extends ReportTime {
  readonly exchangeId: string;
  readonly reportId: string;
  readonly version: number;
  readonly rows: readonly Row[];
}

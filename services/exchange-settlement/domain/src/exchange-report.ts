import type { ReportTime } from '@esep/kernel';

/** An admitted version of a venue's report, with its rows as sent. */
export interface ExchangeReport<Row> extends ReportTime {
  readonly exchangeId: string;
  readonly reportId: string;
  readonly version: number;
  readonly rows: readonly Row[];
}

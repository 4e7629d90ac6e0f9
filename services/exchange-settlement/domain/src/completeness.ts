import type { ExchangeReportedThrough } from '@esep/contracts';
import { completenessDeciderOf, type Instant, type ReportTime } from '@esep/kernel';

export interface ReportThrough extends ReportTime {
  readonly type: 'ReportThrough';
  readonly exchangeId: string;
  readonly through: Instant;
}

export const completenessDecider = completenessDeciderOf(
  ({ exchangeId, through }: ReportThrough): ExchangeReportedThrough => ({
    type: 'ExchangeReportedThrough',
    exchangeId,
    through,
  }),
);

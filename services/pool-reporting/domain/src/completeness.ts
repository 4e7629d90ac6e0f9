import type { PoolReportedThrough } from '@esep/contracts';
import { completenessDeciderOf, type Instant, type ReportTime } from '@esep/kernel';

export interface ReportThrough extends ReportTime {
  readonly type: 'ReportThrough';
  readonly poolId: string;
  readonly through: Instant;
}

export const completenessDecider = completenessDeciderOf(
  ({ poolId, through }: ReportThrough): PoolReportedThrough => ({
    type: 'PoolReportedThrough',
    poolId,
    through,
  }),
);

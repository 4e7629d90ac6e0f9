import { BOARD_PERIODS_MAX, periodsBetween, plusPeriods, type Period } from '@esep/kernel';
import { IsPeriod, Problem } from '@esep/platform';

/** From one month to another; extend it with what else is asked. */
export class PeriodsQuery {
  @IsPeriod({ description: 'The first month.', example: '2026-01' }) from!: string;
  @IsPeriod({ description: 'The last month.', example: '2026-06' }) until!: string;
}

/** The months of a question; throws a 400 for none of them, or too many. */
export const periodsAsked = ({ from, until }: PeriodsQuery): readonly Period[] => {
  if (from <= until && until < plusPeriods(from, BOARD_PERIODS_MAX))
    return periodsBetween(from, until);
  throw new Problem(400, 'periods-invalid', {
    detail: `until must not lie before from, and at most ${BOARD_PERIODS_MAX} months are shown at once.`,
    errors: [
      {
        pointer: '/until',
        code: 'periods-invalid',
        message: `must be the month of from, or one of the ${BOARD_PERIODS_MAX - 1} after it`,
      },
    ],
  });
};

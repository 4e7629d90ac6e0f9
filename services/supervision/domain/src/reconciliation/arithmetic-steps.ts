import type { Instant } from '@esep/kernel';

import type { PeriodAccount } from './period-account.js';
import { rowOf, type ReconciliationRow } from './reconciliation.js';
import type { JudgedPeriod, SenderAsked } from './verdict.js';

// The row of an explanation again, figure by figure: as a formula for people who read English, and as
// an operation on operands, from which any language and any second computation can be made.

/** What a step does with its operands, in their order. */
export const OPERATIONS = {
  sum: 'The sum of the second over so many as the first.',
  'sum-before': 'The sum of the second over so many as the first, of those before the third.',
  'sum-from': 'The sum of the second over so many as the first, of those from the third on.',
  difference: 'The first without the second.',
  'quotient-rounded-up': 'The first divided by the second, rounded up.',
  'share-rounded-down':
    'The first times the second, divided by the third and rounded down; null where the third is 0.',
  'state-at':
    'At the first: open before the second, provisional before the third and as long as a report is missing, else final.',
  'verdict-of':
    'Of a first that is not final, pending, or inconclusive where reports are missing; else compliant without shortfall, breach with something outstanding, breach-cured-late with none.',
} as const;
export type Operation = keyof typeof OPERATIONS;

/** `base-units-bps` are base units times basis points; `sender` is the id of a pool or an exchange. */
export const UNITS = [
  'base-units',
  'base-units-bps',
  'bps',
  'count',
  'instant',
  'sender',
  'state',
] as const;

export interface Operand {
  /** A figure of the row, a field of the explanation, or a list of it that is counted or summed up. */
  readonly name: string;
  readonly value: string;
  readonly unit: (typeof UNITS)[number];
}

/** How one figure of the row comes about. */
export interface ArithmeticStep {
  readonly figure: keyof ReconciliationRow;
  readonly formula: string;
  readonly value: string;
  readonly rules: readonly string[];
  readonly operation: Operation;
  readonly operands: readonly Operand[];
}

/** How many sales there are in the period, and how many payments of it in time. */
interface Counts {
  readonly sales: number;
  readonly paidInTime: number;
}

/** The row again, figure by figure, each with the numbers it is made of. */
export const stepsOf = (
  judged: JudgedPeriod,
  asOf: Instant,
  { sales, paidInTime }: Counts,
): readonly ArithmeticStep[] => {
  const { account } = judged;
  const { weighted, counted, inputs, paidBy, due } = account;
  const row = rowOf(judged);
  const { mined, required, soldInTime, soldLate, shortfall, outstanding, surplus } = row;
  const paidLate = paidBy.length - paidInTime;
  const step = (
    figure: keyof ReconciliationRow,
    [formula, operation, ...operands]: readonly [string, Operation, ...Operand[]],
    ...rules: string[]
  ): ArithmeticStep => ({
    ...{ figure, formula, value: String(row[figure]), rules },
    ...{ operation, operands },
  });
  return [
    step(
      'mined',
      [
        `Σ net of ${inputs.length} distributions`,
        'sum',
        count('distributions', inputs.length),
        coins('net', mined),
      ],
      'POOL-3',
    ),
    step(
      'required',
      [
        `⌈ Σ (net × share) ${weighted} ÷ 10000 ⌉`,
        'quotient-rounded-up',
        { name: 'weighted', value: String(weighted), unit: 'base-units-bps' },
        WHOLE,
      ],
      'SALE-1',
      'SALE-5',
    ),
    step(
      'soldInTime',
      [
        `Σ of ${paidInTime} payments before ${due}`,
        'sum-before',
        count('paidBy', paidInTime),
        coins('quantity', soldInTime),
        instant('due', due),
      ],
      'SALE-1',
      'SALE-9',
    ),
    step(
      'soldLate',
      [
        `Σ of ${paidLate} payments from ${due} on`,
        'sum-from',
        count('paidBy', paidLate),
        coins('quantity', soldLate),
        instant('due', due),
      ],
      'SALE-5',
    ),
    step(
      'shortfall',
      [
        `${required} − ${soldInTime}`,
        'difference',
        coins('required', required),
        coins('soldInTime', soldInTime),
      ],
      'SALE-1',
    ),
    step(
      'outstanding',
      [
        `${shortfall} − ${soldLate}`,
        'difference',
        coins('shortfall', shortfall),
        coins('soldLate', soldLate),
      ],
      'SALE-1',
    ),
    step(
      'surplus',
      [
        'counted by sales of the period and owed by no period',
        'sum',
        count('sales', sales),
        coins('surplus', surplus),
      ],
      'SALE-5',
    ),
    step('dischargedBps', shareOf('soldInTime', soldInTime, mined), 'SALE-1'),
    step('soldBps', shareOf('counted', counted, mined), 'SALE-1'),
    step(
      'retained',
      [`${mined} − ${required}`, 'difference', coins('mined', mined), coins('required', required)],
      'SALE-3',
    ),
    step('state', stateAt(account, judged.senders, asOf), 'SALE-9'),
    step(
      'verdict',
      [
        judged.state === 'final'
          ? `shortfall ${shortfall}, outstanding ${outstanding}`
          : `the period is ${judged.state}`,
        'verdict-of',
        { name: 'state', value: judged.state, unit: 'state' },
        coins('shortfall', shortfall),
        coins('outstanding', outstanding),
        count('missing', missingOf(account, judged.senders, asOf).length),
      ],
      'SALE-1',
      'SUP-2',
    ),
  ];
};

const coins = (name: string, value: bigint): Operand => ({
  ...{ name, value: String(value), unit: 'base-units' },
});
const count = (name: string, value: number): Operand => ({
  ...{ name, value: String(value), unit: 'count' },
});
const instant = (name: string, value: Instant): Operand => ({ name, value, unit: 'instant' });

const WHOLE: Operand = { name: 'whole', value: '10000', unit: 'bps' };

const shareOf = (
  name: string,
  part: bigint,
  mined: bigint,
): readonly [string, Operation, ...Operand[]] => [
  `⌊ 10000 × ${part} ÷ ${mined} ⌋`,
  'share-rounded-down',
  WHOLE,
  coins(name, part),
  coins('mined', mined),
];

const stateAt = (
  account: PeriodAccount,
  senders: readonly SenderAsked[],
  asOf: Instant,
): readonly [string, Operation, ...Operand[]] => {
  const missing = missingOf(account, senders, asOf);
  return [
    stateBecause(account, missing, asOf),
    'state-at',
    instant('asOf', asOf),
    instant('end', account.end),
    instant('due', account.due),
    ...missing.map((value): Operand => ({ name: 'missing', value, unit: 'sender' })),
  ];
};

/** Whose reports are waited for; before the month falls due nobody's are. */
const missingOf = (
  { due }: PeriodAccount,
  senders: readonly SenderAsked[],
  asOf: Instant,
): readonly string[] =>
  asOf < due
    ? []
    : senders.filter(({ complete, waived }) => !complete && !waived).map(({ sender }) => sender);

const stateBecause = (
  { end, due }: PeriodAccount,
  missing: readonly string[],
  asOf: Instant,
): string => {
  if (asOf < end) return `${asOf} is before the end, ${end}`;
  if (asOf < due) return `${asOf} is before the due time, ${due}`;
  if (missing.length === 0) return `${asOf} is past the due time, ${due}; every report is in`;
  return `past the due time, ${due}, without ${missing.join(', ')}`;
};

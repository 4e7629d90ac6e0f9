import type { Verdict } from '@esep/contracts';
import Table from 'cli-table3';

import type { DemonstrationProgress, DemonstrationResult } from './demonstration.js';
import { wholeCoins, type FoundRow } from './found-row.js';

// The result for people, and the same for machines.

const VERDICTS: Readonly<Record<Verdict, string>> = {
  pending: 'pending',
  inconclusive: 'inconclusive',
  compliant: 'compliant',
  breach: 'BREACH',
  'breach-cured-late': 'BREACH, cured late',
};

const HEAD = [
  'Licensee',
  'Asset',
  'Month',
  'Mined',
  'Required',
  'Sold',
  '%',
  'Verdict',
  'Findings',
];
const ALIGNED = HEAD.map((title) =>
  ['Mined', 'Required', 'Sold', '%'].includes(title) ? 'right' : 'left',
);

/** All rows, amounts in whole coins. A licensee is named once. */
export const tableOf = (rows: readonly FoundRow[]): string => {
  const table = new Table({
    head: HEAD,
    colAligns: ALIGNED,
    style: { head: [], border: [], compact: true },
  });
  rows.forEach((row, i) => {
    const isNew = rows[i - 1]?.licenceId !== row.licenceId;
    table.push([isNew ? row.licensee : '', ...cellsOf(row)]);
  });
  return table.toString();
};

const cellsOf = (row: FoundRow): string[] => {
  const { asset, period, mined, required, verdict, restatement, findings } = row;
  const coins = (quantity: bigint) => wholeCoins(quantity, asset);
  const sold = soldOf(row);
  return [
    asset,
    period,
    coins(mined),
    coins(required),
    coins(sold),
    mined === 0n ? '' : percentOf(sold, mined),
    VERDICTS[verdict] + (restatement > 0 ? ' (restated)' : ''),
    findings
      .map(({ type, quantity }) => `${type.replaceAll('-', ' ')} ${coins(quantity)}`)
      .join(', '),
  ];
};

/** What was sold where the law says: for this month, in time or late, and beyond it. */
const soldOf = ({ soldInTime, soldLate, surplus }: FoundRow): bigint =>
  soldInTime + soldLate + surplus;

/** Down to a tenth, never up: 74.99 % is not 75 %. */
const percentOf = (part: bigint, whole: bigint): string => {
  const tenths = (part * 1_000n) / whole;
  return `${tenths / 10n}.${tenths % 10n}`;
};

/** One line for each day while it runs. */
export const progressLine = (progress: DemonstrationProgress): string => {
  const { day, dayNumber, days, submissions, rows } = progress;
  return `${day} (day ${dayNumber} of ${days}): ${submissions} reports, ${rows} rows`;
};

/** What it came to, in a line. */
export const summaryOf = (result: DemonstrationResult): string => {
  const { rows, mismatches, days, submissions, rowsSent, seconds } = result;
  const counts = Map.groupBy(rows, ({ verdict }) => verdict);
  const verdicts = (Object.keys(VERDICTS) as Verdict[]).flatMap((verdict) => {
    const count = counts.get(verdict)?.length ?? 0;
    return count === 0 ? [] : [`${count} ${VERDICTS[verdict]}`];
  });
  const outcome =
    mismatches.length === 0
      ? 'All figures are as they must be.'
      : `${mismatches.length} things are NOT as they must be.`;
  return `${days} days, ${submissions} reports, ${rowsSent} rows in ${seconds.toFixed(1)} s: ${verdicts.join(', ')}. ${outcome}`;
};

/** Everything for machines; quantities are decimal strings of base units. */
export const jsonOf = (result: DemonstrationResult): string =>
  JSON.stringify(
    result,
    (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );

/** Prints the table, what it came to, and what is not as it must be; or JSON. */
export const printDemonstration = (
  result: DemonstrationResult,
  { json = false, print = console.log as (text: string) => void } = {},
): void => {
  if (json) return print(jsonOf(result));
  print(tableOf(result.rows));
  print(summaryOf(result));
  for (const mismatch of result.mismatches) print(mismatch);
};

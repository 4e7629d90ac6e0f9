import type { Subject } from '../project-facts/subject.js';

/** Where a row stands in a list of all licensees. */
export type RowKey = [licenseeId: string, asset: string, period: string];

export const keyOf = (row: Subject & { readonly period: string }): RowKey => [
  row.licenseeId,
  row.asset,
  row.period,
];

export const isLicenseeId = (text: string): boolean =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** For what a cursor says. */
export const isRowKey = (value: unknown): value is RowKey =>
  Array.isArray(value) &&
  value.length === 3 &&
  value.every((part) => typeof part === 'string') &&
  isLicenseeId(value[0] as string);

export const isAfter = (key: RowKey, other: RowKey): boolean => {
  const at = key.findIndex((part, index) => part !== other[index]);
  return at >= 0 && (key[at] as string) > (other[at] as string);
};

export const distinctSubjects = (rows: readonly Subject[]): readonly Subject[] => [
  ...new Map(rows.map((row) => [`${row.licenseeId} ${row.asset}`, row])).values(),
];

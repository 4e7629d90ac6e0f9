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

/** For cursors, which callers can change. */
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

/** By what a list of rows may be sorted, largest first. */
export const ROW_SORTS = ['mined', 'outstanding', 'shortfall'] as const;
export type RowSort = (typeof ROW_SORTS)[number];

/** Where a row stands in a sorted list: by its amount, and among rows alike in it by its key. */
export type SortedRowKey = [...key: RowKey, amount: string];

type SortableRow = Parameters<typeof keyOf>[0] & Readonly<Record<RowSort, string>>;

export const placeOf = (row: SortableRow, sort: RowSort | undefined): RowKey | SortedRowKey =>
  sort === undefined ? keyOf(row) : [...keyOf(row), row[sort]];

/** For what a cursor of a sorted list says. */
export const isSortedRowKey = (value: unknown): value is SortedRowKey =>
  Array.isArray(value) && isRowKey(value.slice(0, -1)) && /^-?\d{1,78}$/.test(String(value.at(-1)));

export const standsAfter = (
  place: RowKey | SortedRowKey,
  other: RowKey | SortedRowKey,
): boolean => {
  const [[key, amount], [otherKey, otherAmount]] = [partsOf(place), partsOf(other)];
  if (amount !== otherAmount) return BigInt(amount) < BigInt(otherAmount);
  return isAfter(key, otherKey);
};

const partsOf = ([licenseeId, asset, period, amount = '0']: RowKey | SortedRowKey) =>
  [[licenseeId, asset, period] satisfies RowKey, amount] as const;

/**
 * What reading a piece of input gives: a value, or the fact that is wrong with it.
 *
 * Input is wrong every day; that is an answer, not an exception. `reason` is a kebab-case fact that
 * the API shows as the `code` of the field.
 */
export type Parsed<Value, Reason extends string> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

export const parsed = <Value>(value: Value) => ({ ok: true, value }) as const;

export const unparsable = <Reason extends string>(reason: Reason) =>
  ({ ok: false, reason }) as const;

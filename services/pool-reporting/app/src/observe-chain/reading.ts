/**
 * The result of reading external data: a value or a problem. `reason` is a kebab-case fact; `message`
 * says what happened, where, and what to do.
 */
export type Reading<Value, Reason extends string> =
  { readonly ok: true; readonly value: Value } | Unreadable<Reason>;

export interface Unreadable<Reason extends string> {
  readonly ok: false;
  readonly reason: Reason;
  readonly message: string;
}

export const read = <Value>(value: Value) => ({ ok: true, value }) as const;

export const unreadable = <Reason extends string>(reason: Reason, message: string) =>
  ({ ok: false, reason, message }) as const;

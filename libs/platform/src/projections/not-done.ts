/** A refusal: nothing was changed. */
export interface NotDone {
  readonly refusal:
    | 'projection-unknown'
    | 'copy-exists'
    | 'copy-unknown'
    | 'copy-behind'
    | 'copies-not-compared'
    | 'copies-differ'
    | 'projection-in-use'
    | 'owner-elsewhere'
    | 'projection-changing';
  readonly detail: string;
}

export type Done<Value> = NotDone | { readonly value: Value };

export const refuse = (refusal: NotDone['refusal'], detail: string): NotDone => ({
  refusal,
  detail,
});

export const noCopy = (name: string, place: 'next' | 'old'): NotDone =>
  refuse(
    'copy-unknown',
    place === 'next' ? `No copy of ${name} is being built.` : `No earlier copy of ${name} is kept.`,
  );

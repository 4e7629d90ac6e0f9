// Streams are named `<kind>-<sender>-<row>`, so that no sender's id may go on with a hyphen where
// another's ends: row `2-r` of `dmp` and row `r` of `dmp-2` would be the same stream.

/** Would streams of this sender have the names of another's? */
export const isAmbiguousBeside = (id: string, others: readonly string[]): boolean =>
  others.some((other) => other.startsWith(`${id}-`) || id.startsWith(`${other}-`));

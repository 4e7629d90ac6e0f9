/** How a refusal is answered: what is wrong and what to do about it, and with which status over HTTP. */
export interface RefusalAnswer {
  readonly status: 404 | 409 | 422;
  readonly message: string;
}

/** A message alone is of a rule that refuses, which is answered with 422. */
export type Refusals<Reason extends string = string> = Readonly<
  Record<Reason, string | RefusalAnswer>
>;

/** Of what the command is about, which does not exist. */
export const notFound = (message: string): RefusalAnswer => ({ status: 404, message });

/** Of something that was already said otherwise under the same name. */
export const conflict = (message: string): RefusalAnswer => ({ status: 409, message });

/** The answer that a table declares for a refusal; undefined where it declares none. */
export const refusalAnswer = (refusals: Refusals, reason: string): RefusalAnswer | undefined => {
  const answer = Object.hasOwn(refusals, reason) ? refusals[reason] : undefined;
  return typeof answer === 'string' ? { status: 422, message: answer } : answer;
};

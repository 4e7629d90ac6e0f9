/** One thing wrong with a pack: where (RFC 6901), which, and what it is and what to do about it. */
export interface PackProblem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export const packProblem = (
  pointer: string,
  code: string,
  what: string,
  todo: string,
): PackProblem => ({
  pointer,
  code,
  message: `${pointer === '' ? 'The pack' : pointer}: ${what}. ${todo}.`,
});

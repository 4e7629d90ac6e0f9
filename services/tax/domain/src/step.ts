/** One step of the arithmetic in words, and the rule it is done under. */
export interface Step {
  readonly rule: string;
  readonly text: string;
}

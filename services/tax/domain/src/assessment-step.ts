/** One step of the arithmetic in words, and the rule it is done under. */
export interface AssessmentStep {
  readonly rule: string;
  readonly text: string;
}

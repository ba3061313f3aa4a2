/** What a rule has against one resource. */
export interface Violation {
  /** Name of the rule, which an exception of the governance phase names too. */
  readonly rule: string;
  /** What is wrong, and what to do instead. */
  readonly message: string;
}

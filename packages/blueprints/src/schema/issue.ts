/** One reason why an input is refused. */
export interface Issue {
  /** Dotted path of the offending value, such as `parameters.cidr`. */
  parameter: string;
  /** The rule and what to do about it, as a sentence for the person who typed the value. */
  message: string;
}

/**
 * The input breaks a rule. Named like the error class of Backstage, so that its HTTP layer answers 400;
 * the message names each parameter and its rule.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly issues: readonly Issue[];

  constructor(subject: string, issues: readonly Issue[]) {
    super(
      `${subject}: ${issues
        .map(issue =>
          issue.parameter
            ? `${issue.parameter}: ${issue.message}`
            : issue.message,
        )
        .join('; ')}`,
    );
    this.issues = issues;
  }
}

/** A value as it may be quoted in a message: one line, at most 60 characters. */
export function quoteValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

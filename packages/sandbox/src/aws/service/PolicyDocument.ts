/** An IAM policy as JSON has it. */
export type PolicyDocument = Record<string, unknown>;

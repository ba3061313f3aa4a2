import type { SynthesisViolation } from '../synth/Assembly';

/** What a validation of the CDK found: under the rule's full name, as an error or a warning. */
export function toViolation(
  validation: string,
  found: { ruleName: string; severity?: string; description: string },
  construct: string | undefined,
): SynthesisViolation {
  const { ruleName, severity, description } = found;
  return {
    rule: ruleName.includes('::') ? ruleName : `${validation}::${ruleName}`,
    severity:
      severity === 'error' || severity === 'fatal' ? 'error' : 'warning',
    message: description,
    construct,
  };
}

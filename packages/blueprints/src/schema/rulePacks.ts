import type { Stage } from './stages';

/**
 * Rule packs of cdk-nag that an organisation may have its plans checked by, after the standards that they are about:
 * HIPAA, NIST 800-53 revision 5, PCI DSS 3.2.1. What AWS itself advises (`AwsSolutions`) is asked of constructs, by test.
 */
export const RULE_PACKS = [
  'HIPAA.Security',
  'NIST.800.53.R5',
  'PCI.DSS.321',
] as const;

/** One of those packs. */
export type RulePack = (typeof RULE_PACKS)[number];

/** Why a rule's finding on resources that a blueprint makes is accepted. */
export interface AcceptedFinding {
  /** The rule without its pack: `RDSMultiAZSupport`. */
  readonly rule: string;
  /** Logical IDs of the resources, as the blueprint makes them. */
  readonly resources: RegExp;
  /** For who audits: what protects instead, or why the rule is not about this. */
  readonly reason: string;
  /** @default - all */
  readonly stages?: readonly Stage[];
}

/** The answer of a blueprint to a finding, if it has one. */
export function answerTo(
  accepted: readonly AcceptedFinding[],
  finding: {
    readonly rule: string;
    readonly logicalId: string;
    readonly stage: Stage;
  },
): AcceptedFinding | undefined {
  return accepted.find(
    ({ rule, resources, stages }) =>
      rule === finding.rule &&
      resources.test(finding.logicalId) &&
      (stages?.includes(finding.stage) ?? true),
  );
}

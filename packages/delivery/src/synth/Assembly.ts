import type { ConstructPaths } from '@plinth/blueprints/schema';

/** A CloudFormation template as JSON. */
export interface Template {
  readonly Resources?: Record<string, TemplateResource>;
  readonly Parameters?: Record<string, Record<string, unknown>>;
  readonly Outputs?: Record<string, Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** One resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
  readonly [key: string]: unknown;
}

/** One synthesized stack of a unit. */
export interface SynthesizedStack {
  /** Path of the unit. */
  readonly unit: string;
  readonly stackName: string;
  /** How the CDK CLI calls it. */
  readonly artifactId: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
  /** Artifact ids of stacks that must be deployed before. */
  readonly dependsOn: readonly string[];
  /** Digests of what the files and images hold that are published for the stack, by the name that the template uses. */
  readonly assets: Readonly<Record<string, string>>;
  readonly constructs: ConstructPaths;
}

/** A violation that a validation found during synthesis. */
export interface SynthesisViolation {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly construct?: string;
}

/** What a synthesis left in its folder. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly SynthesizedStack[];
  readonly violations: readonly SynthesisViolation[];
}

/** Stacks by the path of their unit. */
export function stacksByUnit(
  stacks: readonly SynthesizedStack[],
): Map<string, SynthesizedStack[]> {
  const byUnit = new Map<string, SynthesizedStack[]>();
  for (const stack of stacks) {
    byUnit.set(stack.unit, [...(byUnit.get(stack.unit) ?? []), stack]);
  }
  return byUnit;
}

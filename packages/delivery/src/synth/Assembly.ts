import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  AssetManifestArtifact,
  CloudAssembly,
  type CloudFormationStackArtifact,
} from 'aws-cdk-lib/cx-api';
import { DeliveryError } from '../errors';
import { contentDigest } from './contentDigest';
import { UNITS_FILE, type UnitArtifacts } from './unitArtifacts';

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

/**
 * Reads a cloud assembly that `synthesizeUnits` made. Fails closed: a stack without an explicit account and region, a
 * stack that belongs to no unit, or a lookup whose answer is not committed is refused.
 */
export function readAssembly(directory: string): Assembly {
  const file = path.join(directory, UNITS_FILE);
  if (!existsSync(file)) {
    throw new DeliveryError(
      `The app wrote no ${UNITS_FILE}; app.ts must call synthesizeUnits() of @plinth/delivery.`,
    );
  }
  const artifacts = JSON.parse(readFileSync(file, 'utf8')) as UnitArtifacts;
  const assembly = new CloudAssembly(directory);
  const missing = assembly.manifest.missing ?? [];
  if (missing.length > 0) {
    throw new DeliveryError(
      `The stacks look up ${missing.map(({ key }) => key).join(', ')}. Lookups are not made in a plan: run \`cdk synth\` with read access and commit cdk.context.json.`,
    );
  }
  const unitOf = new Map(
    Object.entries(artifacts).flatMap(([unit, ids]) =>
      ids.map(id => [id, unit] as const),
    ),
  );
  const stacks = assembly.stacksRecursively.map(
    (artifact): SynthesizedStack => {
      const unit = unitOf.get(artifact.id);
      if (!unit) {
        throw new DeliveryError(
          `Stack ${artifact.stackName} belongs to no unit; create stacks in the units' stack.ts only.`,
        );
      }
      const { account, region } = artifact.environment;
      if (!/^\d{12}$/.test(account) || region === 'unknown-region') {
        throw new DeliveryError(
          `Stack ${artifact.stackName} of ${unit} has no explicit account and region; pass env on to super().`,
        );
      }
      return {
        unit,
        stackName: artifact.stackName,
        artifactId: artifact.hierarchicalId,
        account,
        region,
        template: artifact.template as Template,
        tags: artifact.tags,
        terminationProtection: artifact.terminationProtection ?? false,
        dependsOn: artifact.dependencies
          .map(({ id }) => id)
          .filter(id => unitOf.has(id)),
        assets: assetsOf(artifact),
      };
    },
  );
  return { directory, stacks, violations: readViolations(directory) };
}

/** Throws a `DeliveryError` for an asset whose content a program makes while it is published, when nobody looks any more. */
function assetsOf(stack: CloudFormationStackArtifact): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const artifact of stack.dependencies) {
    if (!AssetManifestArtifact.isAssetManifestArtifact(artifact)) {
      continue;
    }
    const { files = {}, dockerImages = {} } = artifact.contents;
    const sources = [
      ...Object.entries(files).map(
        ([name, { source }]) => [name, source, source.path] as const,
      ),
      ...Object.entries(dockerImages).map(
        ([name, { source }]) => [name, source, source.directory] as const,
      ),
    ];
    for (const [name, source, place] of sources) {
      if (source.executable || !place) {
        throw new DeliveryError(
          `Asset ${name} of stack ${stack.stackName} is made by a program when it is published, so nobody can review what it holds; let the app write it when it is synthesized.`,
        );
      }
      if (place !== stack.templateFile) {
        digests[name] = contentDigest(
          path.resolve(path.dirname(artifact.file), place),
        );
      }
    }
  }
  return digests;
}

/** The part of CDK's `validation-report.json` that is read here. */
interface ValidationReport {
  pluginReports: Array<{
    pluginName: string;
    violations: Array<{
      ruleName: string;
      description: string;
      severity: string;
      violatingConstructs: Array<{ constructPath?: string }>;
    }>;
  }>;
}

function readViolations(directory: string): SynthesisViolation[] {
  const file = path.join(directory, 'validation-report.json');
  if (!existsSync(file)) {
    return [];
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as ValidationReport;
  return report.pluginReports.flatMap(({ pluginName, violations }) =>
    violations.map(
      ({ ruleName, description, severity, violatingConstructs }) => ({
        rule: ruleName.includes('::') ? ruleName : `${pluginName}::${ruleName}`,
        severity:
          severity === 'error' || severity === 'fatal'
            ? ('error' as const)
            : ('warning' as const),
        message: description,
        construct: violatingConstructs[0]?.constructPath,
      }),
    ),
  );
}

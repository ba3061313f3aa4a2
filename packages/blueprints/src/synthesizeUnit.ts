import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  CloudFormationValidatePlugin,
  type Stack,
} from 'aws-cdk-lib/core';
import type { CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { blueprintStacks, type BlueprintStackClass } from './blueprintStacks';
import { provideBlueprints } from './base/blueprintsOf';
import {
  BlueprintRegistry,
  constructPaths,
  type ConstructPaths,
  InputError,
  type Unit,
  validateUnit,
} from './schema';

/** A CloudFormation template as JSON. */
export interface Template {
  Resources?: Record<
    string,
    {
      Type: string;
      Properties?: Record<string, unknown>;
      [key: string]: unknown;
    }
  >;
  Parameters?: Record<string, Record<string, unknown>>;
  Outputs?: Record<string, Record<string, unknown>>;
  Metadata?: Record<string, unknown>;
  [section: string]: unknown;
}

/** One stack of a synthesized unit. */
export interface SynthesizedStack {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly template: Template;
  /** Tags of the stack, which CloudFormation gives to its resources too. */
  readonly tags: Readonly<Record<string, string>>;
  readonly constructs: ConstructPaths;
}

/** Settings of `synthesizeUnit`. */
export interface SynthesizeOptions {
  /**
   * Whether templates are checked against the resource schemas of CloudFormation; a finding then throws.
   *
   * @default false - for previews, which show cost and resources and deploy nothing
   */
  readonly validation?: boolean;
  /** @default - the platform's */
  readonly blueprints?: BlueprintRegistry;
  /** @default - the stack class of the unit's blueprint in this package */
  readonly stackClass?: BlueprintStackClass;
  /** Called with the app before it is synthesized, for instance to add checks. */
  readonly prepare?: (app: App, stack: Stack) => void;
}

/** The app in which blueprints make the same templates everywhere: no analytics, no tree, no stack traces. */
export function createApp(
  options: { validation?: boolean; outdir?: string } = {},
): App {
  return new App({
    outdir: options.outdir,
    analyticsReporting: false,
    treeMetadata: false,
    stackTraces: false,
    context: {
      'aws:cdk:disable-version-reporting': true,
      'aws:cdk:disable-creation-stack-traces': true,
    },
  });
}

/**
 * Makes the unit's templates, without files left behind, network or clock: the same unit gives the same bytes.
 *
 * Throws an `InputError` when the unit breaks a rule, and an error that lists the findings when `validation` finds any.
 */
export function synthesizeUnit(
  input: Unit,
  options: SynthesizeOptions = {},
): SynthesizedStack[] {
  const blueprints = options.blueprints ?? new BlueprintRegistry();
  const unit = validateUnit(input, blueprints);
  const StackClass = options.stackClass ?? blueprintStacks[unit.blueprint];
  if (!StackClass) {
    throw new InputError(unit.name, [
      {
        parameter: 'blueprint',
        message: `${unit.blueprint} has no stack class; add it to blueprintStacks`,
      },
    ]);
  }
  const outdir = mkdtempSync(join(tmpdir(), 'plinth-synth-'));
  try {
    const app = createApp({ outdir });
    provideBlueprints(app, blueprints);
    // The class adds itself, and its companions in other regions, to the app.
    const stack = new StackClass(app, unit.name, { unit });
    options.prepare?.(app, stack);
    const { stacks } = withoutBuiltInValidation(() => app.synth());
    if (options.validation) {
      requireValid(app, stacks);
    }
    return stacks.map(artifact => {
      const template = artifact.template as Template;
      return {
        stackName: artifact.stackName,
        account: artifact.environment.account,
        region: artifact.environment.region,
        template,
        tags: artifact.tags,
        constructs: constructPaths(
          artifact.metadata,
          artifact.hierarchicalId,
          template,
        ),
      };
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

// Starting the engine takes longer than a synthesis, so a worker keeps it.
let validator: CloudFormationValidatePlugin | undefined;

/** What `app.synth()` would do by itself, but as data: it prints each finding, and sets the exit code of the process. */
function requireValid(app: App, stacks: CloudFormationStackArtifact[]): void {
  validator ??= new CloudFormationValidatePlugin();
  const { violations } = validator.validate({
    appConstruct: app,
    templatePaths: stacks.map(({ templateFullPath }) => templateFullPath),
    stackTemplates: stacks.map(stack => ({
      stackConstructPath: stack.hierarchicalId,
      templatePath: stack.templateFullPath,
      accountId: stack.environment.account,
      region: stack.environment.region,
    })),
  });
  const errors = violations.filter(
    ({ severity }) => severity === 'error' || severity === 'fatal',
  );
  if (errors.length > 0) {
    throw new Error(
      `The templates break the resource schemas of CloudFormation: ${errors
        .map(({ ruleName, description, violatingResources }) => {
          const where = violatingResources
            .map(({ resourceLogicalId }) => resourceLogicalId)
            .join(', ');
          return `${ruleName} ${description} (${where})`;
        })
        .join('; ')}`,
    );
  }
}

/** Runs with the validation that every app does at synth switched off, which only an environment variable can do. */
function withoutBuiltInValidation<T>(run: () => T): T {
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'false';
  try {
    return run();
  } finally {
    if (before === undefined) {
      delete process.env.CDK_VALIDATION;
    } else {
      process.env.CDK_VALIDATION = before;
    }
  }
}

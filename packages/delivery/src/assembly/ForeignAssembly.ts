import { existsSync } from 'node:fs';
import path from 'node:path';
import {
  constructPaths,
  type ConstructMetadata,
  type ConstructPaths,
} from '@plinth/blueprints/schema';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib/core';
import { z } from 'zod';
import { DeliveryError } from '../errors';
import type { SynthesisViolation } from '../synth/Assembly';
import { readForeignJson } from './readForeignJson';
import { toViolation } from './toViolation';

/*
 * The parts of a cloud assembly that are read, as the CDK writes them. Whatever else is in its files stays there: the
 * assembly that is deployed is written anew from these.
 */

const stackArtifact = z.object({
  type: z.literal('aws:cloudformation:stack'),
  environment: z.string(),
  properties: z.object({
    templateFile: z.string(),
    stackName: z.string().optional(),
    tags: z.record(z.string(), z.string()).default({}),
    terminationProtection: z.boolean().default(false),
    parameters: z.record(z.string(), z.string()).default({}),
    notificationArns: z.array(z.string()).default([]),
    assumeRoleArn: z.string().optional(),
    assumeRoleExternalId: z.string().optional(),
    assumeRoleAdditionalOptions: z.record(z.string(), z.unknown()).optional(),
    cloudFormationExecutionRoleArn: z.string().optional(),
    lookupRole: z
      .object({
        arn: z.string(),
        assumeRoleExternalId: z.string().optional(),
        assumeRoleAdditionalOptions: z
          .record(z.string(), z.unknown())
          .optional(),
      })
      .optional(),
  }),
  dependencies: z.array(z.string()).default([]),
  displayName: z.string().optional(),
  additionalMetadataFile: z.string().optional(),
});

const assetsArtifact = z.object({
  type: z.literal('cdk:asset-manifest'),
  properties: z.object({ file: z.string() }),
});

const manifestSchema = z.object({
  artifacts: z
    .record(z.string(), z.looseObject({ type: z.string() }))
    .default({}),
  missing: z.array(z.object({ key: z.string() })).default([]),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({
          path: z.string().optional(),
          packaging: z.enum(['file', 'zip']).default('file'),
          executable: z.array(z.string()).optional(),
        }),
        destinations: z.record(
          z.string(),
          z.object({
            bucketName: z.string(),
            objectKey: z.string(),
            region: z.string().optional(),
            assumeRoleArn: z.string().optional(),
            assumeRoleExternalId: z.string().optional(),
            assumeRoleAdditionalOptions: z
              .record(z.string(), z.unknown())
              .optional(),
          }),
        ),
      }),
    )
    .default({}),
  dockerImages: z.record(z.string(), z.unknown()).default({}),
});

const templateSchema = z.looseObject({
  Resources: z
    .record(z.string(), z.looseObject({ Type: z.string() }))
    .optional(),
  Parameters: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .optional(),
  Outputs: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});

const metadataSchema = z.record(
  z.string(),
  z.array(z.object({ type: z.string(), data: z.unknown() })),
);

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(
        z.object({
          ruleName: z.string(),
          description: z.string(),
          severity: z.string().default('warning'),
          violatingConstructs: z
            .array(z.object({ constructPath: z.string().optional() }))
            .default([]),
        }),
      ),
    }),
  ),
});

/** A stack of an assembly that was made elsewhere. */
export type ForeignStack = z.infer<typeof stackArtifact> & {
  readonly id: string;
  /** As CloudFormation accepts it; the artifact's id where the app gave no other. */
  readonly stackName: string;
};
/** What an assembly publishes for a stack. */
export type ForeignAssets = z.infer<typeof assetsSchema>;
/** One file or folder that is published. */
export type ForeignFile = ForeignAssets['files'][string];
/** A template of such a stack. */
export type ForeignTemplate = z.infer<typeof templateSchema>;

/** Types of artifacts that say something about an assembly and deploy nothing. */
const INERT = new Set(['cdk:tree', 'cdk:feature-flag-report', 'none']);
const STACK_ID = /^[A-Za-z0-9][\w-]{0,254}$/;
/** The names that CloudFormation accepts; they stand as they are in the comment of a plan and in arguments of the CLI. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** An assembly that code of a pull request made, in a folder of plain files. What it claims is checked by `receiveAssembly`. */
export class ForeignAssembly {
  readonly stacks: readonly ForeignStack[];
  readonly #folder: string;
  readonly #assets: ReadonlyMap<string, string>;

  /** @throws DeliveryError for what is not an assembly of stacks with their assets and nothing else */
  constructor(folder: string) {
    this.#folder = folder;
    const { artifacts, missing } = readForeignJson(
      this.#path('manifest.json'),
      manifestSchema,
    );
    if (missing.length > 0) {
      throw refusal(
        `The stacks look up ${missing.map(({ key }) => key).join(', ')}. Lookups are not made in a plan: run \`cdk synth\` with read access and commit cdk.context.json.`,
      );
    }
    const stacks: ForeignStack[] = [];
    const assets = new Map<string, string>();
    for (const [id, artifact] of Object.entries(artifacts)) {
      if (artifact.type === 'aws:cloudformation:stack') {
        stacks.push(stackOf(id, artifact));
      } else if (artifact.type === 'cdk:asset-manifest') {
        const { file } = requireShape(assetsArtifact, artifact, id).properties;
        assets.set(id, file);
      } else if (artifact.type === 'cdk:cloud-assembly') {
        throw refusal(
          `${id} is an assembly in the assembly (a Stage of the CDK); create stacks in the units' stack.ts, without stages.`,
        );
      } else if (!INERT.has(artifact.type)) {
        throw refusal(
          `${id} is of type ${artifact.type}, which is not deployed here; an assembly holds stacks and their assets.`,
        );
      }
    }
    this.stacks = stacks;
    this.#assets = assets;
  }

  template(stack: ForeignStack): ForeignTemplate {
    return readForeignJson(
      this.#path(stack.properties.templateFile),
      templateSchema,
    );
  }

  /** What is published for a stack; undefined when its template is sent inline. */
  assets(stack: ForeignStack): ForeignAssets | undefined {
    const [file, ...more] = stack.dependencies.flatMap(
      id => this.#assets.get(id) ?? [],
    );
    if (more.length > 0) {
      throw refusal(`Stack ${stack.id} has more than one manifest of assets.`);
    }
    return file === undefined
      ? undefined
      : readForeignJson(this.#path(file), assetsSchema);
  }

  /** Where a file or folder of a stack is that is published. */
  source(name: string): string {
    return this.#path(name);
  }

  /** Errors that constructs of a stack noted, for which `cdk deploy` would stop. */
  errors(stack: ForeignStack): SynthesisViolation[] {
    return Object.entries(this.#metadata(stack)).flatMap(([construct, notes]) =>
      notes
        .filter(({ type }) => type === 'aws:cdk:error')
        .map(({ data }) => ({
          rule: 'construct.error',
          severity: 'error' as const,
          message: String(data),
          construct: construct.replace(/^\//, ''),
        })),
    );
  }

  /** Which constructs made the resources of a stack, as the app says. */
  constructs(stack: ForeignStack, template: ForeignTemplate): ConstructPaths {
    const { id, displayName = id } = stack;
    return constructPaths(this.#metadata(stack), displayName, template);
  }

  /** What the constructs of a stack noted beside its template. */
  #metadata({ additionalMetadataFile: file }: ForeignStack): ConstructMetadata {
    return file === undefined
      ? {}
      : readForeignJson(this.#path(file), metadataSchema);
  }

  /** What validations of the app's own found. CloudFormation's schemas are checked here, whatever the app says of them. */
  violations(): SynthesisViolation[] {
    const file = path.join(this.#folder, 'validation-report.json');
    if (!existsSync(file)) {
      return [];
    }
    const { pluginReports } = readForeignJson(file, reportSchema);
    const own = pluginReports.filter(
      each => each.pluginName !== CloudFormationValidatePlugin.PLUGIN_NAME,
    );
    return own.flatMap(({ pluginName, violations }) =>
      violations.map(violation =>
        toViolation(
          pluginName,
          violation,
          violation.violatingConstructs[0]?.constructPath,
        ),
      ),
    );
  }

  /** A path in the folder; links were refused before, so that one without `..` cannot leave it. */
  #path(name: string): string {
    const full = path.resolve(this.#folder, name);
    const within = path.relative(this.#folder, full);
    if (
      within === '' ||
      within.startsWith('..') ||
      path.isAbsolute(within) ||
      !existsSync(full)
    ) {
      throw refusal(`The assembly names "${name}", which is not in it.`);
    }
    return full;
  }
}

/** That an assembly is not taken. */
export function refusal(message: string): DeliveryError {
  return new DeliveryError(message, 'assembly');
}

function stackOf(id: string, artifact: unknown): ForeignStack {
  if (!STACK_ID.test(id)) {
    throw refusal(`"${id}" is no name of a stack in an assembly.`);
  }
  const given = requireShape(stackArtifact, artifact, id);
  const { stackName = id } = given.properties;
  if (!STACK_NAME.test(stackName)) {
    throw refusal(
      `${JSON.stringify(stackName)} is no name of a stack in CloudFormation; give the stack one of letters, digits and hyphens.`,
    );
  }
  return { ...given, id, stackName };
}

function requireShape<T>(
  schema: z.ZodType<T>,
  artifact: unknown,
  id: string,
): T {
  const result = schema.safeParse(artifact);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  throw refusal(
    `${id} of the assembly is not what the CDK writes: ${issue.path.join('.')}: ${issue.message}.`,
  );
}

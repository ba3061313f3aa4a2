import { accountIdSchema, regionCodeSchema } from '@plinth/blueprints/schema';
import type { UnitFolder } from '@plinth/repository/units';
import { contentDigest } from '../synth/contentDigest';
import type {
  SynthesisViolation,
  SynthesizedStack,
  Template,
} from '../synth/Assembly';
import { backendOf, type DeploymentBackend } from './DeploymentBackend';
import {
  refusal,
  type ForeignAssembly,
  type ForeignFile,
  type ForeignStack,
} from './ForeignAssembly';

/** A file or folder that is published for a stack, under the digest of what it holds. */
interface PublishedFile {
  readonly source: string;
  readonly packaging: 'file' | 'zip';
  readonly digest: string;
  readonly objectKey: string;
}

/** A stack as it was taken in. */
export interface ReceivedStack {
  readonly stack: SynthesizedStack;
  /** The template's JSON as it is deployed. */
  readonly text: string;
  readonly files: readonly PublishedFile[];
  /** Whether the roles of the bootstrap deploy it; an operator deploys the bootstrap itself without. */
  readonly hasBackend: boolean;
  readonly errors: readonly SynthesisViolation[];
}

/** Takes in one stack of a unit. */
export function receiveStack(
  given: ForeignStack,
  options: { foreign: ForeignAssembly; unit: UnitFolder; qualifier: string },
): ReceivedStack {
  const { foreign, qualifier } = options;
  const { path, unit } = options.unit;
  const { id, stackName, properties } = given;
  const place = placeOf(given, path);
  if (place.account !== unit.account) {
    throw refusal(
      `Stack ${stackName} is for account ${place.account}, but its unit ${path} is in ${unit.account}; one unit lives in one account.`,
    );
  }
  refuseExtras(given);
  const backend = backendOf(qualifier, place);
  const hasBackend = requireRoles(given, backend, unit.blueprint);
  const { template, files } = withContentNames(
    foreign.template(given),
    filesOf(given, foreign, backend, place.region),
  );
  return {
    stack: {
      unit: path,
      stackName,
      artifactId: id,
      ...place,
      template,
      tags: properties.tags,
      terminationProtection:
        properties.terminationProtection || unit.stage === 'production',
      dependsOn: given.dependencies,
      assets: Object.fromEntries(
        files.map(({ objectKey, digest }) => [objectKey, digest]),
      ),
      constructs: foreign.constructs(given, template),
    },
    text: JSON.stringify(template),
    files,
    hasBackend,
    errors: foreign.errors(given),
  };
}

function placeOf(
  { environment, stackName }: ForeignStack,
  path: string,
): { account: string; region: string } {
  const [, account, region] =
    /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  if (
    !accountIdSchema.safeParse(account).success ||
    !regionCodeSchema.safeParse(region).success
  ) {
    throw refusal(
      `Stack ${stackName} of ${path} has no explicit account and region; pass env on to super().`,
    );
  }
  return { account, region };
}

/** What would change a deployment without being in the plan. */
function refuseExtras({ properties, stackName }: ForeignStack): void {
  if (Object.keys(properties.parameters).length > 0) {
    throw refusal(
      `Stack ${stackName} gives its parameters values beside the template, where nobody reviews them; write the values into the template.`,
    );
  }
  if (properties.notificationArns.length > 0) {
    throw refusal(
      `Stack ${stackName} notifies topics of its events, which a plan does not show; subscribe to the account's events instead.`,
    );
  }
}

/** Whether the stack is deployed by the bootstrap's roles: by exactly those, or as the bootstrap itself by none. */
function requireRoles(
  { id, properties }: ForeignStack,
  backend: DeploymentBackend,
  blueprint: string,
): boolean {
  const { lookupRole } = properties;
  const roles = [
    [properties.assumeRoleArn, backend.deployRole],
    [properties.cloudFormationExecutionRoleArn, backend.executionRole],
    [lookupRole?.arn, backend.lookupRole],
  ] as const;
  const extras = [
    properties.assumeRoleExternalId,
    properties.assumeRoleAdditionalOptions,
    lookupRole?.assumeRoleExternalId,
    lookupRole?.assumeRoleAdditionalOptions,
  ];
  if (
    blueprint === 'bootstrap' &&
    [...roles.map(([given]) => given), ...extras].every(
      each => each === undefined,
    )
  ) {
    return false;
  }
  const foreign = roles.find(([given, expected]) => given !== expected);
  if (foreign || extras.some(each => each !== undefined)) {
    throw refusal(
      `Stack ${id} is to be deployed by ${foreign?.[0] ?? 'roles with further conditions'}, and not by ${foreign?.[1] ?? backend.deployRole} alone. Leave the synthesizer as it is; bootstrapQualifier in plinth.json names another bootstrap.`,
    );
  }
  return true;
}

const OBJECT_KEY = /^[0-9a-f]{64}((?:\.[A-Za-z0-9]{1,10}){0,2})$/;

/** What is published beside the template, with the name that the app gave it. */
function filesOf(
  stack: ForeignStack,
  foreign: ForeignAssembly,
  backend: DeploymentBackend,
  region: string,
): Array<PublishedFile & { named: string }> {
  const assets = foreign.assets(stack);
  if (Object.keys(assets?.dockerImages ?? {}).length > 0) {
    throw refusal(
      `Stack ${stack.id} builds an image while it is deployed, when nobody looks any more. Build it in the application's own pipeline, push it to the registry of the platform services, and name it in the template by its digest.`,
    );
  }
  return Object.entries(assets?.files ?? {}).flatMap(([name, file]) => {
    const { path, packaging, executable } = file.source;
    if (executable || path === undefined) {
      throw refusal(
        `Asset ${name} of stack ${stack.id} is made by a program when it is published, so nobody can review what it holds; let the app write it when it is synthesized.`,
      );
    }
    if (path === stack.properties.templateFile) {
      return [];
    }
    const named = objectKeyOf(file, name, backend, region);
    const source = foreign.source(path);
    const digest = contentDigest(source);
    const extension = OBJECT_KEY.exec(named)?.[1] ?? '';
    return [
      { source, packaging, digest, named, objectKey: `${digest}${extension}` },
    ];
  });
}

/** The one name under which a file is to be published, in the bootstrap's bucket by the bootstrap's role. */
function objectKeyOf(
  { destinations }: ForeignFile,
  name: string,
  backend: DeploymentBackend,
  region: string,
): string {
  const [destination, ...more] = Object.values(destinations);
  const isExpected =
    destination &&
    more.length === 0 &&
    destination.bucketName === backend.bucket &&
    (destination.region ?? region) === region &&
    destination.assumeRoleArn === backend.publishingRole &&
    destination.assumeRoleExternalId === undefined &&
    destination.assumeRoleAdditionalOptions === undefined &&
    OBJECT_KEY.test(destination.objectKey);
  if (!isExpected) {
    throw refusal(
      `Asset ${name} is to be published elsewhere than under its hash in ${backend.bucket} by ${backend.publishingRole}. Leave the synthesizer as it is.`,
    );
  }
  return destination.objectKey;
}

/**
 * Names files by what they hold, in the template too. The name that an app gives could be one that another unit's file has,
 * and the first that is published under a name stays there.
 */
function withContentNames(
  given: Template,
  named: ReadonlyArray<PublishedFile & { named: string }>,
): { template: Template; files: PublishedFile[] } {
  const names = named.map(file => file.named);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) {
    throw refusal(`Two assets are to be published as ${twice}.`);
  }
  // The names are hexadecimal digits with an extension, so that JSON writes them as they are.
  const text = named.reduce(
    (json, file) => json.replaceAll(file.named, file.objectKey),
    JSON.stringify(given),
  );
  const files = new Map(
    named.map(({ named: _, ...file }) => [file.objectKey, file]),
  );
  return { template: JSON.parse(text) as Template, files: [...files.values()] };
}

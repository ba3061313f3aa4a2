import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  ArtifactType,
  FileAssetPackaging,
  Manifest,
  type ArtifactManifest,
  type AssemblyManifest,
  type AssetManifest,
} from 'aws-cdk-lib/cloud-assembly-schema';
import type { SynthesizedStack } from '../synth/Assembly';
import { backendOf, type DeploymentBackend } from './DeploymentBackend';
import type { ReceivedStack } from './receiveStack';

/** Versions of the bootstrap that the CDK's default synthesizer asks for. */
const BOOTSTRAP_VERSION = 6;
const LOOKUP_VERSION = 8;

/** Writes the cloud assembly that the CDK deploys, with the roles and the bucket of the bootstrap. */
export function writeAssembly(
  folder: string,
  received: readonly ReceivedStack[],
  qualifier: string,
): void {
  const ids = new Set(received.map(({ stack }) => stack.artifactId));
  const artifacts = received.flatMap(each => {
    const backend = each.hasBackend
      ? backendOf(qualifier, each.stack)
      : undefined;
    return writeStack(folder, each, backend, ids);
  });
  const manifest: AssemblyManifest = {
    version: Manifest.version(),
    artifacts: Object.fromEntries(artifacts),
  };
  Manifest.saveAssemblyManifest(manifest, path.join(folder, 'manifest.json'));
}

/** The file of a stack's template in the assembly that is deployed. */
export function templateFileOf({
  artifactId,
}: Pick<SynthesizedStack, 'artifactId'>): string {
  return `${artifactId}.template.json`;
}

/** SHA-256 in hexadecimal over a text. */
function textDigest(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function writeStack(
  folder: string,
  received: ReceivedStack,
  backend: DeploymentBackend | undefined,
  ids: ReadonlySet<string>,
): Array<[string, ArtifactManifest]> {
  const { stack, text } = received;
  const { artifactId, account, region } = stack;
  const templateFile = templateFileOf(stack);
  const templateKey = `${textDigest(text)}.json`;
  writeFileSync(path.join(folder, templateFile), text);
  const assetsId = `${artifactId}.assets`;
  const artifact: ArtifactManifest = {
    type: ArtifactType.AWS_CLOUDFORMATION_STACK,
    environment: `aws://${account}/${region}`,
    displayName: artifactId,
    dependencies: [
      ...stack.dependsOn.filter(id => ids.has(id)),
      ...(backend ? [assetsId] : []),
    ],
    properties: {
      templateFile,
      stackName: stack.stackName,
      terminationProtection: stack.terminationProtection,
      tags: { ...stack.tags },
      ...(backend && {
        assumeRoleArn: backend.deployRole,
        cloudFormationExecutionRoleArn: backend.executionRole,
        stackTemplateAssetObjectUrl: `s3://${backend.bucket}/${templateKey}`,
        requiresBootstrapStackVersion: BOOTSTRAP_VERSION,
        bootstrapStackVersionSsmParameter: backend.versionParameter,
        additionalDependencies: [assetsId],
        lookupRole: {
          arn: backend.lookupRole,
          requiresBootstrapStackVersion: LOOKUP_VERSION,
          bootstrapStackVersionSsmParameter: backend.versionParameter,
        },
      }),
    },
  };
  if (!backend) {
    return [[artifactId, artifact]];
  }
  const assetsFile = `${assetsId}.json`;
  Manifest.saveAssetManifest(
    assetsOf(folder, received, backend, { templateFile, templateKey }),
    path.join(folder, assetsFile),
  );
  return [
    [
      assetsId,
      {
        type: ArtifactType.ASSET_MANIFEST,
        properties: {
          file: assetsFile,
          requiresBootstrapStackVersion: BOOTSTRAP_VERSION,
          bootstrapStackVersionSsmParameter: backend.versionParameter,
        },
      },
    ],
    [artifactId, artifact],
  ];
}

function assetsOf(
  folder: string,
  { stack, files }: ReceivedStack,
  backend: DeploymentBackend,
  template: { templateFile: string; templateKey: string },
): AssetManifest {
  const published = [
    ...files.map(({ source, packaging, objectKey }) => ({
      path: path.relative(folder, source),
      packaging,
      objectKey,
    })),
    {
      path: template.templateFile,
      packaging: 'file' as const,
      objectKey: template.templateKey,
    },
  ];
  return {
    version: Manifest.version(),
    files: Object.fromEntries(
      published.map(({ path: source, packaging, objectKey }) => [
        objectKey,
        {
          source: {
            path: source,
            packaging:
              packaging === 'zip'
                ? FileAssetPackaging.ZIP_DIRECTORY
                : FileAssetPackaging.FILE,
          },
          destinations: {
            bootstrap: {
              bucketName: backend.bucket,
              objectKey,
              region: stack.region,
              assumeRoleArn: backend.publishingRole,
            },
          },
        },
      ]),
    ),
  };
}

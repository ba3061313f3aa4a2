import {
  CfnPullThroughCacheRule,
  CfnRegistryScanningConfiguration,
  CfnRepository,
} from 'aws-cdk-lib/aws-ecr';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { KEPT } from '../../base/removal';
import { Construct } from 'constructs';
import { acknowledge } from '../../base/acknowledge';

/** Days for which an image that no tag names any longer is kept. */
const UNTAGGED_DAYS = 14;

/** Settings of an `ImageRegistry`. */
export interface ImageRegistryProps {
  readonly key: IKey;
  /** Names of repositories, such as `platform/base`. */
  readonly repositories: readonly string[];
  /** Whose accounts may pull. */
  readonly organizationId: string;
  readonly scanning: 'basic' | 'enhanced';
  /** Public registries by the first part of the cached names. */
  readonly cached: Readonly<Record<string, string>>;
}

/** Image repositories of an organization: scanned, immutable, encrypted, pulled by its accounts alone. */
export class ImageRegistry extends Construct {
  readonly repositories: Readonly<Record<string, CfnRepository>>;

  constructor(scope: Construct, id: string, props: ImageRegistryProps) {
    super(scope, id);
    // One for the account and region. Basic scanning has no other rule that takes effect than on push.
    new CfnRegistryScanningConfiguration(this, 'Scanning', {
      scanType: props.scanning === 'enhanced' ? 'ENHANCED' : 'BASIC',
      rules: [
        {
          scanFrequency:
            props.scanning === 'enhanced' ? 'CONTINUOUS_SCAN' : 'SCAN_ON_PUSH',
          repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }],
        },
      ],
    });
    this.repositories = Object.fromEntries(
      props.repositories.map(name => [name, this.#repository(name, props)]),
    );
    for (const [prefix, url] of Object.entries(props.cached)) {
      new CfnPullThroughCacheRule(this, `Cache-${prefix}`, {
        ecrRepositoryPrefix: prefix,
        upstreamRegistryUrl: url,
      });
    }
  }

  #repository(name: string, props: ImageRegistryProps): CfnRepository {
    const repository = new CfnRepository(this, name.replace(/\//g, '--'), {
      repositoryName: name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: {
        encryptionType: 'KMS',
        kmsKey: props.key.keyArn,
      },
      lifecyclePolicy: {
        // Tagged images are versions that somebody may run, and are kept.
        lifecyclePolicyText: JSON.stringify({
          rules: [
            {
              rulePriority: 1,
              description: 'End what no tag names any longer',
              selection: {
                tagStatus: 'untagged',
                countType: 'sinceImagePushed',
                countUnit: 'days',
                countNumber: UNTAGGED_DAYS,
              },
              action: { type: 'expire' },
            },
          ],
        }),
      },
      repositoryPolicyText: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'PullInOrganization',
            Effect: 'Allow',
            Principal: '*',
            Action: [
              'ecr:BatchCheckLayerAvailability',
              'ecr:BatchGetImage',
              'ecr:DescribeImages',
              'ecr:GetDownloadUrlForLayer',
            ],
            Condition: {
              StringEquals: { 'aws:PrincipalOrgID': props.organizationId },
            },
          },
        ],
      },
    });
    acknowledge(
      repository,
      'AwsSolutions-ECR1',
      'The condition on aws:PrincipalOrgID lets in principals of this organization alone; the rule does not read conditions.',
    );
    repository.applyRemovalPolicy(KEPT);
    return repository;
  }
}

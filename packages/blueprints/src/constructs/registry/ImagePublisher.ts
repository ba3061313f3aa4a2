import { WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LeastPrivilegeRole } from '../role/LeastPrivilegeRole';

/** One repository by name: a pattern in the role's trust would let others publish. */
const REPOSITORY = /^[A-Za-z0-9-]+\/[A-Za-z0-9._-]+$/;

/** Settings of an `ImagePublisher`. */
export interface ImagePublisherProps {
  /** owner/repository whose pipeline publishes. */
  readonly repository: string;
  /** Whose provider the account's bootstrap made, without https://. */
  readonly issuer: string;
  /** ARNs of the image repositories that it publishes. */
  readonly imageRepositoryArns: readonly string[];
}

/**
 * The role with which one repository's pipeline pushes its images, by token and without keys.
 *
 * Its main branch and its version tags can assume it; pull requests and other branches cannot.
 */
export class ImagePublisher extends Construct {
  readonly role: LeastPrivilegeRole;

  constructor(scope: Construct, id: string, props: ImagePublisherProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const { issuer, repository } = props;
    if (!REPOSITORY.test(repository)) {
      throw new RangeError(
        `repository: ${repository} must be owner/repository, such as acme/images`,
      );
    }
    this.role = new LeastPrivilegeRole(this, 'Role', {
      assumedBy: new WebIdentityPrincipal(
        `arn:${partition}:iam::${account}:oidc-provider/${issuer}`,
        {
          StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
          StringLike: {
            [`${issuer}:sub`]: [
              `repo:${repository}:ref:refs/heads/main`,
              `repo:${repository}:ref:refs/tags/v*`,
            ],
          },
        },
      ),
      description: `Publishes images of ${repository}`,
      maxSessionDuration: Duration.hours(1),
      grants: [
        {
          sid: 'PushImages',
          actions: [
            'ecr:BatchCheckLayerAvailability',
            'ecr:BatchGetImage',
            'ecr:CompleteLayerUpload',
            'ecr:DescribeImageScanFindings',
            'ecr:DescribeImages',
            'ecr:GetDownloadUrlForLayer',
            'ecr:InitiateLayerUpload',
            'ecr:PutImage',
            'ecr:UploadLayerPart',
          ],
          resources: props.imageRepositoryArns,
        },
        {
          sid: 'LogIn',
          actions: ['ecr:GetAuthorizationToken'],
          resources: ['*'],
          wildcard:
            'The login of ECR is for the registry and accepts no resource.',
        },
      ],
    });
  }
}

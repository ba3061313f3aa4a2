import { z } from 'zod';
import { accountIdSchema } from '../../names';
import { FURTHER_REPOSITORY } from './furtherRepository';

/** Services that stacks may be allowed to use: those of our blueprints, and some that teams add. */
export const EXECUTION_SERVICES = [
  'acm',
  'application-autoscaling',
  'aps',
  'backup',
  'cloudfront',
  'cloudtrail',
  'cloudwatch',
  'codedeploy',
  'config',
  'dynamodb',
  'ec2',
  'ecr',
  'ecs',
  'elasticache',
  'elasticloadbalancing',
  'es',
  'events',
  'firehose',
  'grafana',
  'guardduty',
  'kms',
  'lambda',
  'logs',
  'network-firewall',
  'organizations',
  'osis',
  'ram',
  'rds',
  'route53',
  'route53resolver',
  's3',
  'secretsmanager',
  'servicediscovery',
  'shield',
  'sns',
  'sqs',
  'ssm',
  'sso',
  'states',
  'wafv2',
  'xray',
] as const;

/** One of them. */
export type ExecutionService = (typeof EXECUTION_SERVICES)[number];

const githubNumber = z
  .string()
  .regex(/^[1-9]\d{0,18}$/, 'must be a number, as GitHub’s API gives it');

/** What the bootstrap of an account and region can be asked for. */
export const bootstrapParameters = z.strictObject({
  repository: z
    .string()
    .regex(
      /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/,
      'must be owner/repository, such as acme/infrastructure',
    )
    .meta({
      title: 'Infrastructure repository',
      description:
        'owner/repository whose pipeline may deploy here. No other repository but furtherRepositories can assume a role.',
      examples: ['acme/infrastructure'],
    }),
  repositoryId: githubNumber.optional().meta({
    title: 'Number of the repository',
    description:
      'Whoever takes over its name has another one, and gets in nowhere. gh api repos/OWNER/NAME --jq .id',
    examples: ['1296269'],
  }),
  ownerId: githubNumber.optional().meta({
    title: 'Number of its owner',
    description:
      'For a repository whose tokens have the immutable subject repo:OWNER@NUMBER/NAME@NUMBER, as those of new ones do. gh api users/OWNER --jq .id',
    examples: ['583231'],
  }),
  furtherRepositories: z
    .array(
      z
        .string()
        .regex(
          FURTHER_REPOSITORY,
          'must be owner/repository, owner/repository@NUMBER, or owner@NUMBER/repository@NUMBER where its tokens have the immutable subject',
        ),
    )
    .max(5, 'must be at most 5, since AWS limits the length of a trust')
    .optional()
    .meta({
      title: 'Further repositories',
      description:
        'Whose pipelines may deploy here too, on the same branch and with the same approval; with their numbers, as owner/repository@NUMBER.',
      examples: [['acme/payments@1296270']],
      uniqueItems: true,
    }),
  deployedBy: z.enum(['operator', 'pipeline']).meta({
    title: 'Who deploys it',
    description:
      'operator: a person with administrator rights, from the merged commit, since the account has no backend and no roles yet. pipeline: a backend that the account has already, such as that of cdk bootstrap.',
  }),
  branch: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'must be the name of a branch')
    .meta({
      title: 'Protected branch',
      description: 'Only runs on this branch can deploy.',
    }),
  approval: z.enum(['branch', 'environment']).meta({
    title: 'Who may deploy',
    description:
      'branch: a run of deploy.yml on the protected branch. environment: only its job in the GitHub environment named like the stage, which needs a reviewer.',
  }),
  issuer: z
    .string()
    .max(200, 'must have at most 200 characters')
    .regex(
      /^[a-z0-9.-]+\.[a-z]{2,}(\/[A-Za-z0-9._-]+)*$/,
      'must be the issuer of OIDC tokens without https://, such as token.actions.githubusercontent.com',
    )
    .meta({
      title: 'OIDC issuer',
      description: 'Who signs the tokens of pipeline runs, without https://.',
    }),
  createProvider: z.boolean().meta({
    title: 'Create the OIDC provider',
    description:
      'An account has one provider for each issuer: turn it off in its second region.',
  }),
  roles: z.boolean().meta({
    title: 'Create the named roles',
    description:
      'Roles are global in an account: turn it off in its second region.',
  }),
  rolePrefix: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,20}$/,
      'must be 2 to 21 lower-case letters, digits and hyphens',
    )
    .meta({
      title: 'Prefix of role names',
      description: 'Roles are <prefix>-deploy, -plan, -read and -operator.',
    }),
  portalAccount: accountIdSchema.optional().meta({
    title: 'Account of the portal',
    description:
      'Where the portal runs, when not in this account: its role there, tagged plinth:component=portal, may assume <prefix>-read.',
    examples: ['123456789012'],
  }),
  qualifier: z
    .string()
    .regex(/^[a-z0-9]{1,10}$/, 'must be 1 to 10 lower-case letters and digits')
    .meta({
      title: 'CDK qualifier',
      description:
        'Tells this deployment backend from that of cdk bootstrap. Name it in cdk.json as @aws-cdk/core:bootstrapQualifier.',
    }),
  services: z
    .array(z.enum(EXECUTION_SERVICES))
    .min(1, 'must name at least one service')
    .meta({
      title: 'Services that stacks may use',
      description:
        'CloudFormation’s role can touch these in this region alone. IAM roles and budgets are always included.',
      uniqueItems: true,
    }),
  createAccounts: z.boolean().meta({
    title: 'Let stacks create accounts',
    description:
      'For the management account alone, where a landing zone makes the accounts of the organization.',
  }),
});

/** Complete parameters of a bootstrap. */
export type BootstrapParameters = z.output<typeof bootstrapParameters>;

import type { Stage } from './stages';

/** The repository of the pipeline, as the tokens of its runs name it. */
export interface PipelineRepository {
  /** `owner/name`. */
  readonly repository: string;
  /** The protected branch. */
  readonly branch: string;
  /** The repository's number, which nobody gets who takes over its name. */
  readonly repositoryId?: string;
  /**
   * The owner's number. With it the subject has the immutable form, as GitHub gives it to new repositories:
   * `repo:acme@1/infrastructure@2`.
   */
  readonly ownerId?: string;
}

/** What runs assume and CDK's qualifier, where `plinth.json` of the repository says nothing else. */
export const PIPELINE_NAMES = {
  plan: 'plinth-plan',
  deploy: 'plinth-deploy',
  qualifier: 'hnb659fds',
} as const;

/** The workflows that read accounts: for a plan, and in the nightly search for drift. */
const READING = ['plan', 'drift'];
/** The workflow that deploys merged commits. */
const DEPLOYING = ['deploy'];
/** The workflow that ends previews, which are in no account whose deployments are reviewed. */
const ENDING = ['preview'];

/** Conditions of a role's trust: of a token's claims, as AWS knows them of GitHub's issuer. */
export interface TokenConditions {
  readonly StringEquals: Readonly<Record<string, string | string[]>>;
}

/**
 * The runs that may plan: of the protected branch, whose file, lock file and configuration nobody changes without a
 * review. A pull request's own run never reads an account.
 */
export function planConditions(
  issuer: string,
  of: PipelineRepository,
): TokenConditions {
  return conditions(issuer, of, `ref:refs/heads/${of.branch}`, READING);
}

/**
 * The runs that may deploy: those of one subject.
 *
 * @param environment - the reviewed GitHub environment that a job has to be in; without it a reviewed and merged commit
 * is enough
 */
export function deployConditions(
  issuer: string,
  of: PipelineRepository,
  environment: string | undefined,
): TokenConditions {
  return environment === undefined
    ? conditions(issuer, of, `ref:refs/heads/${of.branch}`, [
        ...DEPLOYING,
        ...ENDING,
      ])
    : conditions(issuer, of, `environment:${environment}`, DEPLOYING);
}

/** The GitHub environment whose reviewers let deployments into a stage; undefined where merging is enough. */
export function reviewedEnvironment(stage: Stage): string | undefined {
  return stage === 'production' || stage === 'shared' ? stage : undefined;
}

function conditions(
  issuer: string,
  of: PipelineRepository,
  context: string,
  workflows: readonly string[],
): TokenConditions {
  const { repository, branch, repositoryId } = of;
  const [first, ...others] = workflows.map(
    name => `${repository}/.github/workflows/${name}.yml@refs/heads/${branch}`,
  );
  return {
    StringEquals: {
      [`${issuer}:aud`]: 'sts.amazonaws.com',
      [`${issuer}:sub`]: `${subjectPrefix(of)}:${context}`,
      // A job in an environment has a subject that does not say which branch, nor which workflow, it is of.
      [`${issuer}:job_workflow_ref`]: others.length
        ? [first, ...others]
        : first,
      ...(repositoryId && { [`${issuer}:repository_id`]: repositoryId }),
    },
  };
}

function subjectPrefix(of: PipelineRepository): string {
  const { repository, repositoryId, ownerId } = of;
  const [owner, name] = repository.split('/');
  return ownerId && repositoryId
    ? `repo:${owner}@${ownerId}/${name}@${repositoryId}`
    : `repo:${repository}`;
}

/** What plans, the search for drift and the portal read of stacks; drift detection changes nothing but its own record. */
export const READ_STACK_ACTIONS = [
  'cloudformation:DescribeChangeSet',
  'cloudformation:DescribeStackEvents',
  'cloudformation:DescribeStackResource',
  'cloudformation:DescribeStackResourceDrifts',
  'cloudformation:DescribeStackResources',
  'cloudformation:DetectStackDrift',
  'cloudformation:DetectStackResourceDrift',
  'cloudformation:GetTemplate',
  'cloudformation:GetTemplateSummary',
  'cloudformation:ListChangeSets',
  'cloudformation:ListStackResources',
] as const;

/** What they read that accepts no resource: lists, alarms, trail and cost. */
export const READ_ACCOUNT_ACTIONS = [
  // Drift detection asks for it.
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DescribeStackDriftDetectionStatus',
  'cloudformation:DescribeStacks',
  'cloudformation:ListExports',
  'cloudformation:ListImports',
  'cloudformation:ListStacks',
  'cloudformation:ValidateTemplate',
  'cloudtrail:LookupEvents',
  'cloudwatch:DescribeAlarms',
  'ce:GetCostAndUsage',
  // Whether cost can be told by unit; the portal does not ask it, the doctor does.
  'ce:ListCostAllocationTags',
  'tag:GetResources',
] as const;

/**
 * What plans read besides, so that they can say whether an account has room for what would be made; it accepts no resource. What
 * there is of networks, hosts, databases and balancers they read by AWS's policy `SecurityAudit`.
 */
export const READ_QUOTA_ACTIONS = [
  'cloudwatch:GetMetricStatistics',
  'servicequotas:GetAWSDefaultServiceQuota',
  'servicequotas:GetServiceQuota',
] as const;

/** What deployments read besides, so that they can measure what a standby has not replicated before they promote it. */
export const READ_LAG_ACTIONS = ['cloudwatch:GetMetricStatistics'] as const;

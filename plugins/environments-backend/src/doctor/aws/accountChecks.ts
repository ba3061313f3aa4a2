import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import {
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  deployConditions,
  GOVERNANCE_FILE,
  planConditions,
  reviewedEnvironment,
} from '@plinth/blueprints/schema';
import { CannotTell, type Check } from '../Check';
import type { Connections } from '../Connections';
import { tokenVariable } from '../github/repositoryChecks';
import type { RepositoryFacts } from '../github/RepositoryFacts';
import type { AwsAccess } from './AwsAccess';
import { bootstrapVersion } from './bootstrapVersion';
import { portalTrustFaults } from './portalTrust';
import { refusal } from './refusal';
import { runTrustFaults, type ExpectedRuns } from './runTrust';

type Account = Connections['accounts'][number];

/** AWS's name in the audience of tokens. */
const AUDIENCE = 'sts.amazonaws.com';

/** The first version with a role that looks up stacks, which plans use: `MIN_LOOKUP_ROLE_BOOTSTRAP_STACK_VERSION` of the CDK. */
const MIN_BOOTSTRAP_VERSION = 8;

const BLUEPRINT = 'or deploy the blueprint bootstrap';

/** What has to be in an account, and in each of its regions. */
export function accountChecks(options: {
  account: Account;
  repositories: readonly RepositoryFacts[];
  aws: AwsAccess;
}): Check[] {
  const { account, repositories, aws } = options;
  const { id, regions, readRole } = account;
  const at = {
    subject: `account ${id}`,
    access: `Let the role ${readRole} of account ${id} read it: it needs the policy SecurityAudit.`,
  };
  const tokens = new Set(
    repositories.map(({ reference }) => tokenVariable(reference.host)),
  );
  const byRepository = {
    ...at,
    access: `${at.access} For what the repositories say, set ${[...tokens].join(' and ')} to a token of an administrator of theirs.`,
  };
  const iam = new IAMClient(aws.options(id));
  const trustOf = async (name: string) => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
    return decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '');
  };
  const issuers = [...new Set(repositories.map(({ issuer }) => issuer))];
  const providerOf = async (issuer: string) => {
    const { partition } = await aws.identity(id);
    return `arn:${partition}:iam::${id}:oidc-provider/${issuer}`;
  };
  /** Those that may deploy into the account. */
  const ours = async () => {
    const stages = await Promise.all(
      repositories.map(repository => repository.stagesOf(id)),
    );
    const found = repositories.filter((_, index) => stages[index]);
    if (found.length === 0) {
      throw new CannotTell(
        `${GOVERNANCE_FILE} of no repository names account ${id}, so it is not known who may deploy there`,
      );
    }
    return found;
  };
  const runsOf = async (
    kind: 'plan' | 'deploy',
    repository: RepositoryFacts,
  ): Promise<ExpectedRuns> => {
    const { issuer } = repository;
    const forms = await repository.tokenForms();
    const stages = await repository.stagesOf(id);
    const environment = stages?.map(reviewedEnvironment).find(Boolean);
    return {
      provider: await providerOf(issuer),
      forms: forms.map(form =>
        kind === 'plan'
          ? planConditions(issuer, form)
          : deployConditions(issuer, form, environment),
      ),
    };
  };
  const runRole = (kind: 'plan' | 'deploy'): Check => ({
    ...byRepository,
    name: `${kind}-role`,
    good: `Its trust lets in the runs that ${kind}, and nobody else.`,
    remedy: `Give the role the trust that the table of connect-aws-and-github.md has for ${kind}, ${BLUEPRINT}.`,
    look: async () =>
      perName(await ours(), kind, (name, named) =>
        faultsOf(`The role ${name}`, async () =>
          runTrustFaults(
            await trustOf(name),
            await Promise.all(named.map(each => runsOf(kind, each))),
          ),
        ),
      ),
  });
  return [
    {
      ...at,
      name: 'account-access',
      good: 'The portal may read the account.',
      remedy: `Let the portal assume ${readRole} there, and list the account in aws.accounts.`,
      access: 'Run the doctor where the portal runs, with its credentials.',
      look: () =>
        aws.identity(id).then(
          ({ account: actual }) =>
            actual === id
              ? []
              : [`The credentials for it are of account ${actual}.`],
          error => [refusal(error)],
        ),
    },
    {
      ...byRepository,
      name: 'oidc-provider',
      good: 'It trusts the tokens of the runs that deploy there.',
      remedy: `Make an OIDC provider for ${issuers.map(issuer => `https://${issuer}`).join(' and for ')} with the audience ${AUDIENCE}, ${BLUEPRINT}.`,
      look: async () => {
        const needed = new Set((await ours()).map(({ issuer }) => issuer));
        const faults = await Promise.all(
          [...needed].map(async issuer =>
            providerFaults(iam, await providerOf(issuer)),
          ),
        );
        return faults.flat();
      },
    },
    runRole('plan'),
    runRole('deploy'),
    {
      ...at,
      name: 'read-role',
      good: 'Its trust lets the portal in, and nobody else.',
      remedy: `Let the role trust the portal's account, with the condition that the principal is tagged plinth:component = portal, ${BLUEPRINT}.`,
      look: () =>
        faultsOf(`The role ${readRole}`, async () => {
          const trust = await trustOf(readRole);
          const { account: portal } = await aws.ownIdentity();
          return portalTrustFaults(trust, portal);
        }),
    },
    ...regions.map((region): Check => ({
      ...byRepository,
      subject: `account ${id}, ${region}`,
      name: 'bootstrap',
      good: `The deployment backend is there, of version ${MIN_BOOTSTRAP_VERSION} or later.`,
      remedy: `Run npx cdk bootstrap aws://${id}/${region}, ${BLUEPRINT}.`,
      look: async () =>
        perName(await ours(), 'qualifier', qualifier =>
          bootstrapFaults(
            new CloudFormationClient(aws.options(id, region)),
            qualifier,
          ),
        ),
    })),
  ];
}

/** Looks once for each name that the repositories give a thing, with the repositories that do. */
async function perName(
  repositories: readonly RepositoryFacts[],
  thing: 'plan' | 'deploy' | 'qualifier',
  look: (
    name: string,
    named: readonly RepositoryFacts[],
  ) => Promise<readonly string[]>,
): Promise<string[]> {
  const named = new Map<string, RepositoryFacts[]>();
  for (const repository of repositories) {
    const name = (await repository.settings())[thing];
    named.set(name, [...(named.get(name) ?? []), repository]);
  }
  const faults = await Promise.all(
    [...named].map(([name, those]) => look(name, those)),
  );
  return faults.flat();
}

async function providerFaults(iam: IAMClient, arn: string): Promise<string[]> {
  return faultsOf(arn, async () => {
    const { ClientIDList = [] } = await iam.send(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }),
    );
    return ClientIDList.includes(AUDIENCE)
      ? []
      : [`The provider does not know the audience ${AUDIENCE}.`];
  });
}

async function bootstrapFaults(
  client: CloudFormationClient,
  qualifier: string,
): Promise<string[]> {
  const parameter = `/cdk-bootstrap/${qualifier}/version`;
  return faultsOf(`The parameter ${parameter}, made by a stack,`, async () => {
    const { StackResources = [] } = await client.send(
      new DescribeStackResourcesCommand({ PhysicalResourceId: parameter }),
    );
    const found = StackResources.find(
      each => each.PhysicalResourceId === parameter,
    );
    const { TemplateBody = '' } = await client.send(
      new GetTemplateCommand({
        StackName: found?.StackId,
        TemplateStage: 'Processed',
      }),
    );
    const version = bootstrapVersion(
      TemplateBody,
      found?.LogicalResourceId ?? '',
    );
    return version < MIN_BOOTSTRAP_VERSION
      ? [
          `The deployment backend has version ${version}, and plans need ${MIN_BOOTSTRAP_VERSION}.`,
        ]
      : [];
  });
}

/** What is wrong with a thing, or that it is not there. */
async function faultsOf(
  thing: string,
  look: () => Promise<string[]>,
): Promise<string[]> {
  try {
    return await look();
  } catch (error) {
    if (isAbsent(error)) {
      return [`${thing} is not there.`];
    }
    throw error;
  }
}

/** IAM says so by a name, CloudFormation by a sentence. */
function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/^NoSuchEntity/.test(error.name) ||
      (error.name === 'ValidationError' &&
        /does not exist/.test(error.message)))
  );
}

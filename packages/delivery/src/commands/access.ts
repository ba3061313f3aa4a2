import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  accessTemplate,
  type PipelineRepository,
} from '@plinth/blueprints/schema';
import { readGovernance } from '@plinth/repository';
import { DeliveryError } from '../errors';
import { Git } from '../git/Git';
import { readSettings } from '../settings/Settings';
import type { CommandOptions } from './Session';

/** Settings of `plinth access`. */
export interface AccessOptions extends CommandOptions {
  /** The account that lets them in. */
  account: string;
  portalAccount: string;
  /** Of each repository, what the subjects of its runs' tokens begin with: `repo:acme/infrastructure`, or `repo:acme@1/infrastructure@2`. */
  subject: readonly string[];
  /** The numbers of the same repositories, in the same order. */
  repositoryId: readonly string[];
  /** The protected branch of all of them. */
  branch: string;
  /** URL of GitHub's OIDC issuer. */
  issuer: string;
  out: string;
}

/**
 * Runs `plinth access`: writes the CloudFormation template of what lets the pipeline and the portal into an account. It calls
 * nothing; what the account is for stands in the governance file of the commit that is checked out.
 *
 * @throws DeliveryError when that does not name the account, or a subject is of no repository
 */
export async function accessCommand(options: AccessOptions): Promise<number> {
  const { root, env, account, issuer } = options;
  const { roles, bootstrapQualifier } = readSettings(root, env);
  const { accounts } = (await readGovernance(new Git(root).at('HEAD')))
    .authorizes;
  const found = accounts.find(({ id }) => id === account);
  if (!found) {
    throw new DeliveryError(
      `The governance file does not name the account ${account}; it names ${accounts.map(({ id }) => id).join(', ')}. Add it by a pull request of its owners.`,
      'governance',
    );
  }
  const template = accessTemplate({
    issuer,
    repositories: repositoriesOf(options),
    stages: found.stages,
    portalAccount: options.portalAccount,
    names: { ...roles, qualifier: bootstrapQualifier },
  });
  await writeFile(
    path.resolve(root, options.out),
    `${JSON.stringify(template, null, 2)}\n`,
  );
  return 0;
}

function repositoriesOf(options: AccessOptions): PipelineRepository[] {
  const { subject, repositoryId, branch } = options;
  if (subject.length !== repositoryId.length) {
    throw new DeliveryError(
      `There are ${subject.length} of --subject and ${repositoryId.length} of --repository-id. Name each repository by one of each, in the same order.`,
      'usage',
    );
  }
  const found = subject.map((each, index) =>
    repositoryOf(each, { repositoryId: repositoryId[index], branch }),
  );
  const twice = found.find(
    (each, index) =>
      found.findIndex(other => other.repositoryId === each.repositoryId) !==
      index,
  );
  if (twice) {
    throw new DeliveryError(
      `${twice.repository} has the number ${twice.repositoryId}, which another one has too. Ask GitHub for both again.`,
      'usage',
    );
  }
  return found;
}

/** The repository that a subject names, and its owner's number where the subject has numbers. */
function repositoryOf(
  subject: string,
  { repositoryId, branch }: { repositoryId: string; branch: string },
): PipelineRepository {
  const parts =
    /^repo:(?<owner>[\w.-]+)(?:@(?<ownerId>\d+))?\/(?<name>[\w.-]+)(?:@(?<id>\d+))?$/.exec(
      subject,
    )?.groups;
  if (!parts || Boolean(parts.ownerId) !== Boolean(parts.id)) {
    throw new DeliveryError(
      `"${subject}" is not what the subject of a repository's runs begins with, such as repo:acme/infrastructure or repo:acme@1/infrastructure@2. GitHub tells it: gh api repos/OWNER/NAME/actions/oidc/customization/sub --jq .sub_claim_prefix`,
      'usage',
    );
  }
  if (parts.id && parts.id !== repositoryId) {
    throw new DeliveryError(
      `"${subject}" is of the repository ${parts.id}, and not of ${repositoryId}. Ask GitHub for both again.`,
      'usage',
    );
  }
  return {
    repository: `${parts.owner}/${parts.name}`,
    branch,
    repositoryId,
    ownerId: parts.ownerId,
  };
}

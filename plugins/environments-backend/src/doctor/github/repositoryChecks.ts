import { reviewedEnvironment } from '@plinth/blueprints/schema';
import {
  environmentFaults,
  isNotFound,
  PLAN_STATUS,
  protectionFaults,
  type BranchProtection,
} from '@plinth/repository/github';
import { CannotTell, type Check } from '../Check';
import type { RepositoryFacts } from './RepositoryFacts';

/** What protects an infrastructure repository, and lets its runs find the portal. */
export function repositoryChecks(options: {
  repository: RepositoryFacts;
  portalUrl: string;
}): Check[] {
  const { repository, portalUrl } = options;
  const { octokit, protection, reference } = repository;
  const { owner, repo, branch, host } = reference;
  const at = {
    subject: `${owner}/${repo}`,
    access: `Set ${tokenVariable(host)} to a token of an administrator of the repository; it is used to read alone.`,
  };
  const readBranch = async () => {
    const found = await protection.branch(branch);
    if (!found) {
      throw new CannotTell(`how ${branch} is protected may not be read`);
    }
    return found;
  };
  return [
    {
      ...at,
      name: 'branch-protection',
      good: `${branch} takes what somebody else and the code owners approved, and nothing else.`,
      remedy: `Protect ${branch} as the template platform-repository does.`,
      look: async () => {
        const found = await readBranch();
        const faults = reviewFaults(branch, found);
        if (faults.length === 0 && found.reviews?.afterLastPush === undefined) {
          throw new CannotTell(
            `${branch} is protected by a rule of which administrators alone may read which reviews it asks for`,
          );
        }
        return faults;
      },
    },
    {
      ...at,
      name: 'branch-bypass',
      good: `Nobody may pass by what protects ${branch}, administrators neither.`,
      remedy: `Take everybody off the bypass list of the ruleset of ${branch}; a branch protection rule has a box for administrators.`,
      look: async () => {
        const found = await protection.bypass(branch);
        if (!found) {
          throw new CannotTell(`how ${branch} is protected may not be read`);
        }
        const { binding, passable, unknown } = found;
        if (reviewFaults(branch, binding).length === 0) {
          return [];
        }
        if (unknown.length > 0) {
          throw new CannotTell(
            `whom ${unknown.join(' and ')} lets pass by may be read by administrators alone`,
          );
        }
        return passable.length > 0
          ? [`Some may pass by ${passable.join(' and by ')}.`]
          : [`Nothing binds everybody: see the check branch-protection.`];
      },
    },
    {
      ...at,
      name: 'required-check',
      good: `${branch} waits for ${PLAN_STATUS}.`,
      remedy: `Make ${PLAN_STATUS} a required check of ${branch}.`,
      look: async () => {
        const { checks } = await readBranch();
        return checks.includes(PLAN_STATUS)
          ? []
          : [`${branch} does not wait for the check ${PLAN_STATUS}.`];
      },
    },
    {
      ...at,
      name: 'environments',
      good: `Deployments to reviewed stages come from ${branch} alone, and wait for reviewers, unless environmentReviewers in plinth.json is false.`,
      remedy: `In the settings of each such environment set required reviewers, prevent self-review, and restrict it to ${branch}.`,
      look: async () => {
        const stages = await repository.stages();
        const faults = await Promise.all(
          stages
            .flatMap(stage => reviewedEnvironment(stage) ?? [])
            .map(name => faultsOfEnvironment(repository, name)),
        );
        return faults.flat();
      },
    },
    {
      ...at,
      name: 'portal-address',
      good: `Its runs know the portal at ${portalUrl}.`,
      remedy: `Set the repository's variable PLINTH_PORTAL_URL to ${portalUrl}.`,
      look: async () => {
        const value = await octokit.rest.actions
          .getRepoVariable({ owner, repo, name: 'PLINTH_PORTAL_URL' })
          .then(({ data }) => data.value)
          .catch(error => {
            if (isNotFound(error)) {
              return undefined;
            }
            throw error;
          });
        if (value === undefined) {
          // A repository that may not be seen has no variables either.
          await octokit.rest.repos.get({ owner, repo });
          return ['The variable PLINTH_PORTAL_URL is not set.'];
        }
        return value.replace(/\/$/, '') === portalUrl
          ? []
          : [`PLINTH_PORTAL_URL is ${value}, and the portal at ${portalUrl}.`];
      },
    },
  ];
}

/** The required check has a line of its own. */
function reviewFaults(branch: string, found: BranchProtection): string[] {
  return protectionFaults(branch, { ...found, checks: [PLAN_STATUS] });
}

/** Where a token of the person who runs the doctor stands, by whose host it is of: as GitHub's own command has it. */
export function tokenVariable(host: string): string {
  return host === 'github.com' || host.endsWith('.ghe.com')
    ? 'GITHUB_TOKEN'
    : 'GITHUB_ENTERPRISE_TOKEN';
}

async function faultsOfEnvironment(
  repository: RepositoryFacts,
  name: string,
): Promise<string[]> {
  const { octokit, protection, reference } = repository;
  const { owner, repo, branch } = reference;
  try {
    await octokit.rest.repos.getEnvironment({
      owner,
      repo,
      environment_name: name,
    });
  } catch (error) {
    if (isNotFound(error)) {
      return [`There is no environment ${name}.`];
    }
    throw error;
  }
  const found = await protection.environment(name);
  if (!found) {
    throw new CannotTell(`who reviews the environment ${name} may not be read`);
  }
  const { environmentReviewers } = await repository.settings();
  return environmentFaults(
    name,
    branch,
    environmentReviewers
      ? found
      : { ...found, reviewers: 1, allowsSelfReview: false },
  ).map(fault => `${fault[0].toUpperCase()}${fault.slice(1)}.`);
}

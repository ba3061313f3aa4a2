import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import type { DeploymentEnvironment } from '../../../actionsModel';
import {
  branchPolicyView,
  environmentView,
} from '../../../views/environmentViews';
import {
  isObject,
  optionalFlag,
  optionalObject,
  paged,
  text,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/environments`: deployment environments. */
export function environmentRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { actions, views, accounts } = services;
  const base = '/repos/:owner/:repo/environments';

  router.route('GET', base, 'actions:read', call =>
    paged(
      call,
      actions.environmentStore.list(call.repo),
      each => environmentView(views, each),
      (environments, total_count) => ({ total_count, environments }),
    ),
  );
  router.route('GET', `${base}/:name`, 'actions:read', call => {
    return { body: environmentView(views, required(call)) };
  });
  router.route('PUT', `${base}/:name`, 'administration:write', call => ({
    body: environmentView(
      views,
      actions.setEnvironment(call.repo, call.params.name, {
        reviewers: reviewers(call),
        preventSelfReview: optionalFlag(call, 'prevent_self_review') ?? false,
        branches: branches(call),
      }),
    ),
  }));
  router.route('DELETE', `${base}/:name`, 'administration:write', call => {
    actions.environmentStore.remove(call.repo, call.params.name);
    return { status: 204 };
  });

  const policies = `${base}/:name/deployment-branch-policies`;
  router.route('GET', policies, 'actions:read', call => {
    const environment = required(call);
    return paged(
      call,
      environment.branches,
      name => branchPolicyView(environment, name),
      (branch_policies, total_count) => ({ total_count, branch_policies }),
    );
  });
  router.route('POST', policies, 'administration:write', call => {
    const environment = required(call);
    const name = text(call, 'name', 'DeploymentBranchPolicy');
    if (!environment.branchesOnly) {
      throw GitHubError.notFound();
    }
    const { reviewers: named, preventSelfReview, branches: had } = environment;
    return {
      body: branchPolicyView(
        actions.setEnvironment(call.repo, environment.name, {
          reviewers: named,
          preventSelfReview,
          branches: [...new Set([...had, name])],
        }),
        name,
      ),
    };
  });

  function required(call: Call): DeploymentEnvironment {
    const environment = actions.environmentStore.get(
      call.repo,
      call.params.name,
    );
    if (!environment) {
      throw GitHubError.notFound();
    }
    return environment;
  }

  /** Of an environment that lets only some branches in, those that it has: they have a route of their own. */
  function branches(call: Call): string[] | undefined {
    const policy = optionalObject(call, 'deployment_branch_policy');
    if (!policy) {
      return undefined;
    }
    if (policy.protected_branches === policy.custom_branch_policies) {
      throw GitHubError.invalid(
        'Environment',
        'deployment_branch_policy',
        'must have one of protected_branches and custom_branch_policies',
      );
    }
    if (policy.protected_branches) {
      throw new GitHubError(
        422,
        'The sandbox knows environments for branches by name only: custom_branch_policies.',
      );
    }
    return (
      actions.environmentStore.get(call.repo, call.params.name)?.branches ?? []
    );
  }

  function reviewers(call: Call): string[] {
    const list = call.body.reviewers ?? [];
    if (!Array.isArray(list)) {
      throw GitHubError.invalid('Environment', 'reviewers', 'must be a list');
    }
    return list.map(each => {
      const id = isObject(each) ? each.id : undefined;
      const team = accounts
        .teams(call.params.owner)
        .find(candidate => candidate.id === id);
      const user = accounts.users().find(candidate => candidate.id === id);
      const name = team ? `${team.organization}/${team.slug}` : user?.login;
      if (name === undefined) {
        throw GitHubError.invalid(
          'Environment',
          'reviewers',
          `has nobody with id ${id}`,
        );
      }
      return name;
    });
  }
}

import { GitHubError } from '../../../GitHubError';
import type { BranchProtection } from '../../../model';
import type { Services } from '../../../Services';
import type { Json } from '../../../views/Views';
import { isObject, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/branches/{branch}/protection`. */
export function protectionRoutes(router: RestRouter, services: Services): void {
  const { repositories, context } = services;
  const path = '/repos/:owner/:repo/branches/*branch/protection';

  router.route('GET', path, 'protection:read', call => ({
    body: view(call, required(call)),
  }));
  router.route('PUT', path, 'administration:write', async call => {
    const { branch } = call.params;
    if (!(await context.git(call.repo).refs.get(`refs/heads/${branch}`))) {
      throw new GitHubError(404, 'Branch not found');
    }
    for (const field of [
      'required_status_checks',
      'enforce_admins',
      'required_pull_request_reviews',
      'restrictions',
    ]) {
      if (!(field in call.body)) {
        throw new GitHubError(
          422,
          `Invalid request.\n\n"${field}" wasn't supplied.`,
        );
      }
    }
    if (call.body.restrictions !== null) {
      throw new GitHubError(
        422,
        'The sandbox cannot restrict who pushes: restrictions must be null.',
      );
    }
    const protection: BranchProtection = {
      requiredStatusChecks: statusChecks(call.body.required_status_checks),
      requiredReviews: reviews(call.body.required_pull_request_reviews),
      enforceAdmins: call.body.enforce_admins === true,
      requiredLinearHistory: call.body.required_linear_history === true,
      allowForcePushes: call.body.allow_force_pushes === true,
      allowDeletions: call.body.allow_deletions === true,
    };
    repositories.protect(call.repo, branch, protection);
    return { body: view(call, protection) };
  });
  router.route('DELETE', path, 'administration:write', call => {
    required(call);
    repositories.unprotect(call.repo, call.params.branch);
    return { status: 204 };
  });
  router.route(
    'GET',
    `${path}/required_status_checks`,
    'protection:read',
    call => {
      const checks = view(call, required(call)).required_status_checks;
      if (!checks) {
        throw new GitHubError(404, 'Required status checks not enabled');
      }
      return { body: checks };
    },
  );

  function required(call: Call): BranchProtection {
    const protection = repositories.classicProtection(
      call.repo,
      call.params.branch,
    );
    if (!protection) {
      throw new GitHubError(404, 'Branch not protected');
    }
    return protection;
  }

  function view(call: Call, protection: BranchProtection): Json {
    const url = context.urls.repoApi(
      call.repo,
      `/branches/${encodeURIComponent(call.params.branch)}/protection`,
    );
    const checks = protection.requiredStatusChecks;
    const review = protection.requiredReviews;
    return {
      url,
      ...(checks
        ? {
            required_status_checks: {
              url: `${url}/required_status_checks`,
              strict: checks.strict,
              contexts: checks.contexts,
              contexts_url: `${url}/required_status_checks/contexts`,
              checks: checks.contexts.map(each => ({
                context: each,
                app_id: null,
              })),
            },
          }
        : {}),
      ...(review
        ? {
            required_pull_request_reviews: {
              url: `${url}/required_pull_request_reviews`,
              dismiss_stale_reviews: review.dismissStale,
              require_code_owner_reviews: review.requireCodeOwners,
              required_approving_review_count: review.count,
              require_last_push_approval: review.requireLastPushApproval,
            },
          }
        : {}),
      enforce_admins: {
        url: `${url}/enforce_admins`,
        enabled: protection.enforceAdmins,
      },
      required_linear_history: { enabled: protection.requiredLinearHistory },
      allow_force_pushes: { enabled: protection.allowForcePushes },
      allow_deletions: { enabled: protection.allowDeletions },
      required_conversation_resolution: { enabled: false },
      required_signatures: {
        url: `${url}/required_signatures`,
        enabled: false,
      },
    };
  }
}

function statusChecks(
  value: unknown,
): BranchProtection['requiredStatusChecks'] {
  if (!isObject(value)) {
    return null;
  }
  const named = Array.isArray(value.checks)
    ? value.checks.map(each => (isObject(each) ? each.context : undefined))
    : [];
  const contexts = Array.isArray(value.contexts) ? value.contexts : [];
  return {
    strict: value.strict === true,
    contexts: [...new Set([...contexts, ...named])].filter(
      each => typeof each === 'string',
    ),
  };
}

function reviews(value: unknown): BranchProtection['requiredReviews'] {
  if (!isObject(value)) {
    return null;
  }
  const count = value.required_approving_review_count ?? 1;
  if (typeof count !== 'number' || count < 0 || count > 6) {
    throw GitHubError.invalid(
      'ProtectedBranch',
      'required_approving_review_count',
      'must be between 0 and 6',
    );
  }
  return {
    count,
    dismissStale: value.dismiss_stale_reviews === true,
    requireCodeOwners: value.require_code_owner_reviews === true,
    requireLastPushApproval: value.require_last_push_approval === true,
  };
}

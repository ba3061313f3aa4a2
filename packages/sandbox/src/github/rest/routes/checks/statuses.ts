import type { CommitStatus } from '../../../model';
import type { Services } from '../../../Services';
import { combinedState, statusView } from '../../../views/statusViews';
import { login, oneOf, optionalText, paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { commitSha } from '../commitSha';

const STATES = ['error', 'failure', 'pending', 'success'] as const;

/** Commit statuses. */
export function statusRoutes(router: RestRouter, services: Services): void {
  const { checks, context, views } = services;
  const base = '/repos/:owner/:repo';

  router.route(
    'POST',
    `${base}/statuses/:sha`,
    'statuses:write',
    async call => {
      const status = checks.setStatus({
        repo: call.repo,
        sha: await commitSha(services, call, call.params.sha),
        context: optionalText(call, 'context') ?? 'default',
        state: oneOf<CommitStatus['state']>(call, 'state', STATES),
        description: optionalText(call, 'description'),
        targetUrl: optionalText(call, 'target_url'),
        creator: login(call),
      });
      return { status: 201, body: statusView(views, status) };
    },
  );
  router.route(
    'GET',
    `${base}/commits/*ref/status`,
    'statuses:read',
    async call => {
      const sha = await commitSha(services, call, call.params.ref);
      const statuses = checks.statuses(call.repo, sha);
      const size = Number(call.query.get('per_page') ?? 30);
      return {
        body: {
          state: combinedState(statuses),
          statuses: (size === 0
            ? []
            : statuses.slice(0, Math.min(size, 100))
          ).map(each => statusView(views, each)),
          sha,
          total_count: statuses.length,
          repository: views.minimalRepository(call.repo),
          commit_url: context.urls.repoApi(call.repo, `/commits/${sha}`),
          url: context.urls.repoApi(call.repo, `/commits/${sha}/status`),
        },
      };
    },
  );
  const statuses = async (call: Call) =>
    paged(
      call,
      checks.allStatuses(
        call.repo,
        await commitSha(services, call, call.params.ref),
      ),
      each => statusView(views, each),
    );
  router.route(
    'GET',
    `${base}/commits/*ref/statuses`,
    'statuses:read',
    statuses,
  );
  router.route('GET', `${base}/statuses/*ref`, 'statuses:read', statuses);
}

import { roleAtLeast } from '../../../accounts/Accounts';
import { grants } from '../../../accounts/access';
import { assertFeature } from '../../../accounts/plans';
import { GitHubError } from '../../../GitHubError';
import type { Ruleset } from '../../../model';
import { rulesetsOf } from '../../../store/protectionOf';
import type { Services } from '../../../Services';
import { nodeId } from '../../../views/nodeId';
import type { Json } from '../../../views/Views';
import { numberParam, paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/rulesets`, of branches alone, and the rules that bind a branch, which whoever may read the repository may read. */
export function rulesetRoutes(router: RestRouter, services: Services): void {
  const { accounts, repositories, context } = services;
  const { store } = context;
  const path = '/repos/:owner/:repo/rulesets';

  router.route(
    'GET',
    '/repos/:owner/:repo/rules/branches/*branch',
    'metadata:read',
    call => {
      assertPlan(call);
      const found = rulesetsOf(store, call.repo, call.params.branch);
      return paged(
        call,
        found.flatMap(ruleset =>
          ruleset.rules.map(rule => ({ ruleset, rule })),
        ),
        ({ ruleset, rule }) => ({
          ...rule,
          ruleset_source_type: 'Repository',
          ruleset_source: call.repo,
          ruleset_id: ruleset.id,
        }),
      );
    },
  );
  router.route('GET', path, 'metadata:read', call => {
    assertPlan(call);
    const targets = call.query.get('targets')?.split(',');
    return paged(
      call,
      targets && !targets.includes('branch')
        ? []
        : repositories.rulesets(call.repo),
      each => shortView(call, each),
    );
  });
  router.route('POST', path, 'administration:write', call => {
    assertPlan(call);
    return {
      status: 201,
      body: view(
        call,
        repositories.saveRuleset(call.repo, undefined, call.body),
      ),
    };
  });
  router.route('GET', `${path}/:ruleset`, 'metadata:read', call => {
    assertPlan(call);
    return { body: view(call, required(call)) };
  });
  router.route('PUT', `${path}/:ruleset`, 'administration:write', call => {
    assertPlan(call);
    return {
      body: view(
        call,
        repositories.saveRuleset(call.repo, required(call).id, call.body),
      ),
    };
  });
  router.route('DELETE', `${path}/:ruleset`, 'administration:write', call => {
    store.rulesets.delete(String(required(call).id));
    return { status: 204 };
  });

  function assertPlan(call: Call): void {
    assertFeature(
      accounts,
      repositories.require(call.repo),
      'branch-protection',
    );
  }

  function required(call: Call): Ruleset {
    const ruleset = store.rulesets.get(String(numberParam(call, 'ruleset')));
    if (ruleset?.repo !== call.repo) {
      throw GitHubError.notFound();
    }
    return ruleset;
  }

  function mayWrite({ actor, repo }: Call): boolean {
    return actor?.integration
      ? grants(actor.integration.permissions, 'administration=write')
      : roleAtLeast(accounts.role(repo, actor?.login), 'admin');
  }

  function shortView(call: Call, ruleset: Ruleset): Json {
    return {
      id: ruleset.id,
      name: ruleset.name,
      target: 'branch',
      source_type: 'Repository',
      source: call.repo,
      enforcement: ruleset.enforcement,
      node_id: nodeId('RRS', ruleset.id),
      _links: {
        self: {
          href: context.urls.repoApi(call.repo, `/rulesets/${ruleset.id}`),
        },
        html: { href: context.urls.repo(call.repo, `/rules/${ruleset.id}`) },
      },
      created_at: ruleset.createdAt,
      updated_at: ruleset.updatedAt,
    };
  }

  function view(call: Call, ruleset: Ruleset): Json {
    return {
      ...shortView(call, ruleset),
      conditions: {
        ref_name: { include: ruleset.include, exclude: ruleset.exclude },
      },
      rules: ruleset.rules,
      ...(mayWrite(call) ? { bypass_actors: ruleset.bypass } : {}),
      current_user_can_bypass: bypassOf(call, ruleset),
    };
  }

  function bypassOf({ actor, repo }: Call, { bypass }: Ruleset): string {
    const isAdmin =
      !actor?.integration &&
      roleAtLeast(accounts.role(repo, actor?.login), 'admin');
    if (!isAdmin || bypass.length === 0) {
      return 'never';
    }
    return bypass.some(({ bypass_mode }) => bypass_mode === 'always')
      ? 'always'
      : 'pull_requests_only';
  }
}

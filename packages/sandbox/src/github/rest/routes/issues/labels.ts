import { roleAtLeast } from '../../../accounts/Accounts';
import { grants } from '../../../accounts/access';
import { GitHubError } from '../../../GitHubError';
import type { Pull } from '../../../model';
import type { Services } from '../../../Services';
import { labelView } from '../../../views/repositoryViews';
import {
  isObject,
  login,
  numberParam,
  optionalText,
  paged,
  text,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/labels`: of a repository and of its pull requests. */
export function labelRoutes(router: RestRouter, services: Services): void {
  const { accounts, pulls, pullStore, views } = services;
  const base = '/repos/:owner/:repo';
  const one = `${base}/issues/:number`;
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));

  router.route('GET', `${one}/labels`, 'issues:read', call =>
    paged(call, pulls.labels.of(find(call)), label => labelView(views, label)),
  );
  router.route('POST', `${one}/labels`, 'labels:write', call => ({
    body: add(call, find(call), labelNames(call)),
  }));
  router.route('PUT', `${one}/labels`, 'labels:write', call => {
    const pull = find(call);
    const names = labelNames(call);
    for (const name of pull.labels.filter(each => !names.includes(each))) {
      pulls.labels.remove(call.repo, pull.number, name, login(call));
    }
    return { body: add(call, pull, names) };
  });
  router.route('DELETE', `${one}/labels/:label`, 'labels:write', call => ({
    body: pulls.labels
      .remove(call.repo, find(call).number, call.params.label, login(call))
      .map(label => labelView(views, label)),
  }));

  router.route('GET', `${base}/labels`, 'issues:read', call =>
    paged(call, pullStore.labels(call.repo), label => labelView(views, label)),
  );
  router.route('POST', `${base}/labels`, 'repository-labels:write', call => ({
    status: 201,
    body: labelView(
      views,
      pulls.labels.create({
        repo: call.repo,
        name: text(call, 'name', 'Label'),
        color: optionalText(call, 'color') ?? 'ededed',
        description: optionalText(call, 'description') ?? '',
      }),
    ),
  }));
  router.route('GET', `${base}/labels/:label`, 'issues:read', call => ({
    body: labelView(views, requireLabel(call)),
  }));
  router.route(
    'PATCH',
    `${base}/labels/:label`,
    'repository-labels:write',
    call => {
      const label = pulls.labels.update(requireLabel(call), {
        name: optionalText(call, 'new_name'),
        color: optionalText(call, 'color'),
        description: optionalText(call, 'description'),
      });
      return { body: labelView(views, label) };
    },
  );
  router.route(
    'DELETE',
    `${base}/labels/:label`,
    'repository-labels:write',
    call => {
      pullStore.deleteLabel(requireLabel(call));
      return { status: 204 };
    },
  );

  function add(call: Call, pull: Pull, names: readonly string[]) {
    const { actor, repo } = call;
    const labels = pulls.labels.add({
      repo,
      number: pull.number,
      names,
      actor: login(call),
      mayCreate: actor?.integration
        ? grants(actor.integration.permissions, 'issues=write')
        : roleAtLeast(accounts.role(repo, login(call)), 'write'),
    });
    return labels.map(label => labelView(views, label));
  }

  function requireLabel(call: Call) {
    const label = pullStore.label(call.repo, call.params.label);
    if (!label) {
      throw GitHubError.notFound();
    }
    return label;
  }
}

function labelNames(call: Call): string[] {
  const list = call.body.items ?? call.body.labels ?? [];
  if (!Array.isArray(list)) {
    throw GitHubError.missing('Label', 'labels');
  }
  return list.map(each => {
    const name = isObject(each) ? each.name : each;
    if (typeof name !== 'string' || !name) {
      throw GitHubError.missing('Label', 'name');
    }
    return name;
  });
}

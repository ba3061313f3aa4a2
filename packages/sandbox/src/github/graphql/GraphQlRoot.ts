import type { Actor } from '../accounts/Tokens';
import { requireAccess } from '../accounts/access';
import { GitHubError } from '../GitHubError';
import type { Ref } from '../git/GitRefs';
import type { Pull } from '../model';
import type { Services } from '../Services';
import { nodeId } from '../views/nodeId';
import { organizationField, personField } from './organizationField';

interface Selection {
  readonly states?: readonly string[] | null;
  readonly first?: number | null;
}

/** The root of the schema for one caller: its methods are the fields, as `graphql` calls them. */
export class GraphQlRoot {
  readonly #services: Services;
  readonly #actor: Actor;

  constructor(services: Services, actor: Actor) {
    this.#services = services;
    this.#actor = actor;
  }

  viewer() {
    return personField(this.#services, this.#actor.login);
  }

  organization({ login }: { login: string }) {
    return organizationField(this.#services, this.#actor, login);
  }

  repository({ owner, name }: { owner: string; name: string }) {
    const found = this.#services.repositories.get(`${owner}/${name}`);
    try {
      requireAccess(
        this.#services.accounts,
        this.#actor,
        found?.fullName ?? '',
        'metadata:read',
      );
    } catch (error) {
      throw error instanceof GitHubError
        ? new GitHubError(
            404,
            `Could not resolve to a Repository with the name '${owner}/${name}'.`,
          )
        : error;
    }
    return found && this.#repository(found.fullName);
  }

  #repository(repo: string) {
    const { context, repositories, pullStore } = this.#services;
    const repository = repositories.require(repo);
    const ref = async (name: string) => {
      const found = await context
        .git(repo)
        .refs.get(name.startsWith('refs/') ? name : `refs/heads/${name}`);
      return found && this.#ref(repo, found);
    };
    return {
      id: nodeId('R', repository.id),
      name: repository.name,
      nameWithOwner: repo,
      url: context.urls.repo(repo),
      isPrivate: repository.private,
      defaultBranchRef: () => ref(repository.defaultBranch),
      ref: (given: { qualifiedName: string }) => ref(given.qualifiedName),
      pullRequest: ({ number }: { number: number }) => {
        const pull = pullStore.get(repo, number);
        return pull && this.#pull(pull);
      },
      pullRequests: (selection: Selection) =>
        this.#connection(pullStore.list(repo), selection),
    };
  }

  #ref(repo: string, ref: Ref) {
    const name = ref.name.replace(/^refs\/(heads|tags)\//, '');
    return {
      id: nodeId('REF', ref.name),
      name,
      prefix: ref.name.slice(0, -name.length),
      target: { oid: ref.sha },
      refUpdateRule: () => this.#updateRule(repo, name),
      associatedPullRequests: (selection: Selection) =>
        this.#connection(
          this.#services.pullStore
            .list(repo)
            .filter(pull => pull.headRef === name),
          selection,
        ),
    };
  }

  /** What everybody may know of a branch's protection; who must push last, and that administrators are bound, is not in it. */
  #updateRule(repo: string, branch: string) {
    const { repositories } = this.#services;
    const protection = repositories.classicProtection(repo, branch);
    return (
      protection && {
        allowsDeletions: protection.allowDeletions,
        allowsForcePushes: protection.allowForcePushes,
        pattern: branch,
        requiredApprovingReviewCount: protection.requiredReviews?.count ?? null,
        requiredStatusCheckContexts:
          protection.requiredStatusChecks?.contexts ?? null,
        requiresCodeOwnerReviews:
          protection.requiredReviews?.requireCodeOwners ?? false,
        requiresLinearHistory: protection.requiredLinearHistory,
      }
    );
  }

  #connection(pulls: readonly Pull[], { states, first }: Selection) {
    const found = pulls.filter(
      pull => !states || states.includes(stateOf(pull)),
    );
    const nodes = found.slice(0, first ?? 100).map(pull => this.#pull(pull));
    return {
      totalCount: found.length,
      nodes,
      edges: nodes.map(node => ({ node })),
    };
  }

  #pull(pull: Pull) {
    const { accounts, context } = this.#services;
    const actor = (login: string) => ({
      __typename: accounts.user(login)?.type ?? 'User',
      login,
    });
    return {
      id: nodeId('PR', pull.id),
      number: pull.number,
      url: context.urls.repo(pull.repo, `/pull/${pull.number}`),
      title: pull.title,
      body: pull.body,
      state: stateOf(pull),
      isDraft: pull.draft,
      merged: pull.merged,
      headRefName: pull.headRef,
      headRefOid: pull.headSha,
      baseRefName: pull.baseRef,
      author: actor(pull.author),
      editor: pull.edited ? actor(pull.edited.by) : null,
      lastEditedAt: pull.edited?.at ?? null,
    };
  }
}

function stateOf(pull: Pull): string {
  return pull.merged ? 'MERGED' : pull.state.toUpperCase();
}

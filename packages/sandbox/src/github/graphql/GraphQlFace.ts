import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';
import type { Face } from '../http/GitHubServer';
import { readBody } from '../http/readBody';
import type { Pull } from '../model';
import { isObject } from '../rest/Call';
import type { Services } from '../Services';
import { nodeId } from '../views/Views';
import { parseQuery, type Argument, type Field } from './parseQuery';

/** Finds what a field of an object means. */
type Resolver = (args: Readonly<Record<string, Argument>>) => unknown;

/** An object of the schema: a resolver for each field it has. */
interface Node {
  readonly type: string;
  readonly fields: Readonly<Record<string, Resolver>>;
}

/**
 * GraphQL as far as clients of the sandbox need it: who one is, a repository, its branches and their pull requests.
 * `octokit-plugin-create-pull-request`, and with it Backstage's `publish:github:pull-request`, asks for that.
 * A field that is not here is an error that names it.
 */
export class GraphQlFace implements Face {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    if (url.pathname !== '/api/graphql' && url.pathname !== '/graphql') {
      return false;
    }
    const send = (status: number, body: unknown) => {
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
      });
      response.end(JSON.stringify(body));
      return true;
    };
    const actor = this.#services.tokens.authenticate(
      request.headers.authorization,
    );
    if (!actor) {
      return send(401, {
        message:
          actor === null
            ? 'Bad credentials'
            : 'This endpoint requires you to be authenticated.',
      });
    }
    try {
      const body: unknown = JSON.parse((await readBody(request)).toString());
      if (!isObject(body) || typeof body.query !== 'string') {
        throw new GitHubError(400, 'A query attribute must be specified');
      }
      const fields = parseQuery(
        body.query,
        isObject(body.variables) ? body.variables : {},
      );
      return send(200, { data: await select(this.#root(actor), fields) });
    } catch (error) {
      if (error instanceof GitHubError || error instanceof SyntaxError) {
        return send(200, {
          data: null,
          errors: [{ message: error.message, type: 'NOT_SUPPORTED' }],
        });
      }
      throw error;
    }
  }

  #root(actor: Actor): Node {
    const { accounts, repositories } = this.#services;
    return {
      type: 'Query',
      fields: {
        viewer: () => ({
          type: 'User',
          fields: { login: () => actor.login },
        }),
        repository: ({ owner, name }) => {
          const repository = repositories.get(`${owner}/${name}`);
          const mine = !actor.run || actor.run.repo === repository?.fullName;
          if (
            !repository ||
            !mine ||
            (!actor.run && !accounts.role(repository.fullName, actor.login))
          ) {
            throw new GitHubError(
              404,
              `Could not resolve to a Repository with the name '${owner}/${name}'.`,
            );
          }
          return this.#repository(repository.fullName);
        },
      },
    };
  }

  #repository(repo: string): Node {
    const { context, repositories, pullStore } = this.#services;
    const repository = repositories.require(repo);
    const ref = async (name: Argument | undefined) => {
      const given = String(name);
      const full = given.startsWith('refs/') ? given : `refs/heads/${given}`;
      const found = await context.git(repo).ref(full);
      return found ? this.#ref(repo, found) : null;
    };
    return {
      type: 'Repository',
      fields: {
        id: () => nodeId('R', repository.id),
        name: () => repository.name,
        nameWithOwner: () => repo,
        url: () => context.urls.repo(repo),
        isPrivate: () => repository.private,
        defaultBranchRef: () => ref(repository.defaultBranch),
        ref: ({ qualifiedName }) => ref(qualifiedName),
        pullRequest: ({ number }) => {
          const pull = pullStore.get(repo, Number(number));
          return pull ? this.#pull(pull) : null;
        },
        pullRequests: args => this.#connection(pullStore.list(repo), args),
      },
    };
  }

  #ref(repo: string, ref: { name: string; sha: string }): Node {
    const name = ref.name.replace(/^refs\/(heads|tags)\//, '');
    return {
      type: 'Ref',
      fields: {
        id: () => nodeId('REF', ref.name),
        name: () => name,
        prefix: () => ref.name.slice(0, -name.length),
        target: () => ({
          type: 'Commit',
          fields: { oid: () => ref.sha },
        }),
        associatedPullRequests: args =>
          this.#connection(
            this.#services.pullStore
              .list(repo)
              .filter(pull => pull.headRef === name),
            args,
          ),
      },
    };
  }

  #connection(
    pulls: readonly Pull[],
    { states, first }: Readonly<Record<string, Argument>>,
  ): Node {
    const wanted =
      states === undefined || states === null ? undefined : [states].flat();
    const found = pulls.filter(
      pull => wanted === undefined || wanted.includes(stateOf(pull)),
    );
    const shown = found.slice(0, typeof first === 'number' ? first : 100);
    return {
      type: 'PullRequestConnection',
      fields: {
        totalCount: () => found.length,
        nodes: () => shown.map(pull => this.#pull(pull)),
        edges: () =>
          shown.map(pull => ({
            type: 'PullRequestEdge',
            fields: { node: () => this.#pull(pull) },
          })),
      },
    };
  }

  #pull(pull: Pull): Node {
    return {
      type: 'PullRequest',
      fields: {
        id: () => nodeId('PR', pull.id),
        number: () => pull.number,
        url: () =>
          this.#services.context.urls.repo(pull.repo, `/pull/${pull.number}`),
        title: () => pull.title,
        body: () => pull.body,
        state: () => stateOf(pull),
        isDraft: () => pull.draft,
        merged: () => pull.merged,
        headRefName: () => pull.headRef,
        headRefOid: () => pull.headSha,
        baseRefName: () => pull.baseRef,
        author: () => ({ type: 'Actor', fields: { login: () => pull.author } }),
      },
    };
  }
}

function stateOf(pull: Pull): string {
  return pull.merged ? 'MERGED' : pull.state.toUpperCase();
}

function isNode(value: unknown): value is Node {
  return isObject(value) && 'type' in value && 'fields' in value;
}

async function select(
  node: Node,
  fields: readonly Field[],
): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.name === '__typename') {
      result[field.alias] = node.type;
      continue;
    }
    const resolver = Object.hasOwn(node.fields, field.name)
      ? node.fields[field.name]
      : undefined;
    if (!resolver) {
      throw new GitHubError(
        501,
        `Field '${field.name}' doesn't exist on type '${node.type}' in the GitHub sandbox`,
      );
    }
    result[field.alias] = await shape(await resolver(field.args), field);
  }
  return result;
}

async function shape(value: unknown, field: Field): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(value.map(each => shape(each, field)));
  }
  return isNode(value) ? select(value, field.fields) : value;
}

import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { PullsApi } from '../api';
import type { IssueComment } from '../model';
import { commentView, issueView } from '../views/issueViews';
import type { Json, Views } from '../views/Views';
import type { PullStore } from './PullStore';

/** GitHub's limit, in characters. */
const LONGEST = 65_536;

/** Comments on pull requests. */
export class Comments {
  readonly #context: Context;
  readonly #views: Views;
  readonly #pulls: PullStore;

  constructor(options: { context: Context; views: Views; store: PullStore }) {
    this.#context = options.context;
    this.#views = options.views;
    this.#pulls = options.store;
  }

  create(options: Parameters<PullsApi['comment']>[0]): IssueComment {
    const pull = this.#pulls.require(options.repo, options.number);
    const { store } = this.#context;
    const now = store.now();
    const comment: IssueComment = {
      id: store.nextId(),
      repo: options.repo,
      number: options.number,
      author: options.author,
      body: checked(options.body),
      createdAt: now,
      updatedAt: now,
    };
    this.#pulls.saveComment(comment);
    this.#pulls.save(pull);
    this.#tell(comment, 'created', options.author);
    return comment;
  }

  update(repo: string, id: number, body: string, actor: string): IssueComment {
    const comment = this.#pulls.requireComment(repo, id);
    const before = comment.body;
    comment.body = checked(body);
    comment.updatedAt = this.#context.store.now();
    this.#pulls.saveComment(comment);
    this.#tell(comment, 'edited', actor, { body: { from: before } });
    return comment;
  }

  remove(repo: string, id: number, actor: string): void {
    const comment = this.#pulls.requireComment(repo, id);
    this.#pulls.deleteComment(comment);
    this.#tell(comment, 'deleted', actor);
  }

  #tell(
    comment: IssueComment,
    action: string,
    sender: string,
    changes?: Json,
  ): void {
    this.#context.notifier.notify(
      comment.repo,
      'issue_comment',
      sender,
      () => ({
        action,
        ...(changes ? { changes } : {}),
        issue: issueView(
          this.#views,
          this.#pulls.require(comment.repo, comment.number),
        ),
        comment: commentView(this.#views, comment),
      }),
    );
  }
}

function checked(body: string): string {
  if (!body.trim()) {
    throw new GitHubError(422, 'Validation Failed', [
      {
        resource: 'IssueComment',
        field: 'data',
        code: 'unprocessable',
        message: "Body can't be blank",
      },
    ]);
  }
  if ([...body].length > LONGEST) {
    throw new GitHubError(422, 'Validation Failed', [
      {
        resource: 'IssueComment',
        field: 'data',
        code: 'unprocessable',
        message: `Body is too long (maximum is ${LONGEST} characters)`,
      },
    ]);
  }
  return body;
}

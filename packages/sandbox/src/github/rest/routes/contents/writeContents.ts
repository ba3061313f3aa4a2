import { editTree, isRepositoryPath } from '../../../git/editTree';
import { ZERO_SHA } from '../../../git/GitRefs';
import { GitFailure } from '../../../git/runGit';
import { GitHubError } from '../../../GitHubError';
import { assertDirectChange } from '../../../repositories/directChange';
import type { Services } from '../../../Services';
import { gitCommitView } from '../../../views/commitViews';
import { contentView } from '../../../views/contentView';
import type { Answer } from '../../../http/Answer';
import {
  login,
  optionalObject,
  optionalText,
  text,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/contents`: one file written or deleted as a commit. */
export function writeContentRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { context, repositories, pushes, accounts, views } = services;
  const base = '/repos/:owner/:repo';

  router.route('PUT', `${base}/contents/*path`, 'contents:write', put);
  router.route('DELETE', `${base}/contents/*path`, 'contents:write', put);

  async function put(call: Call): Promise<Answer> {
    const { path } = call.params;
    if (!isRepositoryPath(path)) {
      throw new GitHubError(422, 'path contains a malformed path component');
    }
    const deleting = call.method === 'DELETE';
    const message = text(call, 'message', 'Commit');
    const content = deleting ? undefined : optionalText(call, 'content');
    if (!deleting && content === undefined) {
      throw new GitHubError(
        422,
        `Invalid request.\n\n"content" wasn't supplied.`,
      );
    }
    const git = context.git(call.repo);
    const { defaultBranch } = repositories.require(call.repo);
    const branch = optionalText(call, 'branch') ?? defaultBranch;
    const ref = `refs/heads/${branch}`;
    const before = await git.refs.resolve(ref);
    if (!before && (await git.refs.list('refs/heads/')).length > 0) {
      throw new GitHubError(404, `Branch ${branch} not found`);
    }
    const present = before && (await git.objects.entry(before, path));
    const given = optionalText(call, 'sha');
    if (deleting && !present) {
      throw GitHubError.notFound();
    }
    if (present && given === undefined) {
      throw new GitHubError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
    }
    if (given !== undefined && given !== (present || undefined)?.sha) {
      throw new GitHubError(409, `${path} does not match ${given}`);
    }
    assertDirectChange(services, {
      repo: call.repo,
      branch,
      actor: login(call),
      run: call.actor?.run !== undefined,
      sha: undefined,
      kind: 'update',
    });
    const blob =
      content === undefined
        ? undefined
        : git.objects.writeBlob(Buffer.from(content, 'base64'));
    const treeBefore = before
      ? (await git.objects.commit(before))?.tree
      : undefined;
    const tree = await editTree(
      git,
      treeBefore,
      new Map([
        [
          path,
          blob === undefined
            ? null
            : { mode: (present || undefined)?.mode ?? '100644', sha: blob },
        ],
      ]),
    );
    const me = accounts.user(login(call));
    const who = (field: string) => {
      const person = optionalObject(call, field);
      return repositories.person({
        name:
          typeof person?.name === 'string'
            ? person.name
            : (me?.name ?? login(call)),
        email:
          typeof person?.email === 'string' ? person.email : (me?.email ?? ''),
      });
    };
    const author = who('author');
    const commit = git.objects.writeCommit({
      tree,
      parents: before ? [before] : [],
      author,
      committer: optionalObject(call, 'committer') ? who('committer') : author,
      message,
    });
    try {
      await git.refs.update([
        { ref, sha: commit.sha, before: before ?? ZERO_SHA },
      ]);
    } catch (error) {
      if (error instanceof GitFailure) {
        throw new GitHubError(409, `${branch} was modified. Try again.`);
      }
      throw error;
    }
    await pushes.record({
      repo: call.repo,
      updates: [{ ref, before: before ?? ZERO_SHA, after: commit.sha }],
      pusher: login(call),
      byRun: call.actor?.run !== undefined,
    });
    const entry = await git.objects.entry(commit.sha, path);
    return {
      status: present || deleting ? 200 : 201,
      body: {
        content: entry
          ? contentView(
              views,
              call.repo,
              branch,
              { ...entry, path },
              (await git.objects.info(entry.sha))?.size ?? 0,
            )
          : null,
        commit: gitCommitView(views, call.repo, commit),
      },
    };
  }
}

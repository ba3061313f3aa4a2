import type { FileDiff } from '../../git/diff';
import type { GitRepository } from '../../git/GitRepository';
import type { Commit } from '../../git/objects';
import { GitHubError } from '../../GitHubError';
import type { Services } from '../../Services';
import { combinedState, statusView } from '../../views/checkViews';
import { commitView, fileView } from '../../views/commitViews';
import { pullView } from '../../views/pullViews';
import { linkHeader, pageOf, paged, type Answer, type Call } from '../Call';
import type { RestRouter } from '../RestRouter';

/** `/commits`, `/compare`, and what hangs on a commit. */
export function commitRoutes(router: RestRouter, services: Services): void {
  const { context, repositories, views, checks, pullStore, mergeability } =
    services;
  const base = '/repos/:owner/:repo';

  router.route('GET', `${base}/commits`, 'contents:read', async call => {
    const git = context.git(call.repo);
    const asked = call.query.get('sha');
    const tip = await git.refs.resolve(
      asked ?? repositories.require(call.repo).defaultBranch,
    );
    if (!tip) {
      if (asked === null) {
        throw new GitHubError(409, 'Git Repository is empty.');
      }
      throw GitHubError.notFound();
    }
    const { page, perPage } = pageOf(call);
    const author = call.query.get('author');
    const user = author ? services.accounts.user(author) : undefined;
    const path = call.query.get('path');
    const shas = await git.history.log([tip], {
      // One more than the page: then it is known whether there is a next one.
      limit: page * perPage + 1,
      ...(path ? { path } : {}),
      since: call.query.get('since') ?? undefined,
      until: call.query.get('until') ?? undefined,
      author: user ? user.email : (author ?? undefined),
    });
    const shown = shas.slice((page - 1) * perPage, page * perPage);
    const commits = await Promise.all(shown.map(sha => read(git, sha)));
    return {
      body: commits.map(commit => commitView(views, call.repo, commit)),
      headers: linkHeader(call, Math.ceil(shas.length / perPage)),
    };
  });

  router.route(
    'GET',
    `${base}/commits/*ref/status`,
    'statuses:read',
    async call => {
      const sha = await shaOf(call, call.params.ref);
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
          repository: views.repository(call.repo),
          commit_url: context.urls.repoApi(call.repo, `/commits/${sha}`),
          url: context.urls.repoApi(call.repo, `/commits/${sha}/status`),
        },
      };
    },
  );
  const statuses = async (call: Call) =>
    paged(
      call,
      checks.allStatuses(call.repo, await shaOf(call, call.params.ref)),
      each => statusView(views, each),
    );
  router.route(
    'GET',
    `${base}/commits/*ref/statuses`,
    'statuses:read',
    statuses,
  );
  router.route('GET', `${base}/statuses/*ref`, 'statuses:read', statuses);

  router.route(
    'GET',
    `${base}/commits/*ref/pulls`,
    'pull-requests:read',
    async call => {
      const git = context.git(call.repo);
      const sha = await shaOf(call, call.params.ref);
      const pulls = [];
      for (const pull of pullStore.list(call.repo)) {
        const contains =
          pull.headSha === sha ||
          pull.mergeCommitSha === sha ||
          (await mergeability.commits(pull)).some(each => each.sha === sha) ||
          (pull.merged &&
            pull.mergeMethod === 'rebase' &&
            pull.mergeCommitSha !== null &&
            (
              await git.history.log([pull.mergeCommitSha, `^${pull.baseSha}`])
            ).includes(sha));
        // GitHub names the one that brought a commit in; test merges are no part of any branch.
        if (contains && (pull.merged || pull.mergeCommitSha !== sha)) {
          pulls.push(pull);
        }
      }
      return paged(call, pulls, pull => pullView(views, pull));
    },
  );

  router.route('GET', `${base}/commits/*ref`, 'contents:read', async call => {
    const sha = await shaOf(call, call.params.ref);
    if (/application\/vnd\.github\.(v3\.)?sha/.test(call.accept)) {
      return {
        bytes: Buffer.from(sha),
        headers: {
          'content-type': 'application/vnd.github.v3.sha; charset=utf-8',
        },
      };
    }
    const git = context.git(call.repo);
    const commit = await read(git, sha);
    const files = await git.history.diff(
      commit.parents[0] ?? git.objects.writeTree([]),
      sha,
    );
    const media = textMedia(call, files);
    return media ?? { body: commitView(views, call.repo, commit, files) };
  });

  router.route(
    'GET',
    `${base}/compare/*basehead`,
    'contents:read',
    async call => {
      const match = /^(.+?)\.\.\.(.+)$/.exec(call.params.basehead);
      if (!match) {
        throw GitHubError.notFound();
      }
      const owner = call.repo.split('/')[0];
      const plain = (name: string) =>
        name.startsWith(`${owner}:`) ? name.slice(owner.length + 1) : name;
      const git = context.git(call.repo);
      const from = await shaOf(call, plain(match[1]));
      const to = await shaOf(call, plain(match[2]));
      const common = await git.history.mergeBase(from, to);
      if (!common) {
        throw new GitHubError(
          404,
          `No common ancestor between ${match[1]} and ${match[2]}.`,
        );
      }
      const [{ ahead, behind }, files, shas] = await Promise.all([
        git.history.aheadBehind(from, to),
        git.history.diff(common, to),
        git.history.log([to, `^${from}`], { reverse: true }),
      ]);
      const media = textMedia(call, files);
      if (media) {
        return media;
      }
      const commits = await Promise.all(
        shas.slice(0, 250).map(sha => read(git, sha)),
      );
      const url = context.urls.repoApi(
        call.repo,
        `/compare/${call.params.basehead}`,
      );
      const html = context.urls.repo(
        call.repo,
        `/compare/${call.params.basehead}`,
      );
      return {
        body: {
          url,
          html_url: html,
          permalink_url: html,
          diff_url: `${html}.diff`,
          patch_url: `${html}.patch`,
          base_commit: commitView(views, call.repo, await read(git, from)),
          merge_base_commit: commitView(
            views,
            call.repo,
            await read(git, common),
          ),
          status: relation(ahead, behind),
          ahead_by: ahead,
          behind_by: behind,
          total_commits: shas.length,
          commits: commits.map(each => commitView(views, call.repo, each)),
          files: files.map(file => fileView(views, call.repo, to, file)),
        },
      };
    },
  );

  async function shaOf(call: Call, revision: string): Promise<string> {
    const sha = await context.git(call.repo).refs.resolve(revision);
    if (!sha) {
      throw new GitHubError(422, `No commit found for SHA: ${revision}`);
    }
    return sha;
  }
}

async function read(git: GitRepository, sha: string): Promise<Commit> {
  const commit = await git.objects.commit(sha);
  if (!commit) {
    throw GitHubError.notFound();
  }
  return commit;
}

function relation(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) {
    return 'diverged';
  }
  if (ahead > 0) {
    return 'ahead';
  }
  return behind > 0 ? 'behind' : 'identical';
}

/** The answer as a diff, when the caller asked for that media type. */
export function textMedia(
  call: Call,
  files: readonly FileDiff[],
): Answer | undefined {
  if (/application\/vnd\.github\.(v3\.)?patch/.test(call.accept)) {
    throw new GitHubError(
      415,
      'The sandbox does not write patches as mail. Ask for application/vnd.github.diff.',
    );
  }
  if (!/application\/vnd\.github\.(v3\.)?diff/.test(call.accept)) {
    return undefined;
  }
  return {
    bytes: Buffer.from(unifiedDiff(files)),
    headers: {
      'content-type': 'application/vnd.github.v3.diff; charset=utf-8',
    },
  };
}

/** The files as one text that `patch` and `git apply` read. */
export function unifiedDiff(files: readonly FileDiff[]): string {
  return files
    .map(file => {
      const before = file.previousPath ?? file.path;
      return [
        `diff --git a/${before} b/${file.path}`,
        ...(file.status === 'added' ? ['new file mode 100644'] : []),
        ...(file.status === 'removed' ? ['deleted file mode 100644'] : []),
        ...(file.previousPath
          ? [`rename from ${before}`, `rename to ${file.path}`]
          : []),
        ...hunkLines(file, before),
        '',
      ].join('\n');
    })
    .join('');
}

function hunkLines(file: FileDiff, before: string): string[] {
  if (file.patch === undefined) {
    return file.binary
      ? [`Binary files a/${before} and b/${file.path} differ`]
      : [];
  }
  return [
    `--- ${file.status === 'added' ? '/dev/null' : `a/${before}`}`,
    `+++ ${file.status === 'removed' ? '/dev/null' : `b/${file.path}`}`,
    file.patch,
  ];
}

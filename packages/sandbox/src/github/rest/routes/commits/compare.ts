import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { commitView, fileView } from '../../../views/commitViews';
import type { RestRouter } from '../../RestRouter';
import { commitSha } from '../commitSha';
import { diffAnswer } from '../diffAnswer';
import { readCommit } from './readCommit';

/** `/compare`. */
export function compareRoutes(router: RestRouter, services: Services): void {
  const { context, views } = services;
  const base = '/repos/:owner/:repo';

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
      const from = await commitSha(services, call, plain(match[1]));
      const to = await commitSha(services, call, plain(match[2]));
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
      const media = diffAnswer(call, files);
      if (media) {
        return media;
      }
      const commits = await Promise.all(
        shas.slice(0, 250).map(sha => readCommit(git, sha)),
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
          base_commit: commitView(
            views,
            call.repo,
            await readCommit(git, from),
          ),
          merge_base_commit: commitView(
            views,
            call.repo,
            await readCommit(git, common),
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

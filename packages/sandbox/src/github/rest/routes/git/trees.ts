import { editTree } from '../../../git/editTree';
import type { GitRepository } from '../../../git/GitRepository';
import { entryType, type TreeEntry } from '../../../git/objects';
import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { treeEntryView } from '../../../views/commitViews';
import { optionalText, sha } from '../../Call';
import type { Routes } from './notEmpty';
import { treeEdits } from './treeEdits';

/** `/git/trees`. */
export function treeRoutes(router: Routes, services: Services): void {
  const { context, views } = services;
  const base = '/repos/:owner/:repo/git';
  const api = (repo: string, path: string) => context.urls.repoApi(repo, path);

  router.route('GET', `${base}/trees/*tree`, 'contents:read', async call => {
    const git = context.git(call.repo);
    const asked = call.params.tree;
    const root = /^[0-9a-f]{40}$/.test(asked)
      ? (await git.objects.info(`${asked}^{tree}`))?.sha
      : (await git.refs.resolve(asked)) &&
        (await git.objects.info(`${await git.refs.resolve(asked)}^{tree}`))
          ?.sha;
    if (!root) {
      throw GitHubError.notFound();
    }
    const recursive = call.query.has('recursive');
    const entries = await list(git, root, '', recursive);
    return {
      body: {
        sha: root,
        url: api(call.repo, `/git/trees/${root}`),
        tree: entries.map(entry => treeEntryView(views, call.repo, entry)),
        truncated: false,
      },
    };
  });
  router.route('POST', `${base}/trees`, 'contents:write', async call => {
    const git = context.git(call.repo);
    const baseTree = optionalText(call, 'base_tree');
    const baseSha =
      baseTree === undefined
        ? undefined
        : (await git.objects.info(`${sha(baseTree)}^{tree}`))?.sha;
    if (baseTree !== undefined && !baseSha) {
      throw new GitHubError(422, 'base_tree is not a valid tree oid');
    }
    const edits = await treeEdits(git, call.body.tree);
    for (const [path, edit] of edits) {
      const present = baseSha && (await git.objects.entry(baseSha, path));
      if (edit === null && !present) {
        throw new GitHubError(422, 'GitRPC::BadObjectState');
      }
    }
    const written = await editTree(git, baseSha, edits);
    const entries = (await git.objects.tree(written)) ?? [];
    return {
      status: 201,
      body: {
        sha: written,
        url: api(call.repo, `/git/trees/${written}`),
        tree: entries.map(entry =>
          treeEntryView(views, call.repo, { ...entry, path: entry.name }),
        ),
        truncated: false,
      },
    };
  });
}

async function list(
  git: GitRepository,
  tree: string,
  prefix: string,
  recursive: boolean,
): Promise<(TreeEntry & { path: string; size?: number })[]> {
  const entries = (await git.objects.tree(tree)) ?? [];
  const nested = await Promise.all(
    entries.map(async entry => {
      const path = `${prefix}${entry.name}`;
      const type = entryType(entry.mode);
      const size =
        type === 'blob' ? (await git.objects.info(entry.sha))?.size : undefined;
      return [
        { ...entry, path, ...(size === undefined ? {} : { size }) },
        ...(recursive && type === 'tree'
          ? await list(git, entry.sha, `${path}/`, true)
          : []),
      ];
    }),
  );
  return nested.flat();
}

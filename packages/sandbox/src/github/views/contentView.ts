import { entryType, type TreeEntry } from '../git/objects';
import type { Json, Views } from './Views';

/** A file or folder as the contents API shows it, without its content. */
export function contentView(
  views: Views,
  repo: string,
  ref: string,
  entry: TreeEntry & { path: string },
  size: number,
): Json {
  const type = entryType(entry.mode);
  const encoded = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = views.urls.repoApi(
    repo,
    `/contents/${encoded}?ref=${encodeURIComponent(ref)}`,
  );
  const git = views.urls.repoApi(repo, `/git/${type}s/${entry.sha}`);
  const html = views.urls.repo(
    repo,
    `/${type === 'tree' ? 'tree' : 'blob'}/${ref}/${encoded}`,
  );
  return {
    type: contentType(type, entry.mode),
    name: entry.path.split('/').pop(),
    path: entry.path,
    sha: entry.sha,
    size,
    url,
    html_url: html,
    git_url: git,
    download_url:
      type === 'tree' ? null : views.urls.repo(repo, `/raw/${ref}/${encoded}`),
    _links: { self: url, git, html },
  };
}

function contentType(type: 'tree' | 'commit' | 'blob', mode: string): string {
  if (type === 'blob') {
    return mode === '120000' ? 'symlink' : 'file';
  }
  return type === 'tree' ? 'dir' : 'submodule';
}

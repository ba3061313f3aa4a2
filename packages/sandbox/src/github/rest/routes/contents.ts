import { editTree, isRepositoryPath } from '../../git/editTree';
import { ZERO_SHA } from '../../git/GitRefs';
import { entryType, type TreeEntry } from '../../git/objects';
import { GitFailure } from '../../git/runGit';
import { GitHubError } from '../../GitHubError';
import { assertDirectChange } from '../../repositories/directChange';
import type { Services } from '../../Services';
import { gitCommitView } from '../../views/commitViews';
import type { Json } from '../../views/Views';
import {
  login,
  optionalObject,
  optionalText,
  text,
  type Answer,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

/** `/contents`, `/readme`, and archives. */
export function contentRoutes(router: RestRouter, services: Services): void {
  const { context, repositories, pushes, accounts, views } = services;
  const base = '/repos/:owner/:repo';

  router.route('GET', `${base}/contents`, 'contents:read', call =>
    get(call, ''),
  );
  router.route('GET', `${base}/contents/`, 'contents:read', call =>
    get(call, ''),
  );
  router.route('GET', `${base}/contents/*path`, 'contents:read', call =>
    get(call, call.params.path.replace(/\/+$/, '')),
  );
  router.route('GET', `${base}/readme`, 'contents:read', async call => {
    const { sha } = await commitOf(call);
    const entries = (await context.git(call.repo).objects.tree(sha)) ?? [];
    const readme = entries.find(each => /^readme(\.\w+)?$/i.test(each.name));
    if (!readme) {
      throw GitHubError.notFound();
    }
    return get(call, readme.name);
  });
  router.route('PUT', `${base}/contents/*path`, 'contents:write', put);
  router.route('DELETE', `${base}/contents/*path`, 'contents:write', put);

  for (const [kind, format] of [
    ['tarball', 'tar.gz'],
    ['zipball', 'zip'],
  ] as const) {
    const archive = (call: Call) => sendArchive(call, format);
    router.route('GET', `${base}/${kind}`, 'contents:read', archive);
    router.route('GET', `${base}/${kind}/`, 'contents:read', archive);
    router.route('GET', `${base}/${kind}/*ref`, 'contents:read', archive);
  }

  async function commitOf(call: Call, asked = call.query.get('ref')) {
    const { defaultBranch } = repositories.require(call.repo);
    const git = context.git(call.repo);
    const revision = asked || defaultBranch;
    const sha = await git.refs.resolve(revision);
    if (!sha) {
      throw new GitHubError(404, `No commit found for the ref ${revision}`);
    }
    return { sha, revision };
  }

  async function get(call: Call, path: string): Promise<Answer> {
    const git = context.git(call.repo);
    const { sha, revision } = await commitOf(call);
    const raw = /application\/vnd\.github\.(v3\.)?raw/.test(call.accept);
    const entry = path ? await git.objects.entry(sha, path) : undefined;
    if (path && !entry) {
      throw GitHubError.notFound();
    }
    if (!entry || entryType(entry.mode) === 'tree') {
      const entries = (await git.objects.tree(entry?.sha ?? sha)) ?? [];
      const listed = await Promise.all(
        entries.map(async each => ({
          ...entryView(
            call.repo,
            revision,
            { ...each, path: path ? `${path}/${each.name}` : each.name },
            entryType(each.mode) === 'blob'
              ? ((await git.objects.info(each.sha))?.size ?? 0)
              : 0,
          ),
        })),
      );
      return {
        body: /application\/vnd\.github\.(v3\.)?object/.test(call.accept)
          ? { type: 'dir', path, sha: entry?.sha ?? sha, entries: listed }
          : listed,
      };
    }
    const object = await git.objects.read(entry.sha);
    if (!object) {
      throw GitHubError.notFound();
    }
    if (raw) {
      return {
        bytes: object.content,
        headers: {
          'content-type': 'application/vnd.github.v3.raw; charset=utf-8',
          etag: `W/"${entry.sha}"`,
        },
      };
    }
    return {
      body: {
        ...entryView(call.repo, revision, { ...entry, path }, object.size),
        content: wrapBase64(object.content),
        encoding: 'base64',
      },
    };
  }

  function entryView(
    repo: string,
    ref: string,
    entry: TreeEntry & { path: string },
    size: number,
  ): Json {
    const type = entryType(entry.mode);
    const encoded = entry.path.split('/').map(encodeURIComponent).join('/');
    const url = context.urls.repoApi(
      repo,
      `/contents/${encoded}?ref=${encodeURIComponent(ref)}`,
    );
    const git = context.urls.repoApi(repo, `/git/${type}s/${entry.sha}`);
    const html = context.urls.repo(
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
        type === 'tree'
          ? null
          : context.urls.repo(repo, `/raw/${ref}/${encoded}`),
      _links: { self: url, git, html },
    };
  }

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
          ? entryView(
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

  async function sendArchive(
    call: Call,
    format: 'tar.gz' | 'zip',
  ): Promise<Answer> {
    const { sha } = await commitOf(call, call.params.ref ?? null);
    const name = `${call.repo.replace('/', '-')}-${sha.slice(0, 7)}`;
    const child = context.git(call.repo).archive(sha, format, name);
    if (!child.stdout) {
      throw new Error('git archive has no output');
    }
    return {
      stream: child.stdout,
      headers: {
        'content-type':
          format === 'zip' ? 'application/zip' : 'application/x-gzip',
        'content-disposition': `attachment; filename=${name}.${format}`,
        etag: `"${sha}"`,
      },
    };
  }
}

/** Base64 in lines of 60, as GitHub writes it. */
function wrapBase64(content: Buffer): string {
  return content
    .toString('base64')
    .replace(/(.{60})/g, '$1\n')
    .replace(/([^\n])$/, '$1\n');
}

function contentType(type: 'tree' | 'commit' | 'blob', mode: string): string {
  if (type === 'blob') {
    return mode === '120000' ? 'symlink' : 'file';
  }
  return type === 'tree' ? 'dir' : 'submodule';
}

import { editTree, isRepositoryPath, type TreeEdit } from '../../git/editTree';
import { isRevision, ZERO_SHA } from '../../git/GitRefs';
import type { GitRepository } from '../../git/GitRepository';
import { entryType, type Person, type TreeEntry } from '../../git/objects';
import { GitFailure } from '../../git/runGit';
import { GitHubError } from '../../GitHubError';
import { assertDirectChange } from '../../repositories/directChange';
import type { Services } from '../../Services';
import { gitCommitView, treeEntryView } from '../../views/commitViews';
import { nodeId, type Json } from '../../views/Views';
import {
  isObject,
  login,
  optionalFlag,
  optionalObject,
  optionalText,
  paged,
  text,
  texts,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

const MODES = ['100644', '100755', '040000', '160000', '120000'];

/** `/git`: blobs, trees, commits, tags and refs. */
export function gitDataRoutes(router: RestRouter, services: Services): void {
  const { context, repositories, pushes, accounts, views } = services;
  const base = '/repos/:owner/:repo/git';
  const api = (repo: string, path: string) => context.urls.repoApi(repo, path);

  router.route('GET', `${base}/blobs/:sha`, 'contents:read', async call => {
    const object = await context
      .git(call.repo)
      .objects.read(sha(call.params.sha));
    if (object?.type !== 'blob') {
      throw GitHubError.notFound();
    }
    if (/application\/vnd\.github\.(v3\.)?raw/.test(call.accept)) {
      return {
        bytes: object.content,
        headers: {
          'content-type': 'application/vnd.github.v3.raw; charset=utf-8',
        },
      };
    }
    return {
      body: {
        sha: object.sha,
        node_id: nodeId('B', object.sha),
        size: object.size,
        url: api(call.repo, `/git/blobs/${object.sha}`),
        content: object.content.toString('base64'),
        encoding: 'base64',
      },
    };
  });
  router.route('POST', `${base}/blobs`, 'contents:write', call => {
    const content = optionalText(call, 'content');
    if (content === undefined) {
      throw GitHubError.missing('Blob', 'content');
    }
    const encoding = optionalText(call, 'encoding') ?? 'utf-8';
    if (encoding !== 'utf-8' && encoding !== 'base64') {
      throw GitHubError.invalid('Blob', 'encoding', 'must be utf-8 or base64');
    }
    const written = context
      .git(call.repo)
      .objects.writeBlob(
        Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
      );
    return {
      status: 201,
      body: { sha: written, url: api(call.repo, `/git/blobs/${written}`) },
    };
  });

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

  router.route('GET', `${base}/commits/:sha`, 'contents:read', async call => {
    const commit = await context
      .git(call.repo)
      .objects.commit(sha(call.params.sha));
    if (!commit) {
      throw GitHubError.notFound();
    }
    return { body: gitCommitView(views, call.repo, commit) };
  });
  router.route('POST', `${base}/commits`, 'contents:write', async call => {
    const git = context.git(call.repo);
    const tree = sha(text(call, 'tree', 'Commit'));
    const parents = texts(call, 'parents').map(sha);
    if ((await git.objects.info(tree))?.type !== 'tree') {
      throw new GitHubError(422, 'Tree SHA does not exist');
    }
    for (const parent of parents) {
      if ((await git.objects.info(parent))?.type !== 'commit') {
        throw new GitHubError(
          422,
          'Parent SHA does not exist or is not a commit object',
        );
      }
    }
    const author = person(call, 'author');
    const commit = git.objects.writeCommit({
      tree,
      parents,
      author,
      committer: optionalObject(call, 'committer')
        ? person(call, 'committer')
        : author,
      message: text(call, 'message', 'Commit'),
    });
    return { status: 201, body: gitCommitView(views, call.repo, commit) };
  });

  router.route('GET', `${base}/tags/:sha`, 'contents:read', async call => {
    const tag = await context.git(call.repo).objects.tag(sha(call.params.sha));
    if (!tag) {
      throw GitHubError.notFound();
    }
    return { body: tagView(call.repo, tag) };
  });
  router.route('POST', `${base}/tags`, 'contents:write', async call => {
    const git = context.git(call.repo);
    const object = sha(text(call, 'object', 'Tag'));
    const info = await git.objects.info(object);
    if (!info) {
      throw new GitHubError(422, 'Object does not exist');
    }
    const tag = {
      object,
      type: info.type,
      name: text(call, 'tag', 'Tag'),
      tagger: person(call, 'tagger'),
      message: text(call, 'message', 'Tag'),
    };
    if (!isRevision(`refs/tags/${tag.name}`)) {
      throw GitHubError.invalid('Tag', 'tag', 'is not a tag name');
    }
    const written = git.objects.writeTag(tag);
    return { status: 201, body: tagView(call.repo, { ...tag, sha: written }) };
  });

  router.route('GET', `${base}/ref/*ref`, 'contents:read', async call => {
    const ref = await context
      .git(call.repo)
      .refs.get(`refs/${call.params.ref}`);
    if (!ref) {
      throw GitHubError.notFound();
    }
    return { body: refView(call.repo, ref) };
  });
  router.route(
    'GET',
    `${base}/matching-refs/*ref`,
    'contents:read',
    async call => {
      const prefix = `refs/${call.params.ref}`;
      const refs = await context.git(call.repo).refs.list();
      return paged(
        call,
        refs.filter(ref => ref.name.startsWith(prefix)),
        ref => refView(call.repo, ref),
      );
    },
  );
  router.route('GET', `${base}/refs`, 'contents:read', async call =>
    paged(call, await context.git(call.repo).refs.list(), ref =>
      refView(call.repo, ref),
    ),
  );
  router.route('GET', `${base}/refs/*ref`, 'contents:read', async call => {
    const ref = await context
      .git(call.repo)
      .refs.get(`refs/${call.params.ref}`);
    if (!ref) {
      throw GitHubError.notFound();
    }
    return { body: refView(call.repo, ref) };
  });
  router.route('POST', `${base}/refs`, 'contents:write', async call => {
    const ref = text(call, 'ref', 'Reference');
    const to = sha(text(call, 'sha', 'Reference'));
    if (!/^refs\/(heads|tags)\/./.test(ref) || !isRevision(ref)) {
      throw new GitHubError(422, `${ref} is not a valid ref name.`);
    }
    const git = context.git(call.repo);
    if (!(await git.objects.info(to))) {
      throw new GitHubError(422, 'Object does not exist');
    }
    if (await git.refs.get(ref)) {
      throw new GitHubError(422, 'Reference already exists');
    }
    await move(call, ref, ZERO_SHA, to, 'Reference already exists');
    return { status: 201, body: refView(call.repo, await refNow(call, ref)) };
  });
  router.route('PATCH', `${base}/refs/*ref`, 'contents:write', async call => {
    const ref = `refs/${call.params.ref}`;
    const to = sha(text(call, 'sha', 'Reference'));
    const git = context.git(call.repo);
    const present = await git.refs.get(ref);
    if (!present) {
      throw new GitHubError(422, 'Reference does not exist');
    }
    const target = await git.objects.info(to);
    if (!target) {
      throw new GitHubError(422, 'Object does not exist');
    }
    const forward =
      target.type !== 'commit' ||
      (await git.history.isAncestor(present.sha, to));
    const branch = ref.replace(/^refs\/heads\//, '');
    const protection = repositories.protection(call.repo, branch);
    if (!forward && !optionalFlag(call, 'force')) {
      throw new GitHubError(422, 'Update is not a fast forward');
    }
    if (!forward && protection && !protection.allowForcePushes) {
      throw new GitHubError(422, 'Cannot force-push to a protected branch');
    }
    await move(
      call,
      ref,
      present.sha,
      to,
      'Reference was modified. Try again.',
    );
    return { body: refView(call.repo, await refNow(call, ref)) };
  });
  router.route('DELETE', `${base}/refs/*ref`, 'contents:write', async call => {
    const ref = `refs/${call.params.ref}`;
    const present = await context.git(call.repo).refs.get(ref);
    if (!present) {
      throw new GitHubError(422, 'Reference does not exist');
    }
    await move(
      call,
      ref,
      present.sha,
      ZERO_SHA,
      'Reference was modified. Try again.',
    );
    return { status: 204 };
  });

  async function move(
    call: Call,
    ref: string,
    before: string,
    after: string,
    conflict: string,
  ): Promise<void> {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    if (!branch && !ref.startsWith('refs/tags/')) {
      throw new GitHubError(422, `${ref} cannot be changed.`);
    }
    const run = call.actor?.run !== undefined;
    if (
      branch === repositories.require(call.repo).defaultBranch &&
      after === ZERO_SHA
    ) {
      throw new GitHubError(422, 'Cannot delete the default branch');
    }
    if (branch && before !== after) {
      assertDirectChange(services, {
        repo: call.repo,
        branch,
        actor: login(call),
        run,
        sha: after,
        kind: after === ZERO_SHA ? 'delete' : 'update',
      });
    }
    try {
      await context
        .git(call.repo)
        .refs.update([{ ref, sha: after === ZERO_SHA ? null : after, before }]);
    } catch (error) {
      if (error instanceof GitFailure) {
        throw new GitHubError(422, conflict);
      }
      throw error;
    }
    await pushes.record({
      repo: call.repo,
      updates: [{ ref, before, after }],
      pusher: login(call),
      byRun: run,
    });
  }

  async function refNow(call: Call, ref: string) {
    const now = await context.git(call.repo).refs.get(ref);
    if (!now) {
      throw GitHubError.notFound();
    }
    return now;
  }

  function refView(
    repo: string,
    ref: { name: string; sha: string; type: string },
  ): Json {
    return {
      ref: ref.name,
      node_id: nodeId('REF', ref.name),
      url: api(repo, `/git/${ref.name}`),
      object: {
        sha: ref.sha,
        type: ref.type,
        url: api(repo, `/git/${ref.type}s/${ref.sha}`),
      },
    };
  }

  function tagView(
    repo: string,
    tag: {
      sha: string;
      object: string;
      type: string;
      name: string;
      tagger: Person | undefined;
      message: string;
    },
  ): Json {
    return {
      node_id: nodeId('TAG', tag.sha),
      tag: tag.name,
      sha: tag.sha,
      url: api(repo, `/git/tags/${tag.sha}`),
      message: tag.message,
      tagger: tag.tagger && {
        name: tag.tagger.name,
        email: tag.tagger.email,
        date: new Date(tag.tagger.time * 1000).toISOString(),
      },
      object: {
        type: tag.type,
        sha: tag.object,
        url: api(repo, `/git/${tag.type}s/${tag.object}`),
      },
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
      },
    };
  }

  /** The person in the body, else the caller; the moment given, else the clock's. */
  function person(call: Call, field: string): Person {
    const given = optionalObject(call, field) ?? {};
    const me = accounts.user(login(call));
    const date = typeof given.date === 'string' ? Date.parse(given.date) : NaN;
    return {
      name:
        typeof given.name === 'string' ? given.name : (me?.name ?? login(call)),
      email: typeof given.email === 'string' ? given.email : (me?.email ?? ''),
      time: Number.isNaN(date)
        ? context.store.seconds()
        : Math.floor(date / 1000),
      zone: '+0000',
    };
  }
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

async function treeEdits(
  git: GitRepository,
  value: unknown,
): Promise<Map<string, TreeEdit>> {
  if (!Array.isArray(value)) {
    throw GitHubError.missing('Tree', 'tree');
  }
  const edits = new Map<string, TreeEdit>();
  for (const item of value) {
    if (!isObject(item) || typeof item.path !== 'string') {
      throw new GitHubError(422, 'tree.path is missing');
    }
    const path = item.path.replace(/^\//, '');
    if (!isRepositoryPath(path)) {
      throw new GitHubError(
        422,
        'tree.path contains a malformed path component',
      );
    }
    if (item.sha === null) {
      edits.set(path, null);
      continue;
    }
    const mode = typeof item.mode === 'string' ? item.mode : '100644';
    if (!MODES.includes(mode)) {
      throw new GitHubError(422, `tree.mode ${mode} is not valid`);
    }
    if (typeof item.content === 'string') {
      edits.set(path, {
        mode,
        sha: git.objects.writeBlob(Buffer.from(item.content)),
      });
      continue;
    }
    if (typeof item.sha !== 'string') {
      throw new GitHubError(422, 'Must supply either tree.sha or tree.content');
    }
    const object =
      mode === '160000' ? undefined : await git.objects.info(sha(item.sha));
    if (mode !== '160000' && object?.type !== entryType(mode)) {
      throw new GitHubError(
        422,
        `tree.sha ${item.sha} is not a valid ${entryType(mode)}`,
      );
    }
    edits.set(path, { mode, sha: item.sha });
  }
  return edits;
}

function sha(value: string): string {
  if (!/^[0-9a-f]{40}$/.test(value)) {
    throw new GitHubError(
      422,
      'The sha parameter must be exactly 40 characters and contain only [0-9a-f].',
    );
  }
  return value;
}

import { entryType } from '../../../git/objects';
import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { contentView } from '../../../views/contentView';
import type { Answer } from '../../../http/Answer';
import type { Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { commitAsked } from './commitAsked';

/** `/contents` and `/readme`. */
export function readContentRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { context, views } = services;
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
    const { sha } = await commitAsked(services, call);
    const entries = (await context.git(call.repo).objects.tree(sha)) ?? [];
    const readme = entries.find(each => /^readme(\.\w+)?$/i.test(each.name));
    if (!readme) {
      throw GitHubError.notFound();
    }
    return get(call, readme.name);
  });

  async function get(call: Call, path: string): Promise<Answer> {
    const git = context.git(call.repo);
    const { sha, revision } = await commitAsked(services, call);
    const raw = /application\/vnd\.github\.(v3\.)?raw/.test(call.accept);
    const entry = path ? await git.objects.entry(sha, path) : undefined;
    if (path && !entry) {
      throw GitHubError.notFound();
    }
    if (!entry || entryType(entry.mode) === 'tree') {
      const entries = (await git.objects.tree(entry?.sha ?? sha)) ?? [];
      const listed = await Promise.all(
        entries.map(async each => ({
          ...contentView(
            views,
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
        ...contentView(
          views,
          call.repo,
          revision,
          { ...entry, path },
          object.size,
        ),
        content: wrapBase64(object.content),
        encoding: 'base64',
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

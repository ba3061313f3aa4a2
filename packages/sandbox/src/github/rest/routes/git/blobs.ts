import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { nodeId } from '../../../views/nodeId';
import { optionalText, sha } from '../../Call';
import type { Routes } from './notEmpty';

/** `/git/blobs`. */
export function blobRoutes(router: Routes, services: Services): void {
  const { context } = services;
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
}

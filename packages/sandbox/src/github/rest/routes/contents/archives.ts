import type { Services } from '../../../Services';
import type { Answer } from '../../../http/Answer';
import type { Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { commitAsked } from './commitAsked';

/** Archives of a commit. */
export function archiveRoutes(router: RestRouter, services: Services): void {
  const { context, downloads } = services;
  const base = '/repos/:owner/:repo';

  for (const [kind, format] of [
    ['tarball', 'tar.gz'],
    ['zipball', 'zip'],
  ] as const) {
    const archive = (call: Call) => sendArchive(call, format);
    router.route('GET', `${base}/${kind}`, 'contents:read', archive);
    router.route('GET', `${base}/${kind}/`, 'contents:read', archive);
    router.route('GET', `${base}/${kind}/*ref`, 'contents:read', archive);
  }

  async function sendArchive(
    call: Call,
    format: 'tar.gz' | 'zip',
  ): Promise<Answer> {
    const { sha } = await commitAsked(services, call, call.params.ref ?? null);
    const name = `${call.repo.replace('/', '-')}-${sha.slice(0, 7)}`;
    return downloads.redirectTo(() => {
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
    });
  }
}

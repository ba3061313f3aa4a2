import type { ServerResponse } from 'node:http';
import { unifiedDiff } from '../git/unifiedDiff';
import { GitHubError } from '../GitHubError';
import type { Visit } from './Page';
import { splitRef } from './pages/code/splitRef';
import { SECURITY } from './security';

/** Sends what is served as plain text: raw files, logs and diffs. False when the address is none of them. */
export async function sendPlainText(
  response: ServerResponse,
  visit: Visit,
  repo: string,
  rest: string,
): Promise<boolean> {
  const { services } = visit;
  const raw = /^raw\/(.+)$/.exec(rest);
  const log = /^actions\/jobs\/(\d+)\/log$/.exec(rest);
  const diff = /^pull\/(\d+)\.diff$/.exec(rest);
  let bytes: Buffer;
  if (raw) {
    const { sha, path } = await splitRef(visit, repo, raw[1]);
    const content = await services.context.git(repo).objects.file(sha, path);
    if (!content) {
      throw GitHubError.notFound();
    }
    bytes = content;
  } else if (log) {
    const job = services.actions.requireJob(Number(log[1]), repo);
    bytes = Buffer.from(services.actions.log(job.id));
  } else if (diff) {
    bytes = Buffer.from(
      unifiedDiff(
        await services.mergeability.files(
          services.pullStore.require(repo, Number(diff[1])),
        ),
      ),
    );
  } else {
    return false;
  }
  response.writeHead(200, {
    ...SECURITY,
    'content-type': bytes.subarray(0, 8000).includes(0)
      ? 'application/octet-stream'
      : 'text/plain; charset=utf-8',
  });
  response.end(bytes);
  return true;
}

import type { FileDiff } from '../../git/diff';
import { unifiedDiff } from '../../git/unifiedDiff';
import { GitHubError } from '../../GitHubError';
import type { Answer } from '../../http/Answer';
import type { Call } from '../Call';

/** The answer as a diff, when the caller asked for that media type. */
export function diffAnswer(
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

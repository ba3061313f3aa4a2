import type { Actor } from '../accounts/Tokens';
import { ZERO_SHA } from '../git/GitRefs';
import { refusePush, type PushHeader } from '../git/pktLine';
import { refusal } from '../repositories/directChange';
import type { Services } from '../Services';

/** The pre-receive check: GitHub refuses the whole push when one branch may not be changed so. */
export function refusedPush(
  services: Services,
  header: PushHeader,
  repo: string,
  actor: Actor,
): Buffer | undefined {
  const reasons = new Map<string, string>();
  const lines: string[] = [];
  for (const { ref, before, after } of header.commands) {
    const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
    const why =
      branch !== undefined && before !== after
        ? refusal(services, {
            repo,
            branch,
            actor: actor.login,
            run: actor.run !== undefined,
            sha: after,
            kind: after === ZERO_SHA ? 'delete' : 'update',
          })
        : undefined;
    if (why !== undefined) {
      reasons.set(ref, 'protected branch hook declined');
      lines.push(
        `error: GH006: Protected branch update failed for ${ref}.`,
        `error: ${why}`,
      );
    }
  }
  if (services.repositories.get(repo)?.archived) {
    lines.push('error: This repository was archived so it is read-only.');
  }
  return lines.length > 0
    ? refusePush(header, `${lines.join('\n')}\n`, reasons)
    : undefined;
}

/** Whether every branch that the push moves may be moved back. */
export function mayForce(
  services: Services,
  header: PushHeader,
  repo: string,
): boolean {
  return header.commands.every(({ ref }) => {
    const protection = services.repositories.protection(
      repo,
      ref.replace(/^refs\/heads\//, ''),
    );
    return !protection || protection.allowForcePushes;
  });
}

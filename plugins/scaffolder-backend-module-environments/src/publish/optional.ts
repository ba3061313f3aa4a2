import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { missingPermission, statusOf } from '@plinth/repository/github';

/**
 * Does what a pull request stands without. When it comes to nothing, a warning says so, with what to do about it, and the task goes
 * on: branch protection still decides who must approve.
 *
 * @param failure - what is missing then, as a clause: `the labels could not be added`
 * @param options.advice - what may help when GitHub takes the call for an invalid one
 */
export async function optional(
  failure: string,
  work: () => Promise<unknown>,
  options: { logger: LoggerService; advice?: string },
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reasons = [toError(error).message];
    const permission = missingPermission(error);
    if (permission) {
      reasons.push(
        `the portal's GitHub App or token needs the permission ${permission}`,
      );
    } else if (options.advice && [404, 422].includes(statusOf(error) ?? 0)) {
      reasons.push(options.advice);
    }
    options.logger.warn(`${failure}: ${reasons.join('; ')}`);
  }
}

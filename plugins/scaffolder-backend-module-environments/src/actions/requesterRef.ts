import type { AuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { personOf } from '@plinth/plugin-environments-node';

/**
 * Entity reference of the person who started the task.
 *
 * @throws NotAllowedError if no person did: every change must hang on someone
 */
export async function requesterRef(
  ctx: Pick<ActionContext<{}>, 'user' | 'getInitiatorCredentials'>,
  auth: AuthService,
): Promise<string> {
  if (ctx.user?.ref) {
    return ctx.user.ref;
  }
  const person = personOf(await ctx.getInitiatorCredentials(), auth);
  if (person) {
    return person;
  }
  throw new NotAllowedError(
    'A request needs a signed-in person, and this task was started by a service; start it as a user',
  );
}

import type { AuthService } from '@backstage/backend-plugin-api';
import type { UserEntity } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { personOf } from '@plinth/plugin-environments-node';

/** The service that asks on behalf of people: it has checked, when they asked it, what they may do. */
const ASKS_FOR_OTHERS = 'plugin:environments';

type Asked = Pick<ActionContext<{}>, 'user' | 'getInitiatorCredentials'>;

/**
 * Entity reference of the person who started the task.
 *
 * @throws NotAllowedError if no person did: every change must hang on someone
 */
export async function requesterRef(
  ctx: Asked,
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

/**
 * The person for whom the task runs, and what the catalog says of them: who started it, or on whose behalf the portal did.
 *
 * @param onBehalfOf - entity reference; only the environments back end may name one
 *
 * @throws InputError if somebody else does, NotAllowedError if no person is behind the task
 */
export async function requesterOf(
  ctx: Asked,
  {
    auth,
    catalog,
    onBehalfOf,
  }: { auth: AuthService; catalog: CatalogService; onBehalfOf?: string },
): Promise<{ ref: string; entity: UserEntity | undefined }> {
  if (onBehalfOf === undefined) {
    return { ref: await requesterRef(ctx, auth), entity: ctx.user?.entity };
  }
  const credentials = await ctx.getInitiatorCredentials();
  if (
    !auth.isPrincipal(credentials, 'service') ||
    credentials.principal.subject !== ASKS_FOR_OTHERS
  ) {
    throw new InputError(
      'onBehalfOf: only the portal itself asks for others; leave it out',
    );
  }
  return {
    ref: onBehalfOf,
    entity: (await catalog.getEntityByRef(onBehalfOf, { credentials })) as
      UserEntity | undefined,
  };
}

import { catalogEntityRefreshPermission } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  isReadPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderActionConditionalDecision,
  createScaffolderTaskConditionalDecision,
  scaffolderActionConditions,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import {
  environmentUpdatePermission,
  estimateCreatePermission,
} from '@plinth/plugin-environments-common';

/** Which catalog groups hold which role; read from `access` in the configuration. */
export interface AccessGroups {
  /** May do everything that the portal can do. */
  superAdmins: string[];
  /** May read everything and request nothing. */
  readOnly: string[];
}

/** What a request through a template takes, besides reading and the template's actions. */
const REQUESTING = [
  taskCreatePermission,
  estimateCreatePermission,
  environmentUpdatePermission,
  catalogEntityRefreshPermission,
];

const { hasActionId } = scaffolderActionConditions;
const { isTaskOwner } = scaffolderTaskConditions;

/** Scaffolder actions that make repositories, settings of theirs, or catalog locations: platform infrastructure, so Super Admins alone. */
const IS_PLATFORM_ACTION = {
  anyOf: [
    hasActionId({ actionId: 'publish:github' }),
    hasActionId({ actionId: 'environments:repository:protect' }),
    hasActionId({ actionId: 'catalog:register' }),
  ] as [ReturnType<typeof hasActionId>, ...ReturnType<typeof hasActionId>[]],
};

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Decides what a signed-in person may do in the portal: Super Admins everything; read-only groups reading;
 * everyone else reading and requesting through templates. Tasks are for who started them and for Super Admins. Nobody who is not signed in may do anything.
 * Approval is not decided here: it is GitHub's, on the pull request.
 */
export class RolePermissionPolicy implements PermissionPolicy {
  readonly #superAdmins: ReadonlySet<string>;
  readonly #readOnly: ReadonlySet<string>;

  constructor(groups: AccessGroups) {
    this.#superAdmins = new Set(groups.superAdmins);
    this.#readOnly = new Set(groups.readOnly);
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return DENY;
    }
    const claims = user.info.ownershipEntityRefs;
    if (claims.some(claim => this.#superAdmins.has(claim))) {
      return ALLOW;
    }
    if (
      isPermission(permission, taskReadPermission) ||
      isPermission(permission, taskCancelPermission)
    ) {
      // What a task was given, what it logs and its end are its creator's; whoever reads a task may run it again, too.
      return createScaffolderTaskConditionalDecision(
        permission,
        isTaskOwner({ createdBy: [user.info.userEntityRef] }),
      );
    }
    if (isReadPermission(permission)) {
      return ALLOW;
    }
    if (claims.some(claim => this.#readOnly.has(claim))) {
      return DENY;
    }
    if (isPermission(permission, actionExecutePermission)) {
      return createScaffolderActionConditionalDecision(permission, {
        not: IS_PLATFORM_ACTION,
      });
    }
    return REQUESTING.some(allowed => isPermission(permission, allowed))
      ? ALLOW
      : DENY;
  }
}

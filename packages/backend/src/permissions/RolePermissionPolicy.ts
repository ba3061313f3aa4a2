import {
  AuthorizeResult,
  isPermission,
  isUpdatePermission,
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
  scaffolderActionConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import {
  actionExecutePermission,
  taskCancelPermission,
  taskCreatePermission,
  taskReadPermission,
  templateParameterReadPermission,
  templateStepReadPermission,
} from '@backstage/plugin-scaffolder-common/alpha';

/** Which catalog groups hold which role; read from `access` in the configuration. */
export interface AccessGroups {
  /** May do everything that the portal can do. */
  superAdmins: string[];
  /** May read everything and request nothing. */
  readOnly: string[];
}

/** Scaffolder actions that make repositories or catalog locations: platform infrastructure, so Super Admins alone. */
const PLATFORM_ACTIONS = ['publish:github', 'catalog:register'];

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Decides what a signed-in person may do in the portal: Super Admins everything; read-only groups reading;
 * everyone else reading and requesting through templates. Nobody who is not signed in may do anything.
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
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const { permission } = request;
    if (!user) {
      return DENY;
    }
    const claims = user.info.ownershipEntityRefs;
    if (claims.some(claim => this.#superAdmins.has(claim))) {
      return ALLOW;
    }
    if (
      isReadPermission(permission) ||
      isPermission(permission, templateParameterReadPermission) ||
      isPermission(permission, templateStepReadPermission) ||
      isPermission(permission, taskReadPermission)
    ) {
      return ALLOW;
    }
    if (claims.some(claim => this.#readOnly.has(claim))) {
      return DENY;
    }
    if (isPermission(permission, actionExecutePermission)) {
      return createScaffolderActionConditionalDecision(permission, {
        not: {
          anyOf: PLATFORM_ACTIONS.map(actionId =>
            scaffolderActionConditions.hasActionId({ actionId }),
          ) as [
            ReturnType<typeof scaffolderActionConditions.hasActionId>,
            ...ReturnType<typeof scaffolderActionConditions.hasActionId>[],
          ],
        },
      });
    }
    if (
      isPermission(permission, taskCreatePermission) ||
      isPermission(permission, taskCancelPermission) ||
      permission.name.startsWith('environments.') ||
      permission.name === 'catalog.entity.refresh'
    ) {
      return isUpdatePermission(permission) ||
        permission.attributes.action !== 'delete'
        ? ALLOW
        : DENY;
    }
    return DENY;
  }
}

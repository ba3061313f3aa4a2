import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  isReadPermission,
  Permission,
  PolicyDecision,
  ResourcePermission,
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
  accountCostsReadPermission,
  changesReadPermission,
  connectionExaminePermission,
  costsReadPermission,
  environmentCreatePermission,
  environmentDeletePermission,
  environmentReadPermission,
  environmentUpdatePermission,
  estimateCreatePermission,
  fleetUpgradePermission,
} from '@plinth/plugin-environments-common';
import { createRequestedUnitDecision } from '@plinth/plugin-environments-node';
import type { AccessRoles, Role, Scope } from './AccessRoles';
import { ENTITIES, reachOf, REQUESTED, type Reach } from './scopeCriteria';

/** What a request through a template takes, besides reading, its subject, an estimate and the template's actions. */
const REQUESTING = [taskCreatePermission, catalogEntityRefreshPermission];

/** What those who administer may do, besides what their role says of units. */
const ADMINISTERING = [connectionExaminePermission, fleetUpgradePermission];

/** What of a role says on which units of the catalog its people have a permission. */
const ON_UNITS: ReadonlyArray<
  [ResourcePermission<'catalog-entity'>, (role: Role) => Scope | undefined]
> = [
  [environmentReadPermission, ({ health }) => health],
  [costsReadPermission, ({ costs }) => costs],
  [changesReadPermission, ({ changes }) => changes],
  [environmentUpdatePermission, ({ change }) => change],
  [environmentDeletePermission, ({ retire }) => retire],
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

/** Reads everything. */
const READER: Role = {
  health: {},
  costs: {},
  changes: {},
  administer: false,
};

/**
 * Decides what a signed-in person may do in the portal: Super Admins everything; read-only groups reading;
 * everyone else what their roles say. Tasks are for who started them and for Super Admins. Nobody who is not signed in may do anything.
 * Approval is not decided here: it is GitHub's, on the pull request.
 */
export class RolePermissionPolicy implements PermissionPolicy {
  readonly #access: AccessRoles;

  constructor(access: AccessRoles) {
    this.#access = access;
  }

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return DENY;
    }
    const { userEntityRef, ownershipEntityRefs: claims } = user.info;
    if (holds(claims, this.#access.superAdmins)) {
      return ALLOW;
    }
    if (
      isPermission(permission, taskReadPermission) ||
      isPermission(permission, taskCancelPermission)
    ) {
      // What a task was given, what it logs and its end are its creator's; whoever reads a task may run it again, too.
      return createScaffolderTaskConditionalDecision(
        permission,
        isTaskOwner({ createdBy: [userEntityRef] }),
      );
    }
    const roles = this.#rolesOf(claims);
    return (
      this.#onUnits(permission, roles, claims) ??
      onTemplates(permission, roles) ??
      withoutResource(permission, roles)
    );
  }

  #rolesOf(claims: readonly string[]): readonly Role[] {
    const { readOnly, roles } = this.#access;
    if (holds(claims, readOnly)) {
      return [READER];
    }
    const held = roles.filter(({ groups }) => groups && holds(claims, groups));
    return held.length > 0 ? held : roles.filter(({ groups }) => !groups);
  }

  #onUnits(
    permission: Permission,
    roles: readonly Role[],
    claims: readonly string[],
  ): PolicyDecision | undefined {
    const { reserved } = this.#access;
    if (isPermission(permission, environmentCreatePermission)) {
      return decisionOf(
        reachOf(
          roles.map(({ request }) => request),
          REQUESTED,
          { claims, reserved },
        ),
        criteria => createRequestedUnitDecision(permission, criteria),
      );
    }
    const [onUnit, scopeOf] =
      ON_UNITS.find(([each]) => isPermission(permission, each)) ?? [];
    if (!onUnit || !scopeOf) {
      return undefined;
    }
    return decisionOf(
      reachOf(roles.map(scopeOf), ENTITIES, {
        claims,
        reserved: isReadPermission(onUnit) ? undefined : reserved,
      }),
      criteria => createCatalogConditionalDecision(onUnit, criteria),
    );
  }
}

/** Templates that no role names are not there for its people, neither in the list nor to be started. */
function onTemplates(
  permission: Permission,
  roles: readonly Role[],
): PolicyDecision | undefined {
  if (!isPermission(permission, catalogEntityReadPermission)) {
    return undefined;
  }
  const names = roles.map(({ templates }) => templates);
  if (names.includes(undefined)) {
    return ALLOW;
  }
  const { hasMetadata, isEntityKind } = catalogConditions;
  return createCatalogConditionalDecision(permission, {
    anyOf: [
      { not: isEntityKind({ kinds: ['Template'] }) },
      ...names
        .flatMap(each => each ?? [])
        .map(value => hasMetadata({ key: 'name', value })),
    ],
  });
}

function withoutResource(
  permission: Permission,
  roles: readonly Role[],
): PolicyDecision {
  if (isPermission(permission, accountCostsReadPermission)) {
    return verdict(roles.some(({ costs }) => costs && isEmpty(costs)));
  }
  if (isReadPermission(permission)) {
    return ALLOW;
  }
  if (isPermission(permission, estimateCreatePermission)) {
    // It changes nothing: whoever watches cost may ask what would cost less.
    return verdict(roles.some(role => role.costs || mayRequest(role)));
  }
  if (ADMINISTERING.some(each => isPermission(permission, each))) {
    return verdict(roles.some(({ administer }) => administer));
  }
  if (!roles.some(mayRequest)) {
    return DENY;
  }
  if (isPermission(permission, actionExecutePermission)) {
    return createScaffolderActionConditionalDecision(permission, {
      not: IS_PLATFORM_ACTION,
    });
  }
  return verdict(REQUESTING.some(each => isPermission(permission, each)));
}

/** Whether a role asks for anything at all. */
function mayRequest({ request, change, retire }: Role): boolean {
  return [request, change, retire].some(Boolean);
}

function holds(claims: readonly string[], groups: readonly string[]): boolean {
  return claims.some(claim => groups.includes(claim));
}

function isEmpty(scope: Scope): boolean {
  return Object.values(scope).every(value => value === undefined);
}

function verdict(allowed: boolean): PolicyDecision {
  return allowed ? ALLOW : DENY;
}

function decisionOf<T extends string>(
  reach: Reach<T>,
  conditional: (criteria: Exclude<Reach<T>, string>) => PolicyDecision,
): PolicyDecision {
  if (reach === 'always' || reach === 'never') {
    return verdict(reach === 'always');
  }
  return conditional(reach as Exclude<Reach<T>, string>);
}

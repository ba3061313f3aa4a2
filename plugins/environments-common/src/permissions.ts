import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import { createPermission } from '@backstage/plugin-permission-common';

/** Reads health, sync, stacks and drift of a unit; the resource is its catalog entity. */
export const environmentReadPermission = createPermission({
  name: 'environments.environment.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Asks, by pull request, that a unit becomes another one; the resource is its catalog entity. */
export const environmentUpdatePermission = createPermission({
  name: 'environments.environment.update',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** The type of a unit that is asked for and not there yet, as a resource of permissions. */
export const RESOURCE_TYPE_REQUESTED_UNIT = 'requested-unit';

/** Asks, by pull request, for a new unit; the resource is what is asked for. */
export const environmentCreatePermission = createPermission({
  name: 'environments.environment.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_REQUESTED_UNIT,
});

/** Asks, by pull request, for the end of a unit; the resource is its catalog entity. */
export const environmentDeletePermission = createPermission({
  name: 'environments.environment.delete',
  attributes: { action: 'delete' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Reads cost, forecast and budget of a unit; the resource is its catalog entity. */
export const costsReadPermission = createPermission({
  name: 'environments.costs.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Reads what of each account's bill is whose. */
export const accountCostsReadPermission = createPermission({
  name: 'environments.account-costs.read',
  attributes: { action: 'read' },
});

/** Reads the audit trail of a unit; the resource is its catalog entity. */
export const changesReadPermission = createPermission({
  name: 'environments.changes.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/** Estimates the cost of a unit that does not exist yet. */
export const estimateCreatePermission = createPermission({
  name: 'environments.estimate.create',
  attributes: { action: 'create' },
});

/** Reads what can be requested: blueprints and authorized placements. */
export const blueprintReadPermission = createPermission({
  name: 'environments.blueprint.read',
  attributes: { action: 'read' },
});

/** Examines how GitHub and AWS are connected, as the doctor does. It is not for everyone who reads, since it names roles, policies and what is open. */
export const connectionExaminePermission = createPermission({
  name: 'environments.connection.examine',
  attributes: {},
});

/** Begins, pauses and resumes an upgrade of many units; each of them needs the permission to update it, too. */
export const fleetUpgradePermission = createPermission({
  name: 'environments.fleet.upgrade',
  attributes: { action: 'update' },
});

/** All permissions of the environments plugin. */
export const environmentsPermissions = [
  environmentReadPermission,
  environmentCreatePermission,
  environmentUpdatePermission,
  environmentDeletePermission,
  fleetUpgradePermission,
  costsReadPermission,
  accountCostsReadPermission,
  changesReadPermission,
  estimateCreatePermission,
  blueprintReadPermission,
  connectionExaminePermission,
];

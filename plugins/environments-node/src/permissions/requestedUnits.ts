import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  createConditionAuthorizer,
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import {
  environmentCreatePermission,
  RESOURCE_TYPE_REQUESTED_UNIT,
} from '@plinth/plugin-environments-common';
import { z } from 'zod/v3';

/** What decides whether somebody may ask for a unit that is not there yet. */
export interface RequestedUnit {
  stage: string;
  /** 12 digits. */
  account: string;
  /** Name of the blueprint, without its version. */
  blueprint: string;
  /** Entity reference of the group or person that is to own it. */
  owner: string;
}

/** Units that are asked for, as permissions name them. Nobody lists them, so that a query of them is only the condition itself. */
export const requestedUnitResourceRef = createPermissionResourceRef<
  RequestedUnit,
  unknown
>().with({
  pluginId: 'environments',
  resourceType: RESOURCE_TYPE_REQUESTED_UNIT,
});

function noQuery(): unknown {
  throw new Error(
    'Units that are asked for are in no list, so that no condition on them becomes a query',
  );
}

/** Rules with which a policy tells units apart that may be asked for. */
export const requestedUnitRules = {
  hasStage: createPermissionRule({
    name: 'HAS_STAGE',
    description: 'The unit is to be at one of the stages',
    resourceRef: requestedUnitResourceRef,
    paramsSchema: z.object({
      stages: z.array(z.string()).describe('Stages, such as dev'),
    }),
    apply: ({ stage }, { stages }) => stages.includes(stage),
    toQuery: noQuery,
  }),
  hasAccount: createPermissionRule({
    name: 'HAS_ACCOUNT',
    description: 'The unit is to be in one of the AWS accounts',
    resourceRef: requestedUnitResourceRef,
    paramsSchema: z.object({
      accounts: z.array(z.string()).describe('Account numbers of 12 digits'),
    }),
    apply: ({ account }, { accounts }) => accounts.includes(account),
    toQuery: noQuery,
  }),
  hasBlueprint: createPermissionRule({
    name: 'HAS_BLUEPRINT',
    description: 'The unit is to be of one of the blueprints',
    resourceRef: requestedUnitResourceRef,
    paramsSchema: z.object({
      blueprints: z
        .array(z.string())
        .describe('Names of blueprints, without their versions'),
    }),
    apply: ({ blueprint }, { blueprints }) => blueprints.includes(blueprint),
    toQuery: noQuery,
  }),
  hasOwner: createPermissionRule({
    name: 'HAS_OWNER',
    description: 'The unit is to be owned by one of the groups or people',
    resourceRef: requestedUnitResourceRef,
    paramsSchema: z.object({
      claims: z.array(z.string()).describe('Entity references'),
    }),
    apply: ({ owner }, { claims }) => claims.includes(owner),
    toQuery: noQuery,
  }),
};

const exported = createConditionExports({
  resourceRef: requestedUnitResourceRef,
  rules: requestedUnitRules,
});

/** Conditions on units that are asked for, for a policy's decision. */
export const requestedUnitConditions = exported.conditions;

/** A policy's decision that depends on the unit that is asked for. */
export const createRequestedUnitDecision = exported.createConditionalDecision;

const isAuthorized = createConditionAuthorizer<RequestedUnit>({
  getRuleByName: name => {
    const rule = Object.values(requestedUnitRules).find(
      each => each.name === name,
    );
    if (!rule) {
      throw new Error(
        `The policy decides on units that are asked for by ${name}, which is no rule of theirs`,
      );
    }
    return rule as PermissionRule<RequestedUnit, unknown, string>;
  },
});

/** Who asks, and who decides. */
export interface RequestDecision {
  permissions: PermissionsService;
  credentials: BackstageCredentials;
}

/** Tells of any unit whether the caller may ask for it, by `environments.environment.create`; the policy is asked once. */
export async function requestableBy({
  permissions,
  credentials,
}: RequestDecision): Promise<(unit: RequestedUnit) => boolean> {
  const [decision] = await permissions.authorizeConditional(
    [{ permission: environmentCreatePermission }],
    { credentials },
  );
  return unit => isAuthorized(decision, unit);
}

/**
 * Refuses a unit that the caller may not ask for, by `environments.environment.create`.
 *
 * @throws NotAllowedError that names what was asked for
 */
export async function requireRequestable(
  unit: RequestedUnit,
  options: RequestDecision,
): Promise<void> {
  const mayRequest = await requestableBy(options);
  if (!mayRequest(unit)) {
    throw new NotAllowedError(
      `You are not allowed to request ${unit.blueprint} at stage ${unit.stage} in account ${unit.account} for ${unit.owner}; ask a Super Admin to request it, or for a role that may (access, in the portal's configuration)`,
    );
  }
}

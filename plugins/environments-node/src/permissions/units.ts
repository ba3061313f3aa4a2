import type { Entity } from '@backstage/catalog-model';
import { catalogEntityPermissionResourceRef } from '@backstage/plugin-catalog-node/alpha';
import {
  createConditionExports,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import {
  ANNOTATION_ACCOUNT,
  ANNOTATION_BLUEPRINT,
  ANNOTATION_STAGE,
} from '@plinth/plugin-environments-common';
import { z } from 'zod/v3';

const annotationOf = (entity: Entity, name: string) =>
  entity.metadata.annotations?.[name];

/** What an annotation must be, as the catalog is asked for it. */
const annotated = (name: string, values: string[]) => ({
  key: `metadata.annotations.${name}`,
  values,
});

/**
 * Rules on the catalog's entities with which a policy tells environments, tenants and their stacks apart, beside the catalog's own
 * (`IS_ENTITY_OWNER`). An entity that is none of them fits no rule.
 */
export const unitRules = {
  isInStage: createPermissionRule({
    name: 'IS_IN_STAGE',
    description: 'The environment, tenant or stack is at one of the stages',
    resourceRef: catalogEntityPermissionResourceRef,
    paramsSchema: z.object({
      stages: z.array(z.string()).describe('Stages, such as dev'),
    }),
    apply: (entity, { stages }) =>
      stages.includes(annotationOf(entity, ANNOTATION_STAGE) ?? ''),
    toQuery: ({ stages }) => annotated(ANNOTATION_STAGE, stages),
  }),
  isInAccount: createPermissionRule({
    name: 'IS_IN_ACCOUNT',
    description:
      'The environment, tenant or stack is in one of the AWS accounts',
    resourceRef: catalogEntityPermissionResourceRef,
    paramsSchema: z.object({
      accounts: z.array(z.string()).describe('Account numbers of 12 digits'),
    }),
    apply: (entity, { accounts }) =>
      accounts.includes(annotationOf(entity, ANNOTATION_ACCOUNT) ?? ''),
    toQuery: ({ accounts }) => annotated(ANNOTATION_ACCOUNT, accounts),
  }),
  isOfBlueprint: createPermissionRule({
    name: 'IS_OF_BLUEPRINT',
    description:
      'The environment or tenant is of one of the blueprints, whatever their versions. No list of the catalog can be asked for it: decide permissions of environments by it, not those of the catalog',
    resourceRef: catalogEntityPermissionResourceRef,
    paramsSchema: z.object({
      blueprints: z
        .array(z.string())
        .describe('Names of blueprints, without their versions'),
    }),
    apply: (entity, { blueprints }) =>
      blueprints.includes(
        annotationOf(entity, ANNOTATION_BLUEPRINT)?.split('@')[0] ?? '',
      ),
    toQuery: () => {
      throw new Error(
        "IS_OF_BLUEPRINT is no query of the catalog, which knows blueprints with their versions only: use it for the permissions of environments, not for the catalog's",
      );
    },
  }),
};

/** Conditions on environments, tenants and their stacks, for a policy's decision; the catalog's own decisions take them, too. */
export const unitConditions = createConditionExports({
  resourceRef: catalogEntityPermissionResourceRef,
  rules: unitRules,
}).conditions;

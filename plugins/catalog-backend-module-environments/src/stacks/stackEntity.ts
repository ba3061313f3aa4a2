import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  ANNOTATION_VIEW_URL,
  type Entity,
} from '@backstage/catalog-model';
import { consoleUrl } from '@plinth/blueprints/schema';
import {
  ANNOTATION_ACCOUNT,
  ANNOTATION_REGION,
  ANNOTATION_STACKS,
  ANNOTATION_STAGE,
  ANNOTATION_UNIT,
  stackEntityName,
  TYPE_STACK,
  UNKNOWN_OWNER,
  type StackIdentity,
} from '@plinth/plugin-environments-common';

/**
 * The catalog entity of a stack. It depends on its unit, and has its unit's owner and system.
 *
 * @param unit - the unit's entity; without it, the stack is shown as owned by nobody known, for someone to look after
 */
export function stackEntity(
  stack: StackIdentity,
  unit: Entity | undefined,
): Entity {
  const { account, region, name, stackId } = stack;
  const stage = stack.stage ?? unit?.metadata.annotations?.[ANNOTATION_STAGE];
  const system = unit?.spec?.system;
  const owner = unit?.spec?.owner;
  const location = `cloudformation:${stackId}`;
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      namespace: 'default',
      name: stackEntityName(stack),
      title: name,
      description:
        stack.description ??
        `CloudFormation stack of ${stack.unit} in ${region}`,
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [ANNOTATION_VIEW_URL]: consoleUrl(
          region,
          `/cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${encodeURIComponent(stackId)}`,
        ),
        [ANNOTATION_UNIT]: stack.unit,
        [ANNOTATION_STACKS]: name,
        [ANNOTATION_ACCOUNT]: account,
        [ANNOTATION_REGION]: region,
        ...(stage && { [ANNOTATION_STAGE]: stage }),
      },
    },
    spec: {
      type: TYPE_STACK,
      owner: typeof owner === 'string' ? owner : UNKNOWN_OWNER,
      ...(stage && { lifecycle: stage }),
      ...(typeof system === 'string' && { system }),
      dependsOn: [stack.entityRef],
    },
  };
}

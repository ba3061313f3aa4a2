import {
  foreignOwner,
  isNameOfUnit,
  UNIT_TAG,
  type Unit,
} from '@plinth/blueprints/schema';
import type { Finding } from '@plinth/plugin-environments-common';
import {
  stackKey,
  type DeployedStack,
  type StackLocation,
} from '../aws/DeployedStack';
import type { SynthesizedStack } from '../synth/Assembly';

/** What it takes to tell whose the stacks of a plan are. */
export interface Ownership {
  readonly stacks: readonly SynthesizedStack[];
  /** All units at head, by path. */
  readonly units: ReadonlyMap<string, Unit>;
  readonly deployed: (location: StackLocation) => DeployedStack | undefined;
}

/**
 * Refuses to deploy over what is not the unit's: a stack that somebody else has under this name, be it the unit's own name or
 * that of a further stack, and names and tags by which a stack would pass for another unit's. No exception allows it.
 */
export function ownershipFindings(ownership: Ownership): Finding[] {
  return ownership.stacks.flatMap(stack => {
    const unit = ownership.units.get(stack.unit);
    return unit
      ? [
          ...claims(stack, unit, ownership),
          ...standing(stack, unit, ownership.deployed(stack)),
        ]
      : [];
  });
}

/** What the stack would say of itself. */
function claims(
  stack: SynthesizedStack,
  unit: Unit,
  { stacks, units }: Ownership,
): Finding[] {
  const { stackName } = stack;
  const owner = foreignOwner(stack.tags, unit);
  const namesake = [...units].find(
    ([path, other]) => other.name === stackName && path !== stack.unit,
  );
  const twin = stacks.find(
    other => other !== stack && stackKey(other) === stackKey(stack),
  );
  return [
    ...(owner
      ? [
          refuse(
            stack,
            `Stack ${stackName} would not pass for a stack of ${stack.unit}: ${owner}. Extend a blueprint's stack, and leave its tag ${UNIT_TAG} as it is.`,
          ),
        ]
      : []),
    ...(isNameOfUnit(stackName, unit)
      ? []
      : [
          refuse(
            stack,
            `Stack ${stackName} must be called ${unit.name} or ${unit.name}-…, like all stacks of ${stack.unit}.`,
          ),
        ]),
    ...(namesake
      ? [
          refuse(
            stack,
            `Stack ${stackName} of ${stack.unit} has the name of ${namesake[0]}, whose stack it would replace. Give it another name.`,
          ),
        ]
      : []),
    ...(twin
      ? [
          refuse(
            stack,
            `Stack ${stackName} of ${stack.unit} is made twice, also by ${twin.unit}; each would replace the other. Give one of them another name.`,
          ),
        ]
      : []),
  ];
}

/** What is there under its name. */
function standing(
  stack: SynthesizedStack,
  unit: Unit,
  deployed: DeployedStack | undefined,
): Finding[] {
  const owner = deployed && foreignOwner(deployed.tags, unit);
  return owner
    ? [
        refuse(
          stack,
          `Stack ${stack.stackName} is in ${stack.account}/${stack.region} already, and is somebody else's: ${owner}. Deploying would replace all that it holds. Choose another name for the unit; if the stack is meant to become the unit's, whoever runs it must first give it the tag ${UNIT_TAG}=${stack.unit} in CloudFormation.`,
        ),
      ]
    : [];
}

function refuse(stack: SynthesizedStack, message: string): Finding {
  return { severity: 'error', rule: 'stack.owner', message, unit: stack.unit };
}

import { InputError } from '@backstage/errors';

/** The construct class of each blueprint that this module can write a stack for. */
const STACK_CLASSES: ReadonlyMap<string, string> = new Map([
  ['application', 'ApplicationEnvironment'],
  ['tenant', 'Tenant'],
]);

/**
 * The text of a unit's `stack.ts`. It depends on the blueprint alone: nothing that a person types reaches TypeScript.
 *
 * @throws InputError for a blueprint that has no construct
 */
export function stackSource(blueprint: string): string {
  const stackClass = STACK_CLASSES.get(blueprint);
  if (!stackClass) {
    throw new InputError(
      `No construct is known for the blueprint ${JSON.stringify(blueprint)}; known are ${[...STACK_CLASSES.keys()].join(', ')}`,
    );
  }
  return `import { ${stackClass}, type UnitStackProps } from '@plinth/blueprints';
import type { Construct } from 'constructs';

/**
 * The stack of this unit. Its parameters are in the JSON file beside this one.
 * Add resources of your own below the call to super.
 */
export default class UnitStack extends ${stackClass} {
  constructor(scope: Construct, id: string, props: UnitStackProps) {
    super(scope, id, props);
  }
}
`;
}

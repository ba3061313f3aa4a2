import { InputError } from '@backstage/errors';
import type { BlueprintRegistry } from '@plinth/blueprints/schema';

/**
 * The text of a unit's `stack.ts`. It depends on the blueprint alone: nothing that a person types reaches TypeScript.
 *
 * @throws InputError for an unknown blueprint
 */
export function stackSource(
  blueprint: string,
  blueprints: BlueprintRegistry,
): string {
  // Versions of a blueprint share their class, which looks at the unit's version.
  const known = blueprints.newest(blueprint);
  if (!known) {
    const names = new Set(blueprints.all().map(({ name }) => name));
    throw new InputError(
      `There is no blueprint ${JSON.stringify(blueprint)}; there are ${[...names].join(', ')}`,
    );
  }
  const { stackClass, stackPackage } = known;
  return `import { ${stackClass}, type UnitStackProps } from '${stackPackage}';
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

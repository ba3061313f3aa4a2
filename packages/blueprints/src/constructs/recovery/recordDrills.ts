import type { BlueprintStack } from '../../base/BlueprintStack';
import type { Drill } from '../../schema';
import { Configuration } from '../configuration/Configuration';

/**
 * States the drills of a unit in the metadata of its template, where the portal reads them, and keeps them as parameter
 * `/plinth/<name>/drills`. CloudFormation updates no metadata unless a resource changes, so the parameter is what makes a
 * drill a deployment of its own. Without drills it adds nothing.
 */
export function recordDrills<P extends object>(
  stack: BlueprintStack<P>,
  drills: readonly Drill[] = [],
): void {
  if (drills.length === 0) {
    return;
  }
  stack.addMetadata('Plinth::Drills', drills);
  new Configuration(stack, 'Drills', {
    path: `/plinth/${stack.unit.name}`,
    values: { drills: JSON.stringify(drills) },
  });
}

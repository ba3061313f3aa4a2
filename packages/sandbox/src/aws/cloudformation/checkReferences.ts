import { dependenciesOf, referencesOf } from './referencesOf';
import type { Template } from './Template';
import { validationError } from './validationError';

/** Throws for what a template refers to and does not have, and for resources that need each other in a circle. */
export function checkReferences(template: Template): void {
  const resources = new Set(Object.keys(template.resources));
  const known = (name: string) =>
    resources.has(name) ||
    name in template.parameters ||
    name.startsWith('AWS::');
  const missing = new Set<string>();
  for (const resource of Object.values(template.resources)) {
    const names = referencesOf(resource.properties);
    resource.dependsOn.forEach(name => names.add(name));
    [...names].filter(name => !known(name)).forEach(name => missing.add(name));
    if (resource.condition && !(resource.condition in template.conditions)) {
      throw validationError(
        `Template format error: Unresolved condition dependency ${resource.condition} in the Resources block of the template`,
      );
    }
  }
  if (missing.size > 0) {
    throw validationError(
      `Template format error: Unresolved resource dependencies [${[...missing].join(', ')}] in the Resources block of the template`,
    );
  }
  for (const output of Object.values(template.outputs)) {
    const strange = [...referencesOf(output.value)].filter(
      name => !known(name),
    );
    if (strange.length > 0) {
      throw validationError(
        `Template format error: Unresolved resource dependencies [${strange.join(', ')}] in the Outputs block of the template`,
      );
    }
  }
  checkCycles(template, resources);
}

function checkCycles(template: Template, resources: Set<string>): void {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (name: string): void => {
    if (state.get(name) === 'done') {
      return;
    }
    if (state.get(name) === 'open') {
      const cycle = path.slice(path.indexOf(name));
      throw validationError(
        `Circular dependency between resources: [${cycle.join(', ')}]`,
      );
    }
    state.set(name, 'open');
    path.push(name);
    dependenciesOf(template.resources[name], resources).forEach(visit);
    path.pop();
    state.set(name, 'done');
  };
  resources.forEach(visit);
}

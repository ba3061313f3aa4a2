import { isObject, type Json } from '../resources/Json';
import type { TemplateResource } from './Template';

/** What an expression refers to: parameters, resources and pseudo parameters by name, each once. */
export function referencesOf(value: Json | undefined): Set<string> {
  const found = new Set<string>();
  collectReferences(value, found);
  return found;
}

function collectReferences(value: Json | undefined, found: Set<string>): void {
  if (Array.isArray(value)) {
    value.forEach(item => collectReferences(item, found));
    return;
  }
  if (!isObject(value)) {
    return;
  }
  if (Object.keys(value).length === 1) {
    if (typeof value.Ref === 'string') {
      found.add(value.Ref);
      return;
    }
    const attribute = value['Fn::GetAtt'];
    if (attribute !== undefined) {
      const [name] =
        typeof attribute === 'string'
          ? attribute.split('.')
          : [attribute].flat();
      found.add(String(name));
      return;
    }
    const substitute = value['Fn::Sub'];
    if (substitute !== undefined) {
      const [text, values] = [substitute].flat() as [Json, Json | undefined];
      const local = isObject(values) ? Object.keys(values) : [];
      for (const name of subNames(String(text))) {
        const [first] = name.split('.');
        if (!local.includes(name) && !local.includes(first)) {
          found.add(first);
        }
      }
      collectReferences(values, found);
      return;
    }
  }
  Object.values(value).forEach(item => collectReferences(item, found));
}

/** The names between `${` and `}`, without literals. */
export function subNames(text: string): string[] {
  return [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(match =>
    match[1].trim(),
  );
}

/** Logical ids of the resources that a resource needs first, among those given. */
export function dependenciesOf(
  resource: TemplateResource,
  among: ReadonlySet<string>,
): string[] {
  const references = referencesOf(resource.properties);
  resource.dependsOn.forEach(name => references.add(name));
  return [...references].filter(name => among.has(name));
}

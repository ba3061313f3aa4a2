import type { Template, TemplateResource } from '../synth/Assembly';

/** What stands for the type of a resource that has none. */
const NO_TYPE = 'without a type';

/**
 * The template with nothing in it that has not the form which CloudFormation asks for, so that rules need not ask for it: sections
 * and properties are objects, types are texts. A loop, or a resource without a type, becomes one resource whose type says that.
 */
export function wellFormed(template: Template): Template {
  const sections = Object.fromEntries(
    ['Parameters', 'Mappings', 'Conditions', 'Outputs']
      .filter(name => Object.hasOwn(template, name))
      .map(name => [name, asRecord(template[name])]),
  );
  return {
    ...template,
    ...sections,
    Resources: Object.fromEntries(
      Object.entries(asRecord(template.Resources)).map(([id, resource]) => [
        id,
        wellFormedResource(id, resource),
      ]),
    ),
  };
}

function wellFormedResource(id: string, resource: unknown): TemplateResource {
  const { Type: type, Properties: properties, ...rest } = asRecord(resource);
  if (typeof type !== 'string') {
    return {
      Type: id.startsWith('Fn::')
        ? id.split('::').slice(0, 2).join('::')
        : NO_TYPE,
      Properties: { Definition: resource },
    };
  }
  return {
    ...rest,
    Type: type,
    ...(properties !== undefined && { Properties: asRecord(properties) }),
  };
}

/** Whether a resource has no type of its own. */
export function isWithoutType({ Type: type }: TemplateResource): boolean {
  return type === NO_TYPE || type.startsWith('Fn::');
}

/** The object; an empty one in place of anything else. */
function asRecord(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

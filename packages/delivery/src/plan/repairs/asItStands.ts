import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import type { Template, TemplateResource } from '../../synth/Assembly';

/**
 * The template that would describe what is there: the deployed one with each property that drifted as it was found, and without
 * what was deleted. What a drift-aware change set changes is what differs between it and the template to be deployed.
 */
export function asItStands(
  template: Template,
  drifts: readonly StackResourceDrift[],
): Template {
  const byId = new Map(drifts.map(each => [each.LogicalResourceId, each]));
  const resources = Object.entries(template.Resources ?? {}).flatMap(
    ([logicalId, resource]): Array<[string, TemplateResource]> => {
      const drift = byId.get(logicalId);
      switch (drift?.StackResourceDriftStatus) {
        case 'DELETED':
          return [];
        case 'MODIFIED':
          return [[logicalId, withDifferences(resource, drift)]];
        default:
          return [[logicalId, resource]];
      }
    },
  );
  return { ...template, Resources: Object.fromEntries(resources) };
}

function withDifferences(
  resource: TemplateResource,
  { PropertyDifferences = [] }: StackResourceDrift,
): TemplateResource {
  const properties = PropertyDifferences.reduce<unknown>(
    (before, { PropertyPath = '', ActualValue }) =>
      withValue(
        before,
        PropertyPath.split('/').slice(1).map(segmentOf),
        // `null` is what CloudFormation says of a property that is gone.
        ActualValue === 'null' ? undefined : ActualValue,
      ),
    resource.Properties ?? {},
  );
  return { ...resource, Properties: properties as Record<string, unknown> };
}

/** JSON pointers write `~1` for a slash and `~0` for a tilde. */
function segmentOf(text: string): string {
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** The value with what was found at a path; a function of the template on the way is replaced as a whole. */
function withValue(
  value: unknown,
  path: readonly string[],
  found: string | undefined,
): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) {
    return parsed(value, found);
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [...value];
    items[Number(segment)] =
      withValue(items[Number(segment)], rest, found) ?? null;
    return items;
  }
  if (!isProperties(value)) {
    return { [path.join('/')]: found ?? null };
  }
  const { [segment]: inner, ...others } = value;
  const next = withValue(inner, rest, found);
  return next === undefined ? others : { ...others, [segment]: next };
}

/** Whether a value has properties of its own: not a function of the template, such as `Ref`. */
function isProperties(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const keys = Object.keys(value);
  return !(keys.length === 1 && /^(Ref|Fn::.+)$/.test(keys[0]));
}

/** What was found, in the form that the template has it in. */
function parsed(before: unknown, found: string | undefined): unknown {
  if (found === undefined || typeof before === 'string') {
    return found;
  }
  try {
    return JSON.parse(found);
  } catch {
    return found;
  }
}

import { asText } from '@plinth/pricing';
import canonicalize from 'canonicalize';
import type { Template, TemplateResource } from '../synth/Assembly';
import { KnownValues, type TemplateSurroundings } from './KnownValues';
import { wellFormed } from './wellFormed';

/*
 * Two templates are compared by what CloudFormation would make of them, not by how they are written: a table that stands behind
 * a condition which flips is deleted though no line of it changed, and one whose name comes from a mapping is replaced when
 * the mapping changes. So conditions, mappings and parameters are resolved first, as far as they can be told, and what cannot
 * be told carries its definition along, so that a change of the definition is a change.
 *
 * What CloudFormation does not keep, or keeps in another form, is levelled besides: text outside ASCII comes back as question
 * marks, numbers and switches may be text, and some lists are sets.
 */

/** Lists without an order by CloudFormation's schemas (`insertionOrder: false`), besides tags. */
const SETS: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::SecurityGroup': ['SecurityGroupEgress', 'SecurityGroupIngress'],
  'AWS::EC2::VPCEndpoint': ['RouteTableIds', 'SecurityGroupIds', 'SubnetIds'],
  'AWS::IAM::ManagedPolicy': ['Groups', 'Roles', 'Users'],
  'AWS::IAM::Role': ['ManagedPolicyArns', 'Policies'],
};

/** The template with the resources that there would be, and their properties as they would be. */
export function effectiveTemplate(
  template: Template,
  surroundings: TemplateSurroundings,
): Template {
  const formed = wellFormed(template);
  const values = new KnownValues(formed, surroundings);
  const resources = Object.entries(formed.Resources ?? {}).flatMap(
    ([logicalId, { Condition: condition, ...rest }]) => {
      const name = asText(condition);
      const holds = condition === undefined || values.condition(name);
      if (holds === false) {
        return [];
      }
      const resource = withoutOrder(values.resolve(rest) as TemplateResource);
      return [
        [
          logicalId,
          holds
            ? resource
            : { ...resource, Condition: values.definition(name) },
        ],
      ];
    },
  );
  return { ...formed, Resources: Object.fromEntries(resources) };
}

/** The resource with its sets in one order, whatever order they were written in. */
function withoutOrder(resource: TemplateResource): TemplateResource {
  const { Type: type, Properties: properties } = resource;
  if (!properties) {
    return resource;
  }
  const sets = ['Tags', ...(Object.hasOwn(SETS, type) ? SETS[type] : [])];
  return {
    ...resource,
    Properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [
        name,
        sets.includes(name) && Array.isArray(value) ? sorted(value) : value,
      ]),
    ),
  };
}

function sorted(items: readonly unknown[]): unknown[] {
  const key = (item: unknown) => canonicalize(item) ?? '';
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

import { asText } from '@plinth/pricing';
import type { Template } from '../../synth/Assembly';
import { isWithoutType } from '../../template/wellFormed';
import type { Violation } from './Violation';

/** Resources that make others, of which a plan cannot say what they would change, cost or let in; and what to do instead. */
const MAKERS: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack':
    'make it a stack of its own in the unit, called like the unit with a suffix',
  'AWS::CloudFormation::StackSet':
    'make a unit for each account and region, and deploy its stacks with those',
  'AWS::Serverless::Application':
    'write the resources of the application into the stack',
  'AWS::ServiceCatalog::CloudFormationProvisionedProduct':
    'write the resources of the product into the stack, or order the product outside of the unit',
};

/** A module of the CloudFormation registry, which is resources too. */
const MODULE = '::MODULE';

/** Whether a resource of this type makes others that its template does not show. */
export function isMaker(type: string): boolean {
  return Object.hasOwn(MAKERS, type) || type.endsWith(MODULE);
}

/**
 * What of a template would be made where no rule looks: by resources that make others, by macros, and by loops. No rule on
 * permissions, exposure, data or cost could hold for it, so it is refused as a whole.
 */
export function unseenViolations(
  template: Template,
): Array<Violation & { resource?: string }> {
  const refuse = (message: string, resource?: string) => ({
    rule: 'unseen-resources',
    message,
    resource,
  });
  const macros = [template.Transform ?? []]
    .flat()
    .map(
      macro =>
        asText(macro) ||
        asText((macro as { Name?: unknown } | null)?.Name) ||
        'without a name',
    );
  const resources = Object.entries(template.Resources ?? {}).flatMap(
    ([logicalId, resource]) => {
      if (logicalId.startsWith('Fn::')) {
        return [
          refuse(
            `${logicalId} makes resources that the plan cannot see; write them out, or let the stack's code loop.`,
          ),
        ];
      }
      const { Type: type } = resource;
      if (isWithoutType(resource)) {
        return [
          refuse(
            `Resource ${logicalId} has no type, so nobody can say what it makes; give it one, or remove it.`,
            logicalId,
          ),
        ];
      }
      return isMaker(type)
        ? [
            refuse(
              `${type} ${logicalId} makes resources that the plan cannot see; ${MAKERS[type] ?? 'write the resources of the module into the stack'}.`,
              logicalId,
            ),
          ]
        : [];
    },
  );
  return [
    ...macros.map(name =>
      refuse(
        `Transform ${name} rewrites the template after the plan has read it; write out what it would make.`,
      ),
    ),
    ...resources,
    ...(has(template, 'Fn::Transform')
      ? [
          refuse(
            'Fn::Transform rewrites a part of the template after the plan has read it; write out what it would make.',
          ),
        ]
      : []),
  ];
}

function has(value: unknown, key: string): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    (Object.hasOwn(value, key) ||
      Object.values(value).some(item => has(item, key)))
  );
}

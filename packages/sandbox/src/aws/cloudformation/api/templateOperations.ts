import type { Operations, Output } from '../../service/AwsService';
import type { Stack } from '../model';
import { parseTemplate } from '../parseTemplate';
import { readTemplate } from '../readTemplate';
import type { Template } from '../Template';
import { validationError } from '../validationError';
import type { ApiContext } from './cloudFormationService';
import { namedChangeSet, namedStack } from './named';
import { templateText } from './templateText';

/** Looks at templates: those of stacks and change sets, and those that are sent along. */
export function templateOperations(context: ApiContext): Operations {
  const { cloudFormation: engine } = context;
  const deployedTemplate = (stack: Stack) => {
    if (stack.status === 'REVIEW_IN_PROGRESS') {
      throw validationError(
        'GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.',
      );
    }
    return engine.store.template(stack.id);
  };
  return {
    GetTemplate: (call, input) => {
      // Nothing is expanded: a template as it was sent and as it is processed are the same.
      input.choice('TemplateStage', ['Original', 'Processed']);
      return {
        TemplateBody: input.has('ChangeSetName')
          ? namedChangeSet(engine, call, input).target.template
          : engine.store.template(namedStack(engine, call, input).id),
        StagesAvailable: ['Original', 'Processed'],
      };
    },
    GetTemplateSummary: (call, input) => {
      const name = input.optionalText('StackName');
      const body = name
        ? deployedTemplate(engine.stack(call, name))
        : (templateText(input, context) ?? '');
      const template = parseTemplate(body);
      const types = [...new Set(typesOf(template))];
      return {
        ...described(template),
        Parameters: Object.entries(template.parameters).map(
          ([key, parameter]) => ({
            ParameterKey: key,
            DefaultValue: parameter.default,
            ParameterType: parameter.type,
            NoEcho: parameter.noEcho,
            Description: parameter.description,
            ParameterConstraints: parameter.allowedValues && {
              AllowedValues: parameter.allowedValues,
            },
          }),
        ),
        ResourceTypes: types,
        Version: readTemplate(body).AWSTemplateFormatVersion,
        Metadata:
          template.metadata === undefined
            ? undefined
            : JSON.stringify(template.metadata),
        ResourceIdentifierSummaries: types.map(type => ({
          ResourceType: type,
          LogicalResourceIds: Object.entries(template.resources)
            .filter(([, item]) => item.type === type)
            .map(([logicalId]) => logicalId),
          ResourceIdentifiers: engine.specification.referenceOf(type),
        })),
      };
    },
    ValidateTemplate: (_, input) => {
      const template = parseTemplate(templateText(input, context) ?? '');
      return {
        ...described(template),
        Parameters: Object.entries(template.parameters).map(
          ([key, parameter]) => ({
            ParameterKey: key,
            DefaultValue: parameter.default,
            NoEcho: parameter.noEcho,
            Description: parameter.description,
          }),
        ),
      };
    },
  };
}

function described(template: Template): Output {
  const iam = typesOf(template).some(type => type.startsWith('AWS::IAM::'));
  return {
    Description: template.description,
    Capabilities: iam ? ['CAPABILITY_NAMED_IAM'] : [],
    DeclaredTransforms: template.transforms,
  };
}

function typesOf(template: Template): string[] {
  return Object.values(template.resources).map(item => item.type);
}

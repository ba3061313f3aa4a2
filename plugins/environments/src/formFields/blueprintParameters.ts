import {
  defaultsAt,
  stageDefaults,
  type Blueprint,
  type BlueprintList,
} from '@plinth/plugin-environments-common';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { ParameterGroups } from './ParameterGroups';

/** Parameters of a blueprint by name. */
export type Parameters = Record<string, unknown>;

/** What the form knows so far of the unit that is requested. */
export interface RequestedUnit {
  name?: string;
  blueprint?: string;
  /** @default - the newest */
  version?: string;
  stage?: string;
  account?: string;
  region?: string;
  environment?: string;
  /** US dollars. */
  monthlyBudget?: number;
}

/** The blueprint that the form has chosen, in its version or the one that a request without a version gets. */
export function findRequested(
  list: BlueprintList,
  unit: RequestedUnit,
): Blueprint | undefined {
  return list.items.find(
    ({ name, newest, version }) =>
      name === unit.blueprint &&
      (unit.version === undefined ? newest : version === unit.version),
  );
}

/** Why the blueprint cannot be had by who asks, or at the chosen stage; `undefined` if it can, or no stage is chosen yet. */
export function blueprintRefusal(
  { title, stages, reserved }: Blueprint,
  { stage }: RequestedUnit,
): string | undefined {
  if (reserved) {
    return `You are not allowed to request ${title}. Ask a Super Admin, or choose another blueprint.`;
  }
  return stage && !stages.some(each => each === stage)
    ? `${title} is for stage ${stages.join(', ')}, not for ${stage}. Go back to choose another stage, or choose another blueprint.`
    : undefined;
}

/**
 * The blueprint's schema as a form: required is what neither the defaults nor the request fill in, and the form's own title stands
 * above it.
 */
export function parameterForm(
  blueprint: Blueprint,
  unit: RequestedUnit,
  shown: (name: string) => boolean = () => true,
): {
  schema: RJSFSchema;
  uiSchema: UiSchema<Parameters>;
} {
  const { $schema, ...schema } = blueprint.parameters as RJSFSchema;
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) =>
    shown(name),
  );
  return {
    schema: {
      ...schema,
      title: blueprint.title,
      required: stageDefaults(blueprint, unit)?.required.filter(shown) ?? [],
      properties: Object.fromEntries(properties),
    },
    uiSchema: {
      'ui:ObjectFieldTemplate': ParameterGroups,
      ...Object.fromEntries(
        properties
          .filter(([, property]) => isChoice(property))
          .map(([name]) => [name, { 'ui:widget': 'checkboxes' }]),
      ),
    },
  };
}

/** What of the parameters breaks the schema of the form that asks for them; sentences. */
export function parameterErrors(
  schema: RJSFSchema,
  parameters: Parameters,
): string[] {
  const { errors = [] } = validator.rawValidation<{
    instancePath: string;
    keyword: string;
    params: { missingProperty?: string };
    message?: string;
  }>(schema, parameters);
  return errors.map(({ instancePath, keyword, params, message }) =>
    keyword === 'required' && !instancePath
      ? `${titleOf(schema, params.missingProperty ?? '')} is required.`
      : `${instancePath.slice(1) || 'parameters'} ${message}`,
  );
}

function titleOf(schema: RJSFSchema, name: string): string {
  const property = schema.properties?.[name];
  return (typeof property === 'object' && property.title) || name;
}

/** Whether a parameter matters, given the other values and the stage: what its schema says with `shownWhen`. */
export function matters(
  blueprint: Blueprint,
  name: string,
  parameters: Parameters,
  unit: RequestedUnit,
): boolean {
  const property = (blueprint.parameters as RJSFSchema).properties?.[name] as
    RJSFSchema | undefined;
  const conditions = property?.shownWhen as RJSFSchema['properties'];
  return (
    !conditions ||
    validator.isValid(
      {
        type: 'object',
        properties: conditions,
        required: Object.keys(conditions),
      },
      { ...parameters, stage: unit.stage },
      {},
    )
  );
}

/** What of the chosen parameters the request says: what the blueprint asks for here. */
export function askedParameters(
  blueprint: Blueprint,
  unit: RequestedUnit,
  chosen: Parameters = {},
): Parameters {
  const known = (blueprint.parameters as RJSFSchema).properties ?? {};
  const complete = { ...defaultsAt(blueprint, unit), ...chosen };
  return Object.fromEntries(
    Object.entries(chosen).filter(
      ([name, value]) =>
        value !== undefined &&
        name in known &&
        matters(blueprint, name, complete, unit),
    ),
  );
}

/**
 * The parameters that a person has chosen once the form says `entered`: what they changed now or before, also where it equals a
 * default, which may be another one tomorrow or elsewhere. Whatever nobody touched follows the blueprint.
 */
export function chosenParameters(
  entered: Parameters,
  shown: Parameters,
  before: Parameters,
): Parameters {
  return Object.fromEntries(
    Object.entries(entered).filter(
      ([name, value]) =>
        name in before || JSON.stringify(value) !== JSON.stringify(shown[name]),
    ),
  );
}

/** Whether a parameter is a list out of a few values; other lists are entered item by item. */
function isChoice(property: RJSFSchema | boolean): boolean {
  if (typeof property !== 'object' || property.type !== 'array') {
    return false;
  }
  const { items } = property;
  return typeof items === 'object' && !Array.isArray(items) && 'enum' in items;
}

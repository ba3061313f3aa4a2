import type {
  Blueprint,
  BlueprintList,
} from '@plinth/plugin-environments-common';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';

/** Parameters of a blueprint by name. */
export type Parameters = Record<string, unknown>;

/** What the form knows so far of the unit that is requested. */
export interface RequestedUnit {
  name?: string;
  blueprint?: string;
  stage?: string;
  account?: string;
  region?: string;
  environment?: string;
}

/** The blueprint that the form has chosen, in its newest version. */
export function findRequested(
  list: BlueprintList,
  unit: RequestedUnit,
): Blueprint | undefined {
  return list.items
    .filter(blueprint => blueprint.name === unit.blueprint)
    .at(-1);
}

/** The defaults of the chosen stage; none before a stage is chosen. */
export function defaultParameters(
  blueprint: Blueprint,
  unit: RequestedUnit,
): Parameters {
  const forStage = unit.stage ? blueprint.defaults[unit.stage] : undefined;
  return (forStage ?? {}) as Parameters;
}

/** Keeps what differs from the defaults, so that a unit follows its blueprint wherever nobody chose otherwise. */
export function withoutDefaults(
  parameters: Parameters,
  defaults: Parameters,
): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).filter(
      ([name, value]) =>
        value !== undefined &&
        JSON.stringify(value) !== JSON.stringify(defaults[name]),
    ),
  );
}

/**
 * The blueprint's schema as a form: nothing is required, since defaults and the request's own checks fill in what
 * a person leaves out, and the form's own title stands above it.
 */
export function parameterForm(blueprint: Blueprint): {
  schema: RJSFSchema;
  uiSchema: UiSchema<Parameters>;
} {
  const { required, $schema, ...schema } = blueprint.parameters as RJSFSchema;
  const properties = schema.properties ?? {};
  return {
    schema: { ...schema, title: blueprint.title },
    uiSchema: Object.fromEntries(
      Object.entries(properties)
        .filter(([, property]) => isChoice(property))
        .map(([name]) => [name, { 'ui:widget': 'checkboxes' }]),
    ),
  };
}

/** Whether a parameter is a list out of a few values; other lists are entered item by item. */
function isChoice(property: RJSFSchema | boolean): boolean {
  if (typeof property !== 'object' || property.type !== 'array') return false;
  const { items } = property;
  return typeof items === 'object' && !Array.isArray(items) && 'enum' in items;
}

import type {
  Blueprint,
  BlueprintList,
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

/** Why the blueprint cannot be had at the chosen stage; `undefined` if it can, or no stage is chosen yet. */
export function stageRefusal(
  { title, stages }: Blueprint,
  { stage }: RequestedUnit,
): string | undefined {
  return stage && !stages.some(each => each === stage)
    ? `${title} is for stage ${stages.join(', ')}, not for ${stage}. Go back to choose another stage, or choose another blueprint.`
    : undefined;
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
export function parameterForm(
  blueprint: Blueprint,
  shown: (name: string) => boolean = () => true,
): {
  schema: RJSFSchema;
  uiSchema: UiSchema<Parameters>;
} {
  const { required, $schema, ...schema } = blueprint.parameters as RJSFSchema;
  const properties = Object.entries(schema.properties ?? {}).filter(([name]) =>
    shown(name),
  );
  return {
    schema: {
      ...schema,
      title: blueprint.title,
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

/** What of the entered parameters the request says: what the blueprint asks for here, and differs from the defaults. */
export function askedParameters(
  blueprint: Blueprint,
  unit: RequestedUnit,
  entered: Parameters = {},
): Parameters {
  const defaults = defaultParameters(blueprint, unit);
  const known = (blueprint.parameters as RJSFSchema).properties ?? {};
  return Object.fromEntries(
    Object.entries(withoutDefaults(entered, defaults)).filter(
      ([name]) =>
        name in known &&
        matters(blueprint, name, { ...defaults, ...entered }, unit),
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

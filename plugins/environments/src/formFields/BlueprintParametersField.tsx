import { useApi, type ApiHolder } from '@backstage/core-plugin-api';
import type { Blueprint } from '@plinth/plugin-environments-common';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { FieldValidation } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { useEffect } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { EstimateNote } from './EstimateNote';
import {
  askedParameters,
  defaultParameters,
  findRequested,
  matters,
  parameterForm,
  stageRefusal,
  type Parameters,
  type RequestedUnit,
} from './blueprintParameters';

/**
 * The parameters of the chosen blueprint, from its JSON Schema, as far as they matter for what is chosen so far. Fields
 * start with the stage's defaults; what is submitted holds only what differs from them.
 */
export function BlueprintParameters(
  props: FieldExtensionComponentProps<Parameters>,
) {
  const api = useApi(environmentsApiRef);
  const blueprints = usePolled(
    signal => api.listBlueprints({ signal }),
    [],
    () => 300_000,
  );
  const unit = (props.formContext?.formData ?? {}) as RequestedUnit;
  if (blueprints.error && !blueprints.value) {
    return (
      <Failure
        title="The blueprints could not be read"
        error={blueprints.error}
        retry={blueprints.retry}
      />
    );
  }
  if (!blueprints.value) {
    return <Loading label="Reading the blueprints" lines={3} />;
  }
  const blueprint = findRequested(blueprints.value, unit);
  if (!blueprint) {
    return <p className={layout.note}>Choose a blueprint first.</p>;
  }
  const refusal = stageRefusal(blueprint, unit);
  if (refusal) {
    return (
      <p className={layout.note} role="alert">
        {refusal}
      </p>
    );
  }
  return <ParameterFields {...props} blueprint={blueprint} unit={unit} />;
}

function ParameterFields({
  blueprint,
  unit,
  ...props
}: FieldExtensionComponentProps<Parameters> & {
  blueprint: Blueprint;
  unit: RequestedUnit;
}) {
  const { SchemaField } = props.registry.fields;
  const { onChange, formData = {} } = props;
  const defaults = defaultParameters(blueprint, unit);
  const asked = askedParameters(blueprint, unit, formData);
  const { schema, uiSchema } = parameterForm(blueprint, name =>
    matters(blueprint, name, { ...defaults, ...formData }, unit),
  );

  // Another blueprint or stage was chosen: what it does not ask for is taken back.
  const outdated = Object.keys(formData).length > Object.keys(asked).length;
  useEffect(() => {
    if (outdated) {
      onChange(asked);
    }
  });

  return (
    <div className={layout.stack}>
      <SchemaField
        {...props}
        schema={schema}
        uiSchema={uiSchema}
        idSchema={props.registry.schemaUtils.toIdSchema(
          schema,
          props.idSchema.$id,
        )}
        formData={{ ...defaults, ...asked }}
        onChange={value => onChange(askedParameters(blueprint, unit, value))}
      />
      <EstimateNote unit={unit} parameters={{ ...defaults, ...asked }} />
    </div>
  );
}

/** Refuses what breaks the schema of the chosen blueprint, when the person goes on. */
export async function validateBlueprintParameters(
  value: Parameters | undefined,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder; formData?: unknown },
): Promise<void> {
  const api = context.apiHolder.get(environmentsApiRef);
  if (!api) {
    return;
  }
  const unit = (context.formData ?? {}) as RequestedUnit;
  const blueprint = findRequested(await api.listBlueprints(), unit);
  if (!blueprint) {
    return;
  }
  const refusal = stageRefusal(blueprint, unit);
  if (refusal) {
    field.addError(refusal);
    return;
  }
  const { errors } = validator.rawValidation<{
    instancePath: string;
    message?: string;
  }>(parameterForm(blueprint).schema, {
    ...defaultParameters(blueprint, unit),
    ...value,
  });
  for (const error of errors ?? []) {
    field.addError(
      `${error.instancePath.slice(1) || 'parameters'} ${error.message}`,
    );
  }
}

/** The form field `BlueprintParameters`. */
export const blueprintParametersField = createFormField({
  name: 'BlueprintParameters',
  component: BlueprintParameters,
  validation: validateBlueprintParameters,
});

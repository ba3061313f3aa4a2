import { useApi, type ApiHolder } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { FieldValidation } from '@rjsf/utils';
import validator from '@rjsf/validator-ajv8';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { EstimateNote } from './EstimateNote';
import {
  defaultParameters,
  findRequested,
  parameterForm,
  withoutDefaults,
  type Parameters,
  type RequestedUnit,
} from './blueprintParameters';

/**
 * The parameters of the chosen blueprint, from its JSON Schema. Fields start with the stage's defaults; what is
 * submitted holds only what differs from them.
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
  const { SchemaField } = props.registry.fields;
  const defaults = defaultParameters(blueprint, unit);
  const { schema, uiSchema } = parameterForm(blueprint);
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
        formData={{ ...defaults, ...props.formData }}
        onChange={value =>
          props.onChange(withoutDefaults(value ?? {}, defaults))
        }
      />
      <EstimateNote
        unit={unit}
        parameters={{ ...defaults, ...props.formData }}
      />
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
  if (!api) return;
  const unit = (context.formData ?? {}) as RequestedUnit;
  const blueprint = findRequested(await api.listBlueprints(), unit);
  if (!blueprint) return;
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

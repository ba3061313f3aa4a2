import type { ApiHolder } from '@backstage/core-plugin-api';
import { defaultsAt, type Blueprint } from '@plinth/plugin-environments-common';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { FieldValidation } from '@rjsf/utils';
import { useEffect } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { EstimateNote } from './EstimateNote';
import { useBlueprints } from './useBlueprints';
import {
  askedParameters,
  blueprintRefusal,
  chosenParameters,
  findRequested,
  matters,
  parameterErrors,
  parameterForm,
  type Parameters,
  type RequestedUnit,
} from './blueprintParameters';

/**
 * The parameters of the chosen blueprint, from its JSON Schema, as far as they matter for what is chosen so far. Fields
 * start with the defaults of the place; what is submitted holds what the person chose.
 */
export function BlueprintParameters(
  props: FieldExtensionComponentProps<Parameters>,
) {
  const { list, absence } = useBlueprints('blueprints');
  const unit = (props.formContext?.formData ?? {}) as RequestedUnit;
  if (absence) {
    return absence;
  }
  const blueprint = findRequested(list, unit);
  if (!blueprint) {
    return <p className={layout.note}>Choose a blueprint first.</p>;
  }
  const refusal = blueprintRefusal(blueprint, unit);
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
  const defaults = defaultsAt(blueprint, unit);
  const asked = askedParameters(blueprint, unit, formData);
  const shown = { ...defaults, ...asked };
  const { schema, uiSchema } = parameterForm(blueprint, unit, name =>
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
        formData={shown}
        onChange={value =>
          onChange(
            askedParameters(
              blueprint,
              unit,
              chosenParameters(value ?? {}, shown, asked),
            ),
          )
        }
      />
      <EstimateNote
        unit={unit}
        parameters={asked}
        budget={unit.monthlyBudget}
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
  if (!api) {
    return;
  }
  const unit = (context.formData ?? {}) as RequestedUnit;
  const blueprint = findRequested(await api.listBlueprints(), unit);
  if (!blueprint) {
    return;
  }
  const refusal = blueprintRefusal(blueprint, unit);
  if (refusal) {
    field.addError(refusal);
    return;
  }
  const complete = { ...defaultsAt(blueprint, unit), ...value };
  const { schema } = parameterForm(blueprint, unit, name =>
    matters(blueprint, name, complete, unit),
  );
  for (const error of parameterErrors(schema, complete)) {
    field.addError(error);
  }
}

/** The form field `BlueprintParameters`. */
export const blueprintParametersField = createFormField({
  name: 'BlueprintParameters',
  component: BlueprintParameters,
  validation: validateBlueprintParameters,
});

import type { ApiHolder } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { FieldValidation } from '@rjsf/utils';
import { useEffect } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { parameterErrors, type Parameters } from './blueprintParameters';
import { fleetParameterForm, type FleetUpgradeForm } from './fleetParameters';
import { useBlueprints } from './useBlueprints';

/** The parameters that the chosen version adds, with one value for all units; what is left empty follows the defaults. */
export function FleetParameters({
  formData = {},
  onChange,
  ...props
}: FieldExtensionComponentProps<Parameters>) {
  const { SchemaField } = props.registry.fields;
  const { list, absence } = useBlueprints('parameters');
  const upgrade = (props.formContext?.formData ?? {}) as FleetUpgradeForm;
  const form = list && fleetParameterForm(list, upgrade);
  const names = Object.keys(form?.schema.properties ?? {});
  const asked = Object.fromEntries(
    Object.entries(formData).filter(
      ([name, value]) => value !== undefined && names.includes(name),
    ),
  );
  // Another version was chosen: what it does not add is taken back.
  const isOutdated =
    list && Object.keys(asked).length < Object.keys(formData).length;
  useEffect(() => {
    if (isOutdated) {
      onChange(asked);
    }
  });
  if (!upgrade.version) {
    return null;
  }
  if (absence) {
    return absence;
  }
  return form ? (
    <SchemaField
      {...props}
      schema={{ ...form.schema, title: props.schema.title }}
      uiSchema={form.uiSchema}
      idSchema={props.registry.schemaUtils.toIdSchema(
        form.schema,
        props.idSchema.$id,
      )}
      formData={asked}
      onChange={value => onChange(value ?? {})}
    />
  ) : (
    <p className={layout.note}>The version asks for nothing new.</p>
  );
}

/** Refuses what the chosen version does not take, and what it needs and has no default for. */
export async function validateFleetParameters(
  value: Parameters | undefined,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder; formData?: unknown },
): Promise<void> {
  const api = context.apiHolder.get(environmentsApiRef);
  const upgrade = (context.formData ?? {}) as FleetUpgradeForm;
  const form = api && fleetParameterForm(await api.listBlueprints(), upgrade);
  if (form) {
    parameterErrors(form.schema, value ?? {}).forEach(error =>
      field.addError(error),
    );
  }
}

/** The form field `FleetParameters`. */
export const fleetParametersField = createFormField({
  name: 'FleetParameters',
  component: FleetParameters,
  validation: validateFleetParameters,
});

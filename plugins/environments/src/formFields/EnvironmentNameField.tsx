import { useApi, type ApiHolder } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { FieldValidation } from '@rjsf/utils';
import { TextField } from '@backstage/ui';
import { useEffect, useState } from 'react';
import { describeName } from './describeName';
import { fieldState } from './fieldState';

/** True when the catalog has a resource of that name; names are shared by environments and tenants. */
async function isTaken(apis: ApiHolder, name: string): Promise<boolean> {
  const entity = await apis
    .get(catalogApiRef)
    ?.getEntityByRef(`resource:default/${name}`);
  return entity !== undefined;
}

/**
 * Refuses a name that breaks the rules or is taken, when the person goes on. The action checks again: another
 * request may take the name in between.
 */
export async function validateEnvironmentName(
  value: string,
  field: Pick<FieldValidation, 'addError'>,
  context: { apiHolder: ApiHolder },
): Promise<void> {
  const wrong = describeName(value ?? '');
  if (wrong) {
    field.addError(wrong);
  } else if (await isTaken(context.apiHolder, value)) {
    field.addError(`${value} is taken: choose another name.`);
  }
}

/** The name of a new environment or tenant; says at once what is wrong with it. */
export function EnvironmentName(props: FieldExtensionComponentProps<string>) {
  const {
    formData,
    onChange,
    rawErrors = [],
    required,
    schema,
    uiSchema,
  } = props;
  const name = formData ?? '';
  const catalog = useApi(catalogApiRef);
  const [taken, setTaken] = useState<string>();
  const wrong = name ? describeName(name) : undefined;

  useEffect(() => {
    if (!name || wrong) {
      return undefined;
    }
    let current = true;
    const timer = setTimeout(() => {
      catalog.getEntityByRef(`resource:default/${name}`).then(
        entity => current && setTaken(entity ? name : undefined),
        () => {}, // the check is made again when the form is submitted
      );
    }, 300);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [catalog, name, wrong]);

  const error =
    wrong ??
    (taken === name && name
      ? `${name} is taken: choose another name.`
      : rawErrors[0]);
  return (
    <TextField
      id={props.idSchema.$id}
      label={schema.title ?? 'Name'}
      isRequired={required}
      value={name}
      placeholder={uiSchema?.['ui:placeholder']}
      onChange={onChange}
      {...fieldState(error, schema.description)}
      maxLength={600}
      spellCheck="false"
      autoComplete="off"
    />
  );
}

/** The form field `EnvironmentName`. */
export const environmentNameField = createFormField({
  name: 'EnvironmentName',
  component: EnvironmentName,
  validation: validateEnvironmentName,
});

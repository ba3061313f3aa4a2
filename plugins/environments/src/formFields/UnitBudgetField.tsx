import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { UnitOnMain } from '@plinth/plugin-environments-common';
import TextField from '@material-ui/core/TextField';
import { useState } from 'react';

/** The monthly budget of a unit that exists; it starts with the one of now, and says nothing while that stays. */
export function UnitBudget(props: FieldExtensionComponentProps<number>) {
  const { formData, idSchema, onChange, rawErrors = [], schema } = props;
  const { seen } = (props.formContext?.formData ?? {}) as {
    seen?: UnitOnMain;
  };
  const now = seen?.monthlyBudget;
  // As it is typed: a field that is emptied on the way to another number stays empty meanwhile
  const [text, setText] = useState<string>();
  const type = (typed: string) => {
    setText(typed);
    const value = typed === '' ? undefined : Number(typed);
    onChange(value === now ? undefined : value);
  };
  return (
    <TextField
      id={idSchema.$id}
      label={schema.title}
      type="number"
      fullWidth
      inputProps={{ min: schema.minimum, max: schema.maximum, step: 1 }}
      value={text ?? formData ?? now ?? ''}
      error={rawErrors.length > 0}
      helperText={
        rawErrors[0] ??
        (now === undefined
          ? schema.description
          : `${schema.description}. It is ${now} now`)
      }
      onChange={event => type(event.target.value)}
    />
  );
}

/** The form field `UnitBudget`. */
export const unitBudgetField = createFormField({
  name: 'UnitBudget',
  component: UnitBudget,
});

import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { UnitOnMain } from '@plinth/plugin-environments-common';
import { NumberField } from '@backstage/ui';
import { Loading } from '../components/states';
import { fieldState } from './fieldState';

/** The monthly budget of a unit that exists; it starts with the one of now, once that is read, and says nothing while that stays. */
export function UnitBudget(props: FieldExtensionComponentProps<number>) {
  const { formData, idSchema, onChange, rawErrors = [], schema } = props;
  const { seen } = (props.formContext?.formData ?? {}) as {
    seen?: UnitOnMain;
  };
  if (!seen) {
    // A number that arrives while somebody types would take the place of theirs.
    return <Loading label="Reading the budget" lines={1} />;
  }
  const now = seen.monthlyBudget;
  return (
    <NumberField
      id={idSchema.$id}
      label={schema.title}
      value={formData ?? now ?? NaN}
      {...fieldState(
        rawErrors[0],
        now === undefined
          ? schema.description
          : `${schema.description}. It is ${now} now`,
      )}
      onChange={value =>
        onChange(Number.isNaN(value) || value === now ? undefined : value)
      }
    />
  );
}

/** The form field `UnitBudget`. */
export const unitBudgetField = createFormField({
  name: 'UnitBudget',
  component: UnitBudget,
});

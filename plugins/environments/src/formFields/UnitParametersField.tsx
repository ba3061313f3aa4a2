import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import {
  defaultsAt,
  type Blueprint,
  type UnitOnMain,
} from '@plinth/plugin-environments-common';
import { useEffect } from 'react';
import { formatDollars } from '../components/format';
import layout from '../components/layout.module.css';
import { Loading } from '../components/states';
import {
  findRequested,
  matters,
  parameterForm,
  type Parameters,
  type RequestedUnit,
} from './blueprintParameters';
import {
  afterChanges,
  changedParameters,
  isEqual,
  withFixed,
} from './changedParameters';
import { EstimateNote } from './EstimateNote';
import { useBlueprints } from './useBlueprints';
import { useEstimate } from './useEstimate';

/** The parameters of a unit that exists, as the field `UnitSeen` read them; what is submitted holds only what was changed. */
export function UnitParameters(
  props: FieldExtensionComponentProps<Parameters>,
) {
  const { list, absence } = useBlueprints('parameters');
  const { seen, version, monthlyBudget } = (props.formContext?.formData ??
    {}) as {
    seen?: UnitOnMain;
    /** US dollars; @default - it stays as it is. */
    monthlyBudget?: number;
    /** The one that the unit moves to; @default - it stays where it is. */
    version?: string;
  };
  if (absence) {
    return absence;
  }
  if (!seen) {
    return <Loading label="Reading the parameters" lines={3} />;
  }
  const wanted = { ...seen, version: version ?? seen.version };
  const today = findRequested(list, seen);
  const blueprint = findRequested(list, wanted);
  return blueprint && today ? (
    <ParameterFields
      {...props}
      blueprint={blueprint}
      today={today}
      seen={seen}
      budget={monthlyBudget ?? seen.monthlyBudget}
    />
  ) : (
    <p className={layout.note} role="alert">
      This portal does not know {seen.blueprint} {wanted.version}, so it cannot
      show its parameters.
    </p>
  );
}

function ParameterFields({
  blueprint,
  today,
  seen,
  budget,
  ...props
}: FieldExtensionComponentProps<Parameters> & {
  /** As it will be. */
  blueprint: Blueprint;
  /** As it is. */
  today: Blueprint;
  seen: UnitOnMain;
  budget: number;
}) {
  const { SchemaField } = props.registry.fields;
  const { onChange, formData = {} } = props;
  const unit: RequestedUnit = {
    ...seen,
    name: seen.path.split('/')[1],
    version: blueprint.version,
  };
  const file = seen.parameters as Parameters;
  const defaults = defaultsAt(blueprint, unit);
  const shown = afterChanges(file, defaults, formData);
  const form = parameterForm(blueprint, unit, name =>
    matters(blueprint, name, shown, unit),
  );
  /** The changes of what the form asks for; parameters that it leaves out stay as the file has them. */
  const changesOf = (entered: Parameters = {}) =>
    Object.fromEntries(
      Object.entries(changedParameters(file, defaults, entered)).filter(
        ([name]) => name in (form.schema.properties ?? {}),
      ),
    );

  // Another unit or version was chosen: what it does not ask for, or has already, is taken back.
  const changes = changesOf(shown);
  const isOutdated = !isEqual(changes, formData);
  useEffect(() => {
    if (isOutdated) {
      onChange(changes);
    }
  });

  return (
    <div className={layout.stack}>
      <SchemaField
        {...props}
        schema={form.schema}
        uiSchema={withFixed(blueprint, form.uiSchema)}
        idSchema={props.registry.schemaUtils.toIdSchema(
          form.schema,
          props.idSchema.$id,
        )}
        formData={shown}
        onChange={value => onChange(changesOf(value))}
      />
      <CostOfToday
        unit={{ ...unit, version: today.version }}
        parameters={file}
      />
      <EstimateNote
        unit={unit}
        parameters={afterChanges(file, {}, changes)}
        budget={budget}
      />
    </div>
  );
}

function CostOfToday(props: { unit: RequestedUnit; parameters: Parameters }) {
  const state = useEstimate(props.unit, props.parameters);
  return state.is === 'known' ? (
    <p className={layout.note}>
      As it is now: {formatDollars(state.estimate.monthly)} a month. After the
      change:
    </p>
  ) : null;
}

/** The form field `UnitParameters`. */
export const unitParametersField = createFormField({
  name: 'UnitParameters',
  component: UnitParameters,
});

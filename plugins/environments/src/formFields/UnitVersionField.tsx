import { useApi } from '@backstage/core-plugin-api';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { Blueprint, UnitOnMain } from '@plinth/plugin-environments-common';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { newerVersions, versionsTo } from './newerVersions';

/** What the form holds of an upgrade. */
interface UpgradeForm {
  seen?: UnitOnMain;
  version?: string;
}

/** The versions that the unit of the form can move to. */
function useNewerVersions({ seen }: UpgradeForm) {
  const api = useApi(environmentsApiRef);
  const blueprints = usePolled(
    signal => api.listBlueprints({ signal }),
    [],
    () => 300_000,
  );
  const newer: Blueprint[] | undefined =
    blueprints.value && seen && newerVersions(blueprints.value, seen);
  return { newer, ...blueprints };
}

/** A newer version of the unit's blueprint, with what is new in it. */
export function UnitVersion(props: FieldExtensionComponentProps<string>) {
  const { formData, idSchema, onChange, rawErrors = [], schema } = props;
  const form = (props.formContext?.formData ?? {}) as UpgradeForm;
  const { newer, error, retry } = useNewerVersions(form);
  if (error && !newer) {
    return (
      <Failure
        title="The blueprints could not be read"
        error={error}
        retry={retry}
      />
    );
  }
  if (!newer || !form.seen) {
    return <Loading label="Reading the versions" lines={2} />;
  }
  if (newer.length === 0) {
    return (
      <p className={layout.note} role="status">
        {form.seen.blueprint} {form.seen.version} is the newest version: there
        is nothing to move to.
      </p>
    );
  }
  return (
    <div className={layout.stack}>
      <TextField
        select
        id={idSchema.$id}
        label={schema.title}
        fullWidth
        required
        value={newer.some(each => each.version === formData) ? formData : ''}
        error={rawErrors.length > 0}
        helperText={rawErrors[0] ?? schema.description}
        onChange={event => onChange(event.target.value || undefined)}
      >
        {newer.map(({ version }) => (
          <MenuItem key={version} value={version}>
            {version}
          </MenuItem>
        ))}
      </TextField>
      {versionsTo(newer, formData).map(({ version, notes }) => (
        <p key={version}>
          <strong>{version}</strong>: {notes ?? 'it has no notes.'}
        </p>
      ))}
    </div>
  );
}

/** What the chosen version replaces, each to be named by the person who asks. */
export function UnitReplaced(props: FieldExtensionComponentProps<string[]>) {
  const { formData = [], onChange, schema } = props;
  const form = (props.formContext?.formData ?? {}) as UpgradeForm;
  const { newer = [] } = useNewerVersions(form);
  const replaced = versionsTo(newer, form.version).flatMap(
    ({ replaces }) => replaces,
  );
  if (replaced.length === 0) {
    return form.version ? (
      <p className={layout.note}>It replaces nothing that holds data.</p>
    ) : null;
  }
  return (
    <fieldset>
      <legend>{schema.title}</legend>
      {replaced.map(name => (
        <FormControlLabel
          key={name}
          label={name}
          control={
            <Checkbox
              color="primary"
              checked={formData.includes(name)}
              onChange={(_, checked) =>
                onChange(
                  checked
                    ? [...formData, name]
                    : formData.filter(each => each !== name),
                )
              }
            />
          }
        />
      ))}
      <p className={layout.note}>{schema.description}.</p>
    </fieldset>
  );
}

/** The form field `UnitVersion`. */
export const unitVersionField = createFormField({
  name: 'UnitVersion',
  component: UnitVersion,
});

/** The form field `UnitReplaced`. */
export const unitReplacedField = createFormField({
  name: 'UnitReplaced',
  component: UnitReplaced,
});

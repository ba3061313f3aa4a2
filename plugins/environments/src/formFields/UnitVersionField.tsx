import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import type { Blueprint, UnitOnMain } from '@plinth/plugin-environments-common';
import { Checkbox, Select } from '@backstage/ui';
import { useEffect } from 'react';
import layout from '../components/layout.module.css';
import { Loading } from '../components/states';
import { fieldState } from './fieldState';
import { newerVersions, versionsTo } from './newerVersions';
import { useBlueprints } from './useBlueprints';

/** What the form holds of an upgrade. */
interface UpgradeForm {
  seen?: UnitOnMain;
  version?: string;
  /** Of a promotion: the one whose version the unit gets. */
  seenFrom?: UnitOnMain;
}

/** The versions that the unit of the form can move to, or what a field shows while there are none to choose from. */
type Versions =
  | { newer: Blueprint[]; absence?: undefined }
  | { newer?: undefined; absence: JSX.Element };

function useNewerVersions({ seen }: UpgradeForm): Versions {
  const { list, absence } = useBlueprints('versions');
  if (absence) {
    return { absence };
  }
  if (!seen) {
    return { absence: <Loading label="Reading the versions" lines={3} /> };
  }
  const newer = newerVersions(list, seen);
  if (!newer) {
    return {
      absence: (
        <p className={layout.note} role="alert">
          This portal does not know {seen.blueprint} {seen.version}, so it
          cannot tell which versions are newer.
        </p>
      ),
    };
  }
  return { newer };
}

/** A newer version of the unit's blueprint, with what is new in it. */
export function UnitVersion(props: FieldExtensionComponentProps<string>) {
  const { formData, idSchema, onChange, rawErrors = [], schema } = props;
  const form = (props.formContext?.formData ?? {}) as UpgradeForm;
  const { newer, absence } = useNewerVersions(form);
  const isOffered = newer?.some(({ version }) => version === formData);
  // Another unit was chosen, which cannot move to what was chosen before
  const isOutdated = newer && formData !== undefined && !isOffered;
  useEffect(() => {
    if (isOutdated) {
      onChange(undefined);
    }
  });
  if (absence) {
    return absence;
  }
  if (newer.length === 0) {
    return (
      <p className={layout.note} role="status">
        {form.seen?.blueprint} {form.seen?.version} is the newest version: there
        is nothing to move to.
      </p>
    );
  }
  return (
    <div className={layout.stack}>
      <Select
        id={idSchema.$id}
        label={schema.title}
        isRequired
        value={isOffered ? formData : null}
        {...fieldState(rawErrors[0], schema.description)}
        onChange={key => onChange(String(key))}
        options={newer.map(({ version }) => ({
          value: version,
          label: version,
        }))}
      />
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
  const { newer, absence } = useNewerVersions(form);
  const version = form.version ?? form.seenFrom?.version;
  const steps = versionsTo(newer ?? [], version);
  const replaced = steps.flatMap(({ replaces }) => replaces);
  const named = formData.filter(name => replaced.includes(name));
  // Another version or unit was chosen: consent to another loss is none to this one
  const isOutdated = newer && named.length < formData.length;
  useEffect(() => {
    if (isOutdated) {
      onChange(named);
    }
  });
  if (!version) {
    return null;
  }
  if (absence) {
    return absence;
  }
  if (steps.length === 0) {
    return null; // the version is none of those on offer: nothing is known of it
  }
  if (replaced.length === 0) {
    return <p className={layout.note}>It replaces nothing that holds data.</p>;
  }
  return (
    <fieldset>
      <legend>{schema.title}</legend>
      {replaced.map(name => (
        <Checkbox
          key={name}
          isSelected={named.includes(name)}
          onChange={checked =>
            onChange(
              checked ? [...named, name] : named.filter(each => each !== name),
            )
          }
        >
          {name}
        </Checkbox>
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

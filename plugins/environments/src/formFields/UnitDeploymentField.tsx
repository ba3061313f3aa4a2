import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Button, Select } from '@backstage/ui';
import type { Change } from '@plinth/plugin-environments-common';
import { useChanges } from '../changes/useChanges';
import { formatTime, shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { fieldState } from './fieldState';

/** A deployment to which a unit can go back: one of its audit trail that succeeded, but for the last one. */
export function UnitDeployment(props: FieldExtensionComponentProps<string>) {
  const { entityRef } = (props.formContext?.formData ?? {}) as {
    entityRef?: string;
  };
  return entityRef ? (
    <Deployments key={entityRef} {...props} entityRef={entityRef} />
  ) : (
    <p className={layout.note}>Go back to choose what is to be rolled back.</p>
  );
}

function Deployments(
  props: FieldExtensionComponentProps<string> & { entityRef: string },
) {
  const { entityRef, formData, idSchema, onChange, rawErrors = [] } = props;
  const { changes, error, retry, hasOlder, loadOlder } = useChanges(
    entityRef,
    50,
  );
  if (!changes) {
    return error ? (
      <Failure
        title="The deployments could not be read"
        error={error}
        retry={retry}
      />
    ) : (
      <Loading label="Reading the deployments" lines={2} />
    );
  }
  const offered = deployments(changes);
  const isOffered = offered.some(({ sha }) => sha === formData);
  return (
    <div className={layout.stack}>
      {offered.length === 0 && !formData && !hasOlder && (
        <p className={layout.note} role="status">
          There is no earlier deployment to go back to.
        </p>
      )}
      <Select
        id={idSchema.$id}
        label={props.schema.title}
        isRequired
        value={formData ?? null}
        {...fieldState(rawErrors[0], props.schema.description)}
        onChange={key => onChange(String(key))}
        options={[
          ...(formData && !isOffered
            ? [{ value: formData, label: shortSha(formData) }]
            : []),
          ...offered.map(({ sha, at, title }) => ({
            value: sha,
            label: `${shortSha(sha)}, ${formatTime(at)}: ${title}`,
          })),
        ]}
      />
      {error && (
        <Failure
          title="Older deployments could not be read"
          error={error}
          retry={retry}
        />
      )}
      {hasOlder && (
        <div>
          <Button variant="secondary" size="small" onPress={loadOlder}>
            Show older deployments
          </Button>
        </div>
      )}
    </div>
  );
}

function deployments(
  changes: readonly Change[],
): { sha: string; at: string; title: string }[] {
  return changes
    .filter(({ status }) => status === 'deployed')
    .slice(1)
    .flatMap(({ commit, at, title }) =>
      commit ? [{ sha: commit.sha, at, title }] : [],
    );
}

/** The form field `UnitDeployment`. */
export const unitDeploymentField = createFormField({
  name: 'UnitDeployment',
  component: UnitDeployment,
});

import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { Button } from '@backstage/ui';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import type { Change } from '@plinth/plugin-environments-common';
import { useChanges } from '../changes/useChanges';
import { formatTime, shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';

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
      <TextField
        select
        id={idSchema.$id}
        label={props.schema.title}
        fullWidth
        required
        value={formData ?? ''}
        error={rawErrors.length > 0}
        helperText={rawErrors[0] ?? props.schema.description}
        onChange={event => onChange(event.target.value || undefined)}
      >
        {formData && !isOffered && (
          <MenuItem value={formData}>{shortSha(formData)}</MenuItem>
        )}
        {offered.map(({ sha, at, title }) => (
          <MenuItem key={sha} value={sha}>
            {shortSha(sha)}, {formatTime(at)}: {title}
          </MenuItem>
        ))}
      </TextField>
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

import { Link } from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import type {
  ChangeEntry,
  Commit,
  StackDrift,
} from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { Age } from '../components/Age';
import { Person } from '../components/Person';
import { shortSha } from '../components/format';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { DriftNote } from './HealthSummary';
import { RepairLinks } from './RepairLinks';
import { UncheckedResources } from './UncheckedResources';
import { useOutsideEdits } from './useOutsideEdits';

/** Each difference between what was deployed and what is there: since which commit it was expected, and who made it when. */
export function StackDriftTable(props: {
  entityRef: string;
  stack: string;
  /** What the stack was made from, where that is known. */
  commit?: Commit;
}) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack, commit } = props;
  const drift = usePolled(
    signal => api.getStackDrift(entityRef, stack, { signal }),
    [entityRef, stack],
    () => 15_000,
  );
  const edits = useOutsideEdits(entityRef, stack);
  if (drift.error && !drift.value) {
    return (
      <Failure
        title="The drift could not be read"
        error={drift.error}
        retry={drift.retry}
      />
    );
  }
  if (!drift.value) {
    return <Loading label="Reading the drift" lines={3} />;
  }
  const { summary, resources } = drift.value;
  return (
    <div className={layout.stack}>
      <p className={layout.note}>
        <DriftNote drift={summary} />
      </p>
      {resources.length > 0 && (
        <>
          <RepairLinks />
          <div className={layout.scroll}>
            <table className={layout.table} aria-label={`Drift of ${stack}`}>
              {commit && (
                <caption className={layout.note}>
                  Expected is what commit{' '}
                  <Link to={commit.url} className={layout.mono}>
                    {shortSha(commit.sha)}
                  </Link>{' '}
                  deployed
                  {commit.committedAt && (
                    <>
                      , of <Age since={commit.committedAt} />
                    </>
                  )}
                  .
                </caption>
              )}
              <thead>
                <tr>
                  <th scope="col">Resource</th>
                  <th scope="col">Property</th>
                  <th scope="col">Expected</th>
                  <th scope="col">Actual</th>
                  <th scope="col">Changed by</th>
                </tr>
              </thead>
              <tbody>
                {resources.map(resource => (
                  <DriftedResource
                    key={resource.logicalId}
                    resource={resource}
                    edit={edits.get(resource.logicalId)}
                  />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {summary.checkedResources < summary.totalResources &&
        summary.status !== 'NOT_CHECKED' && (
          <UncheckedResources entityRef={entityRef} stack={stack} />
        )}
    </div>
  );
}

function DriftedResource(props: {
  resource: StackDrift['resources'][number];
  edit?: ChangeEntry;
}) {
  const { resource, edit } = props;
  const { logicalId, resourceType, differences } = resource;
  const rows = Math.max(1, differences.length);
  const what = (
    <th scope="row" rowSpan={rows}>
      {logicalId}
      <div className={layout.note}>{resourceType}</div>
    </th>
  );
  const who = (
    <td rowSpan={rows}>
      <LastEdit edit={edit} />
    </td>
  );
  if (differences.length === 0) {
    return (
      <tr>
        {what}
        <td colSpan={3}>deleted</td>
        {who}
      </tr>
    );
  }
  return (
    <>
      {differences.map(({ path, expected, actual }, index) => (
        <tr key={path}>
          {index === 0 && what}
          <td className={layout.mono}>{path}</td>
          <td className={layout.mono}>{expected ?? '–'}</td>
          <td className={layout.mono}>{actual ?? '–'}</td>
          {index === 0 && who}
        </tr>
      ))}
    </>
  );
}

/** Who edited a resource last, and when, as far as the trail tells. */
function LastEdit(props: { edit?: ChangeEntry }) {
  const { edit } = props;
  if (!edit) {
    return <span className={layout.note}>not known</span>;
  }
  return (
    <>
      {edit.actor ? <Person actor={edit.actor} /> : 'not known'}
      <div className={layout.note}>
        <Age since={edit.at} />
      </div>
      <div className={layout.note}>{String(edit.details?.eventName ?? '')}</div>
    </>
  );
}

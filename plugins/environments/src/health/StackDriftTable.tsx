import { useApi } from '@backstage/core-plugin-api';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';
import { DriftNote } from './HealthSummary';
import { RepairLinks } from './RepairLinks';

/** Each difference between what was deployed and what is there. */
export function StackDriftTable(props: { entityRef: string; stack: string }) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack } = props;
  const drift = usePolled(
    signal => api.getStackDrift(entityRef, stack, { signal }),
    [entityRef, stack],
    () => 15_000,
  );
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
      {resources.length > 0 && <RepairLinks />}
      {resources.length > 0 && (
        <div className={layout.scroll}>
          <table className={layout.table} aria-label={`Drift of ${stack}`}>
            <thead>
              <tr>
                <th scope="col">Resource</th>
                <th scope="col">Property</th>
                <th scope="col">Deployed</th>
                <th scope="col">Found</th>
              </tr>
            </thead>
            <tbody>
              {resources.flatMap(resource =>
                resource.differences.length === 0
                  ? [
                      <tr key={resource.logicalId}>
                        <td>{resource.logicalId}</td>
                        <td colSpan={3}>deleted</td>
                      </tr>,
                    ]
                  : resource.differences.map(difference => (
                      <tr key={`${resource.logicalId}${difference.path}`}>
                        <td>{resource.logicalId}</td>
                        <td className={layout.mono}>{difference.path}</td>
                        <td className={layout.mono}>
                          {difference.expected ?? '–'}
                        </td>
                        <td className={layout.mono}>
                          {difference.actual ?? '–'}
                        </td>
                      </tr>
                    )),
              )}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

import { useApi } from '@backstage/core-plugin-api';
import { environmentsApiRef } from '../api/environmentsApiRef';
import layout from '../components/layout.module.css';
import { Failure, Loading } from '../components/states';
import { usePolled } from '../hooks/usePolled';

const DRIFT = {
  IN_SYNC: 'in sync',
  MODIFIED: 'modified',
  DELETED: 'deleted',
  NOT_CHECKED: 'cannot be checked',
};

/** The resources of a stack. */
export function StackResources(props: { entityRef: string; stack: string }) {
  const api = useApi(environmentsApiRef);
  const { entityRef, stack } = props;
  const resources = usePolled(
    signal => api.getStackResources(entityRef, stack, { signal }),
    [entityRef, stack],
    () => 15_000,
  );
  if (resources.error && !resources.value) {
    return (
      <Failure
        title="The resources could not be read"
        error={resources.error}
        retry={resources.retry}
      />
    );
  }
  if (!resources.value) {
    return <Loading label="Reading the resources" lines={3} />;
  }
  return (
    <div className={layout.scroll}>
      <table className={layout.table} aria-label={`Resources of ${stack}`}>
        <thead>
          <tr>
            <th scope="col">Logical ID</th>
            <th scope="col">Type</th>
            <th scope="col">Physical ID</th>
            <th scope="col">Status</th>
            <th scope="col">Drift</th>
          </tr>
        </thead>
        <tbody>
          {resources.value.items.map(resource => (
            <tr key={resource.logicalId}>
              <td>{resource.logicalId}</td>
              <td>{resource.resourceType}</td>
              <td className={layout.mono}>{resource.physicalId}</td>
              <td className={layout.mono}>{resource.status}</td>
              <td>{resource.drift ? DRIFT[resource.drift] : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
